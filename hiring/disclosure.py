"""How much of an application's history a reader is told."""

from typing import Any, NamedTuple

from hiring.models import ApplicationEvent

OF_PAY = frozenset({"make_offer", "accept", "decline", "rescind"})
"""Verbs whose reasons may name an amount."""
OF_SCORECARDS = frozenset({"waive_flag", "unlock_scorecard", "decline_scorecard"})
"""Verbs whose reasons speak of what a scorecard says: whoever may read the card finds them there."""
TOLD = frozenset(
    {"round", "verdict", "passed", "outcome", "review_at", "paused_seconds", "interview", "starts_at", "ends_at"}
)
"""What is told of an event's data. A flag, and whatever a verb comes to write tomorrow, is not."""


class Told(NamedTuple):
    """What a reader learns of one event."""

    reason: str
    data: dict[str, Any]


def told(event: ApplicationEvent, *, sees_pay: bool) -> Told:
    """The reason and the data of an event, without what belongs to pay or to scorecards that may be hidden."""
    hidden = event.verb in OF_SCORECARDS or (event.verb in OF_PAY and not sees_pay)
    data = {name: value for name, value in event.data.items() if name in TOLD}
    return Told("" if hidden else event.reason, data)
