"""What becomes of a message after an attempt to send it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from hiring.outbox import schedules
from hiring.outbox.outcome import Outcome, Result
from hiring.outbox.schedules import Schedule

State = Literal["ready", "sent", "ambiguous", "dropped", "dead"]
Manner = Literal["lead", "breach", "final"]

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
SPREAD = (0.8, 1.2)
"""A wait is so much shorter or longer than planned, lest all that failed together comes again together."""
MOST_OVERTAKEN = 10
"""Attempts of which nobody wrote down the end. One more is not made: the message itself may be what kills workers."""


class Fate(NamedTuple):
    """The state to write down. `next_at` is None unless the message is to be tried again."""

    state: State
    next_at: datetime | None
    repeats: int


def decide(
    outcome: Outcome,
    *,
    attempt: int,
    repeats: int,
    manner: Manner,
    keyed: bool,
    give_up_at: datetime,
    now: datetime,
    spread: float = 1.0,
    schedule: Schedule | None = None,
) -> Fate:
    """The fate of a message whose attempt number `attempt` (from 1) ended so.

    `repeats` counts the attempts after one that had perhaps arrived, `manner` is the most urgent of its reminders,
    `keyed` says whether the other side drops a repeat by its key. Where it does not, a breach or final reminder is
    repeated once, because a repeat is better than silence; a lead reminder is not. `schedule`: that of its channel,
    where it has one of its own.
    """
    match outcome.result:
        case Result.ACCEPTED:
            return Fate("sent", None, repeats)
        case Result.NOTHING_TO_SAY:
            return Fate("dropped", None, repeats)
        case Result.REFUSED:
            return Fate("dead", None, repeats)
        case Result.AMBIGUOUS if not keyed and (manner == "lead" or repeats > 0):
            return Fate("ambiguous", None, repeats)
    if outcome.result == Result.AMBIGUOUS:
        repeats += 1
    next_at: datetime | None = now + wait(attempt, asked=outcome.retry_after, spread=spread)
    if schedule is not None:
        planned = schedule.wait(attempt=attempt, elapsed=now - (give_up_at - schedule.lasts))
        next_at = now + max(planned * spread, outcome.retry_after or planned) if planned else None
    if next_at is None or next_at > give_up_at:
        return Fate("ambiguous" if repeats else "dead", None, repeats)
    return Fate("ready", next_at, repeats)


def wait(attempt: int, *, asked: timedelta | None = None, spread: float = 1.0) -> timedelta:
    """How long to wait after so many attempts: 30 seconds, doubling up to half an hour; no less than was asked for."""
    doubled: int = 2 ** min(max(attempt, 1) - 1, 10)
    planned = min(FIRST_WAIT * doubled, LONGEST_WAIT) * spread
    return max(planned, asked) if asked else planned


def give_up_at(*, now: datetime, hard_bys: Iterable[datetime | None] = ()) -> datetime:
    """Until when a message that is written now is tried: a day, or until the last of its reminders comes too late.

    A latest time that has passed already is no limit: what is late is still better said than not.
    """
    latest = max((hard_by for hard_by in hard_bys if hard_by is not None), default=None)
    day = now + schedules.USUAL
    return min(day, latest) if latest is not None and latest > now else day


def most_urgent(manners: Iterable[str]) -> Manner:
    """The manner of a message, from those of its reminders. Without any it is a courtesy."""
    found = set(manners)
    return "final" if "final" in found else "breach" if "breach" in found else "lead"
