"""From when until when each planned deadline of an application runs."""

from collections.abc import Iterable
from datetime import timedelta

from hiring import calendars, sla
from hiring.calendars import Book
from hiring.models import Application, Deadline


def planned(
    application: Application, policy: sla.Policy | None = None, *, book: Book | None = None
) -> dict[str, sla.Window]:
    """The windows of a clock that runs, by kind, under its own policy unless another is given.

    `book`: the calendars, where the caller has read them already.

    Planned dates are later by the pauses that have ended, then moved into the working time of the requisition: into
    how many pieces a pause falls makes no difference. The promise stays where it was.
    """
    started_at, policy = application.clock_started_at, policy or application.policy.as_policy()
    assert started_at is not None, "its clock has started"
    working = (book or calendars.read()).of_requisition(application.requisition)
    moved = sla.plan(started_at + timedelta(seconds=application.paused_seconds), policy, working)
    return {**moved, Deadline.Kind.PROMISE.value: sla.promise_window(started_at, policy)}


def replace(deadline: Deadline, window: sla.Window) -> None:
    """Give a deadline another window, under a new plan. The caller saves."""
    deadline.begins_at, deadline.at_risk_at, deadline.due_at = window.begins_at, window.at_risk_at, window.due_at
    deadline.plan += 1


def save(deadlines: Iterable[Deadline]) -> None:
    """Write the windows, states and plans of deadlines in one statement."""
    Deadline.objects.bulk_update(deadlines, ["begins_at", "at_risk_at", "due_at", "state", "plan"])
