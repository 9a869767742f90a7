"""How a message gets out: leased in one short transaction, sent outside any, marked under its fence in another."""

import logging
import os
import random
import socket
import time
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, F, Value, When

from hiring import reminders
from hiring.models import Deadline, Message, Reminder
from hiring.outbox import fate, letters, owed
from hiring.outbox.channels import CHANNELS
from hiring.outbox.fate import GIVE_UP_AFTER as GIVE_UP_AFTER
from hiring.outbox.outcome import Outcome, Result

LEASE = timedelta(seconds=60)
BATCH = 20

WRITTEN = (
    "state",
    "repeats",
    "lease_owner",
    "next_at",
    "last_error",
    "accepted_at",
    "provider_message_id",
)

log = logging.getLogger(__name__)


class Lease(NamedTuple):
    """The right to send one message until the lease runs out. The attempt is the fence."""

    message_id: int
    attempt: int
    taken_at: float
    """By `time.monotonic`: how old a lease is says no wall clock."""


class Marked(NamedTuple):
    """What an attempt came to, in one row of figures. True unless the fence refused to write it down."""

    result: Result
    fenced: bool
    """A later attempt had taken over, or the message had ended: nothing was written down."""
    channel: str = ""
    state: str = ""
    """Of the message: ready (to be tried again), sent, ambiguous, dropped, dead. Empty when fenced."""
    reminders: int = 0
    """How many of them it carried."""
    attempt: int = 0
    possible_repeat: bool = False
    """Accepted after an attempt that had perhaps arrived: ambiguous, or never written down."""
    lateness: timedelta | None = None
    """From the time at which all of its reminders were due until it was accepted; None unless that was now."""

    def __bool__(self) -> bool:
        return not self.fenced


@transaction.atomic
def lease(*, now: datetime, owner: str = "", limit: int = BATCH) -> list[Lease]:
    """Claim messages that are to be tried now. A worker that dies loses nothing: the lease is the retry timer.

    A message that somebody still holds was overtaken: whoever held it never wrote down how it ended.
    """
    ready = Message.objects.filter(state=Message.State.READY, next_at__lte=now).order_by("next_at", "pk")
    claimed = list(ready.only("pk", "attempt").select_for_update(skip_locked=True)[:limit])
    if not claimed:
        return []
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        attempt=F("attempt") + 1,
        overtaken=F("overtaken") + Case(When(lease_owner="", then=Value(0)), default=Value(1)),
        next_at=now + LEASE,
        lease_owner=owner or worker_name(),
    )
    taken_at = time.monotonic()
    return [Lease(message.pk, message.attempt + 1, taken_at) for message in claimed]


def holds(leased: Lease) -> bool:
    """Whether there is time left to send. With less than half of a lease, another worker might come to send as well."""
    return time.monotonic() - leased.taken_at < LEASE.total_seconds() / 2


def hand_back(leased: Lease, *, now: datetime) -> None:
    """Give up a lease under which nothing was tried: the message is free at once, and was not overtaken."""
    held = Message.objects.filter(pk=leased.message_id, attempt=leased.attempt, state=Message.State.READY)
    held.update(lease_owner="", next_at=now)


def send(leased: Lease, *, now: datetime) -> Outcome:
    """Render and send one leased message, in no transaction. An unexpected error is written down and tried again."""
    message = Message.objects.select_related("recipient", "endpoint").get(pk=leased.message_id)
    try:
        if message.overtaken >= fate.MOST_OVERTAKEN:
            return Outcome(Result.REFUSED, f"{message.overtaken} attempts ended without a word")
        owed.take_out(message, now=now)
        if message.recipient is not None and not message.recipient.is_active:
            return _to_somebody_who_left(message)
        letter = letters.render(message, now=now)
        if letter is None:
            log.info("message %s is not sent: nothing in it is owed any more", message.pk)
            return Outcome(Result.NOTHING_TO_SAY, "nothing in it is owed any more")
        return CHANNELS[message.channel].send(message, letter)
    except Exception as error:  # one bad message must never hold up the others
        log.exception("message %s could not be sent", message.pk)
        return Outcome(Result.LATER, f"{type(error).__name__}: {error}")


@transaction.atomic
def mark(leased: Lease, outcome: Outcome, *, now: datetime) -> Marked:
    """Write down how an attempt ended, unless the fence refuses: a later attempt has taken over, or it is done."""
    fenced = Message.objects.filter(
        pk=leased.message_id, attempt=leased.attempt, state=Message.State.READY
    ).select_for_update()
    message = fenced.first()
    if message is None:
        log.warning("message %s: attempt %s came too late to mark", leased.message_id, leased.attempt)
        return Marked(outcome.result, fenced=True)
    channel = CHANNELS.get(message.channel)
    carried = Reminder.objects.filter(message=message, state=Reminder.State.QUEUED).values_list("manner", "due_at")
    ended = fate.decide(
        outcome,
        attempt=message.attempt,
        repeats=message.repeats,
        manner=fate.most_urgent(manner for manner, _due_at in carried),
        keyed=channel is not None and channel.KEYED,
        give_up_at=message.give_up_at or message.created_at + GIVE_UP_AFTER,
        now=now,
        spread=random.uniform(*fate.SPREAD),
    )
    perhaps_before = message.repeats + message.overtaken > 0
    message.state, message.repeats, message.lease_owner = ended.state, ended.repeats, ""
    message.next_at = ended.next_at or message.next_at
    message.last_error = outcome.detail.replace("\0", "")  # the other side says it, and PostgreSQL keeps no NUL
    accepted = ended.state == "sent"
    if accepted:
        message.accepted_at, message.provider_message_id = now, outcome.provider_message_id
    message.save(update_fields=WRITTEN)
    figures = Marked(
        outcome.result,
        fenced=False,
        channel=message.channel,
        state=message.state,
        reminders=len(carried),
        attempt=message.attempt,
        possible_repeat=accepted and perhaps_before,
        lateness=now - max(due_at for _manner, due_at in carried) if accepted and carried else None,
    )
    follow(message, now=now)
    return figures


def follow(message: Message, *, now: datetime) -> None:
    """Bring the reminders of a message to the state that its own state means for them.

    Where a channel that reaches people gave up, the next rung of each ladder comes at once.
    """
    carried = Reminder.objects.filter(message=message, state=Reminder.State.QUEUED)
    match message.state:
        case Message.State.SENT:
            carried.update(state=Reminder.State.SENT, sent_at=now)
        case Message.State.AMBIGUOUS:
            carried.update(state=Reminder.State.SENT, sent_at=now, why="perhaps: nobody knows whether it arrived")
        case Message.State.DROPPED:
            carried.update(state=Reminder.State.CANCELLED, why=message.last_error[:200])
        case Message.State.DEAD:
            channel = CHANNELS.get(message.channel)
            unheard: list[Deadline] = []
            if channel is None or channel.REACHES:
                unheard = list(Deadline.objects.filter(pk__in=carried.values("deadline"), state=Deadline.State.OPEN))
            carried.update(state=Reminder.State.DEAD, why=message.last_error[:200])
            reminders.pull_forward(unheard, now=now)


def worker_name() -> str:
    """The name under which this process leases."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _to_somebody_who_left(message: Message) -> Outcome:
    if owed.give_back(message):
        return Outcome(Result.REFUSED, f"{message.recipient} has left, and nobody is next in line")
    return Outcome(Result.NOTHING_TO_SAY, f"{message.recipient} has left: the next in line is told")
