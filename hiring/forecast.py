"""How likely an application keeps its promise if nothing changes.

Pure: no database, no clock. The promise is kept when the offer goes out in time, so the last step is the offer.

A booked date holds; another step takes one of its lengths (`hiring.step_lengths`). What follows the next step is drawn
`DRAWS` times with a fixed seed, once for all applications of a policy. The next step itself needs no draws: each of its
lengths that is still possible counts once. The loss after day twelve is that of `hiring.sla`; the limits of the words
for a probability are ours.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from random import Random

from hiring import sla
from hiring.step_lengths import SPREAD, STEPS, Lengths, Step, about, median

DRAWS = 1000
SEED = 12
LIKELY, UNLIKELY = 0.8, 0.4
DAY = 86400
SURVIVAL_PER_SECOND: float = sla.SURVIVAL_PER_DAY ** (1 / DAY)


class Outlook(StrEnum):
    """The probability of keeping the promise in a word."""

    LIKELY = "likely"
    UNCERTAIN = "uncertain"
    UNLIKELY = "unlikely"
    BROKEN = "broken"


@dataclass(frozen=True)
class Rest:
    """All that follows a step, as drawn: seconds, ascending; sums of each with those after it, 0 behind the last.

    `left_sums` adds up the shares of candidates who would still be there if the loss began with this rest.
    """

    seconds: tuple[int, ...]
    sums: tuple[int, ...]
    left_sums: tuple[float, ...]
    typical: float

    @classmethod
    def of(cls, drawn: Sequence[int], *, typical: float) -> "Rest":
        """`typical` is the sum of the medians of the steps, in seconds."""
        seconds = sorted(drawn)
        left = [sla.survival(sla.PROMISE_DAYS + each / DAY) for each in reversed(seconds)]
        sums = [*accumulate(reversed(seconds), initial=0)]
        return cls(tuple(seconds), tuple(sums[::-1]), tuple([*accumulate(left, initial=0.0)][::-1]), typical)

    def outcome(self, slacks: Sequence[int], *, calm: int) -> tuple[float, float, float]:
        """What the draws come to when the promise is due `slacks` seconds after this rest begins, each as likely.

        The share (0..1) that ends in time, the seconds beyond the promise, and the share of candidates lost when the
        loss begins `calm` seconds after the promise is due.
        """
        seconds, sums, left_sums, draws = self.seconds, self.sums, self.left_sums, len(self.seconds)
        in_time, beyond, lost = 0, 0, 0.0
        for slack in slacks:
            kept = bisect_right(seconds, slack)
            in_time += kept
            beyond += sums[kept] - (draws - kept) * slack
            begins = slack + calm
            there = bisect_right(seconds, begins) if calm else kept
            if there < draws:  # the power undoes the seconds in which nobody is lost
                lost += draws - there - SURVIVAL_PER_SECOND**-begins * left_sums[there]
        of_all = draws * len(slacks)
        return in_time / of_all, beyond / of_all, lost / of_all


class Odds:
    """The lengths of all steps under one policy with what follows each: drawn once, read for any application."""

    def __init__(self, lengths: Mapping[Step, Lengths]) -> None:
        self.lengths = lengths
        self.rests: dict[Step, Rest] = {}
        random, rest, typical = Random(SEED), [0] * DRAWS, 0.0
        for step in reversed(STEPS):
            self.rests[step] = Rest.of(rest, typical=typical)
            drawn = random.choices(lengths[step].seconds, k=DRAWS)
            rest = [after + length for after, length in zip(rest, drawn, strict=True)]
            typical += median(lengths[step].seconds)


@lru_cache(maxsize=8)
def odds_of(lengths: tuple[tuple[Step, Lengths], ...]) -> Odds:
    """The odds of those lengths: the same draws each time, so kept until others take their place."""
    return Odds(dict(lengths))


@dataclass(frozen=True)
class Path:
    """What is known of the way of one running application.

    `step` is the next one, or the furthest that is booked; `last` is it too, or the last of those after it that are
    done already. `before` are open steps that a booking has overtaken. `since` is when the step before ended,
    `paused` the length of the pauses after that which are over. `ready_at` is now; in a pause, which began at
    `paused_at`, it is its review, but never before now.
    """

    started_at: datetime
    promise_due_at: datetime
    step: Step
    last: Step
    before: tuple[Step, ...]
    since: datetime
    paused: timedelta
    ready_at: datetime
    paused_at: datetime | None = None
    planned_at: datetime | None = None
    booked_at: datetime | None = None


@dataclass(frozen=True)
class Forecast:
    """When an application will be done if nothing changes, with what that costs.

    `done_at`: the next step at its booked date, else at the median of its lengths that are still possible, then the
    median of each further step. `probability` (0..1) that the offer goes out in time. `expected_loss` (0..1): the
    chance that the candidate is gone by then. `vacancy_days`: expected days of 24 hours beyond the promise.
    """

    done_at: datetime
    promise_due_at: datetime
    probability: float
    expected_loss: float
    vacancy_days: float
    outlook: Outlook
    path: Path
    odds: Odds = field(repr=False, compare=False)

    @property
    def percent_text(self) -> str:
        """The probability in whole percent. Draws never show certainty: only a broken promise has 0 %."""
        if self.outlook == Outlook.BROKEN:
            return "0 %"
        percent = round(self.probability * 100)
        return "< 1 %" if percent < 1 else "> 99 %" if percent > 99 else f"{percent} %"

    @property
    def loss_text(self) -> str:
        """The expected loss in whole percent."""
        percent = round(self.expected_loss * 100)
        return "< 1 %" if percent < 1 else f"{percent} %"

    @property
    def text(self) -> str:
        """“in time: likely, 92 %”."""
        if self.outlook == Outlook.BROKEN:
            return "promise broken"
        return f"in time: {self.outlook}, {self.percent_text}"


def foresee(path: Path, odds: Odds, *, now: datetime) -> Forecast:
    """The forecast of one application. Exact over the lengths of its next step, drawn over those that follow."""
    ready, due = _second(path.ready_at), _second(path.promise_due_at)
    still, _is_overdrawn = waits(path, odds)
    rest, day_twelve = odds.rests[path.last], _second(path.started_at) + sla.PROMISE_DAYS * DAY
    in_time, beyond, lost = rest.outcome([due - ready - wait for wait in still], calm=day_twelve - due)
    is_broken = path.promise_due_at <= now
    return Forecast(
        done_at=path.ready_at + timedelta(seconds=median(still) + rest.typical),
        promise_due_at=path.promise_due_at,
        probability=0.0 if is_broken else in_time,
        expected_loss=lost,
        vacancy_days=beyond / DAY,
        outlook=Outlook.BROKEN if is_broken else outlook(in_time),
        path=path,
        odds=odds,
    )


def outlook(probability: float) -> Outlook:
    """The word for a probability (0..1) of a promise that is not broken yet: likely from 0.8 on, unlikely below 0.4."""
    if probability >= LIKELY:
        return Outlook.LIKELY
    return Outlook.UNLIKELY if probability < UNLIKELY else Outlook.UNCERTAIN


def waits(path: Path, odds: Odds) -> tuple[Sequence[int], bool]:
    """Seconds from `ready_at` until the step is done, equally likely, ascending; whether it outlasted all lengths."""
    if path.booked_at:
        return (max(0, _second(path.booked_at) - _second(path.ready_at)),), False
    known, so_far = known_lengths(path, odds), lasted(path)
    still = known[bisect_left(known, so_far) :]
    return ([length - so_far for length in still], False) if still else (odds.lengths[path.step].seconds, True)


def known_lengths(path: Path, odds: Odds) -> tuple[int, ...]:
    """The lengths of the next step in seconds.

    Without a history it ends about its planned date, if that leaves at least half of its budget, else after the budget.
    """
    of_step = odds.lengths[path.step]
    if of_step.finished or path.planned_at is None:
        return of_step.seconds
    planned = _counted(path, path.planned_at)
    return about(planned) if planned >= of_step.planned * SPREAD[0] else of_step.seconds


def lasted(path: Path) -> int:
    """For how many seconds the next step runs already, pauses left out."""
    return max(0, _counted(path, path.paused_at or path.ready_at))


def _counted(path: Path, until: datetime) -> int:
    return _second(until) - _second(path.since) - int(path.paused.total_seconds())


def _second(moment: datetime) -> int:
    """The whole second: differences of integers are exact, so that a later instant never looks better."""
    return int(moment.timestamp())
