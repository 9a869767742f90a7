"""Surveys: percentiles of pay by level and region, with their samples and dates; how they are aged and shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from benchmarks import currencies
from benchmarks.models import columns
from benchmarks.models.place import Level, Region


class Survey(models.Model):
    """One edition of a survey: its rows hold from `effective_on`. A newer edition of the same name supersedes it."""

    name = models.CharField(max_length=120)
    effective_on = models.DateField(help_text="The day for which the survey gives its figures.")
    file = models.CharField(max_length=250, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    imported_at = models.DateTimeField(editable=False)
    imported_by = models.CharField(max_length=150, blank=True, editable=False)

    class Meta:
        ordering = ["name", "-effective_on"]
        constraints = [
            models.UniqueConstraint(fields=["name", "effective_on"], name="one_edition_of_a_survey_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.effective_on.isoformat()}"


class SurveyRowQuerySet(models.QuerySet["SurveyRow"]):
    def readable_by(self, user: Any) -> Self:
        """Pay data: all of it for people with the permission to view survey rows, nothing for anybody else."""
        return self if user.has_perm("benchmarks.view_surveyrow") else self.none()


class SurveyRow(models.Model):
    """What one survey says of one level in one region: percentiles in whole units of a currency, and the sample."""

    class Measure(models.TextChoices):
        BASE = "base", "Base pay"
        TOTAL = "total", "Total pay"

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(editable=False, help_text="Line of the file.")
    role = models.CharField(max_length=160, blank=True, help_text="As the survey prints it.")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="survey_rows")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="survey_rows")
    measure = models.CharField(max_length=5, choices=Measure.choices, default=Measure.BASE)
    currency = columns.currency()
    period = columns.period()
    p25 = columns.optional_amount("P25")
    p50 = columns.optional_amount("P50")
    p75 = columns.optional_amount("P75")
    p90 = columns.optional_amount("P90")
    people = models.PositiveIntegerField(null=True, blank=True, help_text="How many people the figures rest on.")
    companies = models.PositiveIntegerField(null=True, blank=True, help_text="How many companies reported.")

    objects = SurveyRowQuerySet.as_manager()

    class Meta:
        ordering = ["survey", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "role", "level", "region", "measure"], name="one_survey_row_per_cell_and_measure"
            ),
            models.CheckConstraint(
                condition=(Q(p25=None) | Q(p50=None) | Q(p25__lte=F("p50")))
                & (Q(p50=None) | Q(p75=None) | Q(p50__lte=F("p75")))
                & (Q(p75=None) | Q(p90=None) | Q(p75__lte=F("p90"))),
                name="survey_percentiles_rise",
                violation_error_message="Percentiles rise from P25 to P90.",
                violation_error_code="percentiles_fall",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey.name}: {self.level} in {self.region}"


class MarketPolicy(models.Model):
    """How surveys are shown: from which sample on, aged by how much a year. One row."""

    least_people = models.PositiveIntegerField(default=5, help_text="Fewer people than that: “insufficient”.")
    least_companies = models.PositiveIntegerField(default=5, help_text="Fewer companies than that: “insufficient”.")
    aging_percent = models.DecimalField(
        "aging a year, per cent",
        max_digits=5,
        decimal_places=2,
        default=Decimal(3),
        validators=[MinValueValidator(Decimal(-20)), MaxValueValidator(Decimal(50))],
        help_text="By how much pay is taken to rise a year. Compounds; part of a year counts as that part.",
    )

    class Meta:
        verbose_name = "market policy"
        verbose_name_plural = "market policy"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_market_policy")]

    def __str__(self) -> str:
        return "Market policy"

    @classmethod
    def current(cls) -> Self:
        """The row, or what counts before anybody wrote one."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in another on a day, and who says so."""

    base = columns.currency()
    quote = columns.currency()
    rate = models.DecimalField(
        max_digits=18,
        decimal_places=8,
        validators=[MinValueValidator(Decimal("0.00000001"))],
        help_text="One unit of the first currency in units of the second.",
    )
    on = models.DateField()
    source = models.CharField(max_length=120)

    class Meta:
        ordering = ["base", "quote", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "on"], name="one_exchange_rate_per_pair_and_day"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="exchange_rate_is_between_two_currencies"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.quote} on {self.on.isoformat()}"

    def clean(self) -> None:
        wrong = {}
        for name in ("base", "quote"):
            code = getattr(self, name)
            if code and not currencies.is_currency(code):
                wrong[name] = ValidationError(f"{code} is no currency of ISO 4217.", code="unknown_currency")
        if self.base and self.base == self.quote:
            wrong["quote"] = ValidationError("A rate lies between two currencies.", code="same_currency")
        if self.on and self.on > timezone.now().date():
            wrong["on"] = ValidationError("Nobody knows the rate of a day to come.", code="day_to_come")
        if wrong:
            raise ValidationError(wrong)
