"""Which applications have a forecast, from what their rows say of the steps that are done, booked or planned.

Running ones have: the clock has started, no offer is out. The history is this team's own: the last finished steps of
all its applications, those that came to nothing included. However many applications, it takes the same few queries.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Case, F, Max, Min, OuterRef, Q, Subquery, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from hiring import forecast
from hiring.forecast import Forecast, Odds, Outlook, Path
from hiring.models import Application, ClockEvent, Deadline, SlaPolicy
from hiring.models.application import ApplicationQuerySet
from hiring.stages import OPEN, Stage
from hiring.step_lengths import STEPS, Step, lengths

MOST_FINISHED = 30
"""So many of a kind make its history: enough for a distribution, few enough to be the habits of today."""
MOST_READ = 1_000
"""Older finished steps than these, of all kinds together, are not looked at."""

State, PAUSED, RESUMED = Deadline.State, ClockEvent.Kind.PAUSED, ClockEvent.Kind.RESUMED
STILL = Q(state__in=[State.OPEN, State.PAUSED])
BITS = {step: 1 << place for place, step in enumerate(STEPS)}
BIT = Case(*(When(kind=step.value, then=Value(bit)) for step, bit in BITS.items()), default=Value(0))
KIND_BEFORE = Case(*(When(kind=step.value, then=Value(before.value)) for before, step in pairwise(STEPS)))
BEHIND = {
    Stage.TAKE_HOME.value: BITS[Step.TAKE_HOME_SENT] - 1,
    Stage.LIVE_DEBUGGING.value: BITS[Step.LIVE_DEBUGGING_HELD] - 1,
    Stage.SCALE_ARCHITECTURE.value: BITS[Step.SCALE_ARCHITECTURE_HELD] - 1,
    Stage.DECISION.value: BITS[Step.DECISION] - 1,
}
"""The bits of the steps that lie behind an application by its stage alone."""
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

    Four queries for any number of applications, none where no clock runs. Related rows need not be loaded.
    """
    running = {row.pk: row for row in applications if row.stage in OPEN and row.clock_started_at}
    if not running:
        return {}
    known, finished = _known(running), _finished(now=now)
    pauses = _pauses({*running, *(each.application for each in finished)})
    history = _history(finished, pauses)
    policies = SlaPolicy.objects.in_bulk({row.policy_id for row in running.values()})
    odds = {pk: Odds(lengths(history, policy.as_policy())) for pk, policy in policies.items()}
    paths = ((running[each.application], _path(running[each.application], each, pauses, now=now)) for each in known)
    return {row.pk: forecast.foresee(path, odds[row.policy_id], now=now) for row, path in paths if path}


def total(applications: ApplicationQuerySet, *, now: datetime) -> Total:
    """What is to be expected of those among these that have a forecast, if nothing changes."""
    columns = ("stage", "clock_started_at", "paused_at", "pause_review_at", "policy_id")
    found = of(applications.open().filter(clock_started_at__isnull=False).only(*columns), now=now).values()
    in_danger = sum(each.outlook in (Outlook.UNLIKELY, Outlook.BROKEN) for each in found)
    return Total(len(found), in_danger, sum(each.expected_loss for each in found))


def _known(applications: Iterable[int]) -> list[_Known]:
    of_them = Deadline.objects.filter(application__in=list(applications), kind__in=STEPS, subject="").order_by()
    rows = of_them.values("application").annotate(
        done=Sum(BIT, filter=Q(state=State.DONE)),
        booked=Sum(BIT, filter=STILL & Q(booked_for__isnull=False)),
        booked_at=Max("booked_for", filter=STILL),
        done_at=Max("done_at"),
        planned_at=Min("due_at", filter=STILL & ~Q(kind=Step.OFFER.value)),
        promise_due_at=Max("due_at", filter=STILL & Q(kind=Step.OFFER.value)),
    )
    return [_Known(*row) for row in rows.values_list("application", *_Known._fields[1:])]


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


def _finished(*, now: datetime) -> list[_Finished]:
    """The last finished steps of each kind, with the end of the step before, from the newest of all kinds together."""
    done = Deadline.objects.filter(state=State.DONE, kind__in=STEPS)
    newest = done.filter(done_at__lte=now).order_by("-done_at", "-pk")[:MOST_READ]
    before = done.filter(application=OuterRef("application"), kind=OuterRef("kind_before")).order_by().values("done_at")
    rows = (
        Deadline.objects.filter(pk__in=newest.values("pk"))
        .annotate(rank=Window(RowNumber(), partition_by="kind", order_by=(F("done_at").desc(), F("pk").desc())))
        .annotate(kind_before=KIND_BEFORE)
        .annotate(began_at=Subquery(before[:1]))
        .filter(rank__lte=MOST_FINISHED)
        .order_by()
    )
    columns = ("application_id", "kind", "done_at", "began_at", "application__clock_started_at")
    return [_Finished(*row) for row in rows.values_list(*columns)]


def _pauses(applications: Iterable[int]) -> Pauses:
    """The pauses of each application, from when to when; None for the end of one that runs."""
    events = ClockEvent.objects.filter(application__in=list(applications), kind__in=[PAUSED, RESUMED])
    found: Pauses = defaultdict(list)
    for application, kind, at in events.order_by("at", "pk").values_list("application_id", "kind", "at"):
        if kind == PAUSED:
            found[application].append((at, None))
        elif found[application]:
            found[application][-1] = (found[application][-1][0], at)
    return found


def _paused(pauses: list[tuple[datetime, datetime | None]], since: datetime, until: datetime) -> timedelta:
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
