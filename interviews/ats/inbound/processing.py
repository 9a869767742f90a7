"""When a received event is applied, how often it is tried, what is said of one that fails."""

import logging
import random
import time
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q

from benchmarks.refusals import by_field
from hiring import access, clock
from hiring.models import User
from hiring.outbox import fate
from interviews.ats import complaints
from interviews.ats.calls import CallRefused, read
from interviews.ats.inbound import applying, mapping
from interviews.ats.inbound.applied import Applied, nothing
from interviews.ats.inbound.changes import Later, NotUnderstood
from interviews.ats.inbound.senders import SENDERS
from interviews.models import InboundEvent

LEASE = timedelta(seconds=90)
MOST_SECONDS = 10.0
"""How long one look begins new events. The last may ask a vendor twice, for twenty seconds each."""
MOST_ATTEMPTS = 12
"""Of what fails by something outside: three to four hours."""
OUTCOME_LENGTH = 300
EMPTIED = "What it said was removed."

State = InboundEvent.State
IN_TROUBLE = (State.WAITING, State.FAILED, State.COMPLAINT)
TROUBLED = Q(state__in=IN_TROUBLE)
"""The events for which somebody has to do something."""
log = logging.getLogger(__name__)


class Lease(NamedTuple):
    """The right to apply one event until the lease runs out. The attempt is the fence."""

    event_id: int
    attempt: int


class Looked(NamedTuple):
    """What one look came to: events that were dealt with, and those that failed, for now or for good."""

    processed: int
    failed: int


class _Overtaken(Exception):
    """Another worker has taken the event over meanwhile."""


def process_due(*, now: datetime | None = None) -> Looked:
    """Apply the events that are due, one after the other. Any number of callers at once is harmless."""
    stop = time.monotonic() + MOST_SECONDS
    processed = failed = 0
    mapping.go_on_opened(now=now or clock.database_now())
    while time.monotonic() < stop:
        leased = lease(now=now or clock.database_now())
        if leased is None:
            break
        if process(leased, now=now or clock.database_now()):
            processed += 1
        else:
            failed += 1
    return Looked(processed, failed)


@transaction.atomic
def lease(*, now: datetime) -> Lease | None:
    """Claim the event that waits longest, in the order of arrival."""
    due = InboundEvent.objects.filter(state=State.RECEIVED, next_at__lte=now).order_by("next_at", "pk")
    event = due.select_for_update(skip_locked=True, of=("self",)).only("pk", "attempt").first()
    if event is None:
        return None
    InboundEvent.objects.filter(pk=event.pk).update(attempt=F("attempt") + 1, next_at=now + LEASE)
    return Lease(event.pk, event.attempt + 1)


def process(leased: Lease, *, now: datetime) -> bool:
    """Apply one event, whole or not at all; whether it was dealt with. It never raises: the event says what failed."""
    event = InboundEvent.objects.select_related("connection").get(pk=leased.event_id)
    try:
        if leased.attempt > MOST_ATTEMPTS:  # whatever kills the worker does not come to the lines below
            raise NotUnderstood("Nobody who tried it came to an end with it.")
        if not event.body:
            _write(leased, nothing(EMPTIED), subject=event.subject, now=now)
            return True
        sender = SENDERS.get(event.connection.vendor)
        if sender is None:
            raise NotUnderstood(f"Nothing is known of events of {event.connection.get_vendor_display()}.")
        change = sender.understand(sender.fetch(event.connection, read(bytes(event.body))))
        with transaction.atomic():
            applied = applying.apply(change, event=event, now=now)
            _write(leased, applied, subject=change.subject or event.subject, now=now)
        return True
    except _Overtaken:
        log.warning("event %s: attempt %s came too late", *leased)
    except (NotUnderstood, CallRefused) as problem:
        _fail(leased, str(problem), now=now)
    except ValidationError as refusal:
        _fail(leased, _of_fields(refusal), now=now)
    except PermissionDenied as refusal:
        _fail(leased, str(refusal) or "The service account may not do this.", now=now)
    except Later as problem:
        _later(leased, str(problem), now=now, wait_seconds=problem.wait_seconds)
    except Exception as error:  # one bad event must not hold up the others
        log.exception("event %s could not be applied", leased.event_id)
        _later(leased, f"{type(error).__name__}: {error}", now=now)
    return False


@transaction.atomic
def process_again(event: InboundEvent, *, by: User | None, now: datetime | None = None) -> InboundEvent:
    """Have an event applied once more, at the next look. Refuses with `nothing_to_process` where nothing is left of it.

    What it would change may be known already, or newer things: then it changes nothing.
    """
    access.require(by, "interviews.change_inboundevent")
    now = now or clock.database_now()
    event = InboundEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if not event.body or event.action == complaints.ACTION:
        raise ValidationError("There is nothing in it that could be applied.", code="nothing_to_process")
    if event.state != State.RECEIVED:
        event.state, event.attempt, event.processed_at = State.RECEIVED, 0, None
    event.next_at = now
    event.save(update_fields=["state", "attempt", "processed_at", "next_at"])
    return event


def _write(leased: Lease, applied: Applied, *, subject: str, now: datetime) -> None:
    columns: dict[str, Any] = {
        "state": applied.state,
        "outcome": _said(applied.outcome),
        "application": applied.application,
        "waits_for": applied.waits_for,
        "subject": subject,
        "processed_at": None if applied.state == State.WAITING else now,
    }
    if applied.is_emptied:
        columns |= {"body": b"", "headers": {}}
    if not InboundEvent.objects.filter(pk=leased.event_id, attempt=leased.attempt).update(**columns):
        raise _Overtaken


def _fail(leased: Lease, why: str, *, now: datetime) -> None:
    """Only people can mend it: it waits for them, with the reason."""
    ours = InboundEvent.objects.filter(pk=leased.event_id, attempt=leased.attempt, state=State.RECEIVED)
    ours.update(state=State.FAILED, outcome=_said(why), processed_at=now)
    log.error("event %s failed: %s", leased.event_id, why)


def _later(leased: Lease, why: str, *, now: datetime, wait_seconds: float = 0) -> None:
    """It may go better after a while; once it was tried often enough, people have to look at it."""
    if leased.attempt >= MOST_ATTEMPTS:
        _fail(leased, f"Given up after {leased.attempt} attempts: {why}", now=now)
        return
    spread = random.uniform(*fate.SPREAD)
    wait = fate.wait(leased.attempt, asked=timedelta(seconds=wait_seconds), spread=spread)
    ours = InboundEvent.objects.filter(pk=leased.event_id, attempt=leased.attempt, state=State.RECEIVED)
    ours.update(next_at=now + wait, outcome=_said(f"Tried {leased.attempt} times: {why}"))


def _of_fields(refusal: ValidationError) -> str:
    """What a rule refuses, with the fields that it is about: that one “cannot be blank” helps nobody alone."""
    found = by_field(refusal).items()
    return " ".join(
        f"{field}: {error.messages[0]}" if field else error.messages[0] for field, errors in found for error in errors
    )


def _said(text: str) -> str:
    return text.replace("\0", "")[:OUTCOME_LENGTH]
