"""What is kept of a candidate, for whose eyes."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from hiring import access, clock, history, uniqueness
from hiring.models import Candidate, SourcingChannel, User

UNIQUE = "one_candidate_per_external_id_and_source_system"


@dataclass(frozen=True)
class Person:
    """What an outside system or a form says of a candidate. `external_id` with `source_system` names them for good."""

    name: str
    email: str
    phone: str = ""
    location: str = ""
    time_zone: str = "UTC"
    profile_url: str = ""
    channel: SourcingChannel | None = None
    external_id: str = ""
    source_system: str = ""


def visible_to(user: User) -> QuerySet[Candidate]:
    """All for those who may view candidates; never oneself."""
    seen = Candidate.objects.all() if user.has_perm("hiring.view_candidate") else Candidate.objects.none()
    return seen.exclude(employee_id=user.pk).select_related("channel")


@transaction.atomic
def enter(person: Person, *, by: User | None, now: datetime | None = None) -> Candidate:
    """Enter a candidate.

    Refuses with `required` who has no name or e-mail, `external_id_taken`, `candidate_erased` where that id is of
    somebody who was erased, and what the model refuses (a wrong e-mail, time zone).
    """
    access.require(by, "hiring.add_candidate")
    now = now or clock.database_now()
    taken = history.refusal(
        "external_id",
        f"{person.source_system or 'This source'} has sent {person.external_id} before.",
        code="external_id_taken",
    )
    if same := known(person.external_id, person.source_system).first():
        refuse_erased(same)
        raise taken
    history.refuse_missing({"name": person.name, "email": person.email}, what="A candidate who is new")
    candidate = Candidate(**_values(person), created_at=now, updated_at=now)
    candidate.full_clean(validate_unique=False, validate_constraints=False)
    with uniqueness.refused(taken, by_constraint=UNIQUE):
        candidate.save()
    return candidate


@transaction.atomic
def change(
    candidate: Candidate,
    changes: dict[str, Any],
    *,
    by: User | None,
    now: datetime | None = None,
    believed: datetime | None = None,
) -> Candidate:
    """Write new values over some of the fields of `Person`; where none differs, nothing is written.

    Nobody changes their own file. `believed` is the `updated_at` that the caller saw: another one is refused
    with `changed_meanwhile`. Refuses also with `candidate_erased`, and as `enter` does.
    """
    access.require(by, "hiring.change_candidate")
    now = now or clock.database_now()
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    refuse_own(candidate, by=by)
    history.refuse_changed(candidate.updated_at, believed)
    refuse_erased(candidate)
    changes = {name: value for name, value in changes.items() if value != getattr(candidate, name)}
    if not changes:
        return candidate
    for name, value in changes.items():
        setattr(candidate, name, value)
    candidate.updated_at = now
    taken = history.refusal(
        "external_id", f"Another candidate is {candidate.external_id} already.", code="external_id_taken"
    )
    if known(candidate.external_id, candidate.source_system).exclude(pk=candidate.pk).exists():
        raise taken
    candidate.full_clean(validate_unique=False, validate_constraints=False)
    with uniqueness.refused(taken, by_constraint=UNIQUE):
        candidate.save()
    return candidate


@transaction.atomic
def upsert(
    values: dict[str, Any], *, by: User | None, now: datetime | None = None, believed: datetime | None = None
) -> tuple[Candidate, bool]:
    """The candidate whom `source_system` knows by `external_id`, entered or brought up to date; whether it is new.

    What `values` do not name stays as it is, so that only somebody new needs a name and an e-mail; where nothing
    differs, nothing is written. However many send the same at once, there is one candidate. Refuses as `enter` and
    `change` do.
    """
    now = now or clock.database_now()
    same = known(values["external_id"], values["source_system"]).select_for_update(of=("self",))
    candidate = same.first()
    if candidate is None:
        try:
            return enter(Person(**{"name": "", "email": "", **values}), by=by, now=now), True
        except ValidationError:
            candidate = same.first()  # sent a second time in the very same moment, and entered by that request
            if candidate is None:
                raise
    access.require(by, "hiring.change_candidate")
    return change(candidate, values, by=by, now=now, believed=believed), False


def refuse_own(candidate: Candidate, *, by: User | None) -> None:
    """Refuse with PermissionDenied what somebody wants to do to their own file."""
    if by is not None and candidate.employee_id == by.pk:
        raise PermissionDenied("Nobody works on their own candidacy.")


def refuse_erased(candidate: Candidate, *, field: str = "") -> None:
    """Refuse with `candidate_erased` what would write something personal of somebody who was erased.

    `field` is where the caller names the candidate, if it is not the candidate itself that is written.
    """
    if candidate.erased_at is not None:
        refusal = ValidationError(
            f"This candidate was erased on {candidate.erased_at:%Y-%m-%d}: nothing is kept of them any more.",
            code="candidate_erased",
        )
        raise ValidationError({field: refusal}) if field else refusal


def known(external_id: str, source_system: str) -> QuerySet[Candidate]:
    """The candidate whom that system knows by that id, at most one; nobody for an empty id."""
    if not external_id:
        return Candidate.objects.none()
    return Candidate.objects.filter(external_id=external_id, source_system=source_system)


def _values(person: Person) -> dict[str, Any]:
    return {field.name: getattr(person, field.name) for field in fields(person)}
