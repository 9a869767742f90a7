from django.db import migrations
from django.utils import timezone


def spell_out_instants(apps, schema_editor):
    """SQLite compares instants as texts, and its own clock, the default so far, writes fewer digits than Django."""
    if schema_editor.connection.vendor == "sqlite":
        for name in ("Candidate", "Requisition"):
            apps.get_model("hiring", name).objects.update(updated_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0004_api_contracts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="candidate",
            options={
                "ordering": ["name", "pk"],
                "permissions": [("erase_candidate", "Can erase what is personal of a candidate")],
            },
        ),
        migrations.RunPython(spell_out_instants, migrations.RunPython.noop),
    ]
