"""What becomes of the reminders that a message carried."""

from datetime import datetime

from hiring import reminders
from hiring.models import Deadline, Message, Reminder
from hiring.outbox.channels import CHANNELS


def follow(message: Message, *, now: datetime) -> None:
    """Bring the reminders of a message to the state that its own state means for them.

    Where a channel that reaches people gave up, the next rung of each ladder comes at once.
    """
    carried = Reminder.objects.filter(message=message, state=Reminder.State.QUEUED)
    match message.state:
        case Message.State.SENT:
            carried.update(state=Reminder.State.SENT, sent_at=now)
        case Message.State.AMBIGUOUS:
            carried.update(state=Reminder.State.SENT, sent_at=now, why="perhaps: nobody knows whether it arrived")
        case Message.State.DROPPED:
            carried.update(state=Reminder.State.CANCELLED, why=message.last_error[:200])
        case Message.State.DEAD:
            channel = CHANNELS.get(message.channel)
            unheard: list[Deadline] = []
            if channel is None or channel.REACHES:
                unheard = list(Deadline.objects.filter(pk__in=carried.values("deadline"), state=Deadline.State.OPEN))
            carried.update(state=Reminder.State.DEAD, why=message.last_error[:200])
            reminders.pull_forward(unheard, now=now)
