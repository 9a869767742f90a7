"""How a candidate arrives from outside with an application, in one step."""

from dataclasses import asdict, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hiring import candidates, clock, pipeline
from hiring.candidates import Person
from hiring.models import Application, Candidate, Requisition, User


@transaction.atomic
def receive(
    requisition: Requisition,
    person: Person | Candidate,
    *,
    by: User | None,
    applied_at: datetime | None = None,
    external_id: str = "",
    source_system: str = "",
    now: datetime | None = None,
) -> Application:
    """Open an application for somebody known or new; nothing is kept of either when one of them is refused.

    A person with an external id who was sent before is the same candidate, brought up to date where the new
    values are not empty. A person without a source system comes from the application's. Refuses as
    `pipeline.open_application` and `candidates.enter` do, with `candidate.` before the fields of the person.
    """
    now = now or clock.database_now()
    if isinstance(person, Person):
        person = replace(person, source_system=person.source_system or source_system)
        try:
            candidate = _candidate(person, by=by, now=now)
        except ValidationError as refusal:
            raise ValidationError(
                {f"candidate.{field}": errors for field, errors in refusal.error_dict.items()}
            ) from refusal
    else:
        candidate = person
    if by is not None and candidate.employee_id == by.pk:
        raise PermissionDenied("Nobody works on their own candidacy.")
    return pipeline.open_application(
        requisition,
        candidate,
        by=by,
        now=now,
        applied_at=applied_at,
        external_id=external_id,
        source_system=source_system,
    )


def _candidate(person: Person, *, by: User | None, now: datetime) -> Candidate:
    known = candidates.known(person.external_id, person.source_system)
    candidate = known.first()
    if candidate is None:
        try:
            return candidates.enter(person, by=by, now=now)
        except ValidationError:
            candidate = known.first()  # sent a second time in the very same moment, and entered by that request
            if candidate is None:
                raise
    given = {**asdict(replace(person, channel=None)), "channel": person.channel}
    if person.time_zone == Person.time_zone:
        del given["time_zone"]  # the default says nothing about where somebody lives
    changes = {name: value for name, value in given.items() if value and value != getattr(candidate, name)}
    return candidates.change(candidate, changes, by=by) if changes else candidate
