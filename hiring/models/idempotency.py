from django.db import models
from django.db.models import Q


class IdempotentCall(models.Model):
    """A call to the API that named an Idempotency-Key, with the answer that its repeats are given again."""

    caller = models.CharField(max_length=60, help_text="The token or the user: keys of different callers never meet.")
    method = models.CharField(max_length=6)
    path = models.CharField(max_length=250)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the body: another body is another request.")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["caller", "method", "path", "key"], name="one_call_per_idempotency_key"),
            models.CheckConstraint(
                condition=Q(finished_at=None, status=None) | Q(finished_at__isnull=False, status__isnull=False),
                name="finished_call_has_its_answer",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_call_by_age")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
