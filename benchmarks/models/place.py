"""Where somebody stands in a career, where somebody works."""

from __future__ import annotations

from django.db import models

from benchmarks.models import columns
from benchmarks.models.reference import ReferenceModel


class Level(ReferenceModel):
    """A step of experience, with its usual years where the market names them."""

    years_min = models.PositiveSmallIntegerField("years from", null=True, blank=True)
    years_max = models.PositiveSmallIntegerField("years to", null=True, blank=True)

    class Meta(ReferenceModel.Meta):
        constraints = [columns.low_not_above_high("years_min", "years_max", "level_years_from_not_above_years_to")]

    @property
    def years_text(self) -> str:
        """Years of experience such as `5–8 years`; empty where the market names none."""
        if self.years_min is None:
            return ""
        return f"{self.years_min}+ years" if self.years_max is None else f"{self.years_min}–{self.years_max} years"


class Region(ReferenceModel):
    """A labour market, with the currency in which it pays."""

    currency = columns.currency()
