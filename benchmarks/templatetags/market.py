"""How pages of the market write amounts, ranges, packages, differences between totals."""

from decimal import Decimal
from typing import Any

from django import template

from benchmarks.guides.packages import package_text
from benchmarks.guides.totals import EndCheck
from benchmarks.market_tables import stated_text
from benchmarks.models import CompanyGuide, GuideBand
from benchmarks.money import NOTHING, amount_text, percent_text, range_text, ratio_text

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """An amount with its currency, `EUR 130,000`; without one, the figure alone."""
    return amount_text(amount, currency).strip()


@register.filter
def added(amount: Decimal | None, currency: str) -> str:
    """What a step adds: `+EUR 32,500`; a dash where it adds nothing."""
    return f"+{amount_text(amount, currency)}" if amount else NOTHING


@register.filter
def share(ratio: Decimal | None) -> str:
    """A ratio as per cent: `52.5 %` for 0.525."""
    return NOTHING if ratio is None else ratio_text(ratio, digits=1)


@register.filter
def span(ends: tuple[Decimal, Decimal], currency: str) -> str:
    """A range from its two ends."""
    return range_text(*ends, currency)


@register.filter
def percents(row: Any, name: str) -> str:
    """A range of percentages, `+25–40 %`, by the beginning of the names of its ends; empty without any."""
    low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
    return "" if low is None and high is None else f"+{percent_text(low, high)}"


@register.filter
def bare(text: str, currency: str) -> str:
    """A text of amounts without their currency, where all around it is in that one; as it is without a currency."""
    return text.replace(f"{currency} ", "") if currency else text


register.filter("package", stated_text)


@register.simple_tag
def asks(lever: Any) -> str:
    """What a lever asks for."""
    return package_text(lever.ask, lever.currency)


@register.simple_tag
def holdings(lever: Any) -> list[str]:
    """What a lever says to hold."""
    return [package_text(held, lever.currency) for held in lever.holding]


@register.filter
def positions(guide: CompanyGuide, kind: str) -> list[str]:
    """What a guide states of one kind of position, a target or a floor."""
    return [stated_text(row) for row in guide.positions.all() if row.kind == kind]


@register.filter
def base(band: GuideBand) -> str:
    """The base of a band; a range of which the guide does not say what it is stands under `unsaid`."""
    return band.amount_text if band.amount_kind == "base" and band.base_low is None else band.base_text


@register.filter
def total(band: GuideBand) -> str:
    """The published total."""
    return band.amount_text if band.amount_kind == "total" and band.total_low is None else band.total_text


@register.filter
def unsaid(band: GuideBand) -> str:
    """A range of which the guide does not say whether it is base or total."""
    return band.amount_text if band.amount_kind == "unspecified" else ""


@register.filter
def quarter(band: GuideBand) -> str:
    """A year's part of the equity over four years."""
    low, high = (None if end is None else end / 4 for end in (band.equity_4yr_low, band.equity_4yr_high))
    return range_text(low, high, band.currency)


@register.filter
def bonus(band: GuideBand) -> str:
    """The bonus as the guide states it: per cent, or an amount."""
    if band.bonus_amount_low is not None or band.bonus_amount_high is not None:
        return range_text(band.bonus_amount_low, band.bonus_amount_high, band.currency)
    return band.bonus_text


@register.filter
def computed(band: GuideBand) -> str:
    """The total from its parts, where a guide publishes one to hold it against; a dash for an end that has none."""
    low, high = band.total_from_parts
    is_published = band.total_low is not None or band.total_high is not None
    if not is_published or (low is None and high is None):
        return NOTHING
    if low is None or high is None:
        return f"{amount_text(low, band.currency)} to {amount_text(high, band.currency)}"
    return range_text(low, high, band.currency)


@register.filter
def differences(band: GuideBand) -> list[str]:
    """What a published total lies above or below its parts, at each end where that is more than rounding."""
    (low, high), check = band.total_from_parts, band.total_check
    ends = (("low", low, check.low), ("high", high, check.high))
    return [
        f"{name} {_difference(end, band.currency)}"
        for name, parts, end in ends
        if parts is not None and end is not None and not end.agrees
    ]


def _difference(end: EndCheck, currency: str) -> str:
    way = "above" if end.difference > 0 else "below"
    bonus = (" with the full bonus" if end.difference > 0 else " with the least bonus") if end.least != end.most else ""
    return f"{amount_text(abs(end.difference), currency)} {way} its parts{bonus}"
