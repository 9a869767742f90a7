from django.db import migrations, models


def one_look_each(apps, schema_editor):
    """Until now every look had a row of its own."""
    reads = apps.get_model("hiring", "OfferRead").objects.using(schema_editor.connection.alias)
    reads.filter(last_at=None).update(last_at=models.F("at"))


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0006_candidates_are_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="offerread",
            name="times",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="offerread",
            name="last_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(one_look_each, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="offerread",
            name="last_at",
            field=models.DateTimeField(),
        ),
        migrations.AddIndex(
            model_name="offerread",
            index=models.Index(fields=["reader", "-at"], name="offer_read_by_reader"),
        ),
        migrations.AddConstraint(
            model_name="offerread",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_at__gte", models.F("at")), ("times__gte", 1)),
                name="offer_read_ends_after_it_began",
            ),
        ),
    ]
