"""When a message that did not get through is tried again, or one that did is sent once more."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock
from hiring.models import Message, Reminder, User
from hiring.outbox import resting, schedules

STUCK = (Message.State.DEAD, Message.State.AMBIGUOUS)
CARRIED = (Reminder.State.DEAD, Reminder.State.SENT)


@transaction.atomic
def retry(message: Message, *, by: User | None, now: datetime | None = None) -> Message:
    """Put a message that was given up, or perhaps sent, back on its way under its old key.

    What has ended meanwhile is left out when the message is sent. It is nobody's task any more until it ends again.
    Refuses with `not_stuck`, `endpoint_disabled`.
    """
    message, now = _locked(message, by=by), now or clock.database_now()
    if message.state not in STUCK:
        raise ValidationError(
            f"This message is “{message.get_state_display().lower()}”: only one that was given up, or perhaps sent, "
            "is tried again.",
            code="not_stuck",
        )
    _refuse_disabled(message)
    message = _put_back(message, maybe_there=message.state == Message.State.AMBIGUOUS, now=now)
    carried = Reminder.objects.filter(message=message, state__in=CARRIED)
    carried.update(state=Reminder.State.QUEUED, sent_at=None, why="")
    return message


@transaction.atomic
def replay(message: Message, *, by: User | None, now: datetime | None = None) -> Message:
    """Send a message to another system once more, whatever became of it: the same body, byte for byte, under its id.

    Who has it already drops it by that id; who lost it has it again. Refuses with `not_a_webhook`, `on_its_way`,
    `endpoint_disabled`.
    """
    message, now = _locked(message, by=by), now or clock.database_now()
    if message.endpoint is None:
        raise ValidationError("This message is for a person: only webhooks are sent again.", code="not_a_webhook")
    if message.state == Message.State.READY:
        raise ValidationError("This message is on its way already.", code="on_its_way")
    _refuse_disabled(message)
    maybe_there = message.state in (Message.State.SENT, Message.State.AMBIGUOUS)
    return _put_back(message, maybe_there=maybe_there, now=now)


def _locked(message: Message, *, by: User | None) -> Message:
    tends_it = message.endpoint_id is not None and by is not None and by.has_perm("hiring.change_webhookendpoint")
    if not tends_it:  # whoever looks after an endpoint also looks after what it is told
        access.require(by, "hiring.change_message")
    locked = Message.objects.select_for_update(of=("self",)).select_related("recipient", "endpoint", "candidate")
    return locked.get(pk=message.pk)


def _refuse_disabled(message: Message) -> None:
    if message.endpoint is not None and not message.endpoint.is_active:
        raise ValidationError(f"{message.endpoint} is disabled: enable it first.", code="endpoint_disabled")


def _put_back(message: Message, *, maybe_there: bool, now: datetime) -> Message:
    if maybe_there or message.overtaken:
        message.repeats += 1  # what goes out now may be there already
    if message.endpoint is not None:
        resting.wake(message.endpoint)
    message.state, message.next_at = Message.State.READY, now
    message.give_up_at = now + schedules.lasting(message.channel)
    message.overtaken = 0  # a new count of workers that vanish: the old one may be why it was given up
    message.settled_at, message.settled_by, message.settled_reason = None, None, ""
    message.save()
    return message
