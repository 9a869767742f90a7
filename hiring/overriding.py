"""What a person may do with one reminder that waits, against its ladder."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, calendars, clock, history, parcels, receiving
from hiring.models import Application, Deadline, Reminder, User
from hiring.outbox import owed

PERMISSION = "hiring.change_reminder"


@transaction.atomic
def send_now(reminder: Reminder, *, by: User | None, now: datetime | None = None) -> Reminder:
    """Put a reminder on its way at once, whatever quiet hours, “I am on it” or the limit of an hour say.

    Refuses with `not_pending`, `not_open`, `nobody_to_remind`.
    """
    access.require(by, PERMISSION)
    now = now or clock.database_now()
    application, reminder = _pending(reminder)
    if reminder.deadline.state != Deadline.State.OPEN:
        raise ValidationError("Its deadline is not open: there is nothing to remind of.", code="not_open")
    person = receiving.recipient(reminder, book=calendars.read(), at=now)
    if person is None:
        raise ValidationError("Nobody is there who may be reminded.", code="nobody_to_remind")
    address = (person.pk, reminder.channel)
    messages = parcels.pack({address: [reminder]}, parcels.waiting([person.pk]), now=now)
    reminder.state, reminder.recipient, reminder.message_id = Reminder.State.QUEUED, person, messages[address]
    reminder.due_at, reminder.why = now, owed.BY_HAND
    reminder.save()
    history.write(application, "send_reminder_now", by=by, now=now, data=_about(reminder))
    return reminder


@transaction.atomic
def suppress(reminder: Reminder, *, reason: str, by: User | None, now: datetime | None = None) -> Reminder:
    """Take one reminder off its ladder, with a reason. Refuses with `not_pending`, `reason_required`, `too_long`."""
    access.require(by, PERMISSION)
    now = now or clock.database_now()
    application, reminder = _pending(reminder)
    reminder.why = history.reason_given(reason)
    reminder.state = Reminder.State.SUPPRESSED
    reminder.save(update_fields=["state", "why"])
    history.write(application, "suppress_reminder", by=by, now=now, reason=reminder.why, data=_about(reminder))
    return reminder


def _pending(reminder: Reminder) -> tuple[Application, Reminder]:
    """The rows as they are now, locked in the order of every verb: the application first."""
    application = history.locked(reminder.deadline.application)
    reminder = (
        Reminder.objects.select_for_update(of=("self",))
        .select_related("deadline__owner", "deadline__application__candidate")
        .select_related("deadline__application__requisition__coordinator")
        .select_related("deadline__application__requisition__hiring_manager")
        .get(pk=reminder.pk)
    )
    if reminder.state != Reminder.State.PENDING:
        raise ValidationError(
            f"This reminder is “{reminder.get_state_display().lower()}”: only one that waits can be changed.",
            code="not_pending",
        )
    return application, reminder


def _about(reminder: Reminder) -> dict[str, object]:
    about = {"reminder": reminder.pk, "rung": reminder.rung, "role": reminder.role, "channel": reminder.channel}
    return {**about, "kind": reminder.deadline.kind, "subject": reminder.deadline.subject}
