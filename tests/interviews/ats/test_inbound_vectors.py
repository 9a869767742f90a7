"""Events of Greenhouse as the contract writes them, with one thing changed: what becomes of each."""

import json
from typing import Any

import pytest
from django.test import Client

from hiring.models import Application
from interviews.ats.inbound import processing
from interviews.models import InboundEvent
from tests.factories import people
from tests.interviews.ats.inbound_world import (
    APPLICATION,
    CANDIDATE,
    STAGE,
    account,
    arrive,
    candidate,
    digest,
    greenhouse,
    known,
    mapped,
    raw,
    send,
)

pytestmark = pytest.mark.django_db

OPENED = "Opened. Moved on to “Screening”."
NOT_NAMED = "It does not name the {}."


@pytest.fixture
def ready():
    here = account()
    mapped(here, stages={STAGE: "screening"})
    return here


def with_(path: str, value: Any, *, action: str = "new_candidate_application") -> dict[str, Any]:
    """The contract's event, with another value at a path of its application."""
    body = greenhouse(action)
    place: Any = body["payload"]["application"]
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step) if step.isdecimal() else step]
    place[int(last) if last.isdecimal() else last] = value
    return body


CHANGED = [
    # ids
    ("id", APPLICATION, "processed", OPENED),
    ("id", 0, "processed", OPENED),
    ("id", 10**60, "failed", NOT_NAMED.format("application")),
    ("id", True, "failed", NOT_NAMED.format("application")),
    ("id", None, "failed", NOT_NAMED.format("application")),
    ("id", "99/0022", "failed", NOT_NAMED.format("application")),
    ("candidate.id", CANDIDATE, "processed", OPENED),
    ("jobs.0.id", "323753", "processed", OPENED),
    ("current_stage.id", STAGE, "processed", OPENED),
    # null, or another kind, where the vendor writes an object or a list
    ("candidate", None, "failed", NOT_NAMED.format("candidate")),
    ("candidate", [], "failed", NOT_NAMED.format("candidate")),
    ("current_stage", None, "processed", "Opened. It names no stage."),
    ("current_stage", "AI-infra round 2", "processed", "Opened. It names no stage."),
    ("jobs", [], "ignored", "It names no job."),
    ("jobs", None, "ignored", "It names no job."),
    ("jobs", {"id": 323753}, "ignored", "It names no job."),
    ("candidate.addresses", None, "processed", OPENED),
    ("candidate.phone_numbers", [None], "processed", OPENED),
    ("candidate.phone_numbers", [{"value": 5551212, "type": "home"}], "processed", OPENED),
    ("candidate.attachments", "none", "processed", OPENED),
    ("source", {"id": 25, "public_name": "Monster"}, "processed", OPENED),
    # statuses
    ("status", "converted", "ignored", "Its status “converted” is unknown here."),
    ("status", "Active", "ignored", "Its status “Active” is unknown here."),
    ("status", None, "ignored", "Its status “None” is unknown here."),
    ("status", {"a": 1}, "ignored", "Its status “{'a': 1}” is unknown here."),
    ("prospect", True, "ignored", "A prospect there: not an application yet."),
    ("prospect", None, "processed", OPENED),
    # e-mail addresses: the first that is one
    ("candidate.email_addresses", [], "failed", "candidate.email: A candidate who is new needs it."),
    ("candidate.email_addresses", None, "failed", "candidate.email: A candidate who is new needs it."),
    ("candidate.email_addresses", [{"value": "nobody", "type": "work"}], "failed", ""),
    # what no database keeps, what is nested, unheard of, long
    ("candidate.first_name", "Zo\0ë\ud800", "processed", OPENED),
    ("candidate.first_name", "Z" * 10_000, "processed", OPENED),
    ("candidate.custom_fields", json.loads("[" * 30 + "]" * 30), "processed", OPENED),
    ("candidate.custom_fields", json.loads("[" * 60 + "]" * 60), "failed", ""),
    ("something_new", {"a": [1, None, 1e300]}, "processed", OPENED),
    ("jobs.0.custom_fields.salary_range.value.max_value", 260_000, "processed", OPENED),
]


@pytest.mark.parametrize(("path", "value", "state", "outcome"), CHANGED, ids=lambda value: repr(value)[:40])
def test_one_value_is_another(ready, path, value, state, outcome):
    event = arrive(with_(path, value))
    assert (event.state, event.outcome) == (state, outcome or event.outcome)
    assert Application.objects.count() == int(state == "processed")


