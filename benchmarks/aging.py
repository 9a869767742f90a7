"""Decides what an amount of pay comes to on a later day, at a stated rise a year."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.core.exceptions import ValidationError

from benchmarks.money import CENT

DAYS_OF_A_YEAR = Decimal("365.25")
_DIGITS = 50


def aged(amount: Decimal, *, from_: date, to: date, percent: Decimal) -> Decimal:
    """An amount of `from_` as it would be on `to`, rising by `percent` a year (3 stands for 3 %), to the cent.

    The rise compounds; actual days over 365.25 are the years. A negative percentage lets it fall.

    Raises ValidationError with code "aged_backwards" when `to` lies before `from_`, and "aged_below_nothing" for a fall
    of 100 % or more.
    """
    if to < from_:
        raise ValidationError(
            f"Figures of {from_.isoformat()} cannot be aged back to {to.isoformat()}.", code="aged_backwards"
        )
    if percent <= -100:
        raise ValidationError("Pay cannot fall by all of itself a year.", code="aged_below_nothing")
    if to == from_ or percent == 0:
        return amount
    with localcontext() as context:
        context.prec = _DIGITS
        years = Decimal((to - from_).days) / DAYS_OF_A_YEAR
        return (amount * (1 + percent / 100) ** years).quantize(CENT, rounding=ROUND_HALF_UP)


def aging_text(*, from_: date, to: date, percent: Decimal) -> str:
    """How it was aged, such as `as of 2026-01-01, aged to 2026-11-21 at 3 % a year`."""
    since = f"as of {from_.isoformat()}"
    if to == from_:
        return since
    return f"{since}, aged to {to.isoformat()} at {percent.normalize():f} % a year"
