from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from hiring.models.people import known_time_zone
from hiring.models.reference import SourcingChannel


class Candidate(models.Model):
    """A person who may be hired. Personal data lives here, so that it can be found and removed in one place."""

    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    location = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[known_time_zone])
    profile_url = models.CharField(
        "profile", max_length=200, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    channel = models.ForeignKey(SourcingChannel, on_delete=models.SET_NULL, null=True, blank=True)
    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="candidacies",
        help_text="Set when the candidate already works here: they can never open their own file.",
    )
    external_id = models.CharField(max_length=120, blank=True)
    source_system = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When the personal data were removed, for good: what is left is a number."
    )

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["updated_at", "id"], name="candidate_by_change")]
        permissions = [("erase_candidate", "Can erase what is personal of a candidate")]
        constraints = [
            models.UniqueConstraint(
                fields=["source_system", "external_id"],
                condition=~Q(external_id=""),
                name="one_candidate_per_external_id_and_source_system",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_reachable(self) -> bool:
        """Whether mail gets to them: not once they, or their address, were erased. Nobody has a domain in .invalid."""
        return self.erased_at is None and not self.email.endswith(".invalid")


class CandidateErasure(models.Model):
    """That somebody removed what is personal of a candidate: who and why, also where no application keeps a history."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="erasure")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Erasure of candidate {self.candidate_id}"
