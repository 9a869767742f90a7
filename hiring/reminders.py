"""Which reminders are owed, to whom: planned as rows with their deadline, put in the outbox when they are due."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from hiring import ladder
from hiring.models import Application, Deadline, Message, Reminder, User

State = Reminder.State
LETTER = "reminders"
BATCH = 100


def plan(deadlines: Iterable[Deadline], application: Application) -> None:
    """Write the ladder of each deadline as rows, in the transaction that made or moved it. Planning twice adds nothing."""
    Reminder.objects.bulk_create(
        [
            Reminder(
                deadline=deadline,
                plan=deadline.plan,
                rung=step.rung,
                rank=step.rank,
                role=step.role,
                due_at=step.due_at,
            )
            for deadline in deadlines
            for step in ladder.steps(application.policy.ladder, deadline.kind, deadline.window)
        ],
        ignore_conflicts=True,
    )


def cancel(deadlines: QuerySet[Deadline], *, why: str) -> int:
    """Take back the reminders of these deadlines that are not on their way yet. Returns how many there were."""
    owed = Reminder.objects.filter(deadline__in=deadlines, state=State.PENDING)
    return owed.update(state=State.CANCELLED, why=why)


@transaction.atomic
def queue_due(*, now: datetime, limit: int = BATCH) -> int:
    """Turn due reminders into messages: one to each person and channel. Returns how many reminders were taken.

    The rows are claimed with a lock that other workers skip; on SQLite the one writer is the lock. Of several due
    rungs of a deadline the highest is sent, lower ones are superseded. Nothing leaves the house here.
    """
    due = Reminder.objects.filter(state=State.PENDING, due_at__lte=now)
    claimed = list(
        due.select_for_update(of=("self",), skip_locked=True)
        .select_related("deadline__application__requisition__hiring_manager")
        .select_related("deadline__application__requisition__coordinator", "deadline__owner")
        .order_by("due_at", "pk")[:limit]
    )
    highest: dict[int, int] = defaultdict(int)
    for reminder in claimed:
        highest[reminder.deadline_id] = max(highest[reminder.deadline_id], reminder.rank)
    parcels: dict[tuple[int, str], list[Reminder]] = defaultdict(list)
    for reminder in claimed:
        if reminder.deadline.state != Deadline.State.OPEN:
            reminder.state, reminder.why = State.CANCELLED, "no longer open"
        elif reminder.rank < highest[reminder.deadline_id]:
            reminder.state, reminder.why = State.SUPERSEDED, "a higher rung is due as well"
        else:
            reminder.recipient = recipient(reminder)
            parcels[reminder.recipient.pk, reminder.channel].append(reminder)
    for (recipient_id, channel), parcel in parcels.items():
        message = Message.objects.create(
            idem_key=key_of(parcel),
            letter=LETTER,
            recipient_id=recipient_id,
            channel=channel,
            created_at=now,
            next_at=now,
        )
        for reminder in parcel:
            reminder.state, reminder.message = State.QUEUED, message
    Reminder.objects.bulk_update(claimed, ["state", "why", "recipient", "message"])
    return len(claimed)


def recipient(reminder: Reminder) -> User:
    """Whom the role of a reminder means now. An owner who is missing or has left escalates to the coordinator at once."""
    requisition = reminder.deadline.application.requisition
    people = {
        "owner": reminder.deadline.owner,
        "coordinator": requisition.coordinator,
        "hiring_manager": requisition.hiring_manager,
    }
    for person in (people[reminder.role], requisition.coordinator, requisition.hiring_manager):
        if person is not None and person.is_active:
            return person
    return requisition.hiring_manager


def key_of(parcel: Iterable[Reminder]) -> str:
    """The key under which a channel may see these reminders any number of times and show them once."""
    return sha256(",".join(str(pk) for pk in sorted(reminder.pk for reminder in parcel)).encode()).hexdigest()