@pytest.mark.parametrize(
    ("emails", "taken"),
    [
        ([{"value": "a@example.com"}, {"value": "b@example.com"}], "a@example.com"),
        ([{"value": None, "type": "work"}, {"value": "b@example.com"}], "b@example.com"),
        ([{"value": "n/a"}, {"type": "work"}, None, {"value": " b@example.com "}], "b@example.com"),
        (["b@example.com"], "b@example.com"),
    ],
)
def test_first_address_that_is_one_is_taken(ready, emails, taken):
    arrive(with_("candidate.email_addresses", emails))
    assert candidate().email == taken


NOW = None


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2026-11-10T08:00:00Z", "2026-11-10T08:00:00+00:00"),
        ("2026-11-10T08:00:00.123Z", "2026-11-10T08:00:00.123000+00:00"),
        ("2026-11-10T08:00:00+05:30", "2026-11-10T02:30:00+00:00"),
        ("2026-11-10T08:00:00-0800", "2026-11-10T16:00:00+00:00"),
        ("2026-11-10T08:00:00", "2026-11-10T08:00:00+00:00"),
        ("2026-11-10", "2026-11-10T00:00:00+00:00"),
        (1762761600000, "2025-11-10T08:00:00+00:00"),
        ("11/10/2026", NOW),
        ("1899-12-31T00:00:00Z", NOW),
        ("0001-01-01T00:00:00+14:00", NOW),
        ("9999-12-31T23:59:59-14:00", NOW),
        (10**30, NOW),
        (True, NOW),
        (None, NOW),
    ],
)
def test_instants_are_read_in_any_spelling_or_it_is_now(ready, said, read):
    event = arrive(with_("applied_at", said))
    assert known().applied_at.isoformat() == read if read else known().applied_at >= event.received_at


BYTES = {
    "indented": json.dumps(greenhouse("new_candidate_application"), indent=2).encode(),
    "with carriage returns": json.dumps(greenhouse("new_candidate_application"), indent=1)
    .replace("\n", "\r\n")
    .encode(),
    "not escaped": json.dumps(greenhouse("new_candidate_application"), ensure_ascii=False).encode(),
    "with a byte order mark": b"\xef\xbb\xbf" + raw(greenhouse("new_candidate_application")),
    "with space around": b" \n" + raw(greenhouse("new_candidate_application")) + b"\n\n",
    "with slashes escaped": raw(greenhouse("new_candidate_application")).replace(b"/", b"\\/"),
    "with every sign escaped": raw(greenhouse("new_candidate_application")).replace(b"Okafor", b"\\u004fkafor"),
}


@pytest.mark.parametrize("spelled", BYTES)
def test_same_event_in_other_bytes(ready, spelled):
    assert arrive(BYTES[spelled]).outcome == OPENED
    assert candidate().name == "Zoë Okafor"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("sha256 {}", 200),
        ("sha256  {}", 401),
        (" sha256 {}", 401),
        ("sha256\t{}", 401),
        ("SHA256 {}", 401),
        ("sha256 {} ", 401),
        ("sha256 {0}{0}", 401),
        ("sha256 {0}, sha256 {0}", 401),
        ("sha512 {}", 401),
        ("hmac-sha256 {}", 401),
        ("sha256 0x{}", 401),
        ('"sha256 {}"', 401),
    ],
)
@pytest.mark.parametrize("name", ["Signature", "SIGNATURE", "signature"])
def test_signature_is_spelled_as_the_vendor_spells_it(ready, name, header, status):
    body = raw(greenhouse("interview_deleted"))
    assert send(body, **{"Signature": "", name: header.format(digest(body))}).status_code == status


