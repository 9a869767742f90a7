"""Salary bands: what one level earns in one region, from one date on."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from benchmarks.models import columns
from benchmarks.models.place import Level, Region
from benchmarks.models.reference import Origin
from benchmarks.money import range_text


class SalaryBandQuerySet(models.QuerySet["SalaryBand"]):
    def in_force(self, on: date) -> Self:
        """The bands that count on a day: begun by then, not yet superseded."""
        return self.filter(effective_from__lte=on).exclude(effective_to__lte=on)

    def open(self) -> Self:
        """The newest band of each level in each region: the one that nothing has superseded."""
        return self.filter(effective_to=None)

    def readable_by(self, user: Any) -> Self:
        """Pay data: all of it for people with the permission to view bands, nothing for anybody else."""
        return self if user.has_perm("benchmarks.view_salaryband") else self.none()


class SalaryBand(models.Model):
    """What one level earns in one region, from one date on. Never edited, only superseded."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="bands")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="bands")
    currency = columns.currency()
    period = columns.period()
    low = columns.amount("from")
    high = columns.amount("to")
    open_top = models.BooleanField(
        default=False, help_text="The source prints an open upper end (“500K+”): the upper figure is no limit."
    )
    source = models.CharField(max_length=250, help_text="Where the figures come from.")
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True, help_text="The first day on which it no longer counts.")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MANUAL, editable=False)
    entered_by = models.CharField(max_length=150, blank=True, editable=False)
    entered_at = models.DateTimeField(editable=False)

    objects = SalaryBandQuerySet.as_manager()

    class Meta:
        ordering = ["region__position", "level__position", "-effective_from", "-id"]
        indexes = [models.Index(fields=["level", "region", "effective_from"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gt=0) & Q(low__lt=F("high")),
                name="band_low_is_positive_and_below_high",
                violation_error_message="The lower end must be above nothing and below the upper end.",
                violation_error_code="low_above_high",
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="band_ends_no_earlier_than_it_begins",
                violation_error_message="A band cannot end before it begins.",
                violation_error_code="ends_before_it_begins",
            ),
            models.UniqueConstraint(
                fields=["level", "region"],
                condition=Q(effective_to=None),
                name="one_open_band_per_level_and_region",
                violation_error_message="This level has an open band in this region already: supersede it.",
                violation_error_code="open_band_exists",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} in {self.region}: {self.range_text}"

    @property
    def range_text(self) -> str:
        """The range such as `EUR 130,000–170,000`, with `+` where the top is open."""
        return range_text(self.low, self.high, self.currency, open_top=self.open_top)
