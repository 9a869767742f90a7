"""What is removed of a candidate for good, and what is kept without them."""

from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from hiring import access, candidates, clock, history, idempotency, pipeline
from hiring.models import (
    Application,
    ApplicationEvent,
    ApprovalSeat,
    Candidate,
    CandidateErasure,
    ClockEvent,
    Decision,
    Expectation,
    MailboxMail,
    Message,
    Offer,
    Reminder,
    RoundResult,
    User,
)
from hiring.outbox import announcing

ERASED = "Erased"
"""Stands where a name or free text was. Text that was empty stays empty."""
TEXTS: tuple[tuple[type[Any], str, tuple[str, ...]], ...] = (
    (Application, "", ("close_reason", "pause_reason")),
    (ApplicationEvent, "application", ("reason",)),
    (RoundResult, "application", ("reason",)),
    (Decision, "application", ("reason",)),
    (Offer, "application", ("note", "exception_reason", "answer_reason")),
    (ApprovalSeat, "approval__offer__application", ("note",)),
    (Message, "", ("last_error", "settled_reason")),
)
"""Where people, or the mail server, write freely: the table, the way to the row that has the candidate, its columns."""


class Eraser(Protocol):
    """Removes what another part of the product holds of a candidate, whose name is still there to be looked for."""

    def __call__(self, candidate: Candidate, *, now: datetime) -> object: ...


@transaction.atomic
def erase(candidate: Candidate, *, by: User | None, reason: str, now: datetime | None = None) -> Candidate:
    """Remove for good what is personal: name, contact, profile, whatever people wrote, what the candidate expected.

    Open applications are withdrawn first, which stops their clocks. Kept are stages, times, results, levels, amounts of
    offers, and the id by which the source system knows the candidate: without it, the next thing that system sends
    would enter them anew. Who did it, and why, is kept, so the reason should name nobody. Twice changes nothing.
    Refuses with `reason_required`, `too_long`.
    """
    access.require(by, "hiring.erase_candidate")
    now = now or clock.database_now()
    reason = history.reason_given(reason)
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    candidates.refuse_own(candidate, by=by)
    if candidate.erased_at is not None:
        return candidate
    for application in candidate.applications.open().order_by("pk"):
        pipeline.withdraw(application, by=by, reason=ERASED, now=now)
    for path in settings.ERASERS:
        _eraser(path)(candidate, now=now)
    _erase_texts(candidate)
    _erase_copies(candidate)
    _erase_person(candidate, now=now)
    CandidateErasure.objects.create(candidate=candidate, by=by, at=now, reason=reason)
    for application in candidate.applications.order_by("pk"):
        history.write(history.locked(application), "erase_candidate", by=by, now=now, reason=reason)
    names = {"external_id": candidate.external_id, "source_system": candidate.source_system}
    announcing.announce("candidate.erased", application=None, data={"candidate_id": candidate.pk, **names}, now=now)
    return candidate


def blank(rows: QuerySet[Any], *columns: str) -> None:
    """Put `ERASED` into these columns of text wherever something stands in them."""
    for column in columns:
        rows.exclude(**{column: ""}).update(**{column: ERASED})


def _erase_texts(candidate: Candidate) -> None:
    for model, path, columns in TEXTS:
        blank(model._default_manager.filter(**{f"{path}__candidate".lstrip("_"): candidate}), *columns)
    suppressed = Reminder.objects.filter(state=Reminder.State.SUPPRESSED)
    blank(suppressed.filter(deadline__application__candidate=candidate), "why")
    pauses = ClockEvent.objects.filter(application__candidate=candidate, kind=ClockEvent.Kind.PAUSED)
    for event in pauses:
        event.data = {**event.data, "reason": ERASED}
        event.save(update_fields=["data"])
    Expectation.objects.filter(application__candidate=candidate).delete()


def _erase_copies(candidate: Candidate) -> None:
    """What names the candidate because it was made from their row: answers that are kept for a day, the mailbox."""
    idempotency.forget_about(f'"candidate":{{"id":{candidate.pk},', candidate.email)
    # under its own address also what names the candidate as they were called, and written to, before
    idempotency.forget_about(f'{{"id":{candidate.pk},"external_id":', under="/candidates/")
    named = Q(text__icontains=candidate.name) | Q(html__icontains=candidate.name) | Q(subject__icontains=candidate.name)
    MailboxMail.objects.filter(named | Q(recipients__icontains=f'"{candidate.email}"')).delete()


def nobodys_address(candidate: Candidate) -> str:
    """What stands in the place of an e-mail address that was removed: no mail gets there, and no two are the same."""
    return f"erased-{candidate.pk}@erased.invalid"


def _erase_person(candidate: Candidate, *, now: datetime) -> None:
    candidate.name, candidate.email = ERASED, nobodys_address(candidate)
    candidate.phone = candidate.location = candidate.profile_url = ""
    candidate.time_zone, candidate.employee = "UTC", None
    candidate.erased_at = candidate.updated_at = now
    candidate.save()


@cache
def _eraser(path: str) -> Eraser:
    eraser: Eraser = import_string(path)
    return eraser
