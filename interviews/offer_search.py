"""Which package within the range is the cheapest that clears what the candidate says."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.core.exceptions import ValidationError

from benchmarks.cheapest import Cheapest, Floor, Limits, cheapest
from benchmarks.conversion import Rates
from benchmarks.models import Period
from benchmarks.packages import Package
from benchmarks.quotes import Quoted
from benchmarks.rivals import Rival

PARTS = {"base": "base", "equity_4yr": "equity over four years", "signing": "signing", "total": "total a year"}
EQUITY_STEP, SIGNING_STEP = Decimal(5_000), Decimal(1_000)
MOST_SIGNING = Decimal("0.2")
"""Default limits, ours to set: equity over four years of two annual bases in the middle of the range, a fifth of one
for signing; or what the package already holds where that is more."""


@dataclass(frozen=True)
class Found:
    """The result of the search, or in words why there was none to make; `left_out` is what could not be compared."""

    result: Cheapest | None = None
    why_none: str = ""
    left_out: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()

    @property
    def missing(self) -> list[tuple[str, Decimal]]:
        """By how much the best package within the limits stays below, part by part."""
        gap = self.result.gap if self.result else None
        amounts = ((label, getattr(gap, name)) for name, label in PARTS.items()) if gap else ()
        return [(label, amount) for label, amount in amounts if amount]


def search(
    package: Package, quoted: Quoted | None, stated: Sequence[Rival], asked: dict[str, Any], rates: Rates
) -> Found:
    """Look for it. `asked` is what `SearchForm` holds: `clear`, `each_part`, the most equity and signing, the on-cost.

    Amounts are in the package's currency; what the candidate says in another one is converted where a rate is known.
    """
    wanted = [rival for rival in stated if rival.kind in asked["clear"]]
    if quoted is None:
        return Found(why_none="There is no range to look in.")
    if quoted.quote.currency != package.currency:
        return Found(why_none=f"The range is in {quoted.quote.currency}, the offer in {package.currency}.")
    if quoted.quote.period != Period.YEAR:
        return Found(why_none="The range is not for a year.")
    floors: list[Floor] = []
    left_out: list[str] = []
    for rival in wanted:
        floor = _floor(rival, package.currency, rates, each_part=asked["each_part"])
        if floor is None:
            left_out.append(f"{rival.name}: not compared, no rate from {rival.currency} to {package.currency}")
        else:
            floors.append(floor)
    if not floors:
        return Found(why_none=_nothing_to_clear(stated, wanted), left_out=tuple(left_out))
    try:
        limits = Limits(
            currency=package.currency,
            base_low=quoted.adjusted.low,
            base_high=None if quoted.adjusted.open_top else quoted.adjusted.high,
            equity_most=asked["equity_most"],
            signing_most=asked["signing_most"],
            bonus=package.bonus,
            discount_percent=package.discount_percent,
            on_cost_percent=asked["on_cost_percent"],
        )
        result = cheapest(limits, floors)
    except ValidationError as refusal:
        return Found(why_none=" ".join(refusal.messages), left_out=tuple(left_out))
    return Found(result, left_out=tuple(left_out), cleared=tuple(floor.name for floor in floors))


def defaults(package: Package, quoted: Quoted | None, stated: Sequence[Rival]) -> dict[str, Any]:
    """The limits with which a search begins; what it clears: the floor, else offers from elsewhere, else the aim."""
    mid = quoted.adjusted.mid if quoted and quoted.quote.currency == package.currency else package.base
    kinds = {rival.kind for rival in stated}
    return {
        "clear": [next((kind for kind in ("floor", "competing", "target") if kind in kinds), "floor")],
        "each_part": False,
        "equity_most": max(_up(2 * mid, EQUITY_STEP), package.equity_4yr),
        "signing_most": max(_up(MOST_SIGNING * mid, SIGNING_STEP), package.signing),
        "on_cost_percent": Decimal(0),
    }


def _floor(rival: Rival, currency: str, rates: Rates, *, each_part: bool) -> Floor | None:
    """What the candidate names as a floor of the search: the yearly total where it is known, with the signing bonus,
    which is in no total; else its parts."""
    known: dict[str, Decimal] = {}
    for name in PARTS:
        amount = getattr(rival, name)
        if amount is not None:
            converted = rates.convert(amount, rival.currency, currency)
            if converted is None:
                return None
            known[name] = converted.amount
    if "total" in known and not each_part:
        known = {name: amount for name, amount in known.items() if name in ("total", "signing")}
    return Floor(**known, name=rival.name)


def _nothing_to_clear(stated: Sequence[Rival], wanted: Sequence[Rival]) -> str:
    if not stated:
        return "The candidate has named nothing yet. Enter a floor, a target or an offer from elsewhere."
    if not wanted:
        return "The candidate has named nothing of what it is to clear."
    return "Nothing of what it is to clear can be compared."


def _up(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).to_integral_value(ROUND_CEILING) * step
