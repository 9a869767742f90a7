"""Decides where the years of an offer are drawn as bars of their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from benchmarks.chart_parts import AXIS, BAR, GAP, NAME, Chart, room_above, short, told
from benchmarks.money import amount_text, range_text
from benchmarks.scales import Scale, compact_range, over

KINDS = {
    "base": "Base",
    "cash": "Cash",
    "bonus": "Bonus",
    "equity": "Equity",
    "once": "Paid once",
    "total": "Total, parts not stated",
}
"""The parts of pay in the order of the legend; each has a pattern of its own."""


class YearLike(Protocol):
    """What is paid in one year, as `benchmarks.packages.Year` has it: units of one currency."""

    @property
    def base(self) -> Decimal: ...

    @property
    def bonus(self) -> Decimal: ...

    @property
    def signing(self) -> Decimal: ...

    @property
    def relocation(self) -> Decimal: ...

    @property
    def equity(self) -> Decimal: ...


@dataclass(frozen=True)
class YearGroup:
    """An offer by year, or what one competitor pays in one year.

    A year is an object with base, bonus, signing, relocation and equity, or a pair of cash and equity; in a pair
    without equity (`(Decimal(300000), None)`) the amount is a total whose parts nobody states. `high` is the upper end
    where a competitor's total is a range, `open_top` says that it has none. `note` is told with the label.
    """

    label: str
    years: Sequence[YearLike | tuple[Decimal, Decimal | None]]
    high: Decimal | None = None
    open_top: bool = False
    note: str = ""


@dataclass(frozen=True)
class Segment:
    """A part of a bar; `kind` names its pattern."""

    kind: str
    label: str
    x: float
    width: float
    text: str


@dataclass(frozen=True)
class Stack:
    """One year as a bar of segments; a `heading` opens a group of several years."""

    label: str
    heading: str
    heading_y: int
    text: str
    full: str
    name_y: int
    bar_y: int
    segments: tuple[Segment, ...]
    end: float
    high_x: float | None = None
    open_top: bool = False

    @property
    def middle_y(self) -> float:
        """Half way down the bar."""
        return self.bar_y + BAR / 2

    @property
    def top_x(self) -> float:
        """Where the last figure lies."""
        return self.end if self.high_x is None else self.high_x


@dataclass(frozen=True)
class YearsChart(Chart):
    """Years of pay below each other, from zero, in one currency. `kinds` are the parts that occur, with their words."""

    stacks: tuple[Stack, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()

    @property
    def has_open_top(self) -> bool:
        """Whether any competitor names no upper end."""
        return any(stack.open_top for stack in self.stacks)

    @property
    def has_high(self) -> bool:
        """Whether any competitor names a range."""
        return any(stack.high_x is not None for stack in self.stacks)


def years(groups: Sequence[YearGroup], currency: str, *, key: str = "years", title: str = "") -> YearsChart:
    """Offers by year, all in one currency: each year a bar of its parts; who names one year only is one bar."""
    parts = [[_parts(year) for year in group.years] for group in groups]
    totals = [_total(year) for group in parts for year in group]
    highs = [group.high for group in groups if group.high is not None]
    above = [room_above([Decimal(0), *totals, *highs])] if any(group.open_top for group in groups) else []
    scale = over([*totals, *highs, *above], from_zero=True)
    stacks: list[Stack] = []
    y = 0
    for group, of_group in zip(groups, parts, strict=True):
        is_many = len(of_group) > 1
        for number, year in enumerate(of_group, start=1):
            heading = group.label if is_many and number == 1 else ""
            label = f"Year {number}" if is_many else group.label
            stacks.append(_stack(group, year, scale, y, currency, label=label, heading=heading))
            y += (NAME if heading else 0) + NAME + BAR + GAP
        y += GAP if is_many and group is not groups[-1] else 0
    return YearsChart(
        key=key,
        title=title or f"Pay by year in {currency}",
        description=told([f"{stack.heading} {stack.label}: {stack.full}".strip() for stack in stacks]),
        currency=currency,
        height=y + AXIS,
        ticks=scale.ticks,
        stacks=tuple(stacks),
        kinds=_legend({kind for group in parts for year in group for kind, _amount in year}),
    )


def _legend(used: set[str]) -> tuple[tuple[str, str], ...]:
    """The parts that occur, in their order; base and cash look alike, so they share a line where both occur."""
    words = KINDS | ({"base": "Base, or all cash where it is not told apart"} if "cash" in used else {})
    shown = used - {"cash"} if "base" in used else used
    return tuple((kind, label) for kind, label in words.items() if kind in shown)


Part = tuple[str, Decimal]


def _parts(year: YearLike | tuple[Decimal, Decimal | None]) -> list[Part]:
    if isinstance(year, tuple):
        cash, equity = year
        found = [("total", cash)] if equity is None else [("cash", cash), ("equity", equity)]
    else:
        once = year.signing + year.relocation
        found = [("base", year.base), ("bonus", year.bonus), ("equity", year.equity), ("once", once)]
    return [(kind, amount) for kind, amount in found if amount > 0]


def _total(year: Sequence[Part]) -> Decimal:
    return sum((amount for _kind, amount in year), Decimal(0))


def _stack(
    group: YearGroup, year: Sequence[Part], scale: Scale, y: int, currency: str, *, label: str, heading: str
) -> Stack:
    total, at = _total(year), Decimal(0)
    high = group.high if group.high is not None and group.high > total else None
    segments = []
    for kind, amount in year:
        x = scale.x(at)
        at += amount
        text = f"{KINDS[kind]}: {amount_text(amount, currency)}"
        segments.append(Segment(kind, KINDS[kind], x, round(scale.x(at) - x, 2), text))
    top = high if high is not None else total
    words = range_text(total, top, currency, open_top=group.open_top)
    told_parts = ", ".join(segment.text for segment in segments if segment.kind != "total")
    top_y = y + (NAME if heading else 0)
    return Stack(
        label=short(label),
        heading=short(heading),
        heading_y=y + NAME - 5,
        text=compact_range(total, top, open_top=group.open_top),
        full=", ".join(filter(None, (f"{words} ({told_parts})" if told_parts else words, group.note))),
        name_y=top_y + NAME - 6,
        bar_y=top_y + NAME,
        segments=tuple(segments),
        end=scale.x(total),
        high_x=scale.x(high) if high is not None else None,
        open_top=group.open_top,
    )
