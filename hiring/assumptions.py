"""What a forecast takes for granted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from hiring.forecast import DRAWS, SEED, Forecast, Odds, Path, known_lengths, lasted, waits
from hiring.step_lengths import ENOUGH, STEPS, Lengths, Step, median


class Basis(StrEnum):
    """What the length of a step is taken from."""

    BOOKED = "booked"
    BEFORE_BOOKED = "before_booked"
    HISTORY = "history"
    PLAN = "plan"


@dataclass(frozen=True)
class Assumption:
    """What a forecast takes for granted about one step.

    `typical` is the median length. Of the next step, `lasted` is how long it runs already, and `is_overdrawn` says that
    this is longer than any known length: it counts as if it began now.
    """

    step: Step
    basis: Basis
    finished: int = 0
    typical: timedelta | None = None
    booked_at: datetime | None = None
    lasted: timedelta | None = None
    is_overdrawn: bool = False


@dataclass(frozen=True)
class Assumptions:
    """One for each step that is left, in order, and how the rest was drawn.

    A step counts by its history from `enough` finished ones on.
    """

    steps: tuple[Assumption, ...]
    draws: int = DRAWS
    seed: int = SEED
    enough: int = ENOUGH


def of(forecast: Forecast) -> Assumptions:
    """The assumptions behind one forecast."""
    return Assumptions(_steps(forecast.path, forecast.odds))


def _steps(path: Path, odds: Odds) -> tuple[Assumption, ...]:
    further = _further(path.last, odds)
    if path.booked_at:
        overtaken = tuple(Assumption(step, Basis.BEFORE_BOOKED) for step in path.before)
        return (*overtaken, Assumption(path.step, Basis.BOOKED, booked_at=path.booked_at), *further)
    _still, is_overdrawn = waits(path, odds)
    known = odds.lengths[path.step]
    seconds = known.seconds if is_overdrawn else known_lengths(path, odds)
    so_far = timedelta(seconds=lasted(path))
    basis, typical = _basis(known), timedelta(seconds=median(seconds))
    return (Assumption(path.step, basis, known.finished, typical, lasted=so_far, is_overdrawn=is_overdrawn), *further)


@lru_cache(maxsize=64)
def _further(last: Step, odds: Odds) -> tuple[Assumption, ...]:
    """Of the steps behind one, which are the same for all applications with these odds."""
    return tuple(_assumed(step, odds.lengths[step]) for step in STEPS[STEPS.index(last) + 1 :])


def _assumed(step: Step, of: Lengths) -> Assumption:
    return Assumption(step, _basis(of), finished=of.finished, typical=timedelta(seconds=median(of.seconds)))


def _basis(of: Lengths) -> Basis:
    return Basis.HISTORY if of.finished else Basis.PLAN
