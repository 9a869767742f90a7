"""Whether the columns of the clock are what its events say, made so where they are not."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from hiring import clock_fold, deadlines, history, reminders, sla
from hiring.clock_fold import Clock, Name, Obligation
from hiring.models import Application, ClockEvent, Deadline, Reminder, SlaPolicy

CHUNK = 500
COLUMNS = ("begins_at", "at_risk_at", "due_at", "state", "plan", "done_at")
OWED = (Reminder.State.PENDING, Reminder.State.CANCELLED)


class Difference(NamedTuple):
    """One column that is not what the events say. `told` is None where no event tells of the deadline at all."""

    application: int
    what: str
    column: str
    stored: object
    told: object

    def __str__(self) -> str:
        place = f"{self.what}.{self.column}" if self.what else self.column
        return f"application {self.application}, {place}: {_text(self.stored)} is stored, {_text(self.told)} by events"


def differences(applications: QuerySet[Application] | None = None) -> Iterator[Difference]:
    """What the events of these applications, of all when none are given, say otherwise than their columns.

    Read in chunks, three queries for each. What differs is looked at once more under the lock of its application: a
    verb may have written between two of the queries.
    """
    rows = Application.objects.order_by("pk") if applications is None else applications.order_by("pk")
    pks = list(rows.values_list("pk", flat=True))
    policies = {policy.version: policy.as_policy() for policy in SlaPolicy.objects.all()}
    for start in range(0, len(pks), CHUNK):
        for suspect in _suspects(pks[start : start + CHUNK], policies):
            with transaction.atomic():
                found = _found(history.locked(suspect), policies)
            yield from found


@transaction.atomic
def rebuild(application: Application, *, now: datetime) -> list[Difference]:
    """Write what the events say into the columns, with the reminders that follow. Returns what differed before.

    A deadline that no event tells of is left as it is: what it was for is for people to find out.
    """
    policies = {policy.version: policy.as_policy() for policy in SlaPolicy.objects.all()}
    application = history.locked(application)
    found = _found(application, policies)
    if not found:
        return []
    told = _told(application, list(application.clock_events.order_by("pk")), policies)
    for column, value in _of_clock(told).items():
        setattr(application, column, value)
    if application.paused_at and not application.pause_reason:
        application.pause_reason = _last_reason(application)
    application.save()
    stored = {Name(one.kind, one.subject): one for one in application.deadlines.select_related("owner")}
    for name, obligation in told.obligations.items():
        known = stored.get(name)
        if known is None or _of_obligation(obligation) != {column: getattr(known, column) for column in COLUMNS}:
            _write(known or _missing(application, name, obligation), obligation, application, now=now)
    return found


def _suspects(pks: Sequence[int], policies: dict[int, sla.Policy]) -> list[Application]:
    events: dict[int, list[ClockEvent]] = defaultdict(list)
    for event in ClockEvent.objects.filter(application__in=pks).order_by("pk"):
        events[event.application_id].append(event)
    stored: dict[int, list[Deadline]] = defaultdict(list)
    for deadline in Deadline.objects.filter(application__in=pks):
        stored[deadline.application_id].append(deadline)
    rows = Application.objects.filter(pk__in=pks).select_related("policy").order_by("pk")
    return [one for one in rows if list(_compared(one, _told(one, events[one.pk], policies), stored[one.pk]))]


def _found(application: Application, policies: dict[int, sla.Policy]) -> list[Difference]:
    told = _told(application, list(application.clock_events.order_by("pk")), policies)
    return list(_compared(application, told, list(application.deadlines.all())))


def _told(application: Application, events: list[ClockEvent], policies: dict[int, sla.Policy]) -> Clock:
    changes = (event.data["from"] for event in events if event.kind == ClockEvent.Kind.POLICY_CHANGED)
    begun_with = next(changes, application.policy.version)
    return clock_fold.fold(events, policies[begun_with])


def _compared(application: Application, told: Clock, stored: list[Deadline]) -> Iterator[Difference]:
    for column, value in _of_clock(told).items():
        if (kept := getattr(application, column)) != value:
            yield Difference(application.pk, "", column, kept, value)
    known = {Name(one.kind, one.subject): one for one in stored}
    for name in sorted(known.keys() | told.obligations.keys()):
        what = " ".join(filter(None, ("deadline", *name)))
        if name not in known:
            yield Difference(application.pk, what, "state", None, told.obligations[name].state)
        elif name not in told.obligations:
            yield Difference(application.pk, what, "state", known[name].state, None)
        else:
            for column, value in _of_obligation(told.obligations[name]).items():
                if (kept := getattr(known[name], column)) != value:
                    yield Difference(application.pk, what, column, kept, value)


def _of_clock(told: Clock) -> dict[str, object]:
    return {
        "clock_started_at": told.started_at,
        "paused_at": told.paused_at,
        "paused_seconds": told.paused_seconds,
        "pause_review_at": told.review_at,
    }


def _of_obligation(told: Obligation) -> dict[str, object]:
    window = told.window
    return dict(
        zip(
            COLUMNS,
            (window.begins_at, window.at_risk_at, window.due_at, str(told.state), told.plan, told.done_at),
            strict=True,
        )
    )


def _missing(application: Application, name: Name, told: Obligation) -> Deadline:
    """A deadline whose row is gone. Whose scorecard it was is not known here: it is the coordinator's turn."""
    return deadlines.fresh(
        application, name.kind, told.window, subject=name.subject, owner=application.requisition.coordinator
    )


def _write(deadline: Deadline, told: Obligation, application: Application, *, now: datetime) -> None:
    for column, value in _of_obligation(told).items():
        setattr(deadline, column, value)
    deadline.save()
    Reminder.objects.filter(deadline=deadline, plan=deadline.plan, state__in=OWED, message=None).delete()
    reminders.cancel(Deadline.objects.filter(pk=deadline.pk), why="its clock was rebuilt from its events")
    if deadline.state == Deadline.State.OPEN:
        reminders.replan([deadline], application, now=now)


def _last_reason(application: Application) -> str:
    paused = application.clock_events.filter(kind=ClockEvent.Kind.PAUSED).order_by("pk").last()
    return str(paused.data["reason"]) if paused else "not known"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else "nothing" if value is None else str(value)
