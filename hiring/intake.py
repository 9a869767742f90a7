"""How a candidate arrives from outside with an application, in one step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, candidates, clock, history, pipeline
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
        with _fields_of_candidate():
            candidate = _candidate(person, by=by, now=now)
    else:
        candidate = person
    candidates.refuse_own(candidate, by=by)
    return pipeline.open_application(
        requisition,
        candidate,
        by=by,
        now=now,
        applied_at=applied_at,
        external_id=external_id,
        source_system=source_system,
    )


@transaction.atomic
def upsert(
    requisition: Requisition | None,
    person: Person | Candidate | None,
    *,
    external_id: str,
    source_system: str,
    by: User | None,
    applied_at: datetime | None = None,
    now: datetime | None = None,
) -> tuple[Application, bool]:
    """The application that `source_system` knows by `external_id`, received once; whether it is new.

    One that is there stays as it is, and its candidate is brought up to date; only a new one needs requisition and
    candidate (`required`). However many send the same at once, there is one application. Refuses with
    `external_id_taken` where it is of another requisition or candidate, and as `receive` does.
    """
    now = now or clock.database_now()
    same = Application.objects.filter(external_id=external_id, source_system=source_system)
    same = same.select_related("candidate", "requisition")
    application = same.first()
    if application is None:
        history.refuse_missing({"requisition": requisition, "candidate": person}, what="An application that is new")
        assert requisition is not None, "otherwise that was refused"
        assert person is not None, "otherwise that was refused"
        try:
            made = receive(
                requisition,
                person,
                by=by,
                applied_at=applied_at,
                external_id=external_id,
                source_system=source_system,
                now=now,
            )
        except ValidationError:
            application = same.first()  # sent a second time in the very same moment, and received by that request
            if application is None:
                raise
        else:
            return made, True
    access.require(by, "hiring.add_application")
    candidates.refuse_own(application.candidate, by=by)
    if requisition is not None and application.requisition_id != requisition.pk:
        raise _taken("requisition", f"This application is here already, for “{application.requisition}”.")
    if isinstance(person, Person):
        with _fields_of_candidate():
            named = replace(person, source_system=person.source_system or source_system)
            _bring_up_to_date(application.candidate, named, by=by, now=now)
    elif person is not None and person.pk != application.candidate_id:
        raise _taken("candidate", "This application is here already, of another candidate.")
    return application, False


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
    return _changed(candidate, person, by=by, now=now)


def _bring_up_to_date(candidate: Candidate, person: Person, *, by: User | None, now: datetime) -> None:
    """Write what is sent of an application's candidate. A person without an external id is whoever it is there."""
    if person.external_id:
        known = candidates.known(person.external_id, person.source_system).first()
        if known != candidate and (known is not None or candidate.external_id):
            raise _taken("external_id", "This application is here already, of another candidate.")
    _changed(candidate, person, by=by, now=now)


def _changed(candidate: Candidate, person: Person, *, by: User | None, now: datetime) -> Candidate:
    candidates.refuse_erased(candidate)
    given = {**asdict(replace(person, channel=None)), "channel": person.channel}
    if person.time_zone == Person.time_zone:
        del given["time_zone"]  # the default says nothing about where somebody lives
    changes = {name: value for name, value in given.items() if value and value != getattr(candidate, name)}
    return candidates.change(candidate, changes, by=by, now=now) if changes else candidate


@contextmanager
def _fields_of_candidate() -> Iterator[None]:
    """Puts `candidate.` before the fields of what is refused; `candidate` is what has no field of its own."""
    try:
        yield
    except ValidationError as refusal:
        if not hasattr(refusal, "error_dict"):  # the candidate as a whole
            raise ValidationError({"candidate": refusal.error_list}) from refusal
        named = {f"candidate.{field}": errors for field, errors in refusal.error_dict.items()}
        raise ValidationError(named) from refusal


def _taken(field: str, message: str) -> ValidationError:
    return history.refusal(field, message, code="external_id_taken")
