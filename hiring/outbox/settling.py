"""Which messages wait for somebody to take care of them by other means."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from hiring import access, clock
from hiring.history import reason_given
from hiring.models import Message, User
from hiring.outbox.retrying import STUCK


def unsettled() -> QuerySet[Message]:
    """Messages that were given up, or perhaps sent, of which nobody has taken care yet: the longest waiting first."""
    stuck = Message.objects.filter(state__in=STUCK, settled_at=None)
    return stuck.select_related("recipient", "endpoint", "candidate").order_by("created_at", "pk")


@transaction.atomic
def settle(message: Message, *, reason: str, by: User | None, now: datetime | None = None) -> Message:
    """Say what was done about a message that did not surely arrive, for example a call. It is no task any more.

    Refuses with `reason_required`, `too_long`, `not_stuck`, `already_settled`.
    """
    access.require(by, "hiring.change_message")
    reason = reason_given(reason)
    now = now or clock.database_now()
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state not in STUCK:
        raise ValidationError(
            f"This message is “{message.get_state_display().lower()}”: there is nothing to take care of.",
            code="not_stuck",
        )
    if message.settled_at is not None:
        raise ValidationError(f"Somebody took care of it already: {message.settled_reason}", code="already_settled")
    message.settled_at, message.settled_by, message.settled_reason = now, by, reason
    message.save(update_fields=["settled_at", "settled_by", "settled_reason"])
    return message
