"""Decides where ranges of pay are drawn on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.chart_parts import (
    AXIS,
    BAR,
    GAP,
    MARK,
    NAME,
    POINTS,
    Chart,
    Mark,
    Placed,
    one_currency,
    placed,
    room_above,
    short,
    told,
)
from benchmarks.money import range_text
from benchmarks.quotes import QuoteStep, StepKind
from benchmarks.scales import Scale, compact, compact_range, over

Point = tuple[str, Decimal]


@dataclass(frozen=True)
class RangeRow:
    """One range: units of a currency. An end that nobody states is None; `mid` is marked where it is given.

    `points` are what surveys say there, such as `(("P25", Decimal(120000)), …)`, rising.
    """

    label: str
    low: Decimal | None
    high: Decimal | None
    open_top: bool = False
    mid: Decimal | None = None
    currency: str = ""
    note: str = ""
    points: tuple[Point, ...] = ()

    @property
    def ends(self) -> tuple[Decimal, Decimal] | None:
        """Where the bar begins and ends; one place for both where only one is stated, None without any."""
        low = self.low if self.low is not None else self.high
        high = self.high if self.high is not None else self.low
        return None if low is None or high is None else (low, high)

    @property
    def has_no_limit(self) -> bool:
        """Whether the range goes on above its last figure."""
        return self.open_top or self.high is None


@dataclass(frozen=True)
class Bar:
    """One range where it is drawn: `name_y` is the base line of its words, `bar_y` the upper edge of its bar.

    In a waterfall `before_*` is the range of the step before, `added_*` what lies above that.
    """

    label: str
    text: str
    full: str
    x: float
    width: float
    name_y: int
    bar_y: int
    open_top: bool = False
    mid: float | None = None
    points: tuple[Placed, ...] = ()
    points_told: str = ""
    kind: str = ""
    before_x: float | None = None
    before_width: float = 0
    added_x: float = 0
    added_width: float = 0
    note: str = ""

    @property
    def end(self) -> float:
        """The right end of the bar."""
        return round(self.x + self.width, 2)

    @property
    def middle_y(self) -> float:
        """Half way down the bar."""
        return self.bar_y + BAR / 2

    @property
    def points_y(self) -> float:
        """Half way down the line of the survey."""
        return self.bar_y + BAR + POINTS / 2


@dataclass(frozen=True)
class RangesChart(Chart):
    """Ranges below each other on one axis of one currency."""

    bars: tuple[Bar, ...] = ()
    mark: Placed | None = None

    @property
    def has_points(self) -> bool:
        """Whether any survey is drawn."""
        return any(bar.points for bar in self.bars)

    @property
    def has_mid(self) -> bool:
        """Whether any middle is drawn."""
        return any(bar.mid is not None for bar in self.bars)

    @property
    def has_added(self) -> bool:
        """Whether any step puts something on top of the range before."""
        return any(bar.before_x is not None for bar in self.bars)

    @property
    def has_open_top(self) -> bool:
        """Whether any range has no limit above."""
        return any(bar.open_top for bar in self.bars)


WaterfallChart = RangesChart


def ranges(
    rows: Sequence[RangeRow], mark: Mark | None = None, *, key: str = "ranges", title: str = "", unit: str = ""
) -> RangesChart:
    """Ranges in one currency, one below the other, with an amount marked through all of them.

    A row of which neither end is known is left out. `key` has to be another one for each chart of a page. Raises
    ValueError when the rows mix currencies: what is not the same money is never on one axis.
    """
    known = [(row, row.ends) for row in rows if row.ends]
    currency = one_currency(row.currency for row, _ends in known)
    amounts = [one for row, ends in known if ends for one in (*ends, *(value for _name, value in row.points))]
    scale = _scale(amounts, mark, is_open=any(row.has_no_limit for row, _ends in known))
    bars, y = [], MARK if mark else 0
    for row, ends in known:
        if ends:
            bars.append(_bar(row, ends, scale, y))
            y += NAME + BAR + (POINTS if row.points else 0) + GAP
    title = title or f"Ranges of pay in {currency}"
    return _chart(bars, y, scale, mark, key=key, title=title, currency=currency, unit=unit)


def waterfall(
    steps: Sequence[QuoteStep], mark: Mark | None = None, *, key: str = "waterfall", title: str = "", unit: str = ""
) -> WaterfallChart:
    """How a range comes about: the range after each step, the one before it, what the step puts on top of that."""
    currency = one_currency(step.currency for step in steps)
    amounts = [amount for step in steps for amount in (step.after_low, step.after_high)]
    scale = _scale(amounts, mark, is_open=any(step.open_top for step in steps))
    bars: list[Bar] = []
    before: QuoteStep | None = None
    y = MARK if mark else 0
    for step in steps:
        bars.append(_step(step, before, scale, y))
        y, before = y + NAME + BAR + GAP, step
    title = title or f"How the range comes about, in {currency}"
    return _chart(bars, y, scale, mark, key=key, title=title, currency=currency, unit=unit)


def _scale(amounts: Sequence[Decimal], mark: Mark | None, *, is_open: bool) -> Scale:
    marked = [mark.amount] if mark else []
    above = [room_above(amounts)] if is_open and amounts else []
    return over([*amounts, *marked, *above])


def _chart(
    bars: Sequence[Bar], y: int, scale: Scale, mark: Mark | None, *, key: str, title: str, currency: str, unit: str
) -> RangesChart:
    return RangesChart(
        key=key,
        title=title,
        description=told([f"{bar.label}: {bar.full}" for bar in bars], mark, currency),
        currency=currency,
        unit=unit,
        height=y + AXIS,
        ticks=scale.ticks,
        bars=tuple(bars),
        mark=placed(mark, scale, currency) if mark else None,
    )


def _bar(row: RangeRow, ends: tuple[Decimal, Decimal], scale: Scale, y: int) -> Bar:
    low, high = ends
    x = scale.x(low)
    return Bar(
        label=short(row.label),
        text=compact_range(low, high, open_top=row.has_no_limit),
        full=range_text(row.low, row.high, row.currency, open_top=row.open_top),
        x=x,
        width=round(scale.x(high) - x, 2),
        name_y=y + NAME - 6,
        bar_y=y + NAME,
        open_top=row.has_no_limit,
        mid=scale.x(row.mid) if row.mid is not None else None,
        points=tuple(Placed(scale.x(value), name) for name, value in row.points),
        points_told=", ".join(f"{name} {compact(value)}" for name, value in row.points),
        note=row.note,
    )


def _step(step: QuoteStep, before: QuoteStep | None, scale: Scale, y: int) -> Bar:
    low, high = scale.x(step.after_low), scale.x(step.after_high)
    is_added = before is not None and step.kind in (StepKind.PREMIUM, StepKind.INDUSTRY)
    before_low, before_high = (scale.x(before.after_low), scale.x(before.after_high)) if before else (low, high)
    added_x = max(before_high, low)
    words = compact_range(step.after_low, step.after_high, open_top=step.open_top)
    return Bar(
        label=short(step.label),
        text=words,
        full=step.after_text if not is_added else f"{step.text}, makes {step.after_text}",
        x=low,
        width=round(high - low, 2),
        name_y=y + NAME - 6,
        bar_y=y + NAME,
        open_top=step.open_top,
        kind=str(step.kind),
        before_x=before_low if is_added else None,
        before_width=round(before_high - before_low, 2) if is_added else 0,
        added_x=added_x if is_added else 0,
        added_width=round(high - added_x, 2) if is_added else 0,
    )
