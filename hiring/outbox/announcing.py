"""Which systems outside are told that something happened here."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any, NamedTuple

from hiring.models import Application, ApplicationEvent, Message, WebhookEndpoint
from hiring.outbox import catalogue, schedules
from hiring.outbox.catalogue import PING, Value

CHANNEL = "webhook"
EVENTS = {name: event.means for name, event in catalogue.EVENTS.items()}
"""What an endpoint can ask for. A ping goes to every endpoint."""


class News(NamedTuple):
    """Something that happened, of which application if of one. `data` is what the catalogue lists of it besides."""

    event: str
    application: Application | None
    data: Mapping[str, Value]


def tell(line: ApplicationEvent, told: Mapping[str, Mapping[str, Value]]) -> None:
    """Announce what one line of history stands for: events, each with its data. Called by the verb that wrote it."""
    announce_all(
        [News(event, line.application, {"event_id": line.pk, **data}) for event, data in told.items()], now=line.at
    )


def announce(event: str, *, application: Application | None, data: Mapping[str, Value], now: datetime) -> None:
    """Write a message to each active endpoint that wants this event, in the caller's transaction.

    The same news is written once: event, data and endpoint make its key. Raises KeyError for an event that is not in
    the catalogue, TypeError for data that it does not list.
    """
    announce_all([News(event, application, data)], now=now)


def announce_all(news: Iterable[News], *, now: datetime, said_before: bool = False) -> None:
    """`announce` for many, with one query, and another where an endpoint wants it.

    `said_before`: most of it is written already, which is looked up first rather than found out by writing.
    """
    payloads = [catalogue.payload(item.event, _data_of(item), at=now) for item in news]
    if not payloads:
        return
    endpoints = list(WebhookEndpoint.objects.filter(is_active=True).order_by("pk"))
    messages = [
        _message(payload, endpoint, now=now)
        for payload in payloads
        for endpoint in endpoints
        if _asks_for(endpoint.events, payload["type"])
    ]
    if messages and said_before:
        keys = [message.idem_key for message in messages]
        known = set(Message.objects.filter(idem_key__in=keys).values_list("idem_key", flat=True))
        messages = [message for message in messages if message.idem_key not in known]
    if messages:
        Message.objects.bulk_create(messages, ignore_conflicts=True)


def is_wanted(*events: str) -> bool:
    """Whether an active endpoint wants one of these events."""
    wanted = WebhookEndpoint.objects.filter(is_active=True).values_list("events", flat=True)
    return any(_asks_for(chosen, event) for chosen in wanted for event in events)


def ping(endpoint: WebhookEndpoint, *, now: datetime) -> Message:
    """Write a message that only shows that the way to an endpoint is open. Each ping is one of its own."""
    data: dict[str, Value] = {"endpoint_id": endpoint.pk, "at": now}
    message = _message(catalogue.payload(PING, data, at=now), endpoint, now=now)
    message.save()
    return message


def _asks_for(chosen: Collection[str], event: str) -> bool:
    """Whether an endpoint that chose these wants the event: none chosen are all."""
    return not chosen or event in chosen


def _data_of(item: News) -> dict[str, Value]:
    if item.application is None:
        return dict(item.data)
    return {
        "application_id": item.application.pk,
        **{name: getattr(item.application, name) for name in catalogue.NAMES},
        "requisition_id": item.application.requisition_id,
        **item.data,
    }


def _message(payload: dict[str, Any], endpoint: WebhookEndpoint, *, now: datetime) -> Message:
    told = {name: value for name, value in payload["data"].items() if name not in catalogue.NAMES}
    named = dumps([payload["type"], endpoint.pk, told], sort_keys=True)
    return Message(
        idem_key=sha256(named.encode()).hexdigest(),
        letter=payload["type"],
        endpoint=endpoint,
        channel=CHANNEL,
        payload=payload,
        created_at=now,
        next_at=now,
        give_up_at=now + schedules.lasting(CHANNEL),
    )
