"""Webhooks, from the news to a real server that checks the signature with the library of the standard."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from standardwebhooks import Webhook

from hiring import endpoints
from hiring.models import Message, WebhookEndpoint
from hiring.outbox import addresses, announcing, delivery, posting, retrying, settling, signing, under_way
from hiring.outbox.channels import webhook
from tests import factories
from tests.hiring.http_server import HttpServer

pytestmark = pytest.mark.django_db


CASES = Path(__file__).parent.parent / "fixtures" / "contract_cases" / "standard_webhooks"
TABLE = json.loads((CASES / "delivery.json").read_text())


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


DUE = datetime(2026, 9, 8, 21, 0, tzinfo=UTC)
LATE = {"deadline_id": 7, "kind": "promise", "due_at": DUE}


def announce(now: datetime) -> Message:
    application = factories.application()
    Message.objects.all().delete()  # that it was opened is news as well
    announcing.announce("sla.breached", application=application, data=LATE, now=now)
    return Message.objects.get()


def lease(now: datetime) -> list[delivery.Lease]:
    return under_way.lease(now=now, may_go_on=lambda: True)


def deliver(now: datetime) -> delivery.Marked:
    (leased,) = lease(now)
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
        "data": {
            "version": 1,
            "application_id": application.pk,
            "requisition_id": application.requisition_id,
            "external_id": None,
            "source_system": None,
            "deadline_id": 7,
            "kind": "promise",
            "due_at": "2026-09-08T21:00:00Z",
        },
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
    assert 5 <= second - first <= 6
    assert 300 <= third - second <= 331
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
    assert deliver(now).state == "dead"
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_reason) == (False, "It answered 410: it is gone.")
    assert endpoint.disabled_at is not None
    assert deliver(now).state == "dropped"
    assert len(server.received) == 1
    other = factories.application(of=factories.candidate("Another"))
    announcing.announce("sla.at_risk", application=other, data=LATE, now=now)
    assert not Message.objects.filter(state="ready").exists()


def test_silent_receiver_is_tried_again_under_the_same_key(server, registered, now, monkeypatch):
    monkeypatch.setattr(posting, "WAIT_SECONDS", 0.2)
    server.answers = ["silence", 200]
    announce(now)
    assert deliver(now).state == "ready"
    assert lease(now + timedelta(seconds=14)) == []
    marked = deliver(now + timedelta(seconds=15))
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


def test_body_is_minified_and_the_same_bytes_however_the_database_keeps_it(registered):
    message = announce(DUE)
    body = (
        '{"data":{"application_id":%d,"deadline_id":7,"due_at":"2026-09-08T21:00:00Z","external_id":null,'
        '"kind":"promise","requisition_id":%d,"source_system":null,"version":1},"timestamp":"2026-09-08T21:00:00Z","type":"sla.breached"}'
    )
    numbers = (message.payload["data"]["application_id"], message.payload["data"]["requisition_id"])
    assert delivery.letters.render(message, now=DUE).text == body % numbers


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_overloaded_endpoint_is_left_alone_with_all_that_waits_for_it(server, registered, now, status):
    endpoint, _secret = registered
    server.answers = [(status, {"retry-after": "120"}, b""), status, 200]
    announce(now)
    deliver(now)
    announcing.ping(endpoint, now=now)
    other, _secret = endpoints.register(url=server.url, by=None, now=now)
    elsewhere = announcing.ping(other, now=now)
    for seconds in (0, 119):
        assert [leased.message_id for leased in lease(now + timedelta(seconds=seconds))] == [elsewhere.pk]
    assert [leased.endpoint_id for leased in lease(now + timedelta(seconds=120))] == [endpoint.pk]
    at = Message.objects.get(letter="sla.breached").next_at
    assert at - now >= timedelta(seconds=120)


def test_overload_without_a_time_means_a_minute(server, registered, now):
    server.answers = [503]
    announce(now)
    deliver(now)
    assert 60 <= (Message.objects.get().next_at - now).total_seconds() <= 61


def test_endpoint_that_took_nothing_until_all_attempts_were_used_is_disabled_and_the_message_a_task(
    server, registered, now
):
    endpoint, _secret = registered
    server.answers = [500]
    message, at, gaps = announce(now), now, []
    for attempt in range(1, 11):
        with time_machine.travel(at, tick=False):
            state = deliver(at).state
        message.refresh_from_db()
        assert state == ("ready" if attempt < 10 else "dead")
        gaps.append((message.next_at - at).total_seconds())
        at = message.next_at
    planned = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert all(plan <= gap <= plan * 1.1 for plan, gap in zip(planned, gaps, strict=False))
    assert len(server.received) == 10
    assert len({request.headers["webhook-id"] for request in server.received}) == 1
    assert settling.unsettled().get() == message
    endpoint.refresh_from_db()
    assert not endpoint.is_active
    assert re.fullmatch(r"It took nothing for (7[5-9]|8[0-4]) hours, while we tried\.", endpoint.disabled_reason)


def test_endpoint_that_took_another_message_meanwhile_stays(server, registered, now):
    endpoint, _secret = registered
    message, ping = announce(now), announcing.ping(endpoint, now=now)
    Message.objects.filter(pk=ping.pk).update(state="sent", accepted_at=now + timedelta(hours=1))
    Message.objects.filter(pk=message.pk).update(give_up_at=now)
    server.answers = [500]
    assert deliver(now).state == "dead"
    endpoint.refresh_from_db()
    assert endpoint.is_active


def test_redirection_is_not_followed(server, registered, now):
    server.answers = [(307, {"location": server.url + "/elsewhere"}, b""), 200]
    announce(now)
    assert deliver(now).state == "ready"
    assert [request.path for request in server.received] == ["/hook"]


@pytest.mark.parametrize("row", TABLE["status_table"], ids=lambda row: str(row["status"]))
def test_behaviour_is_that_of_the_contract(server, registered, now, monkeypatch, row):
    endpoint, _secret = registered
    monkeypatch.setattr(posting, "WAIT_SECONDS", 0.2)
    headers = {name.lower(): value for name, value in row.get("headers", {}).items()}
    server.answers = ["silence" if row["status"] == "timeout" else (row["status"], headers, b"")]
    announce(now)
    state = deliver(now).state
    assert state == ("sent" if row["result"] == "delivered" else "ready" if row["retry"] else "dead")
    endpoint.refresh_from_db()
    assert endpoint.is_active is not row.get("disable_endpoint", False)
    waits = (Message.objects.get().next_at - now).total_seconds()
    assert waits >= row.get("min_delay_seconds", 60 if row.get("throttle") else 0)
    assert len(server.received) == 1


@pytest.mark.parametrize("url", TABLE["ssrf_targets_to_refuse"])
def test_address_that_the_contract_refuses_is_not_registered(url):
    with pytest.raises(ValidationError) as refusal:
        endpoints.register(url=url, by=None)
    assert refusal.value.error_dict["url"][0].code == addresses.NOT_ALLOWED


def test_our_verifier_believes_our_deliveries_under_either_secret(server, registered, now):
    endpoint, old = registered
    _endpoint, new = endpoints.rotate(endpoint, by=None, now=now)
    announce(now)
    deliver(now)
    (received,) = server.received
    for secrets in ([old], [new], [new, old]):
        assert signing.verify(secrets, headers=received.headers, body=received.body, now=now)
    late = now + timedelta(seconds=302)
    assert not signing.verify([new], headers=received.headers, body=received.body, now=late)


def test_replayed_message_is_the_same_bytes_under_the_same_id_signed_anew(server, registered, now):
    endpoint, old = registered
    message = announce(now - timedelta(hours=2))
    with time_machine.travel(now - timedelta(hours=2), tick=False):
        deliver(now - timedelta(hours=2))
    _endpoint, new = endpoints.rotate(endpoint, by=None, now=now - timedelta(hours=25))
    replayed = retrying.replay(message, by=None, now=now)
    assert (replayed.state, replayed.next_at, replayed.repeats) == ("ready", now, 1)
    assert replayed.give_up_at == now + timedelta(days=5)
    assert deliver(now).state == "sent"
    first, second = server.received
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == message.idem_key
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) >= 7199
    assert Webhook(new).verify(second.body, second.headers)
    assert not signing.verify([old], headers=second.headers, body=second.body, now=now)


def test_replayed_message_that_fails_has_all_its_attempts_again(server, registered, now):
    message = announce(now)
    Message.objects.filter(pk=message.pk).update(state="dead", attempt=10, give_up_at=now)
    later = now + timedelta(days=9)
    retrying.replay(message, by=None, now=later)
    server.answers = [500]
    with time_machine.travel(later, tick=False):
        assert deliver(later).state == "ready"
    assert 5 <= (Message.objects.get().next_at - later).total_seconds() <= 6
