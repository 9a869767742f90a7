"""What is written down of a verb, under which lock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from hiring import clock
from hiring.models import Application, ApplicationEvent, User
from hiring.stages import Stage

REASON_LENGTH = 300


def locked(application: Application) -> Application:
    """The row as it is now, locked until the transaction ends. What the caller holds is only a pointer."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("candidate", "policy", "requisition__hiring_manager", "requisition__coordinator")
        .get(pk=application.pk)
    )


def locked_open(application: Application) -> Application:
    """The locked row, refused with code `closed_stage` when the application is closed."""
    application = locked(application)
    refuse_closed(application)
    return application


def locked_running(application: Application, *, believed: datetime | None = None) -> Application:
    """The locked row, refused when it is closed (`closed_stage`) or paused (`paused`).

    With `believed`, the `updated_at` that the caller saw, it is refused when it has changed since.
    """
    application = locked(application)
    refuse_changed(application.updated_at, believed)
    refuse_closed(application)
    refuse_paused(application)
    return application


def refuse_closed(application: Application) -> None:
    """Refuse with `closed_stage` when a locked application is closed."""
    if application.is_closed:
        raise ValidationError(
            f"{application.candidate} is {application.get_stage_display().lower()}: a closed application cannot move.",
            code="closed_stage",
        )


def refuse_paused(application: Application) -> None:
    """Refuse with `paused` when a locked application is paused."""
    if application.paused_at is not None:
        raise ValidationError(
            f"{application.candidate} is paused ({application.pause_reason}): resume the application first.",
            code="paused",
        )


def refuse_changed(updated_at: datetime, believed: datetime | None) -> None:
    """Refuse with `changed_meanwhile` when a locked row is not as the caller saw it. None: the caller does not mind."""
    if believed is not None and believed != updated_at:
        raise ValidationError(
            f"It was changed meanwhile, on {clock.told(updated_at)}: look at it again, then repeat.",
            code="changed_meanwhile",
        )


def refuse_open_rotation(until: datetime | None, *, what: str, now: datetime) -> None:
    """Refuse with `rotation_open` while what came before still holds: one more would cut off whoever goes by it."""
    if until is not None and until > now:
        message = f"The {what} before holds until {clock.told(until)}: another one can be made then."
        raise ValidationError(message, code="rotation_open")


def refuse_missing(values: Mapping[str, object], *, what: str) -> None:
    """Refuse with `required`, under their names, the values that are empty or not there."""
    missing = [name for name, value in values.items() if not (value.strip() if isinstance(value, str) else value)]
    if missing:
        raise ValidationError({name: ValidationError(f"{what} needs it.", code="required") for name in missing})


def reason_given(reason: str, *, at_most: int = REASON_LENGTH, code: str = "reason_required") -> str:
    """The reason without white space around it. Refuses with `reason_required` when nothing is left, `too_long`."""
    reason = fitting(reason, "reason", at_most=at_most)
    if not reason:
        raise refusal("reason", "Give a reason.", code=code)
    return reason


def fitting(text: str, field: str, *, at_most: int) -> str:
    """A text without white space around it, refused with `too_long` when its column could not hold it."""
    text = text.strip()
    if len(text) > at_most:
        raise refusal(field, f"Say it in {at_most} characters; these are {len(text)}.", code="too_long")
    return text


def refusal(field: str, message: str, *, code: str) -> ValidationError:
    """A refusal that belongs to one field of what the caller gave."""
    return ValidationError({field: ValidationError(message, code=code)})


def write(
    application: Application,
    verb: str,
    *,
    by: User | None,
    now: datetime,
    from_stage: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> ApplicationEvent:
    """Save the application with the line of history that says what changed it."""
    application.updated_at = now
    application.save()
    return ApplicationEvent.objects.create(
        application=application,
        verb=verb,
        from_stage=from_stage,
        to_stage=application.stage,
        by=by,
        at=now,
        reason=reason,
        data=data or {},
    )


def enter(application: Application, stage: Stage, *, now: datetime, reason: str = "") -> str:
    """Set the stage with the columns that belong to it; returns the stage that was left. The caller saves."""
    left = application.stage
    application.stage, application.stage_since = stage, now
    if application.is_closed:
        application.closed_at, application.close_reason = now, reason
    return left
