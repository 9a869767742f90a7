"""Decides what a package of pay comes to, year by year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from benchmarks import vesting as vestings
from benchmarks.money import CENT
from benchmarks.vesting import YEARS, Vesting

NOTHING = Decimal(0)
EVENLY = Vesting()


@dataclass(frozen=True)
class Package:
    """What is offered: units of one currency, base and bonus a year, equity over four years, the rest once.

    `refresh_percent` is of the first grant, granted anew as year 2 begins. `discount_percent` is what somebody takes
    off equity that cannot be sold: every figure named `valued` counts equity after it, every other one at its face.
    """

    currency: str
    base: Decimal
    bonus: Decimal = NOTHING
    equity_kind: str = ""
    equity_4yr: Decimal = NOTHING
    vesting: Vesting = EVENLY
    refresh_percent: Decimal = NOTHING
    signing: Decimal = NOTHING
    relocation: Decimal = NOTHING
    discount_percent: Decimal = NOTHING

    @property
    def annual_cash(self) -> Decimal:
        """Base and bonus."""
        return self.base + self.bonus

    @property
    def annual_equity(self) -> Decimal:
        """A quarter of the four-year equity at its face value, however it vests."""
        return self.equity_4yr / YEARS

    @property
    def annual(self) -> Decimal:
        """The total a year as guides print it: base, bonus, a quarter of the four-year equity. No refresh."""
        return self.annual_cash + self.annual_equity

    @property
    def equity_4yr_valued(self) -> Decimal:
        """The four-year equity after the discount."""
        return discounted(self.equity_4yr, self.discount_percent)

    @property
    def annual_valued(self) -> Decimal:
        """The total a year with equity after the discount."""
        return self.annual_cash + self.equity_4yr_valued / YEARS

    @property
    def once(self) -> Decimal:
        """Signing bonus and relocation, both paid in year 1."""
        return self.signing + self.relocation

    @property
    def first_year(self) -> Decimal:
        """What year 1 comes to: cash, what is paid once, and the equity that vests in it."""
        return by_year(self)[0].total

    @property
    def first_year_valued(self) -> Decimal:
        """The same with equity after the discount."""
        return by_year(self)[0].total_valued

    @property
    def refresh_grant(self) -> Decimal:
        """What is granted anew as year 2 begins, to the cent."""
        return (self.equity_4yr * self.refresh_percent / 100).quantize(CENT, ROUND_HALF_UP)

    @property
    def four_years(self) -> Decimal:
        """Everything in years 1-4: cash, equity that vests in them (with the refresh), what is paid once."""
        return sum((year.total for year in by_year(self)), NOTHING)

    @property
    def four_years_valued(self) -> Decimal:
        """The same with equity after the discount."""
        return sum((year.total_valued for year in by_year(self)), NOTHING)


@dataclass(frozen=True)
class Year:
    """One year of a package; `equity` is what vests in it at face value, `equity_valued` after the discount."""

    number: int
    base: Decimal
    bonus: Decimal
    signing: Decimal
    relocation: Decimal
    equity: Decimal
    equity_valued: Decimal

    @property
    def cash(self) -> Decimal:
        """Everything but equity."""
        return self.base + self.bonus + self.signing + self.relocation

    @property
    def total(self) -> Decimal:
        """Cash and equity at face value."""
        return self.cash + self.equity

    @property
    def total_valued(self) -> Decimal:
        """Cash and equity after the discount."""
        return self.cash + self.equity_valued


def by_year(package: Package) -> tuple[Year, Year, Year, Year]:
    """The package in years 1 to 4, in units of its currency.

    Signing bonus and relocation are paid in year 1. A refresh is granted as year 2 begins and vests by the same shares
    without a cliff, so three of its four years lie in here.
    """
    granted = vestings.by_year(package.equity_4yr, package.vesting)
    again = vestings.by_year(package.refresh_grant, replace(package.vesting, cliff_months=0))
    vested = (granted[0], granted[1] + again[0], granted[2] + again[1], granted[3] + again[2])
    first, second, third, fourth = (
        Year(
            number=number,
            base=package.base,
            bonus=package.bonus,
            signing=package.signing if number == 1 else NOTHING,
            relocation=package.relocation if number == 1 else NOTHING,
            equity=equity,
            equity_valued=discounted(equity, package.discount_percent).quantize(CENT, ROUND_HALF_UP),
        )
        for number, equity in enumerate(vested, start=1)
    )
    return first, second, third, fourth


def discounted(equity: Decimal, percent: Decimal) -> Decimal:
    """An amount of equity less the per cent that is taken off because it cannot be sold; not rounded."""
    return equity * (100 - percent) / 100
