"""Which rule carries out what an event says."""

from datetime import datetime

from interviews.ats.inbound import following, people
from interviews.ats.inbound.applied import Applied, nothing
from interviews.ats.inbound.changes import (
    ApplicationGone,
    ApplicationIs,
    Change,
    PeopleMerged,
    PersonBlanked,
    PersonErased,
    PersonIs,
)
from interviews.models import AtsConnection, InboundEvent


def apply(change: Change, *, event: InboundEvent, now: datetime) -> Applied:
    """Carry out a change inside the caller's transaction; the connection's events come one after the other.

    Doing it twice changes nothing the second time. Refuses with ValidationError or PermissionDenied what people have to
    see to.
    """
    connection = (
        AtsConnection.objects.select_for_update(of=("self",)).select_related("acts_as").get(pk=event.connection_id)
    )
    match change:
        case ApplicationIs():
            return following.follow(change, connection=connection, event=event, now=now)
        case ApplicationGone():
            return following.part(change, connection=connection)
        case PersonIs():
            return people.update(change, connection=connection, now=now)
        case PersonErased():
            return people.erase(change, connection=connection, now=now)
        case PersonBlanked():
            return people.blank(change, connection=connection, now=now)
        case PeopleMerged():
            return people.merge(change, connection=connection, now=now)
    return nothing(change.why)
