"""Decides for which days the market is foreseen."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

YEARS_AHEAD = 10


def last() -> date:
    """The last day for which figures are worked out: ours to set, ten years from today on aging says nothing more."""
    return timezone.now().date() + timedelta(days=366 * YEARS_AHEAD)


def refuse_too_late(day: date) -> None:
    """Refuse a day after the last one, as forms and serializers check a field: `day_out_of_reach`."""
    if day > last():
        raise ValidationError(f"Choose a day up to {last().isoformat()}.", code="day_out_of_reach")
