"""Decides whether a published total agrees with its parts: base pay, a quarter of the four-year equity, the bonus."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Ends = tuple[Decimal | None, Decimal | None]

YEARS_OF_EQUITY = 4
ROUNDING = Decimal(500)
"""Guides print thousands: a difference of up to half a thousand is rounding."""


@dataclass(frozen=True)
class EndCheck:
    """One end of a published total, in whole currency units.

    `least` and `most` are the total from its parts with the smallest and the full bonus; `difference` is what the
    published figure lies above (or, negative, below) that span, zero inside it.
    """

    published: Decimal
    least: Decimal
    most: Decimal
    difference: Decimal

    @property
    def agrees(self) -> bool:
        """True when nothing but rounding to thousands lies between the published figure and its parts."""
        return abs(self.difference) <= ROUNDING


@dataclass(frozen=True)
class TotalCheck:
    """Both ends of a published total; an end is None when the guide does not print enough to compute it."""

    low: EndCheck | None
    high: EndCheck | None

    @property
    def agrees(self) -> bool | None:
        """Whether every end that can be checked agrees; None when none can."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return all(end.agrees for end in ends) if ends else None


def check_total(
    *, base: Ends, equity_4yr: Ends, bonus_percent: Ends, published: Ends, bonus_amount: Ends = (None, None)
) -> TotalCheck:
    """Hold a published total a year against base + equity / 4 + bonus, end by end.

    Amounts are whole units of one currency. Equity or a bonus that the guide does not print counts as none; without
    a base, or without a published figure, there is nothing to hold against. The full bonus range is tried at both
    ends, because guides do not say which bonus their low total assumes. A bonus printed as an amount counts instead
    of its percentage.
    """
    low, high = (_check_end(base[end], equity_4yr[end], bonus_percent, bonus_amount, published[end]) for end in (0, 1))
    return TotalCheck(low, high)


def _check_end(
    base: Decimal | None,
    equity_4yr: Decimal | None,
    bonus_percent: Ends,
    bonus_amount: Ends,
    published: Decimal | None,
) -> EndCheck | None:
    if base is None or published is None:
        return None
    least, most = from_parts(base, equity_4yr, bonus_percent, bonus_amount)
    difference = published - min(max(published, least), most)
    return EndCheck(published, least, most, difference)


def from_parts(
    base: Decimal, equity_4yr: Decimal | None, bonus_percent: Ends, bonus_amount: Ends
) -> tuple[Decimal, Decimal]:
    """One end of a total a year from its parts: with the smallest bonus and with the full one."""
    bonuses = [amount for amount in bonus_amount if amount is not None] or [
        base * percent / 100 for percent in bonus_percent if percent is not None
    ]
    fixed = base + (equity_4yr or Decimal(0)) / YEARS_OF_EQUITY
    return fixed + min(bonuses, default=Decimal(0)), fixed + max(bonuses, default=Decimal(0))
