"""Rows in bulk for the bench. Not through the verbs, which would take hours: with the columns that they would write."""

from datetime import datetime, timedelta
from itertools import cycle, islice

from hiring import policies, sla
from hiring.deadlines import PARTIES
from hiring.models import Application, Candidate, Deadline, Message, Reminder, Requisition
from hiring.stages import OPEN

BATCH = 2000


def applications(requisition: Requisition, count: int, *, now: datetime) -> None:
    """Add running applications until there are so many, spread over stages and days, each with its deadlines."""
    policy = policies.current(now=now)
    there = Application.objects.count()
    stages = list(islice(cycle(OPEN), count))
    for number in range(there, count, BATCH):
        numbers = range(number, min(number + BATCH, count))
        people = Candidate.objects.bulk_create(
            Candidate(name=f"Candidate {n}", email=f"candidate{n}@example.com", created_at=now) for n in numbers
        )
        made = Application.objects.bulk_create(
            Application(
                requisition=requisition,
                candidate=person,
                stage=stages[n],
                policy=policy,
                stage_since=now,
                applied_at=now,
                created_at=now - timedelta(minutes=n),
                updated_at=now,
                clock_started_at=now - timedelta(hours=n % 300),
            )
            for n, person in zip(numbers, people, strict=True)
        )
        Deadline.objects.bulk_create(
            (
                Deadline(
                    application=application,
                    kind=kind,
                    party=PARTIES.get(kind, Deadline.Party.COORDINATOR),
                    owner=requisition.coordinator,
                    begins_at=window.begins_at,
                    at_risk_at=window.at_risk_at,
                    due_at=window.due_at,
                )
                for application in made
                for kind, window in sla.plan(application.clock_started_at, policy.as_policy()).items()
            ),
            batch_size=BATCH,
        )


def reminders(count: int, *, due: int, now: datetime) -> None:
    """Make it so many reminders: that number due now, the others sent long ago or due next week."""
    Reminder.objects.all().delete()
    Message.objects.all().delete()
    person = Requisition.objects.get().coordinator
    message = Message.objects.create(
        idem_key="bench",
        letter="reminders",
        recipient=person,
        state="sent",
        created_at=now,
        next_at=now,
        accepted_at=now,
    )
    deadlines = list(Deadline.objects.filter(state="open", due_at__gt=now)[:1000])
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        Reminder.objects.bulk_create(_reminder(n, deadlines, due, message, now) for n in numbers)


def _reminder(n: int, deadlines: list[Deadline], due: int, message: Message, now: datetime) -> Reminder:
    is_due, is_old = n < due, n % 10 != 0
    others = deadlines[due:]  # what is due has no plan after it
    due_at = now - timedelta(minutes=1) if is_due else now + timedelta(days=-30 if is_old else 7)
    return Reminder(
        deadline=deadlines[n] if is_due else others[n % len(others)],
        plan=1 if is_due else n // len(others) + 1,
        rung="bench",
        rank=1,
        role="coordinator",
        nominal_at=due_at,
        due_at=due_at,
        state="pending" if is_due or not is_old else "sent",
        message=message if is_old and not is_due else None,
        sent_at=now if is_old and not is_due else None,
    )
