"""Whatever is signed and sent: it is taken, and processing it ends, with a reason where nothing was done."""

import contextlib
import copy
import json
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from interviews.ats.inbound import payloads, processing
from interviews.ats.inbound.changes import NotUnderstood
from interviews.ats.inbound.senders import SENDERS
from interviews.models import InboundEvent
from tests.interviews.ats.inbound_world import EVENTS, account, mapped, milliseconds, send
from tests.interviews.ats.test_inbound_vendors import ashby, opportunity, workable

pytestmark = pytest.mark.django_db

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["\ud800\0", 10**400, "x" * 9999])
)
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner))
OFTEN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
VALID = {
    "greenhouse": list(EVENTS.values()),
    "ashby": [ashby(), ashby("candidateHire", status="Hired")],
    "workable": [workable(), workable("candidate_deleted")],
}
WORDS = ("action", "payload", "data", "event_type", "event", "webhookActionId", "application", "candidate", "id")


@pytest.fixture
def everywhere():
    requisition = None
    for vendor, job in (("greenhouse", "323753"), ("ashby", "job-1"), ("workable", "GROOV003"), ("lever", "p")):
        here = account(vendor, slug=vendor)
        requisition = mapped(here, job=job, stages={"1": "screening"}, on=requisition)


def taken(vendor: str, body: Any) -> None:
    answer = send(body, vendor=vendor, slug=vendor)
    assert answer.status_code == 200, (vendor, body, answer.content)
    processing.process_due()
    for event in InboundEvent.objects.filter(state="received"):
        raise AssertionError(event.outcome)
    assert not InboundEvent.objects.filter(outcome="").exists()


def replaced(body: Any, data: Any) -> Any:
    """The body with a value anywhere in it replaced by something else."""
    body = copy.deepcopy(body)
    inner = body
    while True:
        key = data.draw(st.sampled_from(sorted(inner)) if isinstance(inner, dict) else st.integers(0, len(inner) - 1))
        if isinstance(inner[key], dict | list) and inner[key] and data.draw(st.booleans()):
            inner = inner[key]
            continue
        inner[key] = data.draw(ANYTHING)
        return body


@OFTEN
@example(body={"action": "candidate_stage_change", "payload": {"application": {"id": True, "candidate": {"id": 1}}}})
@example(body={"action": ["x"], "event_type": {}, "data": 7})
@given(body=st.dictionaries(st.sampled_from(WORDS) | st.text(), ANYTHING) | ANYTHING)
def test_random_json_is_taken(everywhere, body):
    for vendor in VALID:
        taken(vendor, json.dumps(body).encode())


@OFTEN
@given(raw=st.binary(max_size=200))
def test_random_bytes_are_taken(everywhere, raw):
    for vendor in VALID:
        taken(vendor, raw)


@OFTEN
@given(data=st.data())
def test_valid_event_with_one_value_replaced_is_taken(everywhere, data):
    vendor = data.draw(st.sampled_from(sorted(VALID)))
    taken(vendor, json.dumps(replaced(data.draw(st.sampled_from(VALID[vendor])), data)).encode())


@OFTEN
@given(body=st.dictionaries(st.sampled_from([*WORDS, "token", "triggeredAt", "signature"]), ANYTHING))
def test_lever_answers_anything(everywhere, body):
    assert send(json.dumps(body).encode(), vendor="lever", slug="lever").status_code == 401
    body = {**body, "token": "t" * len(str(body)), "triggeredAt": milliseconds(timezone.now())}
    body.pop("signature", None)
    if payloads.parsed(json.dumps(body).encode()):  # what is no JSON names no token
        assert send(body, vendor="lever", slug="lever").status_code == 200
        processing.process_due()
        assert not InboundEvent.objects.filter(state="received").exists()


@OFTEN
@given(data=st.data())
def test_any_opportunity_is_read_or_not_understood(data):
    found = {"event": "candidateStageChange", "ref": "opp-1", "opportunity": replaced(opportunity(), data)}
    found["archive_reason"] = data.draw(st.none() | st.dictionaries(st.sampled_from(["type", "text"]), ANYTHING))
    with contextlib.suppress(NotUnderstood):
        change = SENDERS["lever"].understand(payloads.parsed(json.dumps(found).encode()))
        assert "/" in change.subject


@pytest.mark.parametrize("header", ["é", "sha256 " + "0" * 64, "sha256 é", "x" * 5000, "\x7f"])
@pytest.mark.parametrize("name", ["Signature", "Ashby_Signature", "X_Workable_Signature", "Greenhouse_Event_ID"])
def test_any_header_is_answered(everywhere, name, header):
    for vendor in VALID:
        answer = send({"action": "ping"}, vendor=vendor, slug=vendor, **{name: header})
        assert answer.status_code in (200, 401)
