"""Decides what charts of pay have in common: their measures, the amount marked in them, what they say in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.money import amount_text
from benchmarks.scales import Scale, Tick

MARK = 26
"""Pixels above the first row, for the words of the marked amount."""
NAME = 19
"""Pixels of the words above a bar."""
BAR = 14
POINTS = 16
"""Pixels below a bar, for what surveys say."""
GAP = 12
AXIS = 24
LONGEST = 64
"""Signs of a label; the whole of it stands in the table."""
_TOLD = 12
_ROOM = Decimal("0.08")


@dataclass(frozen=True)
class Mark:
    """An amount that is drawn through all rows, in their currency."""

    amount: Decimal
    label: str = ""


@dataclass(frozen=True)
class Placed:
    """A point on the axis, in per cent, with its words and the side to which they run."""

    x: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """What every chart has. `key` begins the ids of its parts: another one for each chart of a page.

    `unit` says below the axis what its figures are, such as `EUR a year`; empty where the words above the chart do.
    """

    key: str
    title: str
    description: str
    currency: str
    height: int
    ticks: tuple[Tick, ...]
    unit: str = field(default="", kw_only=True)

    @property
    def plot_height(self) -> int:
        """Where the axis lies."""
        return self.height - AXIS

    @property
    def bar_height(self) -> int:
        """How high a bar is."""
        return BAR


def one_currency(codes: Iterable[str]) -> str:
    """The currency that all share, empty for none. Raises ValueError when they mix: one axis is one money."""
    known = sorted(set(codes))
    if len(known) > 1:
        raise ValueError(f"One chart shows one currency, not {', '.join(known)}.")
    return known[0] if known else ""


def placed(mark: Mark, scale: Scale, currency: str) -> Placed:
    """Where the marked amount stands; its words run to the side on which there is more room."""
    x = scale.x(mark.amount)
    amount = amount_text(mark.amount, currency)
    words = f"{mark.label}: {amount}" if mark.label else amount
    return Placed(x, words, "start" if x < 50 else "end")


def room_above(amounts: Sequence[Decimal]) -> Decimal:
    """How far the axis has to go for an arrow beyond the highest amount, where a top is open."""
    low, high = min(amounts), max(amounts)
    return high + ((high - low) or high) * _ROOM


def short(label: str) -> str:
    """A label with an end, however long it is."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def told(rows: Sequence[str], mark: Mark | None = None, currency: str = "") -> str:
    """A chart in words: its first rows, how many more there are, the marked amount."""
    words = [*rows[:_TOLD]]
    if len(rows) > _TOLD:
        words.append(f"{len(rows) - _TOLD} more in the table")
    if mark:
        words.append(f"marked: {placed(mark, Scale(mark.amount, mark.amount + 1, Decimal(1)), currency).label}")
    return "; ".join(words) + "." if words else "Nothing is known to draw."
