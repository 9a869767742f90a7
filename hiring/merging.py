"""What becomes of two records that turn out to be one person."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, candidates, clock, erasing, history
from hiring.models import Application, Candidate, User


@transaction.atomic
def merge(gone: Candidate, *, into: Candidate, reason: str, by: User | None, now: datetime | None = None) -> Candidate:
    """Give the applications of one record to the other of the same person; returns that one.

    An application keeps its stage, its clock and its ids; what was said to the person goes with it. What is personal of
    the record that gives way is removed, with the id by which another system knew it: other systems hear of it as of
    an erased candidate. Refuses with `same_candidate`, `candidate_erased`, `both_apply` (both run for one requisition:
    one of them has to end first), `reason_required`, `too_long`.
    """
    access.require(by, "hiring.erase_candidate")
    now = now or clock.database_now()
    if gone.pk == into.pk:
        raise ValidationError("This is the same record.", code="same_candidate")
    rows = Candidate.objects.select_for_update(of=("self",)).order_by("pk").in_bulk([gone.pk, into.pk])
    gone, into = rows[gone.pk], rows[into.pk]
    for one in (gone, into):
        candidates.refuse_own(one, by=by)
        candidates.refuse_erased(one)
    running = into.applications.open().values("requisition")
    if both := gone.applications.open().filter(requisition__in=running).select_related("requisition").first():
        raise ValidationError(
            f"Both records have an application for “{both.requisition}” that runs: end one of them first.",
            code="both_apply",
        )
    for application in gone.applications.order_by("pk"):
        _hand_over(application, into, gone=gone, by=by, now=now)
    gone.messages.update(candidate=into)
    _keep_out(gone, into, now=now)
    erasing.erase(gone, by=by, reason=reason, now=now)
    return into


def _hand_over(application: Application, into: Candidate, *, gone: Candidate, by: User | None, now: datetime) -> None:
    application = history.locked(application)
    application.candidate = into
    history.write(application, "merge_candidate", by=by, now=now, data={"candidate_was": gone.pk})


def _keep_out(gone: Candidate, into: Candidate, *, now: datetime) -> None:
    """Whoever of our own people the person is, they see neither record; the id there is of the one who stays."""
    if into.employee_id is None and gone.employee_id is not None:
        into.employee_id, into.updated_at = gone.employee_id, now
        into.save(update_fields=["employee", "updated_at"])
    gone.external_id = gone.source_system = ""
    gone.save(update_fields=["external_id", "source_system"])
