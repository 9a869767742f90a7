"""Ashby's, Lever's and Workable's events from the delivery to what is different here afterwards."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hiring.models import Application, Candidate
from interviews.ats.inbound import lever, processing
from interviews.models import AtsMapping, InboundEvent
from tests.hiring.http_server import HttpServer
from tests.interviews.ats.ats_world import basic
from tests.interviews.ats.inbound_world import account, arrive, candidate, known, mapped, milliseconds, send

pytestmark = pytest.mark.django_db

STAGES = {"1": "applied", "2": "screening"}

# Ashby


def ashby(action: str = "candidateStageChange", *, number: int = 1, stage: str = "1", **changes: Any) -> dict[str, Any]:
    application = {
        "id": "app-1",
        "createdAt": "2026-11-01T08:00:00.000Z",
        "updatedAt": "2026-11-02T08:00:00.000Z",
        "status": "Active",
        "candidate": {
            "id": "cand-1",
            "name": "Mira Okafor",
            "primaryEmailAddress": {"value": "mira@example.com", "type": "Personal", "isPrimary": True},
        },
        "currentInterviewStage": {"id": stage, "title": f"Stage {stage}", "type": "Active"},
        "job": {"id": "job-1", "title": "AI infrastructure engineer"},
    }
    return {"webhookActionId": f"act-{number}", "action": action, "data": {"application": application | changes}}


@pytest.fixture
def at_ashby() -> None:
    mapped(account("ashby"), job="job-1", stages=STAGES)


@pytest.mark.usefixtures("at_ashby")
class TestAshby:
    def test_application_is_opened_moved_and_archived(self):
        opened = arrive(ashby("applicationSubmit"), vendor="ashby")
        assert (opened.subject, opened.state, opened.event_id) == (
            "cand-1/app-1",
            "processed",
            "act-1:applicationSubmit",
        )
        assert (candidate("cand-1").name, known("app-1").stage) == ("Mira Okafor", "applied")
        arrive(ashby(number=2, stage="2"), vendor="ashby")
        assert known("app-1").stage == "screening"
        reason = {"id": "r", "text": "Below the bar", "reasonType": "RejectedByOrg"}
        arrive(ashby("applicationUpdate", number=3, status="Archived", archiveReason=reason), vendor="ashby")
        assert (known("app-1").stage, known("app-1").close_reason) == ("rejected", "Ashby: Below the bar")

    def test_related_events_share_an_id_and_are_all_applied(self):
        for action in ("candidateStageChange", "applicationUpdate"):
            assert send(ashby(action, stage="2"), vendor="ashby").json() == {"status": "received"}
        processing.process_due()
        outcomes = InboundEvent.objects.order_by("pk").values_list("outcome", flat=True)
        assert list(outcomes) == ["Opened. Moved on to “Screening”.", "Stands at “Screening” already."]

    def test_withdrawal_lead_and_unknown_status(self):
        assert arrive(ashby(number=1, status="Lead"), vendor="ashby").outcome.startswith("A prospect there")
        assert arrive(ashby(number=2, status="Parked"), vendor="ashby").outcome.startswith("Its status “Parked”")
        arrive(ashby(number=3), vendor="ashby")
        reason = {"text": "Took another offer", "reasonType": "RejectedByCandidate"}
        arrive(ashby(number=4, status="Archived", archiveReason=reason), vendor="ashby")
        assert known("app-1").stage == "withdrawn"

    def test_hire_explains_itself(self):
        event = arrive(ashby("candidateHire", status="Hired"), vendor="ashby")
        assert event.outcome == "It is hired there, and was never known here."

    def test_older_event_changes_nothing(self):
        arrive(ashby(number=2, stage="2", updatedAt="2026-11-03T00:00:00Z"), vendor="ashby")
        event = arrive(ashby(number=1, status="Archived"), vendor="ashby")
        assert (event.outcome, known("app-1").stage) == ("Older than what is known.", "screening")

    def test_deletion_and_merge(self):
        arrive(ashby(), vendor="ashby")
        both = {"deletedCandidate": {"id": "cand-1"}, "mergedCandidate": {"id": "cand-2"}}
        arrive({"webhookActionId": "m", "action": "candidateMerge", "data": both}, vendor="ashby")
        assert candidate("cand-2").name == "Mira Okafor"
        gone = {"webhookActionId": "d", "action": "candidateDelete", "data": {"candidate": {"id": "cand-2"}}}
        assert arrive(gone, vendor="ashby").outcome == "Erased."
        assert candidate("cand-2").erased_at is not None

    def test_ping_changes_nothing(self):
        event = arrive({"action": "ping", "data": {"webhookType": "ping"}}, vendor="ashby")
        assert (event.state, event.outcome) == ("ignored", "Nothing is done about “ping”.")


# Workable


def workable(
    event: str = "candidate_moved", *, number: int = 1, stage: str = "Review", **changes: Any
) -> dict[str, Any]:
    data = {
        "id": "1a2b",
        "name": "Mira Okafor",
        "firstname": "Mira",
        "email": "mira@example.com",
        "phone": "+31 20 123",
        "stage": stage,
        "disqualified": False,
        "disqualification_reason": None,
        "hired_at": None,
        "job": {"shortcode": "GROOV003", "title": "AI infrastructure engineer"},
        "created_at": "2026-11-01T08:00:00Z",
        "updated_at": f"2026-11-02T08:00:{number:02}Z",
    }
    return {"id": f"ev-{number}", "event_type": event, "resource_type": "candidate", "data": data | changes}


@pytest.fixture
def at_workable() -> None:
    mapped(account("workable"), job="GROOV003", stages={"Review": "applied", "Call": "screening"})


@pytest.mark.usefixtures("at_workable")
class TestWorkable:
    def test_candidate_is_opened_moved_and_disqualified(self):
        event = arrive(workable("candidate_created"), vendor="workable")
        assert (event.subject, event.state) == ("1a2b/1a2b", "processed")
        assert (candidate("1a2b").phone, known("1a2b").stage) == ("+31 20 123", "applied")
        arrive(workable(number=2, stage="Call"), vendor="workable")
        assert known("1a2b").stage == "screening"
        arrive(workable(number=3, disqualified=True, disqualification_reason="Too far"), vendor="workable")
        assert (known("1a2b").stage, known("1a2b").close_reason) == ("rejected", "Workable: Too far")

    def test_what_the_candidate_is_now_decides_not_the_name_of_the_event(self):
        event = arrive(workable("candidate_created", hired_at="2026-11-20T00:00:00Z"), vendor="workable")
        assert event.outcome == "It is hired there, and was never known here."
        event = arrive(workable("candidate_created", number=2, stage="Call"), vendor="workable")
        assert known("1a2b").stage == "screening"

    def test_unknown_stage_waits(self):
        event = arrive(workable(stage="Puzzle"), vendor="workable")
        assert (event.state, known("1a2b").stage) == ("waiting", "applied")
        assert AtsMapping.objects.get(stage_id="Puzzle").stage == ""

    def test_deleted_candidate_is_erased(self):
        arrive(workable("candidate_created"), vendor="workable")
        arrive({"id": "d", "event_type": "candidate_deleted", "data": {"id": "1a2b"}}, vendor="workable")
        assert candidate("1a2b").erased_at is not None
        assert known("1a2b").stage == "withdrawn"

    def test_employees_are_nothing_to_us(self):
        event = arrive({"id": "e", "event_type": "employee_created", "data": {"id": "9"}}, vendor="workable")
        assert event.outcome == "Nothing is done about “employee_created”."


# Lever


class Lever:
    """The account's API, on this machine."""

    def __init__(self, server: HttpServer) -> None:
        self.server = server
        self.number = 0

    def has(self, *answers: Any) -> None:
        self.server.received.clear()
        self.server.answers = [
            one if isinstance(one, int | str) else (200, {}, json.dumps({"data": one}).encode()) for one in answers
        ]

    def event(self, name: str = "candidateStageChange", **data: Any) -> InboundEvent:
        self.number += 1
        body = {
            "id": f"{self.number}",
            "event": name,
            "triggeredAt": milliseconds(timezone.now()),
            "token": f"token-{self.number}",
            "data": {"opportunityId": "opp-1", **data},
        }
        return arrive(body, vendor="lever")


