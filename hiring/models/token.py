from django.conf import settings
from django.db import models

from hiring.models.requisition import Requisition


class ApiToken(models.Model):
    """A key to the API. Only its hash is kept; the key itself is shown once."""

    name = models.CharField(max_length=100)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        help_text="The person it acts for, or a service account.",
    )
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    requisitions = models.ManyToManyField(
        Requisition,
        blank=True,
        related_name="+",
        help_text="It sees these, and what belongs to them, alone. None: all that its user may see.",
    )
    is_limited = models.BooleanField(
        default=False,
        editable=False,
        help_text="It was made for requisitions: it reaches nothing more when these are gone.",
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced_by", editable=False
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
