from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

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

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_system", "external_id"],
                condition=~Q(external_id=""),
                name="one_candidate_per_external_id_and_source_system",
            )
        ]

    def __str__(self) -> str:
        return self.name
