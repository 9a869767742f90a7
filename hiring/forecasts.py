"""Which applications have a forecast, from what their rows say of the steps that are done, booked or planned.

Running ones have: the clock has started, no offer is out. The history is this team's own: the last finished steps of
all its applications, those that came to nothing included. However many applications, it takes the same few queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    DateTimeField,
    F,
    Field,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Window,
)
from django.db.models.functions import RowNumber

from hiring import forecast
from hiring.forecast import Forecast, Outlook, Path
from hiring.models import Application, ClockEvent, Deadline, SlaPolicy
from hiring.models.application import ApplicationQuerySet
from hiring.prepared import Among, Blank, Ids, Prepared
from hiring.stages import OPEN, Stage
from hiring.step_lengths import STEPS, Step, lengths

MOST_FINISHED = 30
"""So many of a kind make its history: enough for a distribution, few enough to be the habits of today."""
MOST_READ = 1_000
"""Older finished steps than these, of all kinds together, are not looked at."""


def _by_kind(values: Mapping[Step, str], *, output_field: "Field[Any, Any]") -> Func:
    """A constant of SQL for each step. As objects of the ORM they took longer than the whole query."""
    cases = " ".join(f"WHEN '{step.value}' THEN {value}" for step, value in values.items())
    return Func(F("kind"), template=f"(CASE %(expressions)s {cases} END)", output_field=output_field)


State, PAUSED, RESUMED = Deadline.State, ClockEvent.Kind.PAUSED, ClockEvent.Kind.RESUMED
STILL = Q(state__in=[State.OPEN, State.PAUSED])
BITS = {step: 1 << place for place, step in enumerate(STEPS)}
BIT = _by_kind({step: str(bit) for step, bit in BITS.items()}, output_field=IntegerField())
KIND_BEFORE = _by_kind({step: f"'{before.value}'" for before, step in pairwise(STEPS)}, output_field=CharField())
BEHIND = {
    Stage.TAKE_HOME.value: BITS[Step.TAKE_HOME_SENT] - 1,
    Stage.LIVE_DEBUGGING.value: BITS[Step.LIVE_DEBUGGING_HELD] - 1,
    Stage.SCALE_ARCHITECTURE.value: BITS[Step.SCALE_ARCHITECTURE_HELD] - 1,
    Stage.DECISION.value: BITS[Step.DECISION] - 1,
}
"""The bits of the steps that lie behind an application by its stage alone."""
SHARED_POLICY = Application._meta.get_field("policy")
Pauses = dict[int, list[tuple[datetime, datetime | None]]]


@dataclass(frozen=True)
class Total:
    """Forecasts of many applications together. `expected_loss` is in candidates: the sum of each one's chance to leave.

    `in_danger` counts those who are unlikely to keep the promise or have broken it.
    """

    running: int
    in_danger: int
    expected_loss: float


class _Known(NamedTuple):
    """What the deadlines of an application say. Steps are bits; `planned_at` is the earliest date still planned."""

    application: int
    done: int | None
    booked: int | None
    booked_at: datetime | None
    done_at: datetime | None
    planned_at: datetime | None
    promise_due_at: datetime | None


class _Finished(NamedTuple):
    application: int
    kind: str
    ended_at: datetime
    began_at: datetime | None
    clock_started_at: datetime | None


def of(applications: Iterable[Application], *, now: datetime) -> dict[int, Forecast]:
    """The forecast of each running application, by its key. Others have none: closed, not started, offer out.

    At most four queries for any number of applications, none where no clock runs. Related rows need not be loaded.
    """
    running = {row.pk: row for row in applications if row.stage in OPEN and row.clock_started_at}
    if not running:
        return {}
    known = [_Known(*row) for row in _known.rows(applications=running)]
    finished = [_Finished(*row) for row in _finished.rows(now=now, most=MOST_FINISHED)]
    pauses = _pauses({*running, *(each.application for each in finished)})
    history = _history(finished, pauses)
    policies = _policies(running.values())
    odds = {pk: forecast.odds_of(tuple(lengths(history, row.as_policy()).items())) for pk, row in policies.items()}
    paths = ((running[each.application], _path(running[each.application], each, pauses, now=now)) for each in known)
    return {row.pk: forecast.foresee(path, odds[row.policy_id], now=now) for row, path in paths if path}


def _policies(applications: Iterable[Application]) -> dict[int, SlaPolicy]:
    """The policy of each, read where it is not loaded yet."""
    rows = list(applications)
    known = {row.policy_id: row.policy for row in rows if SHARED_POLICY.is_cached(row)}
    return known | SlaPolicy.objects.in_bulk({row.policy_id for row in rows} - known.keys())


def total(applications: ApplicationQuerySet, *, now: datetime) -> Total:
    """What is to be expected of those among these that have a forecast, if nothing changes."""
    columns = ("stage", "clock_started_at", "paused_at", "pause_review_at", "policy_id")
    found = of(applications.open().filter(clock_started_at__isnull=False).only(*columns), now=now).values()
    in_danger = sum(each.outlook in (Outlook.UNLIKELY, Outlook.BROKEN) for each in found)
    return Total(len(found), in_danger, sum(each.expected_loss for each in found))


@Prepared
def _known() -> QuerySet[Deadline, Any]:
    of_them = Deadline.objects.filter(Among("application_id", Ids("applications")), kind__in=STEPS, subject="")
    rows = (
        of_them.order_by()
        .values("application")
        .annotate(
            done=Sum(BIT, filter=Q(state=State.DONE)),
            booked=Sum(BIT, filter=STILL & Q(booked_for__isnull=False)),
            booked_at=Max("booked_for", filter=STILL),
            done_at=Max("done_at"),
            planned_at=Min("due_at", filter=STILL & ~Q(kind=Step.OFFER.value)),
            promise_due_at=Max("due_at", filter=STILL & Q(kind=Step.OFFER.value)),
        )
    )
    return rows.values_list("application", *_Known._fields[1:])


def _path(application: Application, known: _Known, pauses: Pauses, *, now: datetime) -> Path | None:
    started_at, done = application.clock_started_at, (known.done or 0) | BEHIND.get(application.stage, 0)
    place = _place(done, known.booked or 0)
    if started_at is None or known.promise_due_at is None or place is None:
        return None
    step, last, before, is_booked = place
    paused_at = application.paused_at
    since = started_at if step == STEPS[0] else max(known.done_at or started_at, started_at)
    return Path(
        started_at=started_at,
        promise_due_at=known.promise_due_at,
        step=step,
        last=last,
        before=before,
        since=since,
        paused=_paused(pauses[application.pk], since, paused_at or now),
        ready_at=max(application.pause_review_at or now, now) if paused_at else now,
        paused_at=paused_at,
        planned_at=known.planned_at,
        booked_at=known.booked_at if is_booked else None,
    )


@cache
def _place(done: int, booked: int) -> tuple[Step, Step, tuple[Step, ...], bool] | None:
    """From the bits of the steps: the one that comes next, the last of those done behind it, those it overtakes."""
    left = [step for step in STEPS if not done & BITS[step]]
    if not left:
        return None
    furthest = [step for step in left if booked & BITS[step]]
    step = furthest[-1] if furthest else left[0]
    before, further = left[: left.index(step)], left[left.index(step) + 1 :]
    last = STEPS[STEPS.index(further[0]) - 1] if further else STEPS[-1]
    return step, last, tuple(before), bool(furthest)


@Prepared
def _finished() -> QuerySet[Deadline, Any]:
    """The last finished steps of each kind, with the end of the step before, from the newest of all kinds together."""
    done = Deadline.objects.filter(state=State.DONE, kind__in=STEPS)
    newest = done.filter(done_at__lte=Blank("now", DateTimeField())).order_by("-done_at", "-pk")[:MOST_READ]
    in_kind = Window(RowNumber(), partition_by="kind", order_by=(F("done_at").desc(), F("pk").desc()))
    last = Deadline.objects.filter(pk__in=newest.values("pk")).annotate(rank=in_kind).order_by()
    before = done.filter(application=OuterRef("application"), kind=OuterRef("kind_before")).order_by().values("done_at")
    rows = (
        Deadline.objects.filter(pk__in=last.filter(rank__lte=Blank("most", IntegerField())).values("pk"))
        .annotate(kind_before=KIND_BEFORE)
        .annotate(began_at=Subquery(before[:1]))
        .order_by()
    )
    return rows.values_list("application_id", "kind", "done_at", "began_at", "application__clock_started_at")


@Prepared
def _pauses_of() -> QuerySet[ClockEvent, Any]:
    events = ClockEvent.objects.filter(Among("application_id", Ids("applications")), kind__in=[PAUSED, RESUMED])
    return events.order_by("at", "pk").values_list("application_id", "kind", "at")


def _pauses(applications: Iterable[int]) -> Pauses:
    """The pauses of each application, from when to when; None for the end of one that runs."""
    found: Pauses = defaultdict(list)
    for application, kind, at in _pauses_of.rows(applications=applications):
        if kind == PAUSED:
            found[application].append((at, None))
        elif found[application]:
            found[application][-1] = (found[application][-1][0], at)
    return found


def _paused(pauses: list[tuple[datetime, datetime | None]], since: datetime, until: datetime) -> timedelta:
    if not pauses:
        return timedelta()
    spans = (min(ended_at or until, until) - max(began_at, since) for began_at, ended_at in pauses)
    return sum((span for span in spans if span > timedelta()), timedelta())


def _history(finished: Iterable[_Finished], pauses: Pauses) -> dict[Step, list[float]]:
    """The lengths of the finished steps in seconds. One that ended before the step before it took no time."""
    found: dict[Step, list[float]] = defaultdict(list)
    for each in finished:
        began_at = each.clock_started_at if each.kind == STEPS[0] else each.began_at
        if began_at:
            length = each.ended_at - began_at - _paused(pauses[each.application], began_at, each.ended_at)
            found[Step(each.kind)].append(length.total_seconds())
    return found
