from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class WebhookEndpoint(models.Model):
    """An address of another system that is told what happened here. Each message to it is signed."""

    url = models.URLField(max_length=500)
    description = models.CharField(max_length=200, blank=True)
    events = models.JSONField(default=list, blank=True, help_text="Types of events it wants. Empty: all of them.")
    secret = models.CharField(max_length=120, help_text="Signs the messages (Standard Webhooks, whsec_…).")
    previous_secret = models.CharField(max_length=120, blank=True)
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=300, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True, help_text="It did not answer: nothing goes there before.")
    unheard = models.PositiveIntegerField(default=0, help_text="Attempts in a row that it did not answer.")
    tried_at = models.DateTimeField(null=True, blank=True, help_text="When an attempt was begun last.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_default=Now(), help_text="Attempts do not change it.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, disabled_at=None) | Q(is_active=False, disabled_at__isnull=False),
                name="webhook_endpoint_is_active_unless_it_was_disabled",
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.url
