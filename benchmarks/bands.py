"""Decides what a level earns in a region on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from benchmarks.models import Level, Region, SalaryBand
from benchmarks.money import range_text


@dataclass(frozen=True)
class Quote:
    """A range of base pay as its source prints it: whole units of an ISO 4217 currency for one period.

    With `open_top` the source prints an open upper end: `high` is then the last figure it names, not a limit.
    """

    level: str
    level_title: str
    region: str
    region_title: str
    currency: str
    period: str
    low: Decimal
    high: Decimal
    open_top: bool
    source: str
    effective_from: date
    on: date
    effective_to: date | None = None

    @property
    def mid(self) -> Decimal:
        """The middle of the printed range, also where its top is open: `mid_label` says which it is."""
        return (self.low + self.high) / 2

    @property
    def mid_label(self) -> str:
        """How the middle is to be named beside its figure."""
        return "middle of the printed range, its top is open" if self.open_top else "middle of the range"

    @property
    def range_text(self) -> str:
        """The range such as `EUR 130,000–170,000`, with `+` where the top is open."""
        return range_text(self.low, self.high, self.currency, open_top=self.open_top)

    @property
    def source_text(self) -> str:
        """Where the range comes from with the days for which it holds; the last one is still in force."""
        since = f"{self.source}, in force from {self.effective_from.isoformat()}"
        return f"{since} until {self.effective_to.isoformat()}" if self.effective_to else since


def quote(level: str, region: str, on: date) -> Quote:
    """The band in force for a level in a region, both named by slug, on a day.

    Raises ValidationError with code "unknown_level", "unknown_region", or "no_band" when none is in force that day.
    """
    at = Level.objects.filter(slug=level).first()
    if at is None:
        raise ValidationError(f"There is no level “{level}”. Known: {_known(Level)}.", code="unknown_level")
    where = Region.objects.filter(slug=region).first()
    if where is None:
        raise ValidationError(f"There is no region “{region}”. Known: {_known(Region)}.", code="unknown_region")
    bands = SalaryBand.objects.in_force(on).filter(level=at, region=where).select_related("level", "region")
    band = bands.order_by("-effective_from", "-id").first()
    if band is None:
        raise ValidationError(f"No band is in force for {at} in {where} on {on.isoformat()}.", code="no_band")
    return quote_of(band, on=on)


def quote_of(band: SalaryBand, *, on: date) -> Quote:
    """What a band, fetched with its level and its region, says on a day on which it is in force."""
    return Quote(
        level=band.level.slug,
        level_title=band.level.title,
        region=band.region.slug,
        region_title=band.region.title,
        currency=band.currency,
        period=band.period,
        low=band.low,
        high=band.high,
        open_top=band.open_top,
        source=band.source,
        effective_from=band.effective_from,
        effective_to=band.effective_to,
        on=on,
    )


def _known(model: type[Level] | type[Region]) -> str:
    return ", ".join(model.objects.current().values_list("slug", flat=True)) or "none yet"
