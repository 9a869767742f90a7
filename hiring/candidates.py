"""What is kept of a candidate, for whose eyes."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
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
    """Enter a candidate. Refuses with `external_id_taken` and what the model refuses (a wrong e-mail, time zone)."""
    access.require(by, "hiring.add_candidate")
    now = now or clock.database_now()
    taken = history.refusal(
        "external_id",
        f"{person.source_system or 'This source'} has sent {person.external_id} before.",
        code="external_id_taken",
    )
    if known(person.external_id, person.source_system).exists():
        raise taken
    candidate = Candidate(**_values(person), created_at=now)
    candidate.full_clean(validate_unique=False, validate_constraints=False)
    with uniqueness.refused(taken, by_constraint=UNIQUE):
        candidate.save()
    return candidate


@transaction.atomic
def change(candidate: Candidate, changes: dict[str, Any], *, by: User | None) -> Candidate:
    """Write new values over some of the fields of `Person`. Refuses as `enter` does. Nobody changes their own file."""
    access.require(by, "hiring.change_candidate")
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if by is not None and candidate.employee_id == by.pk:
        raise PermissionDenied("Nobody works on their own candidacy.")
    for name, value in changes.items():
        setattr(candidate, name, value)
    taken = history.refusal(
        "external_id", f"Another candidate is {candidate.external_id} already.", code="external_id_taken"
    )
    if known(candidate.external_id, candidate.source_system).exclude(pk=candidate.pk).exists():
        raise taken
    candidate.full_clean(validate_unique=False, validate_constraints=False)
    with uniqueness.refused(taken, by_constraint=UNIQUE):
        candidate.save()
    return candidate


def known(external_id: str, source_system: str) -> QuerySet[Candidate]:
    """The candidate whom that system knows by that id, at most one; nobody for an empty id."""
    if not external_id:
        return Candidate.objects.none()
    return Candidate.objects.filter(external_id=external_id, source_system=source_system)


def _values(person: Person) -> dict[str, Any]:
    return {field.name: getattr(person, field.name) for field in fields(person)}
