"""What of the traffic with an ATS waits for people."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hiring.models import User
from interviews.ats.inbound.processing import TROUBLED
from interviews.models import AssessmentOrder, AssessmentReport, AtsConnection, InboundEvent

MOST = 5
"""Rows of each kind that the page of a connection shows."""
State = InboundEvent.State
KINDS = {
    "for_mapping": Q(state=State.WAITING, waits_for=None),
    "for_opening": Q(state=State.WAITING, waits_for__isnull=False),
    "failed": Q(state=State.FAILED),
    "complaints": Q(state=State.COMPLAINT),
}
REMEMBERED = timedelta(days=14)
"""How long a report that was given up is told of on the first page of the day."""


class Waiting(NamedTuple):
    """Numbers of events that somebody has to do something about."""

    for_mapping: int = 0
    for_opening: int = 0
    failed: int = 0
    complaints: int = 0

    @property
    def total(self) -> int:
        return sum(self)


class Lately(NamedTuple):
    """What came from, and went to, one account at a vendor: the last of it, what waits the longest."""

    troubled: list[InboundEvent]
    troubled_later: int
    events: list[InboundEvent]
    orders: list[AssessmentOrder]
    undelivered: list[AssessmentReport]


def events(reader: User) -> Waiting:
    """How many events wait for this reader, in one query; none for those who cannot do anything about them."""
    if not reader.has_perm("interviews.change_inboundevent"):
        return Waiting()
    rows = _not_about(reader, InboundEvent.objects.filter(TROUBLED)).order_by()
    return Waiting(**rows.aggregate(**{kind: Count("pk", filter=condition) for kind, condition in KINDS.items()}))


def reports(reader: User, *, now: datetime) -> int:
    """How many orders an ATS was not told of within the last days, in one query."""
    if not reader.has_perm("interviews.change_assessmentorder"):
        return 0
    return undelivered().filter(created_at__gt=now - REMEMBERED).order_by().count()


def undelivered() -> QuerySet[AssessmentReport]:
    """Reports that were given up and that no later one of the same order took the place of."""
    later = AssessmentReport.objects.filter(order=OuterRef("order"), pk__gt=OuterRef("pk"))
    return AssessmentReport.objects.filter(~Exists(later), state=AssessmentReport.State.DEAD)


def lately(connection: AtsConnection, *, reader: User) -> Lately:
    """What one connection's page tells of, in a fixed number of queries. Nothing about the reader's own candidacy."""
    received = _not_about(reader, connection.events.defer("body", "headers"))
    troubled = received.filter(TROUBLED).order_by("received_at", "pk")
    ordered = connection.orders.exclude(application__candidate__employee=reader)
    given_up = undelivered().filter(order__in=ordered.order_by().values("pk"))
    people = ("application__candidate", "application__requisition")
    return Lately(
        troubled=list(troubled.select_related(*people)[:MOST]),
        troubled_later=max(troubled.count() - MOST, 0),
        events=list(received.exclude(TROUBLED).select_related(*people)[:MOST]),
        orders=list(ordered.select_related("package", *people)[:MOST]),
        undelivered=list(given_up.select_related("order__package", "order__application__candidate")[:MOST]),
    )


def _not_about(reader: User, rows: QuerySet[InboundEvent]) -> QuerySet[InboundEvent]:
    return rows.exclude(application__candidate__employee=reader)
