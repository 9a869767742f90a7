"""What becomes of the offers of an application that closes."""

from datetime import datetime

from hiring import approvals, offerable
from hiring.models import Application, Offer, User
from hiring.outbox.catalogue import Value
from hiring.stages import Stage

State = Offer.State
EXTENDED = {Stage.REJECTED: State.RESCINDED, Stage.WITHDRAWN: State.DECLINED}
"""An offer that waits for its answer. One that is accepted has its answer already."""
PREPARED = {Stage.REJECTED: State.RESCINDED, Stage.WITHDRAWN: State.RESCINDED, Stage.HIRED: State.SUPERSEDED}
"""An offer that the candidate was not told of."""


def end(
    application: Application, there: Stage, *, by: User | None, now: datetime, reason: str = ""
) -> dict[str, dict[str, Value]]:
    """End them for a locked application that closes at that stage, with the approvals; the deadlines are ended.

    Returns what other systems are told of it, by event.
    """
    told: dict[str, dict[str, Value]] = {}
    if there in EXTENDED:
        waiting = application.offers.filter(state=State.EXTENDED)
        if EXTENDED[there] == State.DECLINED and (offer := waiting.first()):
            told["offer.declined"] = offerable.named(offer)
        waiting.update(state=EXTENDED[there], answered_at=now, answer_reason=reason, updated_at=now)
    for offer in application.offers.in_preparation():
        offer.application = application
        approvals.void(offer, why=f"the application is {there.label.lower()}", by=by, now=now)
        offer.state, offer.answer_reason = PREPARED[there], reason
        offerable.saved(offer, now=now)
    return told
