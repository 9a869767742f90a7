"""Decides what premiums make of a range of base pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from benchmarks.bands import Quote
from benchmarks.models import Premium
from benchmarks.money import amount_text, percent_text, range_text

COMBINATION = "Each percentage is taken of the band itself; the amounts are added, not multiplied with one another."


@dataclass(frozen=True)
class Step:
    """One premium: what it adds to the lower and the upper end, in whole units of the range's currency."""

    slug: str
    title: str
    percent_low: Decimal | None
    percent_high: Decimal | None
    added_low: Decimal
    added_high: Decimal
    text: str


@dataclass(frozen=True)
class Adjusted:
    """A range of base pay with its premiums, for the quote's currency, period and day."""

    quote: Quote
    steps: tuple[Step, ...]
    low: Decimal
    high: Decimal
    open_top: bool
    combination: str = COMBINATION

    @property
    def range_text(self) -> str:
        """The range such as `EUR 162,500–238,000`, with `+` where the top is open."""
        return range_text(self.low, self.high, self.quote.currency, open_top=self.open_top)


def apply(quote: Quote, premiums: Sequence[Premium]) -> Adjusted:
    """Add premiums to a band, showing each step.

    A premium without a percentage adds no amount, its words stay as a step; one without a ceiling opens the top.
    An open top stays open. Raises ValidationError with code "premium_twice", or "two_employers" when two premiums
    describe the employer: nobody works at two.
    """
    if len({premium.slug for premium in premiums}) < len(premiums):
        raise ValidationError("The same premium is given twice.", code="premium_twice")
    if sum(premium.kind == Premium.Kind.EMPLOYER for premium in premiums) > 1:
        raise ValidationError("Only one kind of employer can apply.", code="two_employers")
    steps = tuple(_step(quote, premium) for premium in premiums)
    return Adjusted(
        quote=quote,
        steps=steps,
        low=quote.low + sum((step.added_low for step in steps), Decimal(0)),
        high=quote.high + sum((step.added_high for step in steps), Decimal(0)),
        open_top=quote.open_top or any(premium.no_ceiling for premium in premiums),
    )


def _step(quote: Quote, premium: Premium) -> Step:
    low, high = premium.percent_low, premium.percent_high
    if low is None:
        return Step(premium.slug, premium.title, None, None, Decimal(0), Decimal(0), premium.effect_text)
    high = low if high is None else high
    added_low, added_high = _share(quote.low, low), _share(quote.high, high)
    lower, upper = (amount_text(added, quote.currency) for added in (added_low, added_high))
    text = f"+{percent_text(low, high)} of {quote.range_text}: +{lower} at the lower end, +{upper} at the upper"
    return Step(premium.slug, premium.title, low, high, added_low, added_high, text)


def _share(amount: Decimal, percent: Decimal) -> Decimal:
    return (amount * percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