def opportunity(stage: str = "1", **changes: Any) -> dict[str, Any]:
    return {
        "id": "opp-1",
        "name": "Mira Okafor",
        "contact": "contact-1",
        "emails": ["mira@example.com"],
        "phones": [{"type": "mobile", "value": "+31 20 123"}],
        "stage": {"id": stage, "text": f"Stage {stage}"},
        "archived": None,
        "applications": [{"id": "a", "posting": "posting-1"}],
        "createdAt": 1762000000000,
    } | changes


@pytest.fixture
def server() -> Iterator[HttpServer]:
    made = HttpServer()
    yield made
    made.stop()


@pytest.fixture
def api(server, settings) -> Lever:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    here = account("lever", remote_url=server.url.removesuffix("/hook"), remote_key="lever-key")
    mapped(here, job="posting-1", stages=STAGES)
    return Lever(server)


def test_lever_is_asked_with_our_key_and_believed_alone(api):
    api.has(opportunity("2"))
    event = api.event(toStageId="1", contactId="somebody-else", stage="9")
    [asked] = api.server.received
    assert (asked.method, asked.path) == ("GET", "/opportunities/opp-1?expand=applications&expand=stage")
    assert asked.headers["authorization"] == basic("lever-key")
    assert (event.state, event.subject, event.outcome) == (
        "processed",
        "contact-1/opp-1",
        "Opened. Moved on to “Screening”.",
    )
    assert (known("opp-1").candidate.name, known("opp-1").stage) == ("Mira Okafor", "screening")


