"""Whether the reminder engine may send: it runs, it is held, or its clock is not trusted."""

import logging
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from hiring import access, clock, history
from hiring.models import Application, EngineState, Message, Reminder, User

CHANGES = "hiring.change_enginestate"
CONSISTENT_SWEEPS = 2
"""So many looks in a row have to agree with the clock before anything is sent again."""
ASSUMED = "assumed sent before the restore"

log = logging.getLogger(__name__)


class Released(NamedTuple):
    """What a release took for sent: reminders, and messages that were on their way."""

    reminders: int
    messages: int


def state() -> EngineState:
    """The one row of the engine, made when it is not there."""
    engine, _made = EngineState.objects.get_or_create(pk=1)
    return engine


def may_send() -> bool:
    """Whether anything may be queued or sent, by the row as it is now."""
    return running().exists()


def running() -> QuerySet[EngineState]:
    """The engine's row while it may queue and send; nothing while it is held or its clock is not trusted."""
    return EngineState.objects.filter(pk=1, mode=EngineState.Mode.RUN, suspect_sweeps=0)


@transaction.atomic
def hold(*, reason: str, by: User | None, now: datetime | None = None) -> EngineState:
    """Queue and send nothing until the release. What is in the middle of being handed over may still arrive.

    Refuses with `reason_required`, `too_long`, `on_hold`.
    """
    access.require(by, CHANGES)
    reason = history.reason_given(reason)
    now = now or clock.database_now()
    engine = _locked()
    if engine.mode == EngineState.Mode.HOLD:
        raise ValidationError(f"The engine is on hold already: {engine.hold_reason}", code="on_hold")
    engine.mode, engine.held_at, engine.hold_reason = EngineState.Mode.HOLD, now, reason
    engine.save(update_fields=["mode", "held_at", "hold_reason"])
    log.warning("the engine is on hold (%s): %s", by or "nobody logged in", reason)
    return engine


def hold_by_itself(*, reason: str, now: datetime) -> None:
    """Hold without having been asked, unless it is on hold already."""
    running = EngineState.objects.filter(pk=1, mode=EngineState.Mode.RUN)
    if running.update(mode=EngineState.Mode.HOLD, held_at=now, hold_reason=reason[:300]):
        log.error("the engine holds itself: %s", reason)


@transaction.atomic
def release(*, assume_sent_before: datetime | None = None, by: User | None, now: datetime | None = None) -> Released:
    """Let the engine run again. Refuses with `not_on_hold`, `in_the_future`.

    After a restore, what was due before the failure has probably been sent by the lost copy of the database: give the
    time of the failure, and reminders due before it, like messages written before it, are not sent again.
    """
    access.require(by, CHANGES)
    now = now or clock.database_now()
    engine = _locked()
    if engine.mode != EngineState.Mode.HOLD:
        raise ValidationError("The engine is not on hold.", code="not_on_hold")
    if assume_sent_before is not None and assume_sent_before > now:
        raise ValidationError("What is due in the future cannot have been sent.", code="in_the_future")
    taken = _take_for_sent(assume_sent_before) if assume_sent_before is not None else Released(0, 0)
    engine.mode, engine.held_at, engine.hold_reason = EngineState.Mode.RUN, None, ""
    engine.last_now = now  # or the older copy would be recognised, and held, once more
    engine.save(update_fields=["mode", "held_at", "hold_reason", "last_now"])
    log.warning("the engine is released (%s): %s reminders, %s messages assumed sent", by or "nobody logged in", *taken)
    return taken


def suspect(*, reason: str) -> None:
    """Distrust the clock: nothing is sent before two looks that agree with it."""
    EngineState.objects.filter(pk=1).update(suspect_sweeps=CONSISTENT_SWEEPS, suspect_reason=reason)
    log.error("the engine does not trust its clock: %s", reason)


def agree() -> None:
    """Note that one more look agreed with the clock."""
    EngineState.objects.filter(pk=1, suspect_sweeps__gt=0).update(suspect_sweeps=F("suspect_sweeps") - 1)


def note_look(*, by: str, at: datetime, by_the_database: bool, may_go_back: bool = False) -> None:
    """Note that somebody looked. `last_now` is the database's own time, never that of a rehearsal.

    A process that was stopped for a while must not turn it back: only one that saw the clock go back does.
    """
    noted: dict[str, Any] = {"last_sweep_at": at, "last_sweep_by": by[:40]}
    if by_the_database:
        latest = Case(When(last_now__gt=at, then=F("last_now")), default=Value(at))
        noted["last_now"] = at if may_go_back else latest
    EngineState.objects.filter(pk=1).update(**noted)


def _take_for_sent(before: datetime) -> Released:
    """Mark what the lost copy had surely queued by then, also where this copy has queued it since.

    The applications are locked first, as every verb does: neither waits for the other in a circle.
    """
    pending = Reminder.objects.filter(state=Reminder.State.PENDING, due_at__lt=before)
    concerned = Application.objects.filter(pk__in=pending.order_by().values("deadline__application"))
    list(concerned.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    waiting = Message.objects.filter(state=Message.State.READY, created_at__lt=before)
    messages = list(waiting.order_by("pk").select_for_update().values_list("pk", flat=True))
    going = Reminder.objects.filter(state=Reminder.State.QUEUED, message__state=Message.State.READY)
    carried = going.filter(Q(message__in=messages) | Q(due_at__lt=before))
    superseded = {"state": Reminder.State.SUPERSEDED, "why": ASSUMED}
    reminders = carried.update(**superseded) + pending.update(**superseded)
    Message.objects.filter(pk__in=messages).update(
        state=Message.State.DROPPED, attempt=F("attempt") + 1, lease_owner="", last_error=ASSUMED
    )
    return Released(reminders, len(messages))


def _locked() -> EngineState:
    state()
    return EngineState.objects.select_for_update().get(pk=1)
