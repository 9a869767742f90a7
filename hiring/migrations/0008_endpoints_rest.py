from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0007_offer_reads_are_counted"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="message",
            name="ready_message_by_next_at",
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="rests_until",
            field=models.DateTimeField(
                blank=True, help_text="It did not answer: nothing goes there before.", null=True
            ),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="tried_at",
            field=models.DateTimeField(blank=True, help_text="When an attempt was begun last.", null=True),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="unheard",
            field=models.PositiveIntegerField(default=0, help_text="Attempts in a row that it did not answer."),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="updated_at",
            field=models.DateTimeField(db_default=Now(), help_text="Attempts do not change it."),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("endpoint", None), ("state", "ready")),
                fields=["next_at"],
                name="ready_message_by_next_at",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("endpoint__isnull", False), ("state", "ready")),
                fields=["endpoint", "next_at"],
                name="ready_message_by_endpoint",
            ),
        ),
    ]