def test_lever_archived_is_rejected_or_hired_by_its_reason(api):
    api.has(opportunity())
    api.event()
    archived = opportunity(archived={"archivedAt": 1763000000000, "reason": "reason-1"})
    api.has(archived, {"id": "reason-1", "text": "Hired", "type": "hired"})
    event = api.event("candidateHired")
    assert api.server.received[1].path == "/archive_reasons/reason-1"
    assert event.outcome.startswith("It is hired there, not here")
    api.has(archived, 404)
    assert api.event("candidateArchiveChange").outcome == "Its status “archived” is unknown here."
    api.has(archived, {"id": "reason-1", "text": "Underqualified"})
    api.event("candidateArchiveChange")
    assert (known("opp-1").stage, known("opp-1").close_reason) == ("rejected", "Lever: Underqualified")


def test_lever_deletion_is_believed_only_when_the_opportunity_is_gone(api):
    api.has(opportunity())
    api.event()
    event = api.event("candidateDeleted")
    assert event.outcome == "Lever still has this opportunity: nothing is removed."
    assert candidate("contact-1").erased_at is None
    api.has(404)
    assert api.event("candidateStageChange").outcome == "Lever does not have this opportunity any more."
    assert candidate("contact-1").erased_at is None
    event = api.event("candidateDeleted")
    assert (event.outcome, bytes(event.body)) == ("Erased.", b"")
    assert candidate("contact-1").erased_at is not None


def test_lever_deletion_of_one_opportunity_keeps_who_has_another(api):
    api.has(opportunity())
    api.event()
    from tests.factories import application, requisition

    application(on=requisition(title="Other"), of=candidate("contact-1"), started_at=timezone.now())
    api.has(404)
    event = api.event("candidateDeleted")
    assert event.outcome.startswith("One application was deleted; another one")
    assert candidate("contact-1").erased_at is None


@pytest.mark.parametrize("answer", [500, 429, 401, 302, "drop", (200, {}, b"nothing"), (200, {}, b'{"data": 7}')])
def test_lever_that_does_not_answer_is_asked_again_later(api, answer):
    api.server.answers = [answer]
    event = api.event()
    assert (event.state, event.attempt) == ("received", 1)
    assert event.next_at > timezone.now()
    assert event.outcome.startswith("Tried 1 times: Lever")
    api.has(opportunity())
    processing.process_due(now=timezone.now() + timedelta(minutes=1))
    event.refresh_from_db()
    assert (event.state, event.attempt) == ("processed", 2)


def test_lever_asks_for_patience(api):
    api.server.answers = [(429, {"retry-after": "1000"}, b"")]
    event = api.event()
    assert event.next_at > timezone.now() + timedelta(seconds=990)


@pytest.mark.parametrize("ref", ["../users", "a?b", "a#b", "a%2fb", "", None, 7.5, "x" * 60])
def test_lever_id_that_is_no_id_is_not_asked_for(api, ref):
    event = api.event(opportunityId=ref)
    assert (event.state, api.server.received) == ("failed", [])


def test_lever_without_a_key_or_with_a_strange_host_fails(settings):
    here = account("lever")
    event = Lever(HttpServer()).event()
    assert (event.state, event.outcome[:30]) == ("failed", "The vendor's key for us is mis")
    here.remote_key, here.remote_url = "key", "http://127.0.0.1:1"
    here.save()
    settings.WEBHOOK_ALLOW_PRIVATE = False
    processing.process_again(event, by=None)
    processing.process_due()
    event.refresh_from_db()
    assert event.state == "failed"
    assert lever.HOSTS == ("lever.co",)


def test_lever_events_of_other_kinds_ask_nobody(api):
    event = api.event("interviewCreated")
    assert (event.outcome, api.server.received) == ("Nothing is done about “interviewCreated”.", [])
    assert not Application.objects.exists()
    assert not Candidate.objects.exists()
