"""When a message that did not get through is tried again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock
from hiring.models import Message, Reminder, User
from hiring.outbox import fate

STUCK = (Message.State.DEAD, Message.State.AMBIGUOUS)
CARRIED = (Reminder.State.DEAD, Reminder.State.SENT)


@transaction.atomic
def retry(message: Message, *, by: User | None, now: datetime | None = None) -> Message:
    """Put a message that was given up, or perhaps sent, back on its way under its old key. Refuses with `not_stuck`.

    What has ended meanwhile is left out when the message is sent. It is nobody's task any more until it ends again.
    """
    access.require(by, "hiring.change_message")
    now = now or clock.database_now()
    message = Message.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=message.pk)
    if message.state not in STUCK:
        raise ValidationError(
            f"This message is “{message.get_state_display().lower()}”: only one that was given up, or perhaps sent, "
            "is tried again.",
            code="not_stuck",
        )
    if message.state == Message.State.AMBIGUOUS or message.overtaken:
        message.repeats += 1  # what goes out now may be there already
    message.state, message.next_at, message.give_up_at = Message.State.READY, now, now + fate.GIVE_UP_AFTER
    message.overtaken = 0  # a new count of workers that vanish: the old one may be why it was given up
    message.settled_at, message.settled_by, message.settled_reason = None, None, ""
    message.save()
    carried = Reminder.objects.filter(message=message, state__in=CARRIED)
    carried.update(state=Reminder.State.QUEUED, sent_at=None, why="")
    return message
