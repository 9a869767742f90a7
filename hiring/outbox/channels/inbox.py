"""The inbox channel: a message appears in the product itself."""

from hiring import clock
from hiring.models import InboxItem, Message
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result

NAME = "inbox"
KEYED = True
"""One item for each message, however often it is delivered."""
LOUD = False
REACHES = False
"""It waits for somebody who looks."""


def available() -> bool:
    """Always."""
    return True


def send(message: Message, letter: Letter) -> Outcome:
    """Put the message into its recipient's inbox. What it says is rendered when it is read."""
    if message.recipient_id is None:
        return Outcome(Result.REFUSED, "an inbox belongs to a person")
    item, _made = InboxItem.objects.get_or_create(
        message=message,
        defaults={"recipient_id": message.recipient_id, "at": letter.at or clock.database_now()},
    )
    return Outcome(Result.ACCEPTED, provider_message_id=f"inbox:{item.pk}")
