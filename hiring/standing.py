"""How an application stands against its clock: the day it is on, what is due next, whose turn it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from hiring import sla
from hiring.models import Application, Deadline
from hiring.prepared import Among, Ids, Prepared
from hiring.sla import Standing
from hiring.stages import CLOSED


class Upcoming(Protocol):
    """What `with_next_deadline` adds to an application."""

    next_kind: str | None
    next_due_at: datetime | None
    next_party: str | None
    next_owner_name: str | None
    next_at_risk_at: datetime | None


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
    def elapsed_hours(self) -> float | None:
        """Hours since the clock started, whatever was paused. None before the start."""
        return None if self.elapsed_days is None else self.elapsed_days * 24

    @property
    def counted_hours(self) -> float | None:
        """Those hours less the pauses. None before the start."""
        return None if self.counted_days is None else self.counted_days * 24

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
    """Read the clock of a row that `with_next_deadline` has annotated. Asks the database nothing more.

    Raises AttributeError for a row without the annotations: it would look in time whatever is late.
    """
    started, ended = application.clock_started_at, application.closed_at or now
    elapsed = max(ended - started, timedelta()) if started else None
    policy = application.policy.as_policy()
    pauses = timedelta(seconds=application.paused_seconds)
    if application.paused_at:
        pauses += max(ended - application.paused_at, timedelta())
    upcoming = cast("Upcoming", application)
    elapsed_days = sla.days(elapsed) if elapsed is not None else None
    return ClockFace(
        standing=_standing(application, now),
        elapsed_days=elapsed_days,
        counted_days=sla.days(max(elapsed - pauses, timedelta())) if elapsed is not None else None,
        day=sla.day_number(elapsed) if elapsed is not None else None,
        of_days=policy.promise_hours // 24,
        promise_due_at=started + timedelta(hours=policy.promise_hours) if started else None,
        next_kind=upcoming.next_kind or "",
        next_due_at=upcoming.next_due_at,
        turn=upcoming.next_party or "",
        turn_name=upcoming.next_owner_name or "",
        expected_share_left=sla.survival(elapsed_days or 0.0),
    )


@Prepared
def _upcoming() -> QuerySet[Application, Any]:
    ahead = Application.objects.filter(Among("pk", Ids("applications"))).order_by().with_next_deadline()
    return ahead.values_list("pk", *Upcoming.__annotations__)


def look_ahead(applications: Collection[Application]) -> None:
    """Give rows that were read already what `with_next_deadline` adds, in one query."""
    ids = [row.pk for row in applications]
    found = {pk: values for pk, *values in _upcoming.rows(applications=ids)}
    for row in applications:
        vars(row).update(zip(Upcoming.__annotations__, found[row.pk], strict=True))


def _standing(application: Application, now: datetime) -> Standing:
    if application.is_closed:
        return Standing.CLOSED
    upcoming = cast("Upcoming", application)
    if upcoming.next_due_at and upcoming.next_due_at <= now:
        return Standing.BREACHED
    if application.paused_at:
        return Standing.PAUSED
    if application.clock_started_at is None:
        return Standing.NOT_STARTED
    at_risk_at = upcoming.next_at_risk_at
    return Standing.AT_RISK if at_risk_at and at_risk_at <= now else Standing.IN_TIME


def having(standing: Standing, applications: QuerySet[Application], *, now: datetime) -> QuerySet[Application]:
    """Those of the applications that stand so: the question of `clock_face`, asked of the database."""
    due = Deadline.objects.filter(application=OuterRef("pk"), state=Deadline.State.OPEN)
    late, near = Exists(due.filter(due_at__lte=now)), Exists(due.filter(at_risk_at__lte=now))
    if standing == Standing.CLOSED:
        return applications.filter(stage__in=CLOSED)
    running = applications.exclude(stage__in=CLOSED)
    if standing == Standing.BREACHED:
        return running.filter(late)
    running = running.filter(~late)
    if standing == Standing.PAUSED:
        return running.filter(paused_at__isnull=False)
    running = running.filter(paused_at=None)
    if standing == Standing.NOT_STARTED:
        return running.filter(clock_started_at=None)
    running = running.filter(clock_started_at__isnull=False)
    return running.filter(near) if standing == Standing.AT_RISK else running.filter(~near)


def column(*, now: datetime) -> Case:
    """The standing of each application as a column of the database, to count by: the answers of `clock_face`."""
    due = Deadline.objects.filter(application=OuterRef("pk"), state=Deadline.State.OPEN)
    return Case(
        When(stage__in=CLOSED, then=Value(Standing.CLOSED.value)),
        When(Exists(due.filter(due_at__lte=now)), then=Value(Standing.BREACHED.value)),
        When(paused_at__isnull=False, then=Value(Standing.PAUSED.value)),
        When(clock_started_at=None, then=Value(Standing.NOT_STARTED.value)),
        When(Exists(due.filter(at_risk_at__lte=now)), then=Value(Standing.AT_RISK.value)),
        default=Value(Standing.IN_TIME.value),
    )
