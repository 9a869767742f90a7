from collections.abc import Mapping
from datetime import time
from functools import cache

import holidays
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from benchmarks.models.reference import ReferenceModel

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekdays(days: object) -> None:
    """Refuse what is not a list of different weekdays, 0 (Monday) to 6 (code `unknown_weekday`)."""
    listed = days if isinstance(days, list) else []
    known = all(type(day) is int and 0 <= day <= 6 for day in listed)
    if not listed or not known or len(set(listed)) != len(listed):
        raise ValidationError(
            "Write the working days as a list such as [0, 1, 2, 3, 4]: 0 is Monday, 6 is Sunday.",
            code="unknown_weekday",
        )


def monday_to_friday() -> list[int]:
    return [0, 1, 2, 3, 4]


class WorkCalendar(ReferenceModel):
    """When people of one region work: days of the week, hours, public holidays. The time zone is the person's own."""

    country = models.CharField(
        max_length=2, blank=True, help_text="ISO 3166 code, for example DE: its public holidays. Empty: none."
    )
    subdivision = models.CharField(
        max_length=10, blank=True, help_text="Part of the country with holidays of its own, for example BY."
    )
    days = models.JSONField(
        default=monday_to_friday, validators=[weekdays], help_text="Working days: 0 is Monday, 6 is Sunday."
    )
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(18))

    class Meta(ReferenceModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="work_calendar_opens_before_it_closes"),
        ]

    def clean(self) -> None:
        """Refuse with `unknown_country` a country, or a part of one, whose holidays nobody knows; `closes_first`."""
        super().clean()
        if self.closes <= self.opens:
            message = "It has to open before it closes."
            raise ValidationError({"closes": ValidationError(message, code="closes_first")})
        if self.country and self.country not in _countries():
            message = (
                f"No public holidays are known for “{self.country}”. Write the two letters of ISO 3166, such as DE, FR "
                "or US; leave it empty for a calendar without holidays."
            )
            raise ValidationError({"country": ValidationError(message, code="unknown_country")})
        parts = _countries().get(self.country, ())
        if self.subdivision and self.subdivision not in parts:
            message = f"“{self.subdivision}” is no part of {self.country or 'a country'} with holidays of its own; " + (
                f"write one of {', '.join(parts)}." if parts else "leave it empty."
            )
            raise ValidationError({"subdivision": ValidationError(message, code="unknown_country")})


@cache
def _countries() -> Mapping[str, list[str]]:
    known: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=False)
    return known


class CalendarException(models.Model):
    """A date on which a calendar differs from its week: a company holiday, or a Saturday at work."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField()
    name = models.CharField(max_length=120)
    is_working = models.BooleanField(default=False)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "date"], name="one_exception_per_calendar_and_date"),
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.name}"
