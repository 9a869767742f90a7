"""How a message gets out: leased in one short transaction, sent outside any, marked under its fence in another."""

import logging
import os
import random
import socket
from datetime import datetime, timedelta
from types import ModuleType
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from hiring.models import Message, Reminder
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


@transaction.atomic
def lease(*, now: datetime, owner: str = "", limit: int = BATCH) -> list[Lease]:
    """Claim messages that are to be tried now. A worker that dies loses nothing: the lease is the retry timer."""
    ready = Message.objects.filter(state=Message.State.READY, next_at__lte=now).order_by("next_at", "pk")
    claimed = list(ready.select_for_update(skip_locked=True)[:limit])
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        attempt=F("attempt") + 1, next_at=now + LEASE, lease_owner=owner or worker_name()
    )
    return [Lease(message.pk, message.attempt + 1) for message in claimed]


def send(leased: Lease, *, now: datetime) -> Outcome:
    """Render and send one leased message, in no transaction. An unexpected error is written down and tried again."""
    message = Message.objects.select_related("recipient").get(pk=leased.message_id)
    try:
        letter = letters.render(message, now=now)
        if letter is None:
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
        log.warning("message %s: attempt %s came too late to mark", *leased)
        return False
    message.last_error = outcome.detail
    match outcome.result:
        case Result.ACCEPTED:
            message.state, message.accepted_at = Message.State.SENT, now
            message.provider_message_id = outcome.provider_message_id
        case Result.NOTHING_TO_SAY:
            message.state = Message.State.DROPPED
        case Result.AMBIGUOUS:
            message.state = Message.State.AMBIGUOUS
        case Result.REFUSED:
            message.state = Message.State.DEAD
        case Result.LATER:
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
        case Message.State.SENT | Message.State.AMBIGUOUS:
            carried.update(state=Reminder.State.SENT, sent_at=now)
        case Message.State.DROPPED:
            carried.update(state=Reminder.State.CANCELLED, why=message.last_error)
        case Message.State.DEAD:
            carried.update(state=Reminder.State.DEAD, why=message.last_error[:200])


def back_off(attempt: int) -> timedelta:
    """How long to wait after so many attempts: from 30 seconds, doubling to half an hour, a fifth more or less."""
    return timedelta(seconds=min(30 * 2 ** min(attempt - 1, 10), 1800) * random.uniform(0.8, 1.2))  # noqa: S311


def worker_name() -> str:
    """The name under which this process leases."""
    return f"{socket.gethostname()}:{os.getpid()}"
