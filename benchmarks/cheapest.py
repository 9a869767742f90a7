"""Decides which package within limits is the cheapest that clears what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks import cheapest_words
from benchmarks.floors import Demand, Floor, Gap
from benchmarks.limits import Grid, Limits
from benchmarks.packages import NOTHING, Package

__all__ = ["Cheapest", "Floor", "Gap", "Limits", "cheapest"]


@dataclass(frozen=True)
class Cheapest:
    """The package with what it costs over four years, or the gap that remains; `explanation` says why, in sentences."""

    package: Package | None
    cost_4yr: Decimal | None
    explanation: tuple[str, ...]
    gap: Gap | None = None


def cheapest(limits: Limits, floors: Sequence[Floor]) -> Cheapest:
    """The cheapest package on the grid of the limits that clears every floor, in the limits' currency.

    Cost over four years: base and bonus four times, signing once, both with the employer's on-cost, equity at its face
    value. A floor's yearly total is base, bonus, and a quarter of the equity after the discount; signing counts in no
    total. Of equally dear packages the one with less base is taken, then the one with less signing.
    """
    demand = Demand.of(floors)
    gap = demand.gap(limits)
    if gap is not None:
        return Cheapest(None, None, cheapest_words.of_gap(limits, demand, gap), gap)
    start = _least(limits, demand)
    package = min(_candidates(limits, demand.total.amount, start), key=lambda one: (limits.cost(one), one.base))
    return Cheapest(package, limits.cost(package), cheapest_words.of_package(limits, demand, start, package))


def _least(limits: Limits, demand: Demand) -> Package:
    """Each part as low as the floors allow, whatever the total."""
    base = limits.base.at_least(demand.base.amount)
    equity = limits.equity.at_least(demand.equity_4yr.amount)
    signing = limits.signing.at_least(demand.signing.amount)
    assert base is not None
    assert equity is not None
    assert signing is not None  # there is no gap
    return limits.package(base, equity, signing)


def _candidates(limits: Limits, total: Decimal, start: Package) -> Iterator[Package]:
    """Packages with the cheapest among them: for one base after another the least equity that reaches the total.

    They begin at the end of the bases where value is bought at the lower price, and stop where equity in units as small
    as one likes would make no cheaper package. So a handful of bases is looked at, not all of them.
    """
    worth = limits.equity_worth
    cash_total = Grid(NOTHING, None, limits.value_step).at_least(total - limits.bonus) or NOTHING  # as no other is met
    reached = limits.base.at_least(max(start.base, cash_total - start.equity_4yr * worth))
    top = limits.base_high if reached is None else reached  # above it, base is paid for nothing
    bottom = limits.base.at_least(max(start.base, cash_total - limits.equity_most * worth))
    downward = limits.base_is_cheaper
    onward = limits.base.below if downward else limits.base.above
    base = top if downward else bottom
    best: Decimal | None = None
    while base is not None and bottom is not None and top is not None and bottom <= base <= top:
        bound = _bound(limits, cash_total, start, base)
        # A tie goes to less base: going down it still matters, going up it is lost already.
        if best is not None and (bound > best * worth or (bound == best * worth and not downward)):
            break
        equity = limits.equity.at_least(cash_total - base, worth=worth)
        assert equity is not None  # from the bottom on there is enough of it
        package = limits.package(base, max(equity, start.equity_4yr), start.signing)
        yield package
        cost = limits.cost(package)
        best = cost if best is None else min(best, cost)
        base = onward(base)


def _bound(limits: Limits, cash_total: Decimal, start: Package, base: Decimal) -> Decimal:
    """What a package with that base costs at least, times what equity is worth: so nothing is divided or rounded."""
    worth = limits.equity_worth
    cash = limits.cost(limits.package(base, NOTHING, start.signing))
    return cash * worth + max(cash_total - base, start.equity_4yr * worth)
