"""interviews/ats/ashby.py against what Ashby's documentation says of partners."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from hiring import requisitions
from hiring.outbox.outcome import Result
from hiring.outbox.posting import Answer
from hiring.stages import Round
from interviews.ats import ashby, orders, reporting
from interviews.ats.connections import Attempt
from interviews.models import AssessmentOrder, AssessmentPackage, AssessmentReport, AtsConnection
from tests.factories import people
from tests.interviews.ats.ats_world import KEY, Ats, ashby_order, concluded, connection, package, up_to

pytestmark = pytest.mark.django_db

START = "/ats/ashby/acme/"


@pytest.fixture
def here() -> AtsConnection:
    return connection("ashby", remote_key="ashby-knows-us-by-this")


@pytest.fixture
def offered(here: AtsConnection) -> AssessmentPackage:
    return package(here)


def started(offered: AssessmentPackage, **changes: Any) -> AssessmentOrder:
    answer = Ats(START).post("assessment.start", ashby_order(offered, **changes))
    assert answer.status_code == 200, answer.content
    return AssessmentOrder.objects.get(public_id=answer.json()["results"]["assessment_id"])


def updates() -> list[dict[str, Any]]:
    return [report.body or {} for report in AssessmentReport.objects.order_by("pk")]


@pytest.mark.parametrize("scheme", ["Basic", "Bearer"])
def test_list_names_what_can_be_ordered(offered, scheme):
    ats = Ats(START) if scheme == "Basic" else Ats(START, authorization=f"Bearer {KEY}")
    answer = ats.post("assessment.list", {})
    assert answer.json() == {
        "success": True,
        "results": [{"assessment_type_id": str(offered.public_id), "name": "Package aih-r2", "description": ""}],
    }


def test_start_takes_up_an_order_with_a_uuid(offered):
    order = started(offered)
    assert order.application is not None
    assert (order.application.external_id, order.application.candidate.external_id) == ("app-1", "cand-1")
    assert (order.job_ref, order.state) == ("job-1", "ordered")
    assert isinstance(order.public_id, UUID)


def test_start_of_what_is_being_assessed_is_409(offered):
    started(offered)
    answer = Ats(START).post("assessment.start", ashby_order(offered))
    assert (answer.status_code, answer.json()["success"]) == (409, False)
    assert AssessmentOrder.objects.count() == 1


def test_start_after_a_cancellation_is_another_order(offered):
    first = started(offered)
    for _time in range(2):
        answer = Ats(START).post("assessment.cancel", {"assessment_id": str(first.public_id)})
        assert (answer.json()["success"], answer.json()["results"]["assessment_id"]) == (True, str(first.public_id))
    second = started(offered)
    assert (second.application, second.pk != first.pk) == (first.application, True)
    assert Ats(START).post("assessment.start", ashby_order(offered)).status_code == 409


def test_answers_carry_the_update_that_ashby_would_wait_for(offered):
    answer = Ats(START).post("assessment.start", ashby_order(offered)).json()["results"]
    order = AssessmentOrder.objects.get()
    ordered = answer["update_request"]
    assert (ordered["assessment_id"], ordered["assessment_status"]["value"]) == (answer["assessment_id"], "Ordered")
    assert ordered["assessment_profile_url"]["value"].startswith("https://twelve.example.com/results/")
    assert not AssessmentReport.objects.exists()
    gone = {"assessment_id": str(order.public_id)}
    called_off = Ats(START).post("assessment.cancel", gone).json()["results"]["update_request"]
    [report] = AssessmentReport.objects.all()
    assert report.body is not None
    assert called_off == {**report.body, "timestamp": report.body["timestamp"] - 1}
    assert called_off["cancelled_reason"]["value"] == "Cancelled in Ashby."
    assert ordered["timestamp"] < called_off["timestamp"] < report.body["timestamp"]
    AssessmentReport.objects.update(state="sent")
    assert Ats(START).post("assessment.cancel", gone).json()["results"] == gone


def test_message_of_a_refusal_is_for_the_user(offered):
    requisitions.close_requisition(offered.requisition, by=people().manager)
    answer = Ats(START).post("assessment.start", ashby_order(offered))
    assert answer.status_code == 422
    assert "only an open requisition" in answer.json()["message"]


def test_unknown_assessment_type_is_422_and_unknown_assessment_404(offered):
    body = ashby_order(offered) | {"assessment_type_id": "nope"}
    assert Ats(START).post("assessment.start", body).status_code == 422
    assert Ats(START).post("assessment.cancel", {"assessment_id": "nope"}).status_code == 404


def test_updates_say_started_then_completed_with_rising_timestamps(offered):
    order = started(offered)
    up_to(order, Round.TAKE_HOME)
    now = timezone.now()
    order.state = "started"
    order.save()
    reporting.write(order, now=now)
    reporting.write(order, now=now)
    concluded(order, Round.TAKE_HOME, level=2)
    first, _same, last = updates()
    assert first["assessment_status"]["value"] == "Started"
    assert last["assessment_result"] == {
        "identifier": "twelve_score",
        "label": "Score of 100",
        "type": "numeric_score",
        "value": 33.0,
    }
    assert (last["assessment_profile_url"]["type"], last["assessment_status"]["value"]) == ("url", "Completed")
    assert {each["identifier"] for each in last["metadata"]} == {
        "twelve_recommendation",
        "twelve_round",
        "twelve_bar_met",
        "twelve_submitted_at",
    }
    assert all(a["timestamp"] < b["timestamp"] for a, b in pairwise(updates()))
    assert {each["assessment_id"] for each in updates()} == {str(order.public_id)}


def test_cancelled_assessment_is_told_with_its_reason(offered):
    order = started(offered)
    orders.cancel(order, reason="The role is filled.", by=people().manager)
    [told] = updates()
    assert told["cancelled_reason"]["value"] == "The role is filled."
    assert "assessment_status" not in told
    report = AssessmentReport.objects.get()
    assert (report.method, report.url) == ("POST", "https://api.ashbyhq.com/assessment.update")


def test_refusal_with_a_status_of_200_is_a_refusal(here):
    attempt = Attempt(here, 1, timezone.now())
    assert ashby.taken(Answer(200, {}, '{"success": true}'), attempt).result == Result.ACCEPTED
    refused = ashby.taken(Answer(200, {}, '{"success": false, "errorInfo": {"code": "nope"}}'), attempt)
    assert (refused.result, "nope" in refused.detail) == (Result.REFUSED, True)
    assert ashby.taken(Answer(503, {}, "oops"), attempt).result == Result.LATER


def test_update_carries_ashbys_key_for_us(here):
    sent = ashby.headers(Attempt(here, 1, timezone.now()))
    assert sent["authorization"] == "Basic YXNoYnkta25vd3MtdXMtYnktdGhpczo="
    assert sent["accept"] == "application/json; version=1"
