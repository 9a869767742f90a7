"""Which systems outside are told that something happened here."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import NamedTuple

from hiring.models import Application, Message, WebhookEndpoint

CHANNEL = "webhook"
PING = "ping"
EVENTS = {
    "sla.at_risk": "Three quarters of the time for an obligation are used",
    "sla.breached": "An obligation is late",
}
"""What an endpoint can ask for. A ping goes to every endpoint."""

TRIED_FOR = timedelta(days=3)
"""Longer than a reminder: what another system missed over a weekend is still worth having."""

Value = str | int | None


class News(NamedTuple):
    """Something that happened to an application. `data` holds identifiers, kinds and instants, nothing personal."""

    event: str
    application: Application
    data: Mapping[str, Value]


def announce(event: str, *, application: Application, data: Mapping[str, Value], now: datetime) -> None:
    """Write a message to each active endpoint that wants this event.

    The same news is written once: event, data and endpoint make its key. Raises KeyError for an event that is not in
    `EVENTS`.
    """
    announce_all([News(event, application, data)], now=now)


def announce_all(news: Iterable[News], *, now: datetime) -> None:
    """`announce` for many, with the same number of queries."""
    news = list(news)
    for item in news:
        EVENTS[item.event]
    if not news:
        return
    endpoints = list(WebhookEndpoint.objects.filter(is_active=True).order_by("pk"))
    messages = [
        _message(item.event, _data_of(item), endpoint, now=now)
        for item in news
        for endpoint in endpoints
        if not endpoint.events or item.event in endpoint.events
    ]
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def ping(endpoint: WebhookEndpoint, *, now: datetime) -> Message:
    """Write a message that only shows that the way to an endpoint is open. Each ping is one of its own."""
    message = _message(PING, {"endpoint_id": endpoint.pk, "at": _spelled(now)}, endpoint, now=now)
    message.save()
    return message


def _data_of(item: News) -> dict[str, Value]:
    return {
        "application_id": item.application.pk,
        "requisition_id": item.application.requisition_id,
        **item.data,
    }


def _message(event: str, data: Mapping[str, Value], endpoint: WebhookEndpoint, *, now: datetime) -> Message:
    named = dumps([event, endpoint.pk, data], sort_keys=True)
    return Message(
        idem_key=sha256(named.encode()).hexdigest(),
        letter=event,
        endpoint=endpoint,
        channel=CHANNEL,
        payload={"type": event, "timestamp": _spelled(now), "data": dict(data)},
        created_at=now,
        next_at=now,
        give_up_at=now + TRIED_FOR,
    )


def _spelled(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
