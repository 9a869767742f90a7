"""Decides at which round figures an axis of money is marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

MOST_STEPS = 5
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_UNITS = ((Decimal(10**9), "bn"), (Decimal(10**6), "M"), (Decimal(10**3), "k"))


@dataclass(frozen=True)
class Tick:
    """A round figure on the axis: its place in per cent of the width, how it is written, to which side."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`, marked every `step`: units of one currency."""

    low: Decimal
    high: Decimal
    step: Decimal

    def x(self, amount: Decimal) -> float:
        """The place of an amount in per cent of the width; the ends for what lies outside."""
        inside = min(max(amount, self.low), self.high)
        return round(float((inside - self.low) / (self.high - self.low) * 100), 2)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The marks from the lower to the upper end."""
        count = int((self.high - self.low) / self.step)
        return tuple(self._tick(self.low + number * self.step) for number in range(count + 1))

    def _tick(self, amount: Decimal) -> Tick:
        anchor = "start" if amount == self.low else "end" if amount == self.high else "middle"
        return Tick(self.x(amount), compact(amount), anchor)


def over(amounts: Iterable[Decimal], *, from_zero: bool = False) -> Scale:
    """The axis on which all amounts have their place, with five steps of a round width at the most.

    Lengths can only be compared `from_zero`; places need no zero. Without amounts: an axis from 0 to 1.
    """
    known = [*amounts, *([Decimal(0)] if from_zero else [])]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    if low == high:
        low, high = (low * Decimal("0.9"), high * Decimal("1.1")) if low > 0 else (low, low + 1)
    for step in _round_steps(high - low):
        first = (low / step).to_integral_value(ROUND_FLOOR) * step
        last = (high / step).to_integral_value(ROUND_CEILING) * step
        if last - first <= step * MOST_STEPS:
            return Scale(first, last, step)
    raise AssertionError("unreachable: ten times the span takes two steps")


def _round_steps(span: Decimal) -> Iterable[Decimal]:
    unit = Decimal(10) ** ((span / MOST_STEPS).adjusted())
    return (unit * factor * power for power in (1, 10, 100) for factor in _STEPS)


def compact(amount: Decimal) -> str:
    """An amount in few signs, for a picture beside its table: `950`, `130k`, `162.5k`, `1.2M`."""
    for unit, letter in _UNITS:
        if abs(amount) >= unit:
            few = (amount / unit).quantize(Decimal("0.1"), ROUND_HALF_UP)
            return f"{few.normalize():f}{letter}"
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}"


def compact_range(low: Decimal, high: Decimal, *, open_top: bool = False) -> str:
    """A range in few signs: `130k–170k`, with `+` where the top is open; one figure where both ends are the same."""
    ends = compact(low) if low == high else f"{compact(low)}–{compact(high)}"
    return f"{ends}+" if open_top else ends
