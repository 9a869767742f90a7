"""Where an offer's base stands against the band, with its premiums."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from benchmarks import positions, quotes
from benchmarks.bands import Quote
from benchmarks.models import Period
from benchmarks.positions import Position, Standing
from benchmarks.premiums import Adjusted
from benchmarks.quotes import QuoteStep
from hiring.offer_terms import Terms

REASONS = {
    "": "inside the band",
    "below_band": "below the band",
    "above_band": "above the band",
    "no_band": "there is no band in force for this level and region",
    "other_currency": "the band is in another currency",
    "other_period": "the band is not for a year",
}
"""Why an offer lies outside the band, in words."""


@dataclass(frozen=True)
class Held:
    """An offer's base against the range of its level, region and premiums on a day.

    `quote`, `adjusted` and `steps` are empty where no band is in force; `position` also where the range is in another
    currency or not for a year. `reason` is a key of `REASONS`.
    """

    on: date
    quote: Quote | None
    adjusted: Adjusted | None
    position: Position | None
    is_out_of_band: bool
    reason: str
    steps: tuple[QuoteStep, ...] = ()

    @property
    def reason_text(self) -> str:
        """Such as `above the band`."""
        return REASONS[self.reason]

    def as_json(self) -> dict[str, Any]:
        """What is kept with the offer: amounts as text, whole units of the band's currency for its period."""
        kept: dict[str, Any] = {"on": self.on.isoformat(), "is_out_of_band": self.is_out_of_band, "reason": self.reason}
        if self.quote is None or self.adjusted is None:
            return kept
        quote, adjusted, position = self.quote, self.adjusted, self.position
        kept |= {
            "level": quote.level,
            "level_title": quote.level_title,
            "region": quote.region,
            "region_title": quote.region_title,
            "currency": quote.currency,
            "period": str(quote.period),
            "band_low": str(quote.low),
            "band_high": str(quote.high),
            "low": str(adjusted.low),
            "high": str(adjusted.high),
            "open_top": adjusted.open_top,
            "mid": str(adjusted.mid),
            "range_text": adjusted.range_text,
            "combination": adjusted.combination,
            "source": quote.source,
            "effective_from": quote.effective_from.isoformat(),
            "steps": [_step(step) for step in self.steps],
            "position": None,
        }
        if position is not None:
            kept["position"] = {
                "amount": str(position.amount),
                "compa_ratio": str(position.compa_ratio),
                "range_penetration": str(position.range_penetration),
                "standing": str(position.standing),
            }
        return kept


def hold(terms: Terms, *, on: date) -> Held:
    """Hold the base against the band in force on a day, with the premiums that the terms name.

    It lies outside below the range, above a top that is not open, in another currency than the band, and where there is
    no band for a year at all. Raises ValidationError with code `unknown_premium`, `premium_twice`, `two_employers`.
    """
    if terms.level is None or terms.region is None:
        return Held(on, None, None, None, True, "no_band")
    try:
        found = quotes.priced(terms.level.slug, terms.region.slug, on=on, premiums=terms.premiums)
    except ValidationError as refused:
        if refused.code != "no_band":
            raise
        return Held(on, None, None, None, True, "no_band")
    if found.quote.period != Period.YEAR:
        return Held(on, found.quote, found.adjusted, None, True, "other_period", found.steps)
    if found.quote.currency != terms.currency:
        return Held(on, found.quote, found.adjusted, None, True, "other_currency", found.steps)
    position = positions.position(terms.base, terms.currency, found.adjusted)
    reason = {Standing.BELOW: "below_band", Standing.ABOVE: "above_band"}.get(position.standing, "")
    return Held(on, found.quote, found.adjusted, position, bool(reason), reason, found.steps)


def _step(step: QuoteStep) -> dict[str, str]:
    return {
        "label": step.label,
        "low": str(step.low),
        "high": str(step.high),
        "text": step.text,
        "kind": str(step.kind),
        "after_text": step.after_text,
    }
