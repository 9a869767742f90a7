"""How a message gets out: leased in one short transaction, sent outside any, marked under its fence in another."""

import logging
import os
import random
import socket
import time
from datetime import datetime, timedelta
from types import ModuleType
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from hiring.models import Deadline, Message, Reminder
from hiring.outbox import letters, mail
from hiring.outbox.outcome import Outcome, Result

CHANNELS: dict[str, ModuleType] = {"email": mail}
LEASE = timedelta(seconds=60)
BATCH = 20
GIVE_UP_AFTER = timedelta(hours=24)

log = logging.getLogger(__name__)


class Lease(NamedTuple):
    """The right to send one message until the lease runs out. The attempt is the fence."""

    message_id: int
    attempt: int
    taken_at: float
    """By `time.monotonic`: how old a lease is says no wall clock."""


@transaction.atomic
def lease(*, now: datetime, owner: str = "", limit: int = BATCH) -> list[Lease]:
    """Claim messages that are to be tried now. A worker that dies loses nothing: the lease is the retry timer."""
    ready = Message.objects.filter(state=Message.State.READY, next_at__lte=now).order_by("next_at", "pk")
    claimed = list(ready.select_for_update(skip_locked=True)[:limit])
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        attempt=F("attempt") + 1, next_at=now + LEASE, lease_owner=owner or worker_name()
    )
    taken_at = time.monotonic()
    return [Lease(message.pk, message.attempt + 1, taken_at) for message in claimed]


def holds(leased: Lease) -> bool:
    """Whether there is time left to send. With less than half of a lease, another worker might come to send as well."""
    return time.monotonic() - leased.taken_at < LEASE.total_seconds() / 2


def send(leased: Lease, *, now: datetime) -> Outcome:
    """Render and send one leased message, in no transaction. An unexpected error is written down and tried again."""
    message = Message.objects.select_related("recipient").get(pk=leased.message_id)
    try:
        _take_out_ended(message)
        letter = letters.render(message, now=now)
        if letter is None:
            log.info("message %s is not sent: every deadline in it has ended", message.pk)
            return Outcome(Result.NOTHING_TO_SAY, "every deadline in it has ended")
        outcome: Outcome = CHANNELS[message.channel].send(message, letter)
        return outcome
    except Exception as error:  # one bad message must never hold up the others
        log.exception("message %s could not be sent", message.pk)
        return Outcome(Result.LATER, f"{type(error).__name__}: {error}")


@transaction.atomic
def mark(leased: Lease, outcome: Outcome, *, now: datetime) -> bool:
    """Write down how an attempt ended. False when the fence refuses: a later attempt has taken over, or it is done."""
    fenced = Message.objects.filter(
        pk=leased.message_id, attempt=leased.attempt, state=Message.State.READY
    ).select_for_update()
    message = fenced.first()
    if message is None:
        log.warning("message %s: attempt %s came too late to mark", leased.message_id, leased.attempt)
        return False
    message.last_error = outcome.detail
    match outcome.result:
        case Result.ACCEPTED:
            message.state, message.accepted_at = Message.State.SENT, now
            message.provider_message_id = outcome.provider_message_id
        case Result.NOTHING_TO_SAY:
            message.state = Message.State.DROPPED
        case Result.AMBIGUOUS if not CHANNELS[message.channel].KEYED:
            message.state = Message.State.AMBIGUOUS
        case Result.REFUSED:
            message.state = Message.State.DEAD
        case Result.LATER | Result.AMBIGUOUS:
            message.next_at = now + back_off(message.attempt)
            if message.next_at > (message.give_up_at or message.created_at + GIVE_UP_AFTER):
                message.state = Message.State.DEAD
    message.save()
    follow(message, now=now)
    return True


def follow(message: Message, *, now: datetime) -> None:
    """Bring the reminders of a message to the state that its own state means for them."""
    carried = Reminder.objects.filter(message=message, state=Reminder.State.QUEUED)
    match message.state:
        case Message.State.SENT:
            carried.update(state=Reminder.State.SENT, sent_at=now)
        case Message.State.AMBIGUOUS:
            carried.update(state=Reminder.State.SENT, sent_at=now, why="perhaps: nobody knows whether it arrived")
        case Message.State.DROPPED:
            carried.update(state=Reminder.State.CANCELLED, why=message.last_error)
        case Message.State.DEAD:
            carried.update(state=Reminder.State.DEAD, why=message.last_error[:200])


def _take_out_ended(message: Message) -> None:
    """What ended while its message waited is not in the letter, so it does not count as sent either."""
    ended = Reminder.objects.filter(message=message, state=Reminder.State.QUEUED)
    ended.exclude(deadline__state=Deadline.State.OPEN).update(state=Reminder.State.CANCELLED, why="no longer open")


def back_off(attempt: int) -> timedelta:
    """How long to wait after so many attempts: from 30 seconds, doubling to half an hour, a fifth more or less."""
    return timedelta(seconds=min(30 * 2 ** min(attempt - 1, 10), 1800) * random.uniform(0.8, 1.2))


def worker_name() -> str:
    """The name under which this process leases."""
    return f"{socket.gethostname()}:{os.getpid()}"
