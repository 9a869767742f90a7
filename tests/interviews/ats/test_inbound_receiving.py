"""What is answered to a delivery: by its signature, its size, its address; and what is kept of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from interviews.ats import connections
from interviews.ats.inbound import ashby as ashby_events
from interviews.ats.inbound import receiving, signatures
from interviews.ats.inbound import workable as workable_events
from interviews.models import InboundEvent
from tests.interviews.ats.inbound_world import (
    SECRET,
    SIGNATURES,
    account,
    digest,
    greenhouse,
    milliseconds,
    raw,
    send,
    signed,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NEW_SECRET = "the-next-secret"
ASHBY = {"webhookActionId": "a-1", "action": "candidateStageChange", "data": {}}
WORKABLE = {"id": "w-1", "event_type": "candidate_moved", "data": {"id": "c1"}}


def lever(now=None, **changes):
    triggered = milliseconds(now or timezone.now())
    return {"id": "l-1", "event": "candidateStageChange", "triggeredAt": triggered, "token": "tok-1"} | changes


BODIES = {"greenhouse": greenhouse("interview_deleted"), "ashby": ASHBY, "workable": WORKABLE}


@pytest.mark.parametrize("vector", SIGNATURES["vectors"], ids=lambda vector: vector["name"])
def test_greenhouse_vector(vector):
    account()
    headers = {} if vector["signature"] is None else {"Signature": vector["signature"]}
    answer = Client().post(
        "/ats/greenhouse/acme/webhook", vector["body"].encode(), content_type="application/json", headers=headers
    )
    assert answer.status_code == (200 if vector["valid"] else 401)
    assert InboundEvent.objects.count() == int(vector["valid"])


def test_each_vendor_spells_its_signature_its_own_way():
    for vendor in (*BODIES, "lever"):
        account(vendor, slug=f"acme-{vendor}")
        body = BODIES.get(vendor) or lever()
        sent, right = signed(vendor, body)
        for wrong in ({}, {name: value.upper() for name, value in right.items()}, {"Signature": "é"}):
            if vendor != "lever":
                answer = Client().post(
                    f"/ats/{vendor}/acme-{vendor}/webhook", sent, content_type="application/json", headers=wrong
                )
                assert answer.status_code == 401, vendor
        assert send(body, vendor=vendor, slug=f"acme-{vendor}").status_code == 200, vendor
    assert InboundEvent.objects.count() == 4


def test_signatures_by_hand():
    body = b'{"action":"ping"}'
    assert digest(body, "s") == signatures.hex_digest("s", body)
    ashby, workable = account("ashby", slug="a"), account("workable", slug="w")
    right = digest(body)
    assert ashby_events.verify(ashby, {"ashby-signature": f"sha256={right}"}, body, now=NOW)
    for wrong in (right, f"sha256 {right}", f"sha256={right[:-1]}", f"sha1={right}", ""):
        assert not ashby_events.verify(ashby, {"ashby-signature": wrong}, body, now=NOW)
    assert workable_events.verify(workable, {"x-workable-signature": right}, body, now=NOW)
    for wrong in (f"sha256={right}", right.upper(), right + "0", ""):
        assert not workable_events.verify(workable, {"x-workable-signature": wrong}, body, now=NOW)


def test_connection_without_a_secret_takes_nothing():
    account(webhook_secret="")
    assert send(BODIES["greenhouse"], secret="").status_code == 401


def test_lever_is_taken_for_five_minutes_and_by_its_token_alone():
    account("lever")
    with time_machine.travel(NOW, tick=False):
        inside, outside = timedelta(minutes=5), timedelta(minutes=5, seconds=1)
        for after, status in ((inside, 200), (-inside, 200), (outside, 401), (-outside, 401)):
            body = lever(NOW + after, token=f"token {after}")
            assert send(body, vendor="lever").status_code == status
        once = lever(NOW, data={"opportunityId": "one"})
        assert send(once, vendor="lever").status_code == 200
        twice = {**once, "data": {"opportunityId": "another"}}
        assert send(twice, vendor="lever").json() == {"status": "known"}
    event = InboundEvent.objects.get(event_id="token:tok-1")
    assert event.times_received == 2
    assert b"another" not in bytes(event.body)


@pytest.mark.parametrize(
    "changes",
    [
        {"token": ""},
        {"token": None},
        {"triggeredAt": None},
        {"triggeredAt": True},
        {"triggeredAt": "1763629200000"},
        {"triggeredAt": 1763629200000.0},
        {"triggeredAt": 10**40},
        {"signature": 7},
        {"signature": "é"},
    ],
)
def test_lever_without_what_is_signed_is_refused(changes):
    account("lever")
    assert send(lever(**changes), vendor="lever").status_code == 401


def test_event_is_kept_as_it_came_and_nothing_is_done_yet():
    here = account()
    body = greenhouse("candidate_stage_change")
    answer = send(body, event_id="gh-1", Authorization="Basic secret", User_Agent="Greenhouse")
    assert (answer.status_code, answer.json()) == (200, {"status": "received"})
    event = InboundEvent.objects.get()
    assert bytes(event.body) == raw(body)
    assert (event.connection, event.event_id, event.action) == (here, "gh-1", "candidate_stage_change")
    assert (event.subject, event.state, event.attempt) == ("880011/990022", "received", 0)
    assert event.happened_at == datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
    assert event.headers == {
        "greenhouse-event-id": "gh-1",
        "content-type": "application/json",
        "user-agent": "Greenhouse",
    }


def test_same_event_twice_is_counted():
    account()
    body = greenhouse("interview_deleted")
    assert [send(body, event_id="gh-1").json()["status"] for _turn in range(3)] == ["received", "known", "known"]
    assert InboundEvent.objects.get().times_received == 3


def test_without_an_id_the_bytes_are_the_id():
    account()
    body = greenhouse("interview_deleted")
    assert [send(body).json()["status"] for _turn in range(2)] == ["received", "known"]
    assert send({**body, "more": 1}).json() == {"status": "received"}
    assert send(body, event_id="x" * 251).json() == {"status": "known"}


def test_ashby_shares_an_id_between_actions():
    account("ashby")
    for action, status in (
        ("candidateHire", "received"),
        ("applicationUpdate", "received"),
        ("candidateHire", "known"),
    ):
        body = {"webhookActionId": "one", "action": action, "data": {}}
        assert send(body, vendor="ashby").json() == {"status": status}


def test_time_in_the_future_is_the_time_of_arrival():
    account()
    with time_machine.travel(NOW, tick=False):
        send(greenhouse("candidate_stage_change", at="2999-01-01T00:00:00Z"))
    assert InboundEvent.objects.get().happened_at == NOW


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b'{"action":"ping"}', b"\xff\x00", b'{"action":{}}'])
def test_ping_and_whatever_else_is_signed_is_taken(body):
    account()
    assert send(body).status_code == 200
    assert InboundEvent.objects.count() == 1


def test_event_without_a_body_says_so():
    account()
    assert send(b"").status_code == 200
    event = InboundEvent.objects.get()
    assert (event.state, event.outcome) == ("ignored", "It came without a body: there is nothing in it.")


def test_unknown_addresses():
    account()
    body = greenhouse("interview_deleted")
    sent, right = signed("greenhouse", body)
    for vendor, slug in (("greenhouse", "other"), ("ashby", "acme"), ("kombo", "acme"), ("nobody", "acme")):
        answer = Client().post(f"/ats/{vendor}/{slug}/webhook", sent, content_type="application/json", headers=right)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    here = account(slug="off", webhook_secret=SECRET)
    connections.change(here, {"is_active": False}, by=None)
    assert send(body, slug="off").status_code == 404
    assert InboundEvent.objects.count() == 0


def test_other_methods_are_refused():
    account()
    for method in ("get", "put", "patch", "delete"):
        answer = getattr(Client(), method)("/ats/greenhouse/acme/webhook")
        assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_no_token_of_a_form_is_asked_for():
    account()
    sent, right = signed("greenhouse", greenhouse("interview_deleted"))
    answer = Client(enforce_csrf_checks=True).post(
        "/ats/greenhouse/acme/webhook", sent, content_type="application/json", headers=right
    )
    assert answer.status_code == 200


def test_one_mebibyte_is_the_largest(monkeypatch):
    account()
    body = b'{"action":"ping"}'
    largest = body + b" " * (receiving.LARGEST - len(body))
    assert send(largest).status_code == 200

    def computed(*given):
        raise AssertionError("the signature was computed")

    monkeypatch.setattr(signatures, "hex_digest", computed)
    answer = send(largest + b" ")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert InboundEvent.objects.count() == 1


@pytest.mark.parametrize(("vendor", "while_open"), [("greenhouse", 401), ("workable", 401), ("ashby", 503)])
def test_rotation_takes_both_secrets_for_a_day(vendor, while_open):
    here = account(vendor)
    bodies = ({**BODIES[vendor], "turn": turn, "id": f"{turn}", "webhookActionId": f"{turn}"} for turn in range(9))
    with time_machine.travel(NOW, tick=False):
        connections.change(here, {"webhook_secret": NEW_SECRET}, by=None)
        for secret, status in ((SECRET, 200), (NEW_SECRET, 200), ("wrong", while_open)):
            assert send(next(bodies), vendor=vendor, secret=secret).status_code == status
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        for secret, status in ((SECRET, 401), (NEW_SECRET, 200), ("wrong", 401)):
            assert send(next(bodies), vendor=vendor, secret=secret).status_code == status


def test_lever_rotation_takes_both_secrets():
    here = account("lever")
    connections.change(here, {"webhook_secret": NEW_SECRET}, by=None)
    for secret, status in ((SECRET, 200), (NEW_SECRET, 200), ("wrong", 401)):
        assert send(lever(token=secret), vendor="lever", secret=secret).status_code == status


def test_secret_of_one_connection_does_not_open_another():
    account()
    account(slug="other", webhook_secret="of-the-other")
    assert send(greenhouse("interview_deleted"), slug="other").status_code == 401
    assert send(greenhouse("interview_deleted"), slug="other", secret="of-the-other").status_code == 200
