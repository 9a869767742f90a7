"""When an offer has run out without an answer."""

import logging
from datetime import datetime

from django.db import transaction

from hiring import deadlines, history, offerable
from hiring.models import Application, Deadline, Offer, Reminder

log = logging.getLogger(__name__)

State = Offer.State
ON_ITS_WAY = (Reminder.State.PENDING, Reminder.State.QUEUED)


def expire_due(*, now: datetime) -> int:
    """Mark the offers whose time for an answer is over as expired; returns how many there were. Called at each look.

    The deadline of the answer ends at a later look, once everybody has been told that the offer has run out: ended at
    once, it would take that last reminder with it.
    """
    late = Deadline.objects.filter(kind=Deadline.Kind.OFFER_ANSWER, state=Deadline.State.OPEN, due_at__lte=now)
    expired = 0
    for deadline in late.select_related("application").order_by("pk"):
        try:
            expired += _settle(deadline.application, now=now)
        except Exception:  # one broken row keeps no other offer from running out
            log.exception("the offer of application %s did not expire", deadline.application_id)
    return expired


@transaction.atomic
def _settle(application: Application, *, now: datetime) -> bool:
    """Whether an offer expired just now."""
    application = history.locked(application)
    offer = application.offers.filter(state=State.EXTENDED).first()
    if offer is None:
        _end_answer(application, now=now)
    elif offer.has_expired(now):
        offer.state = State.EXPIRED
        offerable.saved(offer, now=now)
        history.write(application, "expire_offer", by=None, now=now, data={"version": offer.version})
        return True
    return False


def _end_answer(application: Application, *, now: datetime) -> None:
    kind = Deadline.Kind.OFFER_ANSWER
    telling = Reminder.objects.filter(deadline__application=application, deadline__kind=kind, state__in=ON_ITS_WAY)
    if not telling.exists():
        deadlines.cancel(application, kind, at=now, by=None, why="the offer has run out")
