"""Decides what several floors ask for together, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.limits import Limits
from benchmarks.packages import NOTHING, Package

PARTS = {"base": "base", "equity_4yr": "equity over four years", "signing": "signing bonus", "total": "total a year"}
"""The parts of a floor, with the words for them."""


@dataclass(frozen=True)
class Floor:
    """What a package must not stay below, in whole units of the search's currency; nothing where nothing is asked.

    Base and total are a year; `equity_4yr` is at face value; the total counts equity as the candidate values it, after
    the discount, and no signing bonus.
    """

    base: Decimal = NOTHING
    equity_4yr: Decimal = NOTHING
    signing: Decimal = NOTHING
    total: Decimal = NOTHING
    name: str = ""


@dataclass(frozen=True)
class Asked:
    """The most that is asked of one part, with the names of the floors that ask it."""

    amount: Decimal
    by: tuple[str, ...]

    @property
    def who(self) -> str:
        """Such as `“Not below” and “NVIDIA”`; `the floor` where it has no name."""
        return " and ".join(f"“{name}”" for name in self.by) or "the floor"

    @property
    def verb(self) -> str:
        """`asks`, or `ask` of more than one."""
        return "ask" if len(self.by) > 1 else "asks"


@dataclass(frozen=True)
class Gap:
    """By how much the best package within the limits stays below what is asked, part by part; not all are nothing.

    `total` is a year, with equity after the discount. `best` is that package: the most of everything.
    """

    base: Decimal
    equity_4yr: Decimal
    signing: Decimal
    total: Decimal
    best: Package

    def items(self) -> Iterator[tuple[str, Decimal]]:
        """The parts that are missing something, in words, with what is missing."""
        for part, words in PARTS.items():
            if amount := getattr(self, part):
                yield words, amount


@dataclass(frozen=True)
class Demand:
    """What all floors ask together: of each part the most."""

    base: Asked
    equity_4yr: Asked
    signing: Asked
    total: Asked

    @classmethod
    def of(cls, floors: Sequence[Floor]) -> Demand:
        """The most that any floor asks, part by part. Whoever clears that clears each of them."""
        return cls(**{part: _most(part, floors) for part in PARTS})

    @property
    def names(self) -> str:
        """The floors that ask the most of something, for people to read."""
        by = [name for part in PARTS for name in getattr(self, part).by]
        return Asked(NOTHING, tuple(dict.fromkeys(by))).who

    def gap(self, limits: Limits) -> Gap | None:
        """What the limits cannot give; None where some package within them clears everything."""
        equity, signing = limits.equity_most, limits.signing_most
        enough = self.total.amount - limits.bonus - equity * limits.equity_worth
        high = limits.base_high if limits.base_high is not None else max(limits.base_low, self.base.amount, enough)
        best = limits.package(high, equity, signing)
        missing = {
            "base": max(NOTHING, self.base.amount - high),
            "equity_4yr": max(NOTHING, self.equity_4yr.amount - equity),
            "signing": max(NOTHING, self.signing.amount - signing),
            "total": max(NOTHING, enough - high),
        }
        return Gap(**missing, best=best) if any(missing.values()) else None


def _most(part: str, floors: Sequence[Floor]) -> Asked:
    amount = max((getattr(floor, part) for floor in floors), default=NOTHING)
    if amount <= 0:
        return Asked(NOTHING, ())
    names = (floor.name for floor in floors if getattr(floor, part) == amount and floor.name)
    return Asked(amount, tuple(dict.fromkeys(names)))
