"""What a requisition says of its position."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock, history, reassigning, uniqueness
from hiring.models import ChecklistAnswer, ChecklistPoint, Panelist, Requisition, User
from hiring.stages import Round

PEOPLE = frozenset({"hiring_manager", "coordinator"})
ALWAYS = frozenset({"title", "headcount"}) | PEOPLE
"""Fields that may change while applications run; the others are settled when the requisition opens."""
FIRST = ("title", "hiring_manager", "coordinator")
"""What has to be known at first."""


class Answer(NamedTuple):
    """An answer to one checklist point, by its slug; or why the point is waived."""

    point: str
    answer: str = ""
    waived: bool = False
    waive_reason: str = ""


class Seat(NamedTuple):
    """Somebody on the panel, for one of the rounds."""

    user: User
    round: Round


@transaction.atomic
def draft(
    values: dict[str, Any], *, by: User | None, panel: Sequence[Seat] = (), now: datetime | None = None
) -> Requisition:
    """Begin a requisition: nothing has to be complete but title, hiring manager and coordinator.

    Refuses with `external_id_taken`, `inactive_interviewer` and what the model refuses.
    """
    access.require(by, "hiring.add_requisition")
    now = now or clock.database_now()
    requisition = Requisition(**values, created_at=now, updated_at=now)
    _save(requisition)
    _seat(requisition, panel)
    return requisition


@transaction.atomic
def change(
    requisition: Requisition,
    changes: dict[str, Any],
    *,
    by: User | None,
    now: datetime | None = None,
    believed: datetime | None = None,
) -> Requisition:
    """Write new values over some fields. Another coordinator or hiring manager takes over what the former one owns.

    Where no value differs, nothing is written. `believed` is the `updated_at` that the caller saw. Refuses with
    `requisition_closed`, `requisition_not_draft`, `changed_meanwhile`, as `draft`.
    """
    access.require(by, "hiring.change_requisition")
    now = now or clock.database_now()
    requisition = _changeable(requisition)
    history.refuse_changed(requisition.updated_at, believed)
    changes = {name: value for name, value in changes.items() if value != getattr(requisition, name)}
    if not changes:
        return requisition
    for name, value in changes.items():
        if name not in ALWAYS and requisition.status != Requisition.Status.DRAFT:
            raise ValidationError(
                {
                    name: ValidationError(
                        f"“{requisition}” is open: only {_listed(ALWAYS)} still change.",
                        code="requisition_not_draft",
                    )
                }
            )
        setattr(requisition, name, value)
    requisition.updated_at = now
    _save(requisition)
    if PEOPLE & changes.keys():
        reassigning.reassign(requisition, by=by, now=now)
    return requisition


@transaction.atomic
def upsert(
    values: dict[str, Any], *, by: User | None, now: datetime | None = None, believed: datetime | None = None
) -> tuple[Requisition, bool]:
    """The requisition that `source_system` knows by `external_id`, drafted or brought up to date; whether it is new.

    What `values` do not name stays as it is, so that only a new one needs title, hiring manager and coordinator
    (`required`); where nothing differs, nothing is written. However many send the same at once, there is one
    requisition. Refuses as `draft` and `change` do.
    """
    now = now or clock.database_now()
    named = {name: values[name] for name in ("source_system", "external_id")}
    same = Requisition.objects.filter(**named).select_for_update(of=("self",))
    requisition = same.first()
    if requisition is None:
        history.refuse_missing({name: values.get(name) for name in FIRST}, what="A requisition that is new")
        try:
            return draft(values, by=by, now=now), True
        except ValidationError:
            requisition = same.first()  # sent a second time in the very same moment, and drafted by that request
            if requisition is None:
                raise
    access.require(by, "hiring.change_requisition")
    history.refuse_changed(requisition.updated_at, believed)
    changes = {name: value for name, value in values.items() if value != getattr(requisition, name)}
    return change(requisition, changes, by=by, now=now) if changes else requisition, False


@transaction.atomic
def seat(
    requisition: Requisition, panel: Sequence[Seat], *, by: User | None, now: datetime | None = None
) -> Requisition:
    """Put this panel in the place of the one before. Refuses with `requisition_closed`, `inactive_interviewer`."""
    access.require(by, "hiring.change_requisition")
    requisition = _changeable(requisition)
    _seat(requisition, panel)
    return _touched(requisition, now)


@transaction.atomic
def answer(
    requisition: Requisition, answers: Sequence[Answer], *, by: User | None, now: datetime | None = None
) -> Requisition:
    """Answer or waive points of the checklist; points that are not named stay as they are.

    Refuses with `requisition_closed`, `unknown_checklist_point`, `reason_required`, each under the point's slug.
    """
    access.require(by, "hiring.change_requisition")
    requisition = _changeable(requisition)
    points = {point.slug: point for point in ChecklistPoint.objects.filter(retired_at=None)}
    wrong: dict[str, ValidationError] = {}
    for given in answers:
        if given.point not in points:
            wrong[given.point] = ValidationError(
                f"There is no point “{given.point}”; the points are {', '.join(points)}.",
                code="unknown_checklist_point",
            )
        elif given.waived and not given.waive_reason.strip():
            wrong[given.point] = ValidationError("Give the reason for waiving it.", code="reason_required")
    if wrong:
        raise ValidationError(wrong)
    for given in answers:
        ChecklistAnswer.objects.update_or_create(
            requisition=requisition,
            point=points[given.point],
            defaults={
                "answer": given.answer.strip(),
                "waived": given.waived,
                "waive_reason": given.waive_reason.strip() if given.waived else "",
            },
        )
    return _touched(requisition, now)


def _touched(requisition: Requisition, now: datetime | None) -> Requisition:
    requisition.updated_at = now or clock.database_now()
    requisition.save(update_fields=["updated_at"])
    return requisition


def _listed(names: Iterable[str]) -> str:
    *first, last = (name.replace("_", " ") for name in sorted(names))
    return f"{', '.join(first)} and {last}"


def _changeable(requisition: Requisition) -> Requisition:
    requisition = Requisition.objects.select_for_update(of=("self",)).get(pk=requisition.pk)
    if requisition.status == Requisition.Status.CLOSED:
        raise ValidationError(f"“{requisition}” is closed.", code="requisition_closed")
    return requisition


def _save(requisition: Requisition) -> None:
    requisition.full_clean(validate_unique=False, validate_constraints=False)
    known = Requisition.objects.filter(
        external_id=requisition.external_id, source_system=requisition.source_system
    ).exclude(pk=requisition.pk)
    taken = history.refusal(
        "external_id",
        f"{requisition.source_system or 'This source'} has sent {requisition.external_id} before.",
        code="external_id_taken",
    )
    if requisition.external_id and known.exists():
        raise taken
    with uniqueness.refused(taken, by_constraint="one_requisition_per_external_id_and_source_system"):
        requisition.save()


def _seat(requisition: Requisition, panel: Sequence[Seat]) -> None:
    for one in panel:
        if not one.user.is_active:
            raise ValidationError({"panel": ValidationError(f"{one.user} has left.", code="inactive_interviewer")})
    requisition.panel.all().delete()
    Panelist.objects.bulk_create(
        Panelist(requisition=requisition, user=one.user, round=one.round) for one in dict.fromkeys(panel)
    )
