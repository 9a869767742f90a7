"""Decides which bands, percentiles beside them, positions of an amount a page shows for each labour market of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks import percentiles, positions
from benchmarks.bands import Quote, quote_of
from benchmarks.models import MarketPolicy, Period, Region, SalaryBand, SurveyRow
from benchmarks.percentiles import PercentileAt, Percentiles
from benchmarks.positions import Position

Place = tuple[str, str, str]


@dataclass(frozen=True)
class SurveyLine:
    """What one survey says of a level, where the amount lies in it; None without an amount of the same money."""

    level_title: str
    percentiles: Percentiles
    at: PercentileAt | None


@dataclass(frozen=True)
class BandLine:
    """One level's band, its place against the amount (None without one), the surveys of the same money."""

    quote: Quote
    position: Position | None
    surveys: tuple[Percentiles, ...]


@dataclass(frozen=True)
class Market:
    """One labour market in one currency for one period: what stands on one axis.

    `surveys` are those of base pay. `totals` are those of total pay: no amount of base pay is held against them.
    """

    region: str
    title: str
    currency: str
    period: str
    lines: tuple[BandLine, ...]
    surveys: tuple[SurveyLine, ...]
    totals: tuple[SurveyLine, ...] = ()

    @property
    def source(self) -> str:
        """Where all bands come from; empty where they come from different places, or none is there."""
        sources = {line.quote.source_text for line in self.lines}
        return sources.pop() if len(sources) == 1 else ""

    @property
    def period_label(self) -> str:
        """Such as `a year`."""
        return str(Period(self.period).label)


def overview(user: Any, *, on: date, region: str = "", amount: Decimal | None = None) -> list[Market]:
    """The bands in force on a day by region, as far as the user may see pay; one region where its slug is given.

    `amount` is held against the bands of the region's own currency, a year's pay. Four queries, however many rows.
    """
    regions = Region.objects.current().filter(**({"slug": region} if region else {}))
    found: list[Market] = []
    quotes = _quotes(user, region, on)
    surveys = _surveys(user, region, on)
    for place in regions:
        moneys = dict.fromkeys([(place.currency, str(Period.YEAR)), *_moneys(place, quotes, surveys)])
        for currency, period in moneys:
            key = (place.slug, currency, period)
            of_bands, of_surveys = quotes.get(key, []), surveys.get(key, [])
            if of_bands or of_surveys or (currency, period) == (place.currency, Period.YEAR):
                marked = amount if (currency, period) == (place.currency, Period.YEAR) else None
                found.append(_market(place, currency, period, of_bands, of_surveys, marked))
    return found


def _market(
    place: Region,
    currency: str,
    period: str,
    quotes: list[Quote],
    surveys: list[tuple[str, Percentiles]],
    amount: Decimal | None,
) -> Market:
    of_base = [(title, one) for title, one in surveys if one.measure == SurveyRow.Measure.BASE]
    lines = tuple(
        BandLine(
            quote=quote,
            position=None if amount is None else positions.position(amount, currency, quote),
            surveys=tuple(one for _title, one in of_base if one.level == quote.level),
        )
        for quote in quotes
    )
    beside = tuple(
        SurveyLine(title, one, None if amount is None else percentiles.percentile_of(amount, one, period=period))
        for title, one in of_base
    )
    totals = tuple(SurveyLine(title, one, None) for title, one in surveys if one.measure == SurveyRow.Measure.TOTAL)
    return Market(place.slug, place.title, currency, period, lines, beside, totals)


def _quotes(user: Any, region: str, on: date) -> dict[Place, list[Quote]]:
    """The newest band of each level, in rising order of levels."""
    bands = SalaryBand.objects.readable_by(user).in_force(on).filter(level__retired_at=None)
    if region:
        bands = bands.filter(region__slug=region)
    newest: dict[tuple[int, int], SalaryBand] = {}
    rows = bands.select_related("level", "region").order_by("level__position", "level__slug", "-effective_from", "-id")
    for band in rows:
        newest.setdefault((band.level_id, band.region_id), band)
    found: dict[Place, list[Quote]] = {}
    for band in newest.values():
        found.setdefault((band.region.slug, band.currency, band.period), []).append(quote_of(band, on=on))
    return found


def _surveys(user: Any, region: str, on: date) -> dict[Place, list[tuple[str, Percentiles]]]:
    """What the newest editions say of base and of total pay, with the level's title, in rising order of levels."""
    rows = percentiles.newest(on).readable_by(user).filter(level__retired_at=None)
    if region:
        rows = rows.filter(region__slug=region)
    found: dict[Place, list[tuple[str, Percentiles]]] = {}
    policy = MarketPolicy.current()
    ordered = rows.select_related("survey", "level", "region")
    for row in ordered.order_by("level__position", "level__slug", "survey__name", "line"):
        one = percentiles.of_row(row, policy, on=on)
        found.setdefault((one.region, one.currency, one.period), []).append((row.level.title, one))
    return found


def _moneys(place: Region, *of: dict[Place, Any]) -> list[tuple[str, str]]:
    return [(currency, period) for found in of for region, currency, period in found if region == place.slug]
