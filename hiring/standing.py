"""How an application stands against its clock: the day it is on, what is due next, whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hiring import sla
from hiring.models import Application, Deadline
from hiring.sla import Standing


@dataclass(frozen=True)
class ClockFace:
    """What every page and the API show of an application's clock. Days are elapsed days of 24 hours."""

    standing: Standing
    elapsed_days: float | None
    counted_days: float | None
    day: int | None
    of_days: int
    promise_due_at: datetime | None
    next_kind: str
    next_due_at: datetime | None
    turn: str
    turn_name: str
    expected_share_left: float

    @property
    def text(self) -> str:
        """“day 7 of 12”, or what there is to say instead."""
        if self.day is None:
            return "clock not started"
        return f"day {self.day} of {self.of_days}"

    @property
    def next_text(self) -> str:
        """The name of the next deadline, empty when there is none."""
        return Deadline.Kind(self.next_kind).label if self.next_kind else ""

    @property
    def turn_text(self) -> str:
        """Whose turn it is, with the name where somebody owns it."""
        if not self.turn:
            return ""
        label = str(Deadline.Party(self.turn).label)
        return f"{label} ({self.turn_name})" if self.turn_name and self.turn != Deadline.Party.CANDIDATE else label


def clock_face(application: Application, *, now: datetime) -> ClockFace:
    """Read the clock of a row that `with_next_deadline` has annotated. Asks the database nothing more."""
    started, ended = application.clock_started_at, application.closed_at or now
    elapsed = max(ended - started, timedelta()) if started else None
    policy = application.policy.as_policy()
    pauses = timedelta(seconds=application.paused_seconds)
    if application.paused_at:
        pauses += max(ended - application.paused_at, timedelta())
    next_due_at: datetime | None = getattr(application, "next_due_at", None)
    elapsed_days = sla.days(elapsed) if elapsed is not None else None
    return ClockFace(
        standing=_standing(application, now),
        elapsed_days=elapsed_days,
        counted_days=sla.days(max(elapsed - pauses, timedelta())) if elapsed is not None else None,
        day=sla.day_number(elapsed) if elapsed is not None else None,
        of_days=policy.promise_hours // 24,
        promise_due_at=started + timedelta(hours=policy.promise_hours) if started else None,
        next_kind=getattr(application, "next_kind", None) or "",
        next_due_at=next_due_at,
        turn=getattr(application, "next_party", None) or "",
        turn_name=getattr(application, "next_owner_name", None) or "",
        expected_share_left=sla.survival(elapsed_days or 0.0),
    )


def _standing(application: Application, now: datetime) -> Standing:
    if application.is_closed:
        return Standing.CLOSED
    next_due_at: datetime | None = getattr(application, "next_due_at", None)
    at_risk_at: datetime | None = getattr(application, "next_at_risk_at", None)
    if next_due_at and next_due_at <= now:
        return Standing.BREACHED
    if application.paused_at:
        return Standing.PAUSED
    if application.clock_started_at is None:
        return Standing.NOT_STARTED
    return Standing.AT_RISK if at_risk_at and at_risk_at <= now else Standing.IN_TIME
