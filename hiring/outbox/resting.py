"""How long a system that does not answer is left alone, so that it is waited for seldom."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from hiring.models import Message, WebhookEndpoint
from hiring.outbox.outcome import Outcome

FIRST_REST = timedelta(seconds=15)
GROWTH = 4
LONGEST_REST = timedelta(minutes=15)


def rest(unheard: int) -> timedelta:
    """The rest after so many attempts in a row without an answer: 15 s, 1 min, 4 min, then 15 min each."""
    grown: int = GROWTH ** min(max(unheard, 1) - 1, 10)
    return min(FIRST_REST * grown, LONGEST_REST)


def able(*, now: datetime) -> QuerySet[WebhookEndpoint]:
    """Those for which something waits and that do not rest; who was told something longest ago comes first.

    So however many are slow, each has its turn before any of them has a second one.
    """
    waiting = Message.objects.filter(endpoint=OuterRef("pk"), state=Message.State.READY, next_at__lte=now)
    awake = WebhookEndpoint.objects.filter(Exists(waiting)).exclude(rests_until__gt=now)
    return awake.order_by(F("tried_at").asc(nulls_first=True), "pk")


def note(endpoint: WebhookEndpoint, outcome: Outcome, *, now: datetime) -> None:
    """Write down what an attempt told about the endpoint: it rests when it is unwell, as long as it asked for.

    Without a word of its own it rests longer each time, until it has answered.
    """
    row = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    if outcome.unwell and outcome.retry_after is not None:
        row.update(rests_until=now + outcome.retry_after)
    elif outcome.unwell:
        row.update(rests_until=now + rest(endpoint.unheard + 1), unheard=endpoint.unheard + 1)
    elif endpoint.unheard or endpoint.rests_until is not None:
        row.update(rests_until=None, unheard=0)


def wake(endpoint: WebhookEndpoint) -> None:
    """End the rest, because a person wants it to be tried now. Unheard again, it rests as long as it would have."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(rests_until=None)
