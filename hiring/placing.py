"""To which instant a reminder moves, out of the time in which nobody is to be reminded."""

from datetime import datetime

from hiring.models import Reminder
from hiring.working_time import WorkingTime

Manner = Reminder.Manner


def place(
    nominal: datetime,
    *,
    manner: str,
    hard_by: datetime | None,
    working: WorkingTime,
    not_before: datetime,
    loud: bool,
) -> datetime:
    """When a reminder goes out that is due at `nominal`; all instants are aware, the result is in UTC.

    A lead moves to the last working instant before, where that is not in the past (`not_before`), else to the next
    one. A breach moves to the next one, as do final ones on channels that make a noise (`loud`); on quiet channels
    final ones stay where they are. Nothing moves past `hard_by`, which wins where the two limits exclude each other.
    Raises NoWorkingTime when nothing is open within a year.
    """
    earliest = max(nominal, not_before)
    if manner == Manner.LEAD:
        placed = _lead(nominal, earliest, hard_by=hard_by, working=working, not_before=not_before)
    elif manner == Manner.FINAL and not loud:
        placed = earliest
    else:
        placed = working.next_open(earliest)
    return placed if hard_by is None else min(placed, hard_by)


def _lead(
    nominal: datetime, earliest: datetime, *, hard_by: datetime | None, working: WorkingTime, not_before: datetime
) -> datetime:
    before = working.last_open(nominal)
    if before >= not_before:
        return before
    after = working.next_open(earliest)
    return after if hard_by is None or after <= hard_by else earliest
