"""What becomes of a candidate whom an ATS changed, merged or deleted."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from hiring import candidates, erasing, merging
from hiring.candidates import Person
from hiring.models import Application, Candidate, User
from interviews.ats import connections
from interviews.ats.inbound import subjects
from interviews.ats.inbound.applied import UNKNOWN_PERSON, Applied, done, erased, nothing
from interviews.ats.inbound.changes import PeopleMerged, PersonBlanked, PersonErased, PersonIs, Who
from interviews.models import AtsConnection, InboundEvent

FIELDS = ("name", "email", "phone", "location", "profile_url")
ERASES = "hiring.erase_candidate"


class Found(NamedTuple):
    """Whom an id stands for: the id by which the ATS knows them now, and the candidate here, if there is one."""

    ref: str
    candidate: Candidate | None
    is_erased: bool


def find(connection: AtsConnection, ref: str) -> Found:
    """Look a person up by any id that they had, through merges that were told but perhaps not carried out."""
    now_ref, source = subjects.now_known_as(connection, ref), connections.source_system(connection)
    candidate = candidates.known(now_ref, source).first() or candidates.known(ref, source).first()
    gone = subjects.is_erased(connection, ref, now_ref) or (candidate is not None and candidate.erased_at is not None)
    return Found(now_ref, candidate, gone)


def as_person(connection: AtsConnection, who: Who, *, ref: str) -> Person:
    """The same person as `hiring` takes them."""
    return Person(
        **{name: getattr(who, name) for name in FIELDS},
        external_id=ref,
        source_system=connections.source_system(connection),
    )


def update(change: PersonIs, *, connection: AtsConnection, now: datetime) -> Applied:
    """Write what is new over what is there. What the ATS leaves empty stays."""
    _ref, candidate, is_erased = find(connection, change.who.ref)
    if is_erased:
        return erased()
    if candidate is None:
        return nothing(UNKNOWN_PERSON)
    given = {name: getattr(change.who, name) for name in FIELDS}
    changes = {name: value for name, value in given.items() if value and value != getattr(candidate, name)}
    if not changes:
        return nothing("Nothing that is kept here differs.")
    candidates.change(candidate, changes, by=connection.acts_as, now=now)
    return done(f"Changed: {', '.join(sorted(changes))}.")


def blank(change: PersonBlanked, *, connection: AtsConnection, now: datetime) -> Applied:
    """Empty the named columns, with all that was received about the person."""
    received = subjects.about(connection, change.ref)
    if not change.columns:  # what is still to be processed holds nothing that would be kept
        received = received.filter(state__in=(InboundEvent.State.PROCESSED, InboundEvent.State.IGNORED))
    subjects.empty(received)
    _ref, candidate, is_erased = find(connection, change.ref)
    if candidate is None or is_erased:
        return Applied(InboundEvent.State.IGNORED, f"{UNKNOWN_PERSON} What was received is removed.", is_emptied=True)
    without = {"email": erasing.nobodys_address(candidate)}
    values = {column: without.get(column, "") for column in change.columns}
    emptied = {column: value for column, value in values.items() if value != getattr(candidate, column)}
    if emptied:
        candidates.change(candidate, emptied, by=connection.acts_as, now=now)
    said = f"Emptied: {', '.join(sorted(emptied))}." if emptied else "None of it is kept here."
    return Applied(InboundEvent.State.PROCESSED, f"{said} What was received is removed.", is_emptied=True)


def erase(change: PersonErased, *, connection: AtsConnection, now: datetime) -> Applied:
    """Erase the candidate for good, by all ids that they had, with what was received about them.

    Where only an application was deleted, others of the candidate that still run keep them from being erased.
    """
    found = _whom(change, connection)
    if not change.ref:
        kept = Application.objects.filter(candidate__in=found).exclude(external_id__in=change.applications).open()
        if kept.exists():
            return nothing("One application was deleted; another one of the same candidate runs: nobody is erased.")
    reason = f"Deleted or anonymized in {connection.get_vendor_display()}."
    for candidate in found:
        erasing.erase(candidate, by=_acting(connection), reason=reason, now=now)
    for ref in {change.ref, *(candidate.external_id for candidate in found)} - {""}:
        subjects.empty(subjects.about(connection, ref))
    state = InboundEvent.State.PROCESSED if found else InboundEvent.State.IGNORED
    return Applied(state, "Erased." if found else f"{UNKNOWN_PERSON} What was received is removed.", is_emptied=True)


def merge(change: PeopleMerged, *, connection: AtsConnection, now: datetime) -> Applied:
    """Know a candidate by the id that stays; where both are candidates here, as one. Refuses as `merging.merge`."""
    source = connections.source_system(connection)
    old = candidates.known(change.old, source).first()
    new_ref = subjects.now_known_as(connection, change.new)
    if subjects.is_erased(connection, change.old, new_ref):
        return erased()
    if old is None or change.old == new_ref:
        return nothing(f"{UNKNOWN_PERSON} What comes later under either id is about one person.")
    if old.erased_at:
        return erased()
    if into := candidates.known(new_ref, source).first():
        reason = f"Merged in {connection.get_vendor_display()}."
        merging.merge(old, into=into, reason=reason, by=_acting(connection), now=now)
        return done(f"Both were candidates here: one from now on, known as “{new_ref}”.")
    candidates.change(old, {"external_id": new_ref}, by=connection.acts_as, now=now)
    return done(f"Known as “{new_ref}” from now on.")


def _whom(change: PersonErased, connection: AtsConnection) -> list[Candidate]:
    source = connections.source_system(connection)
    refs = subjects.once_known_as(connection, change.ref) | {subjects.now_known_as(connection, change.ref)}
    people: QuerySet[Candidate] = Candidate.objects.filter(source_system=source, external_id__in=refs - {""})
    if not change.ref:
        people = Candidate.objects.filter(
            applications__source_system=source, applications__external_id__in=change.applications
        )
    return list(people.distinct().order_by("pk"))


def _acting(connection: AtsConnection) -> User | None:
    """The service account where it may erase; else the product itself: the ATS said so by its signature."""
    return connection.acts_as if connection.acts_as.has_perm(ERASES) else None