@pytest.mark.parametrize(
    ("vendor", "header", "spelled", "status"),
    [
        ("ashby", "Ashby-Signature", "sha256={}", 200),
        ("ashby", "ashby-signature", "sha256={}", 200),
        ("ashby", "Ashby-Signature", "sha256 {}", 401),
        ("ashby", "Ashby-Signature", "sha256= {}", 401),
        ("ashby", "Ashby-Signature", "SHA256={}", 401),
        ("ashby", "Ashby-Signature", "sha1={}", 401),
        ("ashby", "Ashby-Signature", "sha256={0},sha256={0}", 401),
        ("ashby", "Ashby-Signature", "{}", 401),
        ("ashby", "Signature", "sha256 {}", 401),
        ("workable", "X-Workable-Signature", "{}", 200),
        ("workable", "x-workable-signature", "{}", 200),
        ("workable", "X-Workable-Signature", "sha256={}", 401),
        ("workable", "X-Workable-Signature", '"{}"', 401),
        ("workable", "X-Workable-Signature", "{}00", 401),
        ("workable", "Ashby-Signature", "sha256={}", 401),
    ],
)
def test_each_vendor_spells_it_its_own_way(vendor, header, spelled, status):
    account(vendor)
    body = json.dumps({"id": "1", "action": "ping", "name": "Zoë"}, ensure_ascii=False, indent=1).encode()
    answer = Client().post(
        f"/ats/{vendor}/acme/webhook",
        body,
        content_type="application/json",
        headers={header: spelled.format(digest(body))},
    )
    assert answer.status_code == status
    assert InboundEvent.objects.count() == int(status == 200)


@pytest.mark.parametrize(
    ("first", "second", "answers"),
    [
        ("gh-1", "gh-1", ["received", "known"]),
        ("gh-1", "GH-1", ["received", "received"]),
        ("gh-1", " gh-1 ", ["received", "known"]),
        ("gh-1", "gh-2", ["received", "received"]),
        ("", "", ["received", "known"]),
    ],
)
def test_delivery_is_known_by_its_id(ready, first, second, answers):
    body = greenhouse("new_candidate_application")
    assert [send(body, event_id=event_id).json()["status"] for event_id in (first, second)] == answers
    processing.process_due()
    assert Application.objects.count() == 1
    assert not InboundEvent.objects.filter(state="failed").exists()


# What the vendor deletes


def gone(application: Any = 990022, person: Any = 880011) -> dict[str, Any]:
    inner = {"id": application, "candidate_id": person, "job_id": 323753, "prospect": False, "rejected_at": None}
    return {"action": "delete_application", "payload": {"application": inner}}


def test_application_that_is_deleted_there_and_runs_here_is_for_people(ready):
    arrive(greenhouse("new_candidate_application"))
    event = arrive(gone())
    assert (event.state, event.subject) == ("failed", "880011/990022")
    assert "deleted there and runs here" in event.outcome
    assert known().stage == "screening"
    arrive(greenhouse("reject_candidate"))
    processing.process_again(event, by=people().manager)
    processing.process_due()
    event.refresh_from_db()
    assert (event.state, event.outcome) == ("ignored", "It has ended here as well.")


def test_application_that_was_deleted_first_is_not_opened_later(ready):
    assert arrive(gone()).outcome == "It was never known here."
    late = arrive(greenhouse("candidate_stage_change"))
    assert (late.state, late.outcome) == ("ignored", "Older than what is known.")
    assert not Application.objects.exists()


@pytest.mark.parametrize("body", [gone(application=None), gone(person=None), {"action": "delete_application"}])
def test_deletion_that_does_not_say_of_what(ready, body):
    assert arrive(body).state == "failed"


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        (["email_addresses"], ("Zoë Okafor", False)),
        (["phone_numbers", "addresses", "websites"], ("Zoë Okafor", True)),
        (["emails", "tags", "unheard_of", None, 5], ("Zoë Okafor", True)),
        ([], ("Zoë Okafor", True)),
        (["full_name"], ("Erased", False)),
        (["scorecards_and_interviews"], ("Erased", False)),
        ({"full_name": True}, ("Erased", False)),
        (None, ("Erased", False)),
    ],
)
@pytest.mark.parametrize("person", [880011, "880011"])
def test_anonymized_fields_are_erased_and_no_others(ready, person, fields, left):
    arrive(greenhouse("new_candidate_application"))
    arrive({"action": "candidate_anonymized", "payload": {"candidate_id": person, "anonymized_fields": fields}})
    assert (candidate().name, candidate().email == "zoe.okafor@example.com") == left
    assert (candidate().erased_at is None) == (known().stage == "screening") == (left[0] != "Erased")
    assert b"zoe.okafor" not in b"".join(bytes(event.body) for event in InboundEvent.objects.all())
