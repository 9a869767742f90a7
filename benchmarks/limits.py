"""Decides within which limits a package is looked for, on which amounts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.core.exceptions import ValidationError

from benchmarks.packages import NOTHING, Package
from benchmarks.vesting import YEARS


@dataclass(frozen=True)
class Limits:
    """Between which amounts a package may lie: units of one currency, base and bonus a year, equity over four years.

    Without `base_high` the band is open upwards. The bonus is fixed. `discount_percent` is what the candidate takes off
    equity that cannot be sold; `on_cost_percent` is what the employer pays on top of cash. Raises ValidationError with
    code "limits_crossed", "step_not_positive" or "percent_out_of_range".
    """

    currency: str
    base_low: Decimal
    base_high: Decimal | None
    equity_most: Decimal
    signing_most: Decimal
    bonus: Decimal = NOTHING
    discount_percent: Decimal = NOTHING
    base_step: Decimal = Decimal(1000)
    equity_step: Decimal = Decimal(5000)
    signing_step: Decimal = Decimal(1000)
    on_cost_percent: Decimal = NOTHING

    def __post_init__(self) -> None:
        crossed = self.base_high is not None and self.base_low > self.base_high
        if crossed or min(self.base_low, self.equity_most, self.signing_most, self.bonus) < 0:
            raise ValidationError("The lower limit lies above the upper one, or below nothing.", code="limits_crossed")
        if min(self.base_step, self.equity_step, self.signing_step) <= 0:
            raise ValidationError("A step has to be more than nothing.", code="step_not_positive")
        if not 0 <= self.discount_percent <= 100 or self.on_cost_percent < 0:
            raise ValidationError(
                "The discount lies between 0 and 100 %, the on-cost is not below 0.", code="percent_out_of_range"
            )

    @property
    def base(self) -> Grid:
        """The bases that may be offered."""
        return Grid(self.base_low, self.base_high, self.base_step)

    @property
    def equity(self) -> Grid:
        """The four-year grants that may be offered."""
        return Grid(NOTHING, self.equity_most, self.equity_step)

    @property
    def signing(self) -> Grid:
        """The signing bonuses that may be offered."""
        return Grid(NOTHING, self.signing_most, self.signing_step)

    @property
    def equity_worth(self) -> Decimal:
        """What one unit of a four-year grant is worth to the candidate a year."""
        return (100 - self.discount_percent) / 100 / YEARS

    @property
    def cash_cost(self) -> Decimal:
        """What one unit of cash costs the employer."""
        return 1 + self.on_cost_percent / 100

    @property
    def value_step(self) -> Decimal:
        """Whatever is chosen, base and equity together are worth a multiple of this a year to the candidate."""
        step = self.base_step
        for part in (self.base_low, self.base_high or NOTHING, *(self.equity_worth * e for e in self._equities)):
            while part:
                step, part = part, step % part
        return step

    @property
    def _equities(self) -> tuple[Decimal, Decimal]:
        return self.equity_step, self.equity_most

    @property
    def base_is_cheaper(self) -> bool:
        """Whether one more a year for the candidate costs less through base than through equity."""
        return YEARS * self.cash_cost * self.equity_worth < 1

    def package(self, base: Decimal, equity_4yr: Decimal, signing: Decimal) -> Package:
        """A package with the fixed bonus and discount."""
        return Package(
            currency=self.currency,
            base=base,
            bonus=self.bonus,
            equity_4yr=equity_4yr,
            signing=signing,
            discount_percent=self.discount_percent,
        )

    def cost(self, package: Package) -> Decimal:
        """What a package costs the employer over four years: cash with its on-cost, equity at face value."""
        cash = YEARS * package.annual_cash + package.signing
        return cash * self.cash_cost + package.equity_4yr


@dataclass(frozen=True)
class Grid:
    """Round amounts between two ends, and the ends themselves; without `high` they go on for ever."""

    low: Decimal
    high: Decimal | None
    step: Decimal

    def at_least(self, amount: Decimal, *, worth: Decimal = Decimal(1)) -> Decimal | None:
        """The smallest amount on the grid that, times `worth`, reaches an amount; None when none does."""
        if self.low * worth >= amount:
            return self.low
        if worth <= 0:
            return None
        whole, rest = divmod(amount, self.step * worth)
        point = (whole + (1 if rest else 0)) * self.step
        if self.high is None or point <= self.high:
            return point
        return self.high if self.high * worth >= amount else None

    def above(self, point: Decimal) -> Decimal | None:
        """The next larger amount on the grid."""
        if self.high is not None and point >= self.high:
            return None
        following = (point // self.step + 1) * self.step
        return following if self.high is None else min(following, self.high)

    def below(self, point: Decimal) -> Decimal | None:
        """The next smaller amount on the grid."""
        if point <= self.low:
            return None
        return max(self.low, ((point / self.step).to_integral_value(ROUND_CEILING) - 1) * self.step)
