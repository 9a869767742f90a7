"""How long each step on the way to an offer takes.

Pure: no database, no clock. A step takes as long as one of the last steps of its kind that this team finished, each
equally likely; with fewer than `ENOUGH` of them, as long as the policy plans for it, give or take a half. Lengths are
whole seconds of elapsed time, weekends included, pauses left out. The budgets are those of `hiring.sla`; the spread
around them and the number that is enough are ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from hiring import sla

ENOUGH = 5
SPREAD = (0.5, 1.5)
POINTS = 20
HOUR = 3600


class Step(TextChoices):
    """What has to happen until the promise is kept, in order. The values are the kinds of the deadlines."""

    SCREENING_HELD = "screening_held", "Screening held"
    TAKE_HOME_SENT = "take_home_sent", "Take-home sent"
    TAKE_HOME_RETURNED = "take_home_returned", "Take-home returned"
    LIVE_DEBUGGING_HELD = "live_debugging_held", "Live debugging held"
    SCALE_ARCHITECTURE_HELD = "scale_architecture_held", "Scale & architecture held"
    DECISION = "decision", "Offer decision"
    OFFER = "promise", "Offer sent"


STEPS = tuple(Step)


@dataclass(frozen=True)
class Lengths:
    """How long a step may take: equally likely lengths in seconds, ascending.

    `finished` is the number of finished steps that they were measured on, 0 when they are the plan's; `planned` is the
    policy's budget in seconds.
    """

    seconds: tuple[int, ...]
    finished: int
    planned: int


def lengths(history: Mapping[Step, Sequence[float]], policy: sla.Policy) -> dict[Step, Lengths]:
    """The lengths of every step: those of the history (seconds) where there are at least `ENOUGH`, else the plan's."""
    found = {}
    for step, hours in budgets(policy).items():
        own, planned = sorted(int(max(each, 0)) for each in history.get(step, ())), hours * HOUR
        is_own = len(own) >= ENOUGH
        found[step] = Lengths(tuple(own) if is_own else about(planned), len(own) if is_own else 0, planned)
    return found


def budgets(policy: sla.Policy) -> dict[Step, int]:
    """The hours that a policy plans from the end of one step to the end of the next, the last up to the promise."""
    found, reached = {}, 0
    for step in STEPS[:-2]:
        until = max(reached, policy.budgets.get(step.value, (0, reached))[1])
        found[step], reached = until - reached, until
    found[Step.DECISION] = policy.decision_hours
    found[Step.OFFER] = max(0, policy.promise_hours - reached - policy.decision_hours)
    return found


def about(seconds: int) -> tuple[int, ...]:
    """Lengths evenly spread from half of a planned one to one and a half of it, which is their median (seconds)."""
    low, high = SPREAD
    return tuple(round(seconds * (low + (high - low) * (each + 0.5) / POINTS)) for each in range(POINTS))


def median(ascending: Sequence[int]) -> float:
    """The median of values in ascending order, the mean of both where two are in the middle."""
    return (ascending[(len(ascending) - 1) // 2] + ascending[len(ascending) // 2]) / 2
