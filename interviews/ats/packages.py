"""What an ATS may order."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from hiring import access, history
from hiring.models import Requisition, User
from hiring.stages import Round
from interviews.models import AssessmentPackage, AtsConnection

ROUNDS: dict[str, tuple[Round, ...]] = {
    AssessmentPackage.Kind.TAKE_HOME.value: (Round.TAKE_HOME,),
    AssessmentPackage.Kind.LIVE_DEBUGGING.value: (Round.LIVE_DEBUGGING,),
    AssessmentPackage.Kind.FULL_PROCESS.value: tuple(Round),
}
"""The rounds that a package is about: its order is complete when each of them has its result."""
FIELDS = ("name", "description", "requisition", "tells_candidate", "is_active")


def offered(connection: AtsConnection) -> QuerySet[AssessmentPackage]:
    """What that ATS may order now: its list. A package whose requisition is not open waits for that, unlisted."""
    return orderable(connection).filter(requisition__status=Requisition.Status.OPEN)


def orderable(connection: AtsConnection) -> QuerySet[AssessmentPackage]:
    """What that ATS may name: besides what is offered, packages whose requisition is not open.

    A new order of one of those is refused with the reason; one that was taken up before is answered as ever.
    """
    return connection.packages.filter(is_active=True).select_related("requisition").order_by("key")


def waits(package: AssessmentPackage) -> str:
    """Why the ATS does not list a package; empty where it does."""
    if not package.is_active:
        return "It is switched off."
    match package.requisition.status:
        case Requisition.Status.DRAFT:
            return f"“{package.requisition}” is not open yet: it is listed, and can be ordered, once it is."
        case Requisition.Status.CLOSED:
            return f"“{package.requisition}” is closed: nobody can be ordered for it until it is opened again."
    return ""


@transaction.atomic
def offer(
    connection: AtsConnection,
    *,
    key: str,
    kind: str,
    given: dict[str, Any],
    by: User | None,
    now: datetime | None = None,
) -> AssessmentPackage:
    """Let an ATS order something more; `given` holds values of `FIELDS`. Refuses with `key_taken` and as the model."""
    access.require(by, "interviews.add_assessmentpackage")
    if connection.packages.filter(key=key).exists():
        raise history.refusal("key", f"{connection} has a package “{key}” already.", code="key_taken")
    package = AssessmentPackage(connection=connection, key=key, kind=kind)
    _describe(package, given)
    return package


@transaction.atomic
def change(
    package: AssessmentPackage, given: dict[str, Any], *, by: User | None, now: datetime | None = None
) -> AssessmentPackage:
    """Give a package other values of `FIELDS`. Its key, its kind and what was ordered stay. Refuses as the model."""
    access.require(by, "interviews.change_assessmentpackage")
    package = AssessmentPackage.objects.select_for_update(of=("self",)).get(pk=package.pk)
    _describe(package, given)
    return package


def _describe(package: AssessmentPackage, given: dict[str, Any]) -> None:
    for name in FIELDS:
        if name in given:
            setattr(package, name, given[name])
    if package.requisition_id is None:
        raise ValidationError({"requisition": ValidationError("Choose a requisition.", code="required")})
    package.full_clean()
    package.save()
