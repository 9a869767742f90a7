"""Decides how the pay for a level in a region is worked out, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError

from benchmarks import bands, percentiles, positions
from benchmarks import premiums as premium_rules
from benchmarks.bands import Quote
from benchmarks.models import Premium, SurveyRow
from benchmarks.money import amount_text, percent_text, range_text
from benchmarks.percentiles import PercentileAt, Percentiles
from benchmarks.positions import Position
from benchmarks.premiums import Adjusted


class StepKind(StrEnum):
    """What a step of the calculation is: where it begins, what is added, where it ends."""

    BAND = "band"
    PREMIUM = "premium"
    INDUSTRY = "industry"
    RANGE = "range"


@dataclass(frozen=True)
class QuoteStep:
    """One line of the calculation, in the currency and for the period of the quote.

    For the first step (`band`) and the last (`range`), `low` and `high` are the ends of the range; for a `premium` and
    for the `industry` they are what is added to either end: nothing where the market names no percentage. `after_low`,
    `after_high` and `open_top` are the range once the step is taken; an open top stays open in all that follow.
    """

    label: str
    low: Decimal
    high: Decimal
    text: str
    kind: str
    after_low: Decimal = Decimal(0)
    after_high: Decimal = Decimal(0)
    open_top: bool = False
    currency: str = ""
    period: str = ""
    slug: str = ""
    percent_low: Decimal | None = None
    percent_high: Decimal | None = None
    source: str = ""

    @property
    def after_text(self) -> str:
        """The range once the step is taken, such as `EUR 162,500–238,000`."""
        return range_text(self.after_low, self.after_high, self.currency, open_top=self.open_top)


@dataclass(frozen=True)
class Priced:
    """A range of base pay and how it came about. `steps` begin with the band and end with the range."""

    quote: Quote
    adjusted: Adjusted
    steps: tuple[QuoteStep, ...]


@dataclass(frozen=True)
class Quoted:
    """A range of base pay, how it came about, and where an amount stands in it.

    `steps` begin with the band and end with the range. `market` is what the surveys say of base pay at that level in
    that region, without premiums; `market_total` of total pay, with which no base is compared. `position` and
    `percentile` are None without an amount; `percentile` also where no survey of the same currency and period knows it.
    It is that of the survey with the most people, `percentile_from`.
    """

    quote: Quote
    adjusted: Adjusted
    steps: tuple[QuoteStep, ...]
    position: Position | None
    combination: str
    market: tuple[Percentiles, ...] = ()
    percentile: PercentileAt | None = None
    percentile_from: Percentiles | None = None
    market_total: tuple[Percentiles, ...] = ()


def quoted(
    level: str,
    region: str,
    *,
    on: date,
    premiums: Sequence[str] = (),
    industry: str = "",
    amount: Decimal | None = None,
    currency: str = "",
) -> Quoted:
    """The range for a level in a region on a day, with premiums and the kind of employer; all named by slug.

    The order of `premiums` does not matter. A kind of employer among them counts as the `industry`; there is one at the
    most. `amount` is for the band's period, in `currency`, or in the band's own where none is given.

    Raises ValidationError with code "unknown_level", "unknown_region", "no_band", "unknown_premium",
    "unknown_industry", "premium_twice", "two_employers", or "currency_mismatch": nothing is converted here.
    """
    priced_at = priced(level, region, on=on, premiums=premiums, industry=industry)
    quote, adjusted = priced_at.quote, priced_at.adjusted
    position = None
    if amount is not None:
        position = positions.position(amount, currency or quote.currency, adjusted)
    surveys = percentiles.market(level, region, on=on)
    market = tuple(one for one in surveys if one.measure == SurveyRow.Measure.BASE)
    percentile, percentile_from = _percentile(position, market)
    return Quoted(
        quote=quote,
        adjusted=adjusted,
        steps=priced_at.steps,
        position=position,
        combination=adjusted.combination,
        market=market,
        percentile=percentile,
        percentile_from=percentile_from,
        market_total=tuple(one for one in surveys if one.measure == SurveyRow.Measure.TOTAL),
    )


def priced(level: str, region: str, *, on: date, premiums: Sequence[str] = (), industry: str = "") -> Priced:
    """The range alone, without asking what surveys say. Refuses as `quoted` does."""
    quote = bands.quote(level, region, on)
    adjusted, chosen = _with_premiums(quote, premiums, industry)
    return Priced(quote, adjusted, tuple(_steps(adjusted, chosen)))


def percentile_in(position: Position | None, market: Percentiles) -> PercentileAt | None:
    """Where an amount lies in one survey; None where that survey pays in another currency, or does not know."""
    if position is None or position.currency != market.currency:
        return None
    return percentiles.percentile_of(position.amount, market, period=position.period)


def _percentile(
    position: Position | None, market: Sequence[Percentiles]
) -> tuple[PercentileAt | None, Percentiles | None]:
    for one in sorted(market, key=lambda survey: survey.people or 0, reverse=True):
        if found := percentile_in(position, one):
            return found, one
    return None, None


def _with_premiums(quote: Quote, premiums: Sequence[str], industry: str) -> tuple[Adjusted, list[Premium]]:
    known = {premium.slug: premium for premium in Premium.objects.current()}
    employers = [slug for slug, premium in known.items() if premium.kind == Premium.Kind.EMPLOYER]
    for slug in premiums:
        if slug not in known:
            raise ValidationError(f"There is no premium “{slug}”. Known: {_listed(known)}.", code="unknown_premium")
    if industry and industry not in employers:
        message = f"There is no kind of employer “{industry}”. Known: {_listed(employers)}."
        raise ValidationError(message, code="unknown_industry")
    slugs = [*premiums, industry] if industry else list(premiums)
    chosen = [known[slug] for slug in slugs]
    chosen.sort(key=lambda premium: (premium.kind == Premium.Kind.EMPLOYER, premium.position, premium.slug))
    return premium_rules.apply(quote, chosen), chosen


def _steps(adjusted: Adjusted, chosen: Sequence[Premium]) -> Iterator[QuoteStep]:
    quote = adjusted.quote
    low, high, open_top = quote.low, quote.high, quote.open_top
    place = f"{quote.level_title}, {quote.region_title}"
    yield _whole(StepKind.BAND, place, quote.range_text, quote, low, high, open_top, quote.source_text)
    for step, premium in zip(adjusted.steps, chosen, strict=True):
        low, high, open_top = low + step.added_low, high + step.added_high, open_top or step.opens_top
        is_industry = premium.kind == Premium.Kind.EMPLOYER
        yield QuoteStep(
            label=f"Industry: {step.title}" if is_industry else step.title,
            low=step.added_low,
            high=step.added_high,
            text=_added_text(step, premium, quote.currency, open_top=open_top),
            kind=StepKind.INDUSTRY if is_industry else StepKind.PREMIUM,
            after_low=low,
            after_high=high,
            open_top=open_top,
            currency=quote.currency,
            period=quote.period,
            slug=step.slug,
            percent_low=step.percent_low,
            percent_high=step.percent_high,
            source=premium.source,
        )
    yield _whole(StepKind.RANGE, "Range", adjusted.range_text, quote, low, high, open_top, "")


def _whole(
    kind: StepKind, label: str, text: str, quote: Quote, low: Decimal, high: Decimal, open_top: bool, source: str
) -> QuoteStep:
    """A step whose amounts are the range itself."""
    return QuoteStep(label, low, high, text, kind, low, high, open_top, quote.currency, quote.period, source=source)


def _added_text(step: premium_rules.Step, premium: Premium, currency: str, *, open_top: bool) -> str:
    """Such as `+25–40 % of the band: +EUR 32,500 … +EUR 68,000`, or the premium's words and that they add no amount."""
    if step.percent_low is None:
        return f"{premium.effect_text}: adds no amount" + (", opens the top" if premium.no_ceiling else "")
    lower = amount_text(step.added_low, currency)
    upper = amount_text(step.added_high, currency, open_top=open_top)
    share = f"+{percent_text(step.percent_low, step.percent_high)} of the band: +{lower} … +{upper}"
    return share + (", opens the top" if premium.no_ceiling else "")


def _listed(slugs: Sequence[str] | dict[str, Premium]) -> str:
    return ", ".join(slugs) or "none yet"
