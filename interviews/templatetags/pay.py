"""How pages of an offer write amounts, differences, shares."""

from decimal import Decimal

from django import template
from django.utils.html import format_html

from benchmarks.money import ratio_text

register = template.Library()

NOTHING = "–"


@register.filter
def figure(amount: Decimal | None) -> str:
    """An amount with its thousands apart, in whole units unless it has cents; a dash where there is none."""
    if amount is None:
        return NOTHING
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


@register.filter
def plus(amount: Decimal, other: Decimal) -> Decimal:
    """The sum of two amounts of one currency."""
    return amount + other


@register.filter
def signed(amount: Decimal | None) -> str:
    """A difference with its sign: `+12,000`, `−5,000`, `0`."""
    if amount is None:
        return NOTHING
    whole = amount.quantize(Decimal(1))
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return f"{sign}{abs(whole):,.0f}"


@register.filter
def share(ratio: Decimal | None) -> str:
    """A ratio as per cent: `50 %` for 0.5, `−4 %` for -0.04."""
    return NOTHING if ratio is None else ratio_text(ratio)


@register.filter
def spread(low: Decimal | None, high: Decimal | None) -> str:
    """A range of amounts without their currency: `232,000–290,000`, or the one that is known. May break at the dash."""
    if low is None or high is None or low == high:
        return figure(low if low is not None else high)
    return format_html("{}–<wbr>{}", figure(low), figure(high))
