"""Decides what premiums make of a range of base pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from benchmarks.bands import Quote
from benchmarks.models import Period, Premium
from benchmarks.money import CENT, amount_text, percent_text, range_text

COMBINATION = "Each percentage is taken of the band itself; the amounts are added, not multiplied with one another."


@dataclass(frozen=True)
class Step:
    """One premium: what it adds to the lower and the upper end, in whole units of the range's currency.

    `opens_top` says that the market names no upper limit once it counts.
    """

    slug: str
    title: str
    percent_low: Decimal | None
    percent_high: Decimal | None
    added_low: Decimal
    added_high: Decimal
    text: str
    opens_top: bool = False


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
    def currency(self) -> str:
        """The ISO 4217 code of the band's amounts, and so of these."""
        return self.quote.currency

    @property
    def period(self) -> str:
        """What the amounts are for: a year, a month, an hour."""
        return self.quote.period

    @property
    def mid(self) -> Decimal:
        """The middle of the range's figures, also where its top is open: `mid_label` says which it is."""
        return (self.low + self.high) / 2

    @property
    def mid_label(self) -> str:
        """How the middle is to be named beside its figure."""
        if self.open_top:
            figures = "range with premiums" if self.steps else "printed range"
            return f"middle of the {figures}, its top is open"
        return "middle of the range with premiums" if self.steps else self.quote.mid_label

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
    refuse_clashing(premiums)
    steps = tuple(_step(quote, premium) for premium in premiums)
    return Adjusted(
        quote=quote,
        steps=steps,
        low=quote.low + sum((step.added_low for step in steps), Decimal(0)),
        high=quote.high + sum((step.added_high for step in steps), Decimal(0)),
        open_top=quote.open_top or any(premium.no_ceiling for premium in premiums),
    )


def refuse_clashing(premiums: Sequence[Premium]) -> None:
    """Refuse premiums that do not go together: `premium_twice`, `two_employers`."""
    if len({premium.slug for premium in premiums}) < len(premiums):
        raise ValidationError("The same premium is given twice.", code="premium_twice")
    if sum(premium.kind == Premium.Kind.EMPLOYER for premium in premiums) > 1:
        raise ValidationError("Only one kind of employer can apply.", code="two_employers")


def _step(quote: Quote, premium: Premium) -> Step:
    percents = percents_of(premium)
    if percents is None:
        nothing = Decimal(0)
        text = premium.effect_text
        return Step(premium.slug, premium.title, None, None, nothing, nothing, text, premium.no_ceiling)
    low, high = percents
    added_low, added_high = _share(quote, quote.low, low), _share(quote, quote.high, high)
    lower, upper = (amount_text(added, quote.currency) for added in (added_low, added_high))
    text = f"+{percent_text(low, high)} of {quote.range_text}: +{lower} at the lower end, +{upper} at the upper"
    return Step(premium.slug, premium.title, low, high, added_low, added_high, text, premium.no_ceiling)


def percents_of(premium: Premium) -> tuple[Decimal, Decimal] | None:
    """What a premium adds to the lower and to the upper end, in per cent; None where the market names no percentage.

    Where only the upper end is named (“up to 20 %”), the lower one is nothing; where only the lower is, both are it.
    """
    low, high = premium.percent_low, premium.percent_high
    if low is None:
        return None if high is None else (Decimal(0), high)
    return low, (low if high is None else high)


def _share(quote: Quote, amount: Decimal, percent: Decimal) -> Decimal:
    unit = CENT if quote.period == Period.HOUR else Decimal(1)
    return (amount * percent / 100).quantize(unit, ROUND_HALF_UP)
