"""Decides where an amount of base pay stands in a range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError

from benchmarks.bands import Quote
from benchmarks.premiums import Adjusted

Range = Quote | Adjusted


class Standing(StrEnum):
    """Where an amount lies; over an open top nothing lies outside."""

    BELOW = "below"
    INSIDE = "inside"
    ABOVE = "above"
    ABOVE_PRINTED_TOP = "above_printed_top"


WORDS = {
    Standing.BELOW: "below the range",
    Standing.INSIDE: "inside the range",
    Standing.ABOVE: "above the range",
    Standing.ABOVE_PRINTED_TOP: "above the last figure of a range whose top is open",
}


@dataclass(frozen=True)
class Position:
    """`compa_ratio` is the amount over the range's middle (1 in the middle); `range_penetration` is the way from the
    lower end (0) to the printed upper end (1), below 0 or above 1 outside."""

    amount: Decimal
    currency: str
    compa_ratio: Decimal
    range_penetration: Decimal
    standing: Standing
    period: str = "year"

    @property
    def in_band(self) -> bool:
        """False only where the amount needs an exception: below the band, or above a top that is not open."""
        return self.standing in (Standing.INSIDE, Standing.ABOVE_PRINTED_TOP)

    @property
    def text(self) -> str:
        """The position in words: `inside the range; compa-ratio 1.000; 50.0 % of the way …`."""
        way = f"{self.range_penetration * 100:.1f} % of the way from the lower to the upper end"
        return f"{WORDS[self.standing]}; compa-ratio {self.compa_ratio}; {way}"


def position(amount: Decimal, currency: str, quote: Range) -> Position:
    """Hold an amount for the range's period against it: a band as quoted, or one with its premiums.

    Raises ValidationError with code "currency_mismatch" when the currencies differ: nothing is converted here.
    """
    if currency != quote.currency:
        raise ValidationError(
            f"An amount in {currency} cannot be held against a band in {quote.currency}.", code="currency_mismatch"
        )
    return Position(
        amount=amount,
        currency=currency,
        compa_ratio=(amount / quote.mid).quantize(Decimal("0.001")),
        range_penetration=((amount - quote.low) / (quote.high - quote.low)).quantize(Decimal("0.001")),
        standing=_standing(amount, quote),
        period=quote.period,
    )


def _standing(amount: Decimal, quote: Range) -> Standing:
    if amount < quote.low:
        return Standing.BELOW
    if amount <= quote.high:
        return Standing.INSIDE
    return Standing.ABOVE_PRINTED_TOP if quote.open_top else Standing.ABOVE
