"""Which reminders a deadline has: rows that are written, moved and taken back together with it."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from hiring import calendars, circumstances, ladder, placing, receiving
from hiring.calendars import Book
from hiring.ladder import Step
from hiring.models import Application, Deadline, Reminder, User
from hiring.outbox import channels
from hiring.working_time import NoWorkingTime

log = logging.getLogger(__name__)

State = Reminder.State
GONE_OUT = (State.QUEUED, State.SENT, State.SUPERSEDED, State.SUPPRESSED, State.DEAD)

Heard = dict[tuple[int, int | None, str], datetime]
"""When somebody was last reminded of a deadline on a channel: by deadline, person, channel."""


def plan(deadlines: Iterable[Deadline], application: Application, *, book: Book | None = None) -> None:
    """Write the ladder of each deadline as rows, in the transaction that made it. Planning twice adds nothing.

    `book`: the calendars, where the caller has read them already.
    """
    Reminder.objects.bulk_create(_rows(list(deadlines), application, heard={}, book=book), ignore_conflicts=True)


def replan(deadlines: Iterable[Deadline], application: Application, *, now: datetime) -> None:
    """Write the ladder of deadlines that were moved to a new plan.

    A rung that went out under an older plan comes again only when its new time is still to come.
    """
    deadlines = list(deadlines)
    gone = Reminder.objects.filter(deadline__in=deadlines, state__in=GONE_OUT)
    again = set(gone.values_list("deadline_id", "rung", "role"))
    rows = _rows(deadlines, application, heard=circumstances.gone([each.pk for each in deadlines])[1], now=now)
    Reminder.objects.bulk_create(
        [row for row in rows if row.nominal_at > now or (row.deadline_id, row.rung, row.role) not in again],
        ignore_conflicts=True,
    )


def place_anew(deadlines: Iterable[Deadline], application: Application) -> None:
    """Write the reminders that are still to come once more, for whoever is expected to get them now. Same plan.

    A rung that went out under an older plan, and was left out of this one for that, stays out.
    """
    deadlines = list(deadlines)
    if not deadlines:
        return
    waiting = Reminder.objects.filter(deadline__in=deadlines, state=State.PENDING)
    rung = ("deadline_id", "rung", "role")
    to_come = set(waiting.values_list(*rung))
    gone = set(Reminder.objects.filter(deadline__in=deadlines, state__in=GONE_OUT).values_list(*rung))
    waiting.delete()
    standing = [each for each in deadlines if each.state == Deadline.State.OPEN]
    rows = _rows(standing, application, heard={})
    Reminder.objects.bulk_create(
        [row for row in rows if (key := (row.deadline_id, row.rung, row.role)) in to_come or key not in gone],
        ignore_conflicts=True,
    )


def cancel(deadlines: QuerySet[Deadline], *, why: str) -> int:
    """Take back the reminders of these deadlines that are not on their way yet. Returns how many there were."""
    owed = Reminder.objects.filter(deadline__in=deadlines, state=State.PENDING)
    return owed.update(state=State.CANCELLED, why=why)


@transaction.atomic
def pull_forward(deadlines: Iterable[Deadline], *, now: datetime) -> int:
    """Let the next rung of each deadline be due now: of the one before nobody heard. Returns how many reminders moved.

    Where a rung is due already nothing moves: it is the next one. What somebody else holds in this moment is being
    sent, moved or taken back: waiting for it could make two wait for each other.
    """
    moved = 0
    for deadline in deadlines:
        waiting = Reminder.objects.filter(deadline=deadline, plan=deadline.plan, state=State.PENDING)
        lowest = waiting.order_by("rank").first()
        if lowest is not None and lowest.due_at > now:
            free = waiting.filter(rank=lowest.rank).order_by("pk").select_for_update(skip_locked=True)
            held = list(free.values_list("pk", flat=True))
            moved += waiting.filter(pk__in=held).update(due_at=now, why="nobody heard of the rung before")
    return moved


def _rows(
    deadlines: list[Deadline],
    application: Application,
    *,
    heard: Heard,
    now: datetime | None = None,
    book: Book | None = None,
) -> list[Reminder]:
    """The reminders of these deadlines that are still to be written, each placed in its recipient's working time."""
    policy, available = application.policy, channels.available()
    whereabouts = Whereabouts(application, receiving.people_of(application, deadlines), book or calendars.read())
    return [
        Reminder(
            deadline=deadline,
            plan=deadline.plan,
            policy_version=policy.version,
            rung=step.rung,
            rank=step.rank,
            role=step.role,
            channel=step.channel,
            manner=step.manner,
            nominal_at=step.nominal_at,
            due_at=due_at,
            hard_by=step.hard_by,
        )
        for deadline in deadlines
        for step, due_at in _placed(
            [each for each in ladder.steps(policy.ladder, deadline.kind, deadline.window) if each.channel in available],
            deadline,
            whereabouts,
            heard=heard,
            not_before=max(deadline.begins_at, now) if now else deadline.begins_at,
        )
    ]


@dataclass(frozen=True)
class Whereabouts:
    """Who has which role in an application, and when each of them works."""

    application: Application
    people: Mapping[int, User]
    book: Book

    def expected(self, role: str, deadline: Deadline, at: datetime) -> User | None:
        """Whom a role is expected to mean then, by what is known now."""
        requisition = self.application.requisition
        keys = {
            "owner": deadline.owner_id,
            "coordinator": requisition.coordinator_id,
            "hiring_manager": requisition.hiring_manager_id,
        }
        roles = {role: self.people.get(key or 0) for role, key in keys.items()}
        candidate = self.application.candidate.employee_id
        return receiving.choose(role, roles, candidate=candidate, book=self.book, at=at)


class Placed(NamedTuple):
    """The rung that somebody hears last, with when. Rank 0: of an older plan."""

    rank: int
    at: datetime


def _placed(
    steps: list[Step], deadline: Deadline, whereabouts: Whereabouts, *, heard: Heard, not_before: datetime
) -> Iterator[tuple[Step, datetime]]:
    """The steps of one ladder with when each is due. One that could only come too soon after another is left out."""
    last = {whom: Placed(0, at) for whom, at in heard.items()}
    for step in steps:
        person = whereabouts.expected(step.role, deadline, step.nominal_at)
        whom = (deadline.pk, person.pk if person else None, step.channel)
        before = last.get(whom)
        if before and before.rank == step.rank:
            yield step, before.at  # the same rung in another role of theirs
            continue
        nominal = step.nominal_at
        if step.apart and before:
            nominal = max(nominal, before.at + step.apart)
            if nominal > step.hard_by and step.manner != Reminder.Manner.FINAL:
                continue
        due_at = _place(step, nominal, whereabouts.book, person, not_before) if person else nominal
        last[whom] = Placed(step.rank, due_at)
        yield step, due_at


def _place(step: Step, nominal: datetime, book: Book, person: User, not_before: datetime) -> datetime:
    if nominal < not_before:
        return nominal  # overdue already: whether it is quiet time is asked when it goes out
    try:
        return placing.place(
            nominal,
            manner=step.manner,
            hard_by=max(nominal, step.hard_by),
            working=book.of_person(person),
            not_before=not_before,
            loud=channels.is_loud(step.channel),
        )
    except NoWorkingTime:
        log.warning("%s has no working time within a year: “%s” stays where it is", person, step.rung)
        return nominal
