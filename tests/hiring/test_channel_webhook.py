"""Webhooks, from the news to a real server that checks the signature with the library of the standard."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from standardwebhooks import Webhook

from hiring import endpoints
from hiring.models import Message, WebhookEndpoint
from hiring.outbox import announcing, delivery, posting
from hiring.outbox.channels import webhook
from tests import factories
from tests.hiring.http_server import HttpServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings) -> Iterator[HttpServer]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    server = HttpServer()
    yield server
    server.stop()


@pytest.fixture
def now() -> datetime:
    """Signatures are good for minutes: the other side checks them by its own clock."""
    return datetime.now(UTC)


@pytest.fixture
def registered(server, now) -> tuple[WebhookEndpoint, str]:
    return endpoints.register(url=server.url, by=None, now=now)


def announce(now: datetime) -> Message:
    application = factories.application()
    announcing.announce("sla.breached", application=application, data={"deadline_id": 7}, now=now)
    return Message.objects.get()


def deliver(now: datetime) -> delivery.Marked:
    (leased,) = delivery.lease(now=now)
    return delivery.mark(leased, delivery.send(leased, now=now), now=now)


def test_other_side_can_check_what_it_gets(server, registered, now):
    _endpoint, secret = registered
    message = announce(now)
    assert deliver(now).state == "sent"
    (received,) = server.received
    told = Webhook(secret).verify(received.body, received.headers)
    application = factories.Application.objects.get()
    assert told == {
        "type": "sla.breached",
        "timestamp": now.isoformat().replace("+00:00", "Z"),
        "data": {"application_id": application.pk, "requisition_id": application.requisition_id, "deadline_id": 7},
    }
    assert received.headers["webhook-id"] == message.idem_key
    assert received.headers["content-type"] == "application/json"
    message.refresh_from_db()
    assert (message.state, message.accepted_at, message.provider_message_id) == ("sent", now, "200")


def test_payload_names_nobody(server, registered, now):
    announce(now)
    deliver(now)
    (received,) = server.received
    for word in (b"Ada", b"Kovacs", b"ada@", b"jonas", b"mara"):
        assert word not in received.body


def test_both_secrets_are_good_for_a_day_after_a_rotation(server, registered, now):
    endpoint, old = registered
    endpoint, new = endpoints.rotate(endpoint, by=None, now=now - timedelta(hours=23))
    announce(now)
    deliver(now)
    (received,) = server.received
    assert len(received.headers["webhook-signature"].split()) == 2
    for secret in (old, new):
        assert Webhook(secret).verify(received.body, received.headers)
    later = endpoint.previous_secret_until
    assert endpoints.secrets_in_use(endpoint, now=later) == [new]


def test_each_attempt_carries_the_same_id_and_body_and_its_own_time(server, registered, now):
    server.answers = [500, "drop", 200]
    announce(now)
    at = now
    for state in ("ready", "ready", "sent"):
        with time_machine.travel(at, tick=False):
            assert deliver(at).state == state
        at = Message.objects.get().next_at
    assert len({request.headers["webhook-id"] for request in server.received}) == 1
    assert len({request.body for request in server.received}) == 1
    first, second, third = [int(request.headers["webhook-timestamp"]) for request in server.received]
    assert 24 <= second - first <= 36
    assert 48 <= third - second <= 72
    assert Message.objects.get().repeats == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_only_2xx_is_an_acceptance(server, registered, now, status):
    server.answers = [status]
    announce(now)
    assert deliver(now).state == "sent"


@pytest.mark.parametrize("status", [300, 302, 304, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504])
def test_every_other_answer_is_tried_again(server, registered, now, status):
    server.answers = [(status, {"location": server.url}, b"secret: do not show")]
    message = announce(now)
    assert deliver(now).state == "ready"
    assert len(server.received) == 1
    message.refresh_from_db()
    assert message.last_error == f"it answered {status}"


def test_retry_after_is_honoured(server, registered, now):
    server.answers = [(429, {"retry-after": "1200"}, b"")]
    message = announce(now)
    deliver(now)
    message.refresh_from_db()
    assert message.next_at == now + timedelta(minutes=20)


def test_what_is_gone_for_good_is_disabled_with_all_that_waits_for_it(server, registered, now):
    endpoint, _secret = registered
    server.answers = [410]
    announce(now)
    announcing.ping(endpoint, now=now)
    first, second = delivery.lease(now=now)
    assert delivery.mark(first, delivery.send(first, now=now), now=now).state == "dead"
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason) == (False, "It answered 410: it is gone.")
    assert endpoint.disabled_at is not None
    assert delivery.mark(second, delivery.send(second, now=now), now=now).state == "dropped"
    assert len(server.received) == 1
    other = factories.application(of=factories.candidate("Another"))
    announcing.announce("sla.at_risk", application=other, data={}, now=now)
    assert not Message.objects.filter(state="ready").exists()


def test_silent_receiver_is_tried_again_under_the_same_key(server, registered, now, monkeypatch):
    monkeypatch.setattr(posting, "WAIT_SECONDS", 0.2)
    server.answers = ["silence", 200]
    announce(now)
    assert deliver(now).state == "ready"
    marked = deliver(Message.objects.get().next_at)
    assert (marked.state, marked.possible_repeat) == ("sent", True)
    assert len({request.headers["webhook-id"] for request in server.received}) == 1


def test_address_inside_is_not_reached_and_the_message_is_somebodys_task(server, registered, now, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    message = announce(now)
    assert deliver(now).state == "dead"
    assert server.received == []
    message.refresh_from_db()
    assert message.last_error == "It must begin with https://."


def test_name_that_leads_inside_is_not_reached(registered, now, settings, monkeypatch):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    WebhookEndpoint.objects.update(url="https://hooks.example.com/")
    monkeypatch.setattr("hiring.outbox.addresses.resolve", lambda host, port: ["169.254.169.254"])
    message = announce(now)
    assert deliver(now).state == "dead"
    message.refresh_from_db()
    assert message.last_error == "hooks.example.com leads to 169.254.169.254, which is not a public address"


def test_message_to_a_person_is_no_webhook():
    message = Message(recipient=factories.user("lena"), channel="webhook")
    assert webhook.send(message, None).result == "refused"


def test_body_is_small_and_the_same_however_it_is_stored(registered, now):
    message = announce(now)
    body = json.dumps(message.payload, sort_keys=True, separators=(",", ":"))
    assert len(body) < 1000
    assert delivery.letters.render(message, now=now).text == body
