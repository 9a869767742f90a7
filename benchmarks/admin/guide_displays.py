"""Columns of company guides, written for people: pay, packages, totals beside their parts."""

from __future__ import annotations

from django.contrib import admin

from benchmarks.guides.packages import package_text
from benchmarks.guides.totals import EndCheck
from benchmarks.models import CompetingOffer, GuideBand, GuideLever, GuidePosition
from benchmarks.money import NOTHING, amount_text, percent_text, range_text


def _computed(end: EndCheck | None, currency: str) -> str:
    return NOTHING if end is None else range_text(end.least, end.most, currency)


def _difference(end: EndCheck | None, currency: str) -> str:
    if end is None or not end.difference:
        return "none" if end else NOTHING
    sign = "above" if end.difference > 0 else "below"
    amount = amount_text(abs(end.difference), currency)
    return f"✓ {amount} {sign}, rounding" if end.agrees else f"⚠ {amount} {sign} its parts"


class BandDisplays:
    """The columns of one place's pay, written for people."""

    @admin.display(description="base")
    def base(self, band: GuideBand) -> str:
        if band.amount_kind:
            return f"{band.amount_text} ({band.get_amount_kind_display().lower()})"
        return band.base_text

    @admin.display(description="equity, 4 years")
    def equity(self, band: GuideBand) -> str:
        return band.equity_text

    @admin.display(description="bonus")
    def bonus(self, band: GuideBand) -> str:
        return band.bonus_text

    @admin.display(description="published total")
    def published(self, band: GuideBand) -> str:
        return band.total_text

    @admin.display(description="from its parts: low")
    def computed_low(self, band: GuideBand) -> str:
        return _computed(band.total_check.low, band.currency)

    @admin.display(description="difference: low")
    def difference_low(self, band: GuideBand) -> str:
        return _difference(band.total_check.low, band.currency)

    @admin.display(description="from its parts: high")
    def computed_high(self, band: GuideBand) -> str:
        return _computed(band.total_check.high, band.currency)

    @admin.display(description="difference: high")
    def difference_high(self, band: GuideBand) -> str:
        return _difference(band.total_check.high, band.currency)


BAND_COLUMNS = (
    "base",
    "equity",
    "bonus",
    "published",
    "computed_low",
    "difference_low",
    "computed_high",
    "difference_high",
)


class LeverDisplays:
    """What a lever asks for, what it points at, written for people."""

    @admin.display(description="asks for")
    def asks_for(self, lever: GuideLever) -> str:
        return package_text(lever.ask, lever.currency)

    @admin.display(description="says to hold")
    def holds(self, lever: GuideLever) -> str:
        return "; ".join(package_text(held, lever.currency) for held in lever.holding) or NOTHING


class PackageDisplays:
    """The amounts of a target, a floor or an offer, written for people."""

    @admin.display(description="total")
    def total_shown(self, row: GuidePosition | CompetingOffer) -> str:
        return amount_text(row.total, row.currency)

    @admin.display(description="base")
    def base_shown(self, row: GuidePosition | CompetingOffer) -> str:
        return amount_text(row.base, row.currency)

    @admin.display(description="equity, 4 years")
    def equity_shown(self, row: GuidePosition | CompetingOffer) -> str:
        return amount_text(row.equity_4yr, row.currency)

    @admin.display(description="signing bonus")
    def signing_shown(self, row: GuidePosition) -> str:
        return amount_text(row.signing, row.currency)

    @admin.display(description="refresh, year 2")
    def refresh_shown(self, row: GuidePosition) -> str:
        return percent_text(row.refresh_percent, row.refresh_percent)


PACKAGE_COLUMNS = ("total_shown", "base_shown", "equity_shown")
POSITION_COLUMNS = (*PACKAGE_COLUMNS, "signing_shown", "acceleration", "refresh_shown")
