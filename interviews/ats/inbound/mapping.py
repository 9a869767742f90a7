"""Which requisition a job of an ATS is here, which stage one of its stages is."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from hiring import access, clock, history
from hiring.models import Requisition, User
from hiring.stages import CLOSED, Stage
from interviews.ats.inbound.changes import Place
from interviews.models import AtsConnection, AtsMapping, InboundEvent

FIELDS = ("requisition", "stage", "is_ignored")
ENDINGS = frozenset(stage.value for stage in CLOSED)
"""Stages that nothing there is mapped to: a vendor says by events of their own who is hired, rejected, withdrawn."""
TO_BE_FILLED = Q(is_ignored=False) & (Q(stage_id="", requisition=None) | (~Q(stage_id="") & Q(stage="")))
"""The mappings for which events wait."""


def job(connection: AtsConnection, place: Place, *, now: datetime) -> AtsMapping:
    """The row of a job as a whole, written empty when the ATS names it for the first time."""
    return _row(connection, place, stage_id="", stage_name="", now=now)


def stage(connection: AtsConnection, place: Place, *, now: datetime) -> AtsMapping:
    """The row of a job's stage, written empty when the ATS names it for the first time."""
    return _row(connection, place, stage_id=place.stage_id, stage_name=place.stage_name, now=now)


def is_filled(row: AtsMapping) -> bool:
    """Whether events have nothing more to wait for at this row."""
    return row.is_ignored or bool(row.stage if row.stage_id else row.requisition_id)


@transaction.atomic
def fill(mapping: AtsMapping, given: dict[str, Any], *, by: User | None, now: datetime | None = None) -> AtsMapping:
    """Say what a job, or a stage, is here; `given` holds values of `FIELDS`. Events that waited for it go on.

    A job has a requisition, a stage of it a stage: the other one stays empty. Events for a requisition that is a draft
    wait until it opens. Refuses with `ends_by_itself`, `requisition_closed`, and as the model does.
    """
    access.require(by, "interviews.change_atsmapping")
    now = now or clock.database_now()
    mapping = AtsMapping.objects.select_for_update(of=("self",)).get(pk=mapping.pk)
    _refuse_dangerous(mapping, given)
    for name in FIELDS:
        if name in given:
            setattr(mapping, name, given[name])
    if mapping.stage_id:
        mapping.requisition = None
    else:
        mapping.stage = ""
    mapping.full_clean()
    mapping.save()
    if is_filled(mapping):
        go_on(mapping.connection, now=now)
    return mapping


def go_on_opened(*, now: datetime) -> int:
    """Let the events go on whose requisition has opened. Returns how many; mostly none, in one query."""
    states = InboundEvent.State
    opened = InboundEvent.objects.filter(state=states.WAITING, waits_for__status=Requisition.Status.OPEN)
    return look_again(opened, now=now) if opened.exists() else 0


def go_on(connection: AtsConnection, *, now: datetime) -> int:
    """Let the events that wait for a mapping be looked at once more. Returns how many."""
    return look_again(connection.events.filter(state=InboundEvent.State.WAITING), now=now)


def look_again(events: QuerySet[InboundEvent], *, now: datetime) -> int:
    """Have events looked at once more, as if they had just come. Returns how many."""
    return events.update(state=InboundEvent.State.RECEIVED, next_at=now, attempt=0)


def _refuse_dangerous(mapping: AtsMapping, given: dict[str, Any]) -> None:
    """What would end applications because somebody there moved a card, or make every event of a job fail."""
    if mapping.stage_id and given.get("stage") in ENDINGS:
        vendor, ending = mapping.connection.get_vendor_display(), Stage(given["stage"]).label.lower()
        message = f"{vendor} says by itself who is {ending}: choose the last stage before that, or ignore this one."
        raise history.refusal("stage", message, code="ends_by_itself")
    requisition = None if mapping.stage_id else given.get("requisition")
    if requisition is None or requisition.pk == mapping.requisition_id or given.get("is_ignored"):
        return
    if requisition.status == Requisition.Status.CLOSED:
        message = f"“{requisition}” is closed: nobody could apply. Open it first, choose another, or ignore the job."
        raise history.refusal("requisition", message, code="requisition_closed")


def _row(connection: AtsConnection, place: Place, *, stage_id: str, stage_name: str, now: datetime) -> AtsMapping:
    names = {"job_name": place.job_name, "stage_name": stage_name}
    row, is_new = AtsMapping.objects.select_related("requisition").get_or_create(
        connection=connection,
        job_id=place.job_id,
        stage_id=stage_id,
        defaults={**names, "first_seen_at": now},
    )
    renamed = {name: value for name, value in names.items() if value and value != getattr(row, name)}
    if renamed and not is_new:
        AtsMapping.objects.filter(pk=row.pk).update(**renamed)
        row.refresh_from_db()
    return row
