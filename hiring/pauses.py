"""What a pause does: it moves the planned dates, while the promise runs on."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock, deadlines, history, sla
from hiring.models import Application, User
from hiring.outbox import announcing


@transaction.atomic
def pause(
    application: Application,
    *,
    reason: str,
    by: User | None,
    review_at: datetime | None = None,
    now: datetime | None = None,
) -> Application:
    """Pause the planned dates until a review date, three days from now unless another is given.

    Refuses with `closed_stage`, `paused`, `clock_not_started`, `reason_required`, `too_long`, `review_in_the_past`.
    """
    access.require(by, "hiring.move_application")
    now = now or clock.database_now()
    application = history.locked_running(application)
    reason = history.reason_given(reason)
    if application.clock_started_at is None:
        raise ValidationError("The clock has not started: there is nothing to pause.", code="clock_not_started")
    review_at = review_at or now + timedelta(days=application.policy.as_policy().pause_review_days)
    if review_at <= now:
        raise history.refusal("review_at", "The review of a pause must lie in the future.", code="review_in_the_past")
    application.paused_at, application.pause_reason, application.pause_review_at = now, reason, review_at
    deadlines.hold(application, at=now, by=by, review_at=review_at, reason=reason)
    data = {"review_at": review_at.isoformat()}
    line = history.write(application, "pause", by=by, now=now, reason=reason, data=data)
    announcing.tell(line, {"application.paused": {"review_at": review_at}})
    return application


@transaction.atomic
def resume(application: Application, *, by: User | None, now: datetime | None = None) -> Application:
    """End a pause: planned dates move by its length. Refuses with `closed_stage`, `not_paused`."""
    access.require(by, "hiring.move_application")
    now = now or clock.database_now()
    application = history.locked_open(application)
    if application.paused_at is None:
        raise ValidationError(f"{application.candidate} is not paused.", code="not_paused")
    paused_for = end(application, now=now)
    deadlines.release(application, at=now, paused_for=paused_for, by=by)
    seconds = paused_for.total_seconds()
    line = history.write(application, "resume", by=by, now=now, data={"paused_seconds": seconds})
    announcing.tell(line, {"application.resumed": {"paused_seconds": int(seconds)}})
    return application


def end(application: Application, *, now: datetime) -> timedelta:
    """Count the pause that a locked application is in, if any; returns its length, whole seconds. The caller saves."""
    if application.paused_at is None:
        return timedelta()
    seconds = sla.paused_seconds(application.paused_at, now)
    application.paused_seconds += seconds
    application.paused_at, application.pause_reason, application.pause_review_at = None, "", None
    return timedelta(seconds=seconds)
