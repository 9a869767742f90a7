"""Columns that several tables share: amounts of money, their currency, percentages."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

iso_4217 = RegexValidator(r"^[A-Z]{3}\Z", "Give the three capital letters of ISO 4217, such as EUR.", code="currency")


class Period(models.TextChoices):
    """The time that an amount of pay is for."""

    YEAR = "year", "a year"
    MONTH = "month", "a month"
    HOUR = "hour", "an hour"


def amount(label: str, **options: Any) -> models.DecimalField[Any, Any]:
    """Money in whole units of the row's currency (130000, not 130 for thousands)."""
    options = {"max_digits": 16, "decimal_places": 2, "validators": [MinValueValidator(0)], **options}
    return models.DecimalField(label, **options)


def optional_amount(label: str, **options: Any) -> models.DecimalField[Any, Any]:
    """Money that the source may not state."""
    return amount(label, null=True, blank=True, **options)


def optional_percent(label: str, **options: Any) -> models.DecimalField[Any, Any]:
    """A percentage that the source may not state: 25 stands for 25 %."""
    options = {"max_digits": 7, "decimal_places": 3, "null": True, "blank": True, **options}
    return models.DecimalField(label, validators=[MinValueValidator(0)], **options)


def currency(**options: Any) -> models.CharField[Any, Any]:
    """The ISO 4217 code of the row's amounts."""
    return models.CharField(max_length=3, validators=[iso_4217], help_text="ISO 4217, such as EUR.", **options)


def period() -> models.CharField[Any, Any]:
    """What the row's pay is for; a year unless the source says otherwise."""
    return models.CharField(max_length=5, choices=Period.choices, default=Period.YEAR)


def low_not_above_high(low: str, high: str, name: str) -> models.CheckConstraint:
    """A range begins where it ends or below; an end that is not stated breaks nothing."""
    return models.CheckConstraint(
        condition=Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True}) | Q(**{f"{low}__lte": F(high)}),
        name=name,
        violation_error_message="The lower end lies above the upper end.",
        violation_error_code="low_above_high",
    )
