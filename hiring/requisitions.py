"""When a requisition may open: its checklist answered, its scope chosen, its panel fit for the role."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock
from hiring.models import ChecklistPoint, Requisition, User
from hiring.stages import Round


def blockers(requisition: Requisition) -> list[ValidationError]:
    """All that keeps a requisition from opening, each with its code; an empty list when nothing does."""
    found: list[ValidationError] = []
    if requisition.scope is None:
        found.append(
            ValidationError("Choose the role scope: AI infrastructure, MLOps or platform.", code="scope_missing")
        )
    for name in ("level", "region"):
        if getattr(requisition, name) is None:
            found.append(ValidationError(f"Choose the {name}: the band depends on it.", code=f"{name}_missing"))
    answers = {answer.point_id: answer for answer in requisition.checklist_answers.all()}
    for point in ChecklistPoint.objects.filter(retired_at=None):
        answer = answers.get(point.pk)
        if answer is None or not (answer.answer.strip() or (answer.waived and answer.waive_reason.strip())):
            found.append(
                ValidationError(
                    f"Checklist point {point.number}, “{point.title}”, is neither answered nor waived with a reason.",
                    code="checklist_incomplete",
                )
            )
    panel = list(requisition.panel.filter(user__is_active=True).select_related("user"))
    if not any(seat.user.production_gpu_experience for seat in panel):
        found.append(
            ValidationError(
                "The panel needs at least one interviewer with production GPU experience.", code="panel_without_gpu"
            )
        )
    for round in Round:
        if not any(seat.round == round for seat in panel):
            found.append(ValidationError(f"Nobody is on the panel for {round.label}.", code="panel_incomplete"))
    return found


@transaction.atomic
def open_requisition(requisition: Requisition, *, by: User | None, now: datetime | None = None) -> Requisition:
    """Open a draft or closed requisition, or refuse with every blocker at once (see `blockers`; `already_open`)."""
    access.require(by, "hiring.open_requisition")
    now = now or clock.database_now()
    requisition = Requisition.objects.select_for_update(of=("self",)).get(pk=requisition.pk)
    if requisition.status == Requisition.Status.OPEN:
        raise ValidationError(f"“{requisition}” is open already.", code="already_open")
    if found := blockers(requisition):
        raise ValidationError(found)
    requisition.status, requisition.opened_at, requisition.closed_at = Requisition.Status.OPEN, now, None
    requisition.updated_at = now
    requisition.save()
    return requisition


@transaction.atomic
def close_requisition(requisition: Requisition, *, by: User | None, now: datetime | None = None) -> Requisition:
    """Close a requisition: it takes no more applications. Refuses with `applications_open`, `not_open`."""
    access.require(by, "hiring.open_requisition")
    now = now or clock.database_now()
    requisition = Requisition.objects.select_for_update(of=("self",)).get(pk=requisition.pk)
    if requisition.status != Requisition.Status.OPEN:
        raise ValidationError(f"“{requisition}” is not open.", code="not_open")
    if running := requisition.applications.open().count():
        raise ValidationError(
            f"{running} open application(s) still run for “{requisition}”: end them first.", code="applications_open"
        )
    requisition.status, requisition.closed_at = Requisition.Status.CLOSED, now
    requisition.updated_at = now
    requisition.save()
    return requisition
