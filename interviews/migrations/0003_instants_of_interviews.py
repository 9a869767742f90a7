from django.db import migrations
from django.utils import timezone


def spell_out_instants(apps, schema_editor):
    """SQLite compares instants as texts, and its own clock, the default so far, writes fewer digits than Django."""
    if schema_editor.connection.vendor == "sqlite":
        apps.get_model("interviews", "Interview").objects.update(updated_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("interviews", "0002_ats"),
    ]

    operations = [
        migrations.RunPython(spell_out_instants, migrations.RunPython.noop),
    ]
