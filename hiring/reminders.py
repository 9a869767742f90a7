"""Which reminders are owed, to whom: planned as rows with their deadline, put in the outbox when they are due."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from hiring import ladder
from hiring.models import Application, Deadline, EngineState, Message, Reminder, User
from hiring.outbox import delivery

State = Reminder.State
GONE_OUT = (State.QUEUED, State.SENT, State.SUPERSEDED, State.DEAD)
LETTER = "reminders"
BATCH = 500

log = logging.getLogger(__name__)


def plan(deadlines: Iterable[Deadline], application: Application) -> None:
    """Write the ladder of each deadline as rows, in the transaction that made it. Planning twice adds nothing."""
    Reminder.objects.bulk_create(_rows(deadlines, application), ignore_conflicts=True)


def replan(deadlines: Iterable[Deadline], application: Application, *, now: datetime) -> None:
    """Write the ladder of deadlines that were moved to a new plan.

    A rung that went out under an older plan comes again only when its new time is still to come.
    """
    deadlines = list(deadlines)
    gone = Reminder.objects.filter(deadline__in=deadlines, state__in=GONE_OUT)
    again = set(gone.values_list("deadline_id", "rung", "role"))
    Reminder.objects.bulk_create(
        [each for each in _rows(deadlines, application) if each.due_at > now or _place(each) not in again],
        ignore_conflicts=True,
    )


def cancel(deadlines: QuerySet[Deadline], *, why: str) -> int:
    """Take back the reminders of these deadlines that are not on their way yet. Returns how many there were."""
    owed = Reminder.objects.filter(deadline__in=deadlines, state=State.PENDING)
    return owed.update(state=State.CANCELLED, why=why)


@transaction.atomic
def queue_due(*, now: datetime, limit: int = BATCH) -> int:
    """Turn due reminders into messages: one to each person and channel. Returns how many reminders were taken.

    One worker queues at a time, others are told that there is nothing to do; so no two look at one deadline or write
    to one person. Of all due rungs of a deadline the highest is sent, lower ones are superseded. Nothing leaves the
    house here.
    """
    EngineState.objects.get_or_create(pk=1)
    if not EngineState.objects.select_for_update(skip_locked=True).filter(pk=1):
        return 0
    due = Reminder.objects.filter(state=State.PENDING, due_at__lte=now)
    begun = due.order_by("due_at", "pk").values_list("deadline_id", flat=True)[:limit]
    claimed = list(  # a verb that ends a deadline in this moment holds its reminders: they are skipped
        due.filter(deadline_id__in=set(begun))
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("deadline__application__requisition__hiring_manager", "deadline__application__candidate")
        .select_related("deadline__application__requisition__coordinator", "deadline__owner")
        .order_by("due_at", "pk")
    )
    ended = [reminder for reminder in claimed if reminder.deadline.state != Deadline.State.OPEN]
    standing = [reminder for reminder in claimed if reminder.deadline.state == Deadline.State.OPEN]
    highest = {reminder.deadline_id: reminder.rank for reminder in sorted(standing, key=lambda each: each.rank)}
    lower = [reminder for reminder in standing if reminder.rank < highest[reminder.deadline_id]]
    _drop(ended, State.CANCELLED, why="no longer open")
    _drop(lower, State.SUPERSEDED, why="a higher rung is due as well")
    parcels: dict[tuple[User, str], list[Reminder]] = defaultdict(list)
    for reminder in standing:
        if reminder.rank == highest[reminder.deadline_id]:
            parcels[recipient(reminder), reminder.channel].append(reminder)
    for (person, channel), parcel in parcels.items():
        message = _message(person, channel, parcel, now=now)
        rows = Reminder.objects.filter(pk__in=[reminder.pk for reminder in parcel])
        rows.update(state=State.QUEUED, recipient=person, message=message)
    return len(claimed)


def recipient(reminder: Reminder) -> User:
    """Whom the role of a reminder means now.

    An owner who is missing, has left, or is the candidate escalates to the coordinator at once, then to the hiring
    manager.
    """
    application = reminder.deadline.application
    requisition = application.requisition
    people = {
        "owner": reminder.deadline.owner,
        "coordinator": requisition.coordinator,
        "hiring_manager": requisition.hiring_manager,
    }
    for person in (people[reminder.role], requisition.coordinator, requisition.hiring_manager):
        if person is not None and person.is_active and person.pk != application.candidate.employee_id:
            return person
    return requisition.hiring_manager


def key_of(parcel: Iterable[Reminder]) -> str:
    """The key under which a channel may see these reminders any number of times and show them once."""
    return sha256(",".join(str(pk) for pk in sorted(reminder.pk for reminder in parcel)).encode()).hexdigest()


def _rows(deadlines: Iterable[Deadline], application: Application) -> list[Reminder]:
    return [
        Reminder(
            deadline=deadline,
            plan=deadline.plan,
            rung=step.rung,
            rank=step.rank,
            role=step.role,
            due_at=step.due_at,
            nominal_at=step.due_at,
        )
        for deadline in deadlines
        for step in ladder.steps(application.policy.ladder, deadline.kind, deadline.window)
    ]


def _place(reminder: Reminder) -> tuple[int, str, str]:
    return reminder.deadline_id, reminder.rung, reminder.role


def _drop(reminders: list[Reminder], state: Reminder.State, *, why: str) -> None:
    if reminders:
        Reminder.objects.filter(pk__in=[reminder.pk for reminder in reminders]).update(state=state, why=why)
    for reminder in reminders:
        log.info("reminder %s (%s) is not sent: %s", reminder.pk, reminder.rung, why)


def _message(person: User, channel: str, parcel: list[Reminder], *, now: datetime) -> Message:
    """The message that carries a parcel: one that waits for its first attempt, else a new one.

    Reminders that are sent once more carry the key that they had, and so bring back their message.
    """
    waiting = Message.objects.filter(
        recipient=person, channel=channel, letter=LETTER, state=Message.State.READY, attempt=0
    )
    if message := waiting.select_for_update(skip_locked=True).first():
        return message
    wanted = {
        "letter": LETTER,
        "recipient": person,
        "channel": channel,
        "state": Message.State.READY,
        "next_at": now,
        "give_up_at": now + delivery.GIVE_UP_AFTER,
    }
    message, _made = Message.objects.update_or_create(
        idem_key=key_of(parcel), defaults=wanted, create_defaults={**wanted, "created_at": now}
    )
    return message
