"""When an event of an ATS is left as it is, by whose word."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock, history
from hiring.models import User
from interviews.ats.inbound import processing
from interviews.models import InboundEvent

State = InboundEvent.State
OUTCOME_LENGTH = 300


@transaction.atomic
def set_aside(event: InboundEvent, *, reason: str, by: User | None, now: datetime | None = None) -> InboundEvent:
    """Say that nothing is to be done (any more) about a complaint, or an event that failed or waits.

    An event can still be processed again.

    Refuses with `reason_required`, `too_long`, `not_in_trouble`.
    """
    access.require(by, "interviews.change_inboundevent")
    reason = history.reason_given(reason, at_most=200)
    event = InboundEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if event.state not in processing.IN_TROUBLE:
        said = f"This event is “{str(event.get_state_display()).lower()}”: nothing waits for anybody."
        raise ValidationError(said, code="not_in_trouble")
    event.state, event.processed_at = State.IGNORED, now or clock.database_now()
    event.outcome = f"Set aside by {by or 'the product itself'}: {reason}"[:OUTCOME_LENGTH]
    event.save(update_fields=["state", "processed_at", "outcome"])
    return event
