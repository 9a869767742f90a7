"""When somebody's “I am on it” silences the reminders of a deadline."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock, history
from hiring.models import Acknowledgement, Deadline, User

LONGEST = timedelta(days=7)
WHEN_LATE = timedelta(hours=24)
"""For how long, when the deadline has passed already."""


@transaction.atomic
def acknowledge(
    deadline: Deadline, *, by: User, until: datetime | None = None, now: datetime | None = None
) -> Acknowledgement:
    """Say that somebody is on it: until then nobody is reminded of the deadline, but by the last rung of its ladder.

    Without `until`: until the deadline, seven days at most; for 24 hours when it is late. Its owner may say it, or who
    may move the application. Refuses with `not_open`, `until_in_the_past`, `too_far`.
    """
    now = now or clock.database_now()
    application = history.locked(deadline.application)
    deadline = Deadline.objects.get(pk=deadline.pk)
    if deadline.owner_id != by.pk:
        access.require(by, "hiring.move_application")
    if deadline.state != Deadline.State.OPEN:
        raise ValidationError(
            f"“{deadline.get_kind_display()}” is {deadline.get_state_display().lower()}: nobody is reminded of it.",
            code="not_open",
        )
    until = until or _usual(deadline, now)
    if until <= now:
        raise history.refusal("until", "This time has passed.", code="until_in_the_past")
    if until > now + LONGEST:
        raise history.refusal("until", f"No longer than {LONGEST.days} days at a time.", code="too_far")
    made = Acknowledgement.objects.create(deadline=deadline, user=by, at=now, until=until)
    about = {"kind": deadline.kind, "subject": deadline.subject, "until": until.isoformat()}
    history.write(application, "acknowledge", by=by, now=now, data=about)
    return made


def is_offered(deadline: Deadline, *, to: User) -> bool:
    """Whether somebody may say of a deadline that they are on it."""
    is_theirs = deadline.owner_id == to.pk or to.has_perm("hiring.move_application")
    return deadline.state == Deadline.State.OPEN and is_theirs


def _usual(deadline: Deadline, now: datetime) -> datetime:
    return min(deadline.due_at, now + LONGEST) if deadline.due_at > now else now + WHEN_LATE
