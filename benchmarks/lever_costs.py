"""Decides what it costs to answer the levers that guides tell candidates to pull."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from benchmarks.conversion import Rates, no_rate
from benchmarks.guide_matches import source_of
from benchmarks.guides.packages import package_text
from benchmarks.models import CompanyGuide, GuideLever
from benchmarks.packages import NOTHING, Package, Year, by_year

MONEY = ("base", "bonus_amount", "equity_4yr", "signing", "total")
NO_CASH = "Costs no cash: unvested equity is protected when the company is sold."
ALSO_NO_CASH = "the acceleration costs no cash"


@dataclass(frozen=True)
class LeverAnswer:
    """What answering one lever in full takes, in the package's currency.

    `gaps` are what the package lacks of each amount asked, nothing where it has it: base, bonus and total a year,
    equity over four years, signing once, `refresh_percent` in percentage points. The costs are those of closing all
    gaps at once as it vests: with equity at face value, and (`_valued`) after the package's discount. Equity is asked
    at face value; what the package's total lacks is told after the discount, as wherever offers are compared.
    `conversions` say by which rate of which day an asked amount became one in that currency, empty where none did.
    `cannot` says in words why there is no cost: no exchange rate (then `lacks_rate` names the pair), or nothing is
    asked that takes cash. `is_met` where no gap is left; a promise without cash is never known to be met.
    """

    guide: str
    title: str
    asks: str
    gaps: dict[str, Decimal] = field(default_factory=dict)
    cost_year_1: Decimal = NOTHING
    cost_4yr: Decimal = NOTHING
    cost_year_1_valued: Decimal = NOTHING
    cost_4yr_valued: Decimal = NOTHING
    is_met: bool = False
    cannot: str = ""
    source: str = ""
    lacks_rate: tuple[str, str] | None = None
    conversions: tuple[str, ...] = ()


def answers(package: Package, guides: Iterable[CompanyGuide], rates: Rates) -> list[LeverAnswer]:
    """What answering each lever costs more than the package, guide by guide; levers that ask for nothing are left out.

    Of a range the upper end is asked, of “or more” the amount that is named. A total a year that the asked parts do not
    make is closed through base. `guides` should have their levers prefetched.
    """
    return list(_answers(package, guides, rates))


def _answers(package: Package, guides: Iterable[CompanyGuide], rates: Rates) -> Iterator[LeverAnswer]:
    before = by_year(package)
    for guide in guides:
        for lever in guide.levers.all():
            asked = _amounts(lever.ask)
            if asked or "acceleration" in lever.ask:
                yield _answer(package, before, guide, lever, asked, rates)


def _amounts(ask: dict[str, Any]) -> dict[str, Decimal]:
    """The amounts and the refresh of an ask, of a range the upper end."""
    found = {}
    for name in (*MONEY, "refresh_percent"):
        value = ask.get(f"{name}_high", ask.get(name))
        if value is not None:
            found[name] = Decimal(str(value))
    return found


def _answer(
    package: Package,
    before: Sequence[Year],
    guide: CompanyGuide,
    lever: GuideLever,
    asked: dict[str, Decimal],
    rates: Rates,
) -> LeverAnswer:
    currency = lever.currency or guide.currency
    about = LeverAnswer(
        guide=f"{guide.company}, {guide.role}",
        title=lever.title,
        asks=package_text(lever.ask, currency),
        source=source_of(guide.file or guide.source, lever.line),
    )
    if not asked:
        return replace(about, cannot=NO_CASH)
    if "acceleration" in lever.ask:
        about = replace(about, asks=f"{about.asks}; {ALSO_NO_CASH}")
    wanted: dict[str, Decimal] = {}
    conversions = []
    for name, amount in asked.items():
        if name in MONEY:
            converted = rates.convert(amount, currency, package.currency)
            if converted is None:
                pair = (currency, package.currency)
                return replace(about, cannot=no_rate(*pair, on=rates.on), lacks_rate=pair)
            if converted.is_converted:
                conversions.append(converted.text)
            amount = converted.amount
        wanted[name] = amount
    gaps = _gaps(package, wanted)
    years = list(zip(by_year(_met(package, gaps, wanted.get("total", NOTHING))), before, strict=True))
    more = [then.total - now.total for then, now in years]
    valued = [then.total_valued - now.total_valued for then, now in years]
    return replace(
        about,
        gaps=gaps,
        cost_year_1=more[0],
        cost_4yr=sum(more, NOTHING),
        cost_year_1_valued=valued[0],
        cost_4yr_valued=sum(valued, NOTHING),
        is_met=not any(gaps.values()),
        conversions=tuple(conversions),
    )


def _gaps(package: Package, wanted: dict[str, Decimal]) -> dict[str, Decimal]:
    held = {
        "base": package.base,
        "bonus_amount": package.bonus,
        "equity_4yr": package.equity_4yr,
        "signing": package.signing,
        "total": package.annual_valued,
        "refresh_percent": package.refresh_percent,
    }
    return {name: max(NOTHING, amount - held[name]) for name, amount in wanted.items()}


def _met(package: Package, gaps: dict[str, Decimal], total: Decimal) -> Package:
    """The package with every gap closed, then raised to the total that is asked; no amount is lowered."""
    met = replace(
        package,
        base=package.base + gaps.get("base", NOTHING),
        bonus=package.bonus + gaps.get("bonus_amount", NOTHING),
        equity_4yr=package.equity_4yr + gaps.get("equity_4yr", NOTHING),
        signing=package.signing + gaps.get("signing", NOTHING),
        refresh_percent=package.refresh_percent + gaps.get("refresh_percent", NOTHING),
    )
    still = max(NOTHING, total - met.annual_valued)
    return replace(met, base=met.base + still)
