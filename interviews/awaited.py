"""Which scorecards are awaited of rounds that are over by the calendar, though nobody has said so yet."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from hiring import deadlines, history
from hiring.models import Deadline
from hiring.stages import CLOSED, Round
from interviews import scheduling
from interviews.models import Interview, Scorecard

KNOWN = (Deadline.State.OPEN, Deadline.State.PAUSED, Deadline.State.DONE)


def await_scorecards(*, now: datetime) -> int:
    """Await the scorecards of each interview from its scheduled end on. Returns how many were not awaited before.

    Its actual end, once somebody says it, moves them. A take-home is over when it has come back, which no calendar
    knows.
    """
    return sum(_await(card, now=now) for card in _forgotten(now))


def _forgotten(now: datetime) -> QuerySet[Scorecard]:
    subject = Concat(Value("scorecard:"), Cast(OuterRef("pk"), CharField()))
    awaited = Deadline.objects.filter(
        application=OuterRef("interview__application"), kind=Deadline.Kind.SCORECARD, subject=subject, state__in=KNOWN
    )
    over = Scorecard.objects.filter(
        state=Scorecard.State.DRAFT, interview__state=Interview.State.PLANNED, interview__ends_at__lte=now
    )
    standing = over.exclude(interview__round=Round.TAKE_HOME).exclude(interview__application__stage__in=CLOSED)
    return standing.exclude(Exists(awaited)).select_related("interviewer", "interview__application").order_by("pk")


@transaction.atomic
def _await(card: Scorecard, *, now: datetime) -> bool:
    application = history.locked(card.interview.application)
    interview = Interview.objects.get(pk=card.interview_id)  # as it is under the lock: it may have been moved
    if interview.state != Interview.State.PLANNED or interview.ends_at > now:
        return False
    opened = deadlines.open_scorecard(
        application,
        subject=scheduling.card_subject(card),
        owner=card.interviewer,
        interview_ended_at=interview.ends_at,
        by=None,
        now=now,
    )
    return opened is not None
