"""How a message gets out: leased in one short transaction, sent outside any, marked under its fence in another."""

import logging
import os
import random
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from hiring import endpoints
from hiring.models import Message, Reminder
from hiring.outbox import fate, following, letters, owed, schedules, to_candidates
from hiring.outbox.channels import CHANNELS
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result

LEASE = timedelta(seconds=60)
BATCH = 20

UNHEARD = (Result.LATER, Result.AMBIGUOUS)
WRITTEN = (
    "state",
    "repeats",
    "lease_owner",
    "handing_over_since",
    "next_at",
    "last_error",
    "accepted_at",
    "provider_message_id",
)

Sending = Callable[[], Outcome]
"""The part of an attempt that hands the message over. To another system it asks no database: a thread may do it."""

log = logging.getLogger(__name__)


class Lease(NamedTuple):
    """The right to send one message until the lease runs out. The attempt is the fence."""

    message_id: int
    attempt: int
    taken_at: float
    """By `time.monotonic`: how old a lease is says no wall clock."""
    endpoint_id: int | None = None


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


def to_people(*, now: datetime) -> QuerySet[Message]:
    """The messages to people that are to be tried now."""
    return Message.objects.filter(state=Message.State.READY, endpoint=None, next_at__lte=now)


def lease(*, now: datetime, owner: str = "", limit: int = BATCH) -> list[Lease]:
    """Claim messages to people that are to be tried now, those that wait longest first."""
    return claim(to_people(now=now), now=now, owner=owner, limit=limit)


@transaction.atomic
def claim(ready: QuerySet[Message], *, now: datetime, owner: str = "", limit: int) -> list[Lease]:
    """Claim some of these messages. A worker that dies loses nothing: the lease is the retry timer.

    A message that somebody still holds was overtaken: whoever held it never wrote down how it ended.
    """
    waiting = ready.order_by("next_at", "pk").only("pk", "attempt", "endpoint_id")
    claimed = list(waiting.select_for_update(skip_locked=True)[:limit])
    if not claimed:
        return []
    Message.objects.filter(pk__in=[message.pk for message in claimed]).update(
        attempt=F("attempt") + 1,
        overtaken=F("overtaken") + Case(When(lease_owner="", then=Value(0)), default=Value(1)),
        next_at=now + LEASE,
        lease_owner=owner or worker_name(),
    )
    taken_at = time.monotonic()
    return [Lease(message.pk, message.attempt + 1, taken_at, message.endpoint_id) for message in claimed]


def holds(leased: Lease) -> bool:
    """Whether there is time left to send. With less than half of a lease, another worker might come to send as well."""
    return time.monotonic() - leased.taken_at < LEASE.total_seconds() / 2


def hand_back(leased: Lease, *, now: datetime) -> None:
    """Give up a lease under which nothing was tried: the message is free at once, and was not overtaken."""
    held = Message.objects.filter(pk=leased.message_id, attempt=leased.attempt, state=Message.State.READY)
    held.update(lease_owner="", next_at=now)


def send(leased: Lease, *, now: datetime) -> Outcome:
    """Render and send one leased message, in no transaction. An unexpected error is written down and tried again."""
    return prepare(leased, now=now)()


def prepare(leased: Lease, *, now: datetime) -> Sending:
    """Look at a leased message once more, and render it: what is left of the attempt is to hand it over."""
    message = Message.objects.select_related("recipient", "endpoint", "candidate").get(pk=leased.message_id)
    try:
        found = _letter_or_end(leased, message, now=now)
    except Exception as error:  # one bad message must never hold up the others
        found = _unexpected(message, error)
    return partial(_hand_over, message, found) if isinstance(found, Letter) else lambda: found


def _letter_or_end(leased: Lease, message: Message, *, now: datetime) -> Letter | Outcome:
    if message.overtaken >= fate.MOST_OVERTAKEN:
        return Outcome(Result.REFUSED, f"{message.overtaken} attempts ended without a word")
    owed.take_out(message, now=now)
    if message.recipient is not None and not message.recipient.is_active:
        return _to_somebody_who_left(message)
    if message.handing_over_since is not None:
        return Outcome(Result.AMBIGUOUS, "the attempt before was handing it over, and ended without a word")
    to_candidate = message.candidate is not None
    letter = to_candidates.render(message, now=now) if to_candidate else letters.render(message, now=now)
    if letter is None:
        log.info("message %s is not sent: nothing in it is owed any more", message.pk)
        return Outcome(Result.NOTHING_TO_SAY, "nothing in it is owed any more")
    if to_candidate and not _begin_to_hand_over(leased, now=now):
        return Outcome(Result.LATER, "another attempt has taken over")
    return letter


def _hand_over(message: Message, letter: Letter) -> Outcome:
    try:
        return CHANNELS[message.channel].send(message, letter)
    except Exception as error:
        return _unexpected(message, error)


def _unexpected(message: Message, error: Exception) -> Outcome:
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
    channel, schedule = CHANNELS.get(message.channel), schedules.SCHEDULES.get(message.channel)
    carried = Reminder.objects.filter(message=message, state=Reminder.State.QUEUED).values_list("manner", "due_at")
    ended = fate.decide(
        outcome,
        attempt=message.attempt,
        repeats=message.repeats,
        manner=fate.most_urgent(manner for manner, _due_at in carried),
        keyed=channel is not None and channel.KEYED,
        give_up_at=message.give_up_at or message.created_at + schedules.lasting(message.channel),
        now=now,
        spread=random.uniform(*(schedule.spread if schedule else fate.SPREAD)),
        schedule=schedule,
    )
    perhaps_before = message.repeats + message.overtaken > 0
    message.state, message.repeats, message.lease_owner = ended.state, ended.repeats, ""
    message.handing_over_since = None
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
    following.follow(message, now=now)
    if message.endpoint is not None:
        endpoints.note(message.endpoint, outcome, now=now)
        if ended.next_at is None and outcome.result in UNHEARD:
            endpoints.disable_silent(message, now=now)
    return figures


def _begin_to_hand_over(leased: Lease, *, now: datetime) -> bool:
    """Note, before it happens, that a candidate's letter may be on the wire from now on: a worker that dies then leaves
    word of it, and the next one leaves it to people whether to send it once more. False: a later attempt has it."""
    ours = Message.objects.filter(pk=leased.message_id, attempt=leased.attempt, state=Message.State.READY)
    return bool(ours.update(handing_over_since=now))


def worker_name() -> str:
    """The name under which this process leases."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _to_somebody_who_left(message: Message) -> Outcome:
    if owed.give_back(message):
        return Outcome(Result.REFUSED, f"{message.recipient} has left, and nobody is next in line")
    return Outcome(Result.NOTHING_TO_SAY, f"{message.recipient} has left: the next in line is told")
