import zoneinfo
from datetime import time
from functools import cache

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from hiring.models.calendar import WorkCalendar


def known_time_zone(name: str) -> None:
    """Refuse a name that is not in the IANA time zone database (code `unknown_time_zone`)."""
    if name not in _time_zones():
        raise ValidationError(
            f"“{name}” is not an IANA time zone; write it like Europe/Berlin or America/New_York.",
            code="unknown_time_zone",
        )


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())  # walks through the files of the database each time


class User(AbstractUser):
    """Somebody who works here, or a service account behind an API token."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        SERVICE = "service", "Service account"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    time_zone = models.CharField(
        max_length=64, default="UTC", validators=[known_time_zone], help_text="IANA name, for example Europe/Berlin."
    )
    calendar = models.ForeignKey(
        WorkCalendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        help_text="Working days and public holidays. Without one: Monday to Friday, no holidays.",
    )
    quiet_from = models.TimeField(default=time(19), help_text="From then on, on the person's clock, nobody reminds.")
    quiet_until = models.TimeField(default=time(8), help_text="Until then nobody reminds. The same time: never quiet.")
    away_from = models.DateField(null=True, blank=True, help_text="First day away: reminders go to the next in line.")
    away_until = models.DateField(null=True, blank=True, help_text="Last day away.")
    production_gpu_experience = models.BooleanField(
        "production GPU experience",
        default=False,
        help_text="Has run GPU infrastructure in production. Each panel needs at least one such interviewer.",
    )

    class Meta(AbstractUser.Meta):
        ordering = ["first_name", "last_name", "username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(away_from=None, away_until=None) | Q(away_from__lte=F("away_until")),
                name="user_is_away_from_a_day_until_a_later_one",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def clean(self) -> None:
        """Refuse with `away_incomplete`, `away_ends_first` days away that are no stretch of days."""
        super().clean()
        if (self.away_from is None) != (self.away_until is None):
            missing = "away_from" if self.away_from is None else "away_until"
            message = "Days away have a first and a last day: give both, or neither."
            raise ValidationError({missing: ValidationError(message, code="away_incomplete")})
        if self.away_from is not None and self.away_until is not None and self.away_until < self.away_from:
            message = "The last day away comes before the first."
            raise ValidationError({"away_until": ValidationError(message, code="away_ends_first")})

    @property
    def is_service(self) -> bool:
        return self.kind == self.Kind.SERVICE
