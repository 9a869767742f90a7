"""The machine of `engine_machine` against the engine itself: verbs, rows, leases with their fence, a mail server."""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import override_settings

from hiring import acknowledging, deadlines, engine, pauses, queueing, sla, sweep
from hiring.models import Application, Deadline, InboxItem, Message, Reminder, SlaPolicy
from hiring.outbox import delivery
from hiring.outbox.outcome import Outcome
from tests import factories
from tests.factories import hour, people
from tests.hiring.engine_machine import HOURS_TO_DUE, LADDER, PLANNED, Engine, EngineMachine, Place, Row, Wire, play

pytestmark = pytest.mark.django_db


class Undone(Exception):
    """Ends the transaction in which an example ran."""


class ScriptedServer(BaseEmailBackend):
    """A mail server that does what the script of the wire says."""

    wire: Wire
    now: datetime

    def open(self) -> bool:
        if self.wire.script == "later":
            raise ConnectionRefusedError("nobody listens")
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            if self.wire.script == "refuse":
                raise smtplib.SMTPResponseException(550, b"no such mailbox")
            if self.wire.script != "lost_request":
                message = Message.objects.get(idem_key__startswith=mail.extra_headers["Message-ID"][1:41])
                self.wire.accept("email", str(message.pk), self.now, places(message))
            if self.wire.script.startswith("lost"):
                raise ConnectionResetError("cut")
        return len(email_messages)


def places(message: Message) -> list[Place]:
    """The reminders that a message is about to carry out."""
    carried = Reminder.objects.filter(message=message, state=Reminder.State.QUEUED).select_related("deadline")
    return [place(each) for each in carried]


def place(reminder: Reminder) -> Place:
    deadline = reminder.deadline
    return Place(deadline.subject or deadline.kind, reminder.plan, reminder.rung, reminder.role, reminder.channel)


class Rows:
    """The engine as it is, for one application."""

    def __init__(self) -> None:
        self.wire = ScriptedServer.wire = Wire()

    def begin(self, now: datetime) -> None:
        figures = asdict(sla.Policy(scorecard_hours=HOURS_TO_DUE, budgets=dict.fromkeys(PLANNED, (0, HOURS_TO_DUE))))
        SlaPolicy.objects.create(version=99, figures=figures, ladder=LADDER, created_at=now)
        self.team = people()
        self.application = factories.application(started_at=now)

    def open(self, name: str, now: datetime) -> None:
        deadlines.open_scorecard(
            self.application, subject=name, owner=self.team.interviewer, interview_ended_at=now, by=None, now=now
        )

    def done(self, name: str, now: datetime) -> None:
        kind, subject = (name, "") if name in PLANNED else ("scorecard", name)
        assert deadlines.meet(self._fresh(), kind, at=now, by=None, subject=subject)

    def pause(self, now: datetime) -> None:
        pauses.pause(self._fresh(), reason="Holidays.", by=None, now=now)

    def resume(self, now: datetime) -> None:
        pauses.resume(self._fresh(), by=None, now=now)

    def acknowledge(self, name: str, until: datetime, now: datetime) -> None:
        known = Deadline.objects.get(kind=name) if name in PLANNED else Deadline.objects.get(subject=name)
        acknowledging.acknowledge(known, by=self.team.coordinator, until=until, now=now)

    def hold(self, now: datetime) -> None:
        engine.hold(reason="A test.", by=None, now=now)

    def release(self, now: datetime) -> None:
        engine.release(assume_sent_before=None, by=None, now=now)

    def queue(self, now: datetime) -> list[tuple[Any, str]]:
        before = set(Message.objects.values_list("pk", flat=True))
        queueing.queue_due(now=now)
        return list(Message.objects.exclude(pk__in=before).values_list("recipient_id", "channel").order_by())

    def sweep(self, now: datetime) -> None:
        with self._inbox_watched(now):
            sweep.sweep(by="test", now=now)

    def lease(self, now: datetime, limit: int) -> list[delivery.Lease]:
        return delivery.lease(now=now, limit=limit)

    def send(self, lease: delivery.Lease, now: datetime) -> Outcome:
        with self._inbox_watched(now):
            return delivery.send(lease, now=now)

    def mark(self, lease: delivery.Lease, outcome: Outcome, now: datetime) -> str:
        return delivery.mark(lease, outcome, now=now).state

    def rows(self) -> list[Row]:
        rows = Reminder.objects.filter(deadline__kind__in=["scorecard", *PLANNED]).select_related("deadline")
        return [Row(place(each), each.state, each.due_at, each.hard_by) for each in rows]

    def messages(self) -> dict[str, str]:
        return {str(pk): state for pk, state in Message.objects.values_list("pk", "state")}

    def boundaries(self) -> list[datetime]:
        due = Reminder.objects.filter(state="pending").values_list("due_at", flat=True)
        return [*due, *Message.objects.filter(state="ready").values_list("next_at", flat=True)]

    def _fresh(self) -> Application:
        return Application.objects.get(pk=self.application.pk)

    @contextmanager
    def _inbox_watched(self, now: datetime) -> Iterator[None]:
        """Whatever comes to the inbox meanwhile was accepted there, with the reminders that went along."""
        ScriptedServer.now = now
        shown = set(InboxItem.objects.values_list("message_id", flat=True))
        queued = {
            pk: places(Message(pk=pk)) for pk in Message.objects.filter(state="ready").values_list("pk", flat=True)
        }
        yield
        for message in Message.objects.filter(inbox_item__isnull=False).exclude(pk__in=shown):
            carried = Reminder.objects.filter(message=message, state__in=["queued", "sent"]).select_related("deadline")
            self.wire.accept("inbox", str(message.pk), now, {place(each) for each in carried} or queued[message.pk])


class EngineOfRows(EngineMachine):
    """Each example in a transaction of its own, which is taken back."""

    def make(self) -> Engine:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        return Rows()

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self._atomic.__exit__(Undone, Undone(), None)


def play_rows(examples: int) -> None:
    with override_settings(EMAIL_BACKEND=f"{__name__}.ScriptedServer"):
        play(EngineOfRows, examples=examples, steps=40)


def test_the_engine_keeps_its_promises():
    play_rows(8)


@pytest.mark.slow
def test_the_engine_keeps_its_promises_a_hundred_times():
    play_rows(100)


def test_the_first_hour_of_the_machine_is_the_first_hour_of_the_factories():
    assert hour(0) == factories.START
