"""What a forecast takes for granted."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

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
    further = tuple(_assumed(step, odds.lengths[step]) for step in STEPS[STEPS.index(path.last) + 1 :])
    if path.booked_at:
        overtaken = tuple(Assumption(step, Basis.BEFORE_BOOKED) for step in path.before)
        return (*overtaken, Assumption(path.step, Basis.BOOKED, booked_at=path.booked_at), *further)
    _still, is_overdrawn = waits(path, odds)
    of_next = odds.lengths[path.step]
    if not is_overdrawn:
        of_next = replace(of_next, seconds=known_lengths(path, odds))
    so_far = timedelta(seconds=lasted(path))
    return (replace(_assumed(path.step, of_next), lasted=so_far, is_overdrawn=is_overdrawn), *further)


def _assumed(step: Step, of: Lengths) -> Assumption:
    basis = Basis.HISTORY if of.finished else Basis.PLAN
    return Assumption(step, basis, finished=of.finished, typical=timedelta(seconds=median(of.seconds)))
