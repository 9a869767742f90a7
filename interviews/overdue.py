"""Which scorecards have come to be late a moment ago, for other systems to hear of it at once."""

from datetime import datetime

from django.db.models import Q

from hiring import lateness
from hiring.models import Deadline
from hiring.outbox import announcing
from hiring.outbox.announcing import News
from interviews import scheduling
from interviews.models import Scorecard

OVERDUE = "scorecard.overdue"


def announce(*, now: datetime) -> None:
    """Announce the scorecards that fell due a moment ago and are not in; each once. Called at each look.

    Those as well of which somebody was reminded a moment ago: while the engine is on hold nothing is announced.
    """
    if not announcing.is_wanted(OVERDUE):
        return
    late = Q(kind=Deadline.Kind.SCORECARD, due_at__lte=now)
    reminded = Q(reminders__message__created_at__gt=now - lateness.LOOK_BACK)
    standing = Deadline.objects.filter(late, reminded, state=Deadline.State.OPEN).select_related("application")
    deadlines = {deadline.subject: deadline for deadline in (*lateness.noticed(now=now, among=late), *standing)}
    if not deadlines:
        return
    applications = {deadline.application_id for deadline in deadlines.values()}
    cards = Scorecard.objects.filter(interview__application__in=applications, state=Scorecard.State.DRAFT)
    news = [
        News(
            OVERDUE,
            deadline.application,
            {**scheduling.named(card), "deadline_id": deadline.pk, "due_at": deadline.due_at},
        )
        for card in cards.select_related("interview").order_by("pk")
        if (deadline := deadlines.get(scheduling.card_subject(card)))
    ]
    announcing.announce_all(news, now=now, said_before=True)
