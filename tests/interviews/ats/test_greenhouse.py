"""interviews/ats/greenhouse.py against the cases of its contract."""

import base64
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from hiring import pipeline, requisitions
from hiring.models import Application, Candidate
from hiring.outbox.outcome import Result
from hiring.outbox.posting import Answer
from hiring.stages import Round
from interviews.ats import connections, greenhouse, orders, reporting
from interviews.ats.connections import Attempt
from interviews.ats.inbound import processing, setting_aside
from interviews.models import AssessmentOrder, AssessmentPackage, AssessmentReport, AtsConnection, InboundEvent
from tests import factories
from tests.factories import people
from tests.interviews.ats.ats_world import (
    KEY,
    URL,
    Ats,
    basic,
    cases,
    concluded,
    connection,
    greenhouse_order,
    ordered,
    package,
    up_to,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

AUTH = cases("greenhouse_assessment/auth_basic.json")
START = "/ats/greenhouse/acme/"


@pytest.fixture
def greenhouse_here() -> AtsConnection:
    return connection()


# The key


@pytest.mark.parametrize("case", AUTH["cases"], ids=lambda case: case["name"])
def test_key_is_taken_as_the_contract_says(greenhouse_here, case):
    answer = Ats(START, authorization=case["authorization"] or "").get("list_tests")
    expected = case["expect"].get("status", 200)
    assert answer.status_code == expected
    if expected == 401:
        assert answer["WWW-Authenticate"].startswith("Basic")
        assert "key" in answer.json()["message"]


def coded(text: bytes) -> str:
    return base64.b64encode(text).decode()


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"BASIC {coded(KEY.encode() + b':')}", 200),
        (f"Basic  {coded(KEY.encode() + b':')} ", 200),
        (f"Basic {coded(KEY.encode() + b':')}, Basic x", 401),
        (f"Basic {coded(KEY.encode() + b':').rstrip('=')}", 401),
        (f"Basic {coded(KEY.encode() + b'::')}", 401),
        (f"Basic {coded(KEY.encode() + b': ')}", 401),
        (f"Basic {coded(b':' + KEY.encode())}", 401),
        (f"Basic {coded(KEY.upper().encode() + b':')}", 401),
        (f"Basic {coded(b' ' + KEY.encode() + b':')}", 401),
        (f"Basic {coded(b':')}", 401),
        (f"Basic {coded(bytes([255, 254]) + b':')}", 401),
        ("Basic", 401),
        ("Basic é", 401),
        ("Basic " + "A" * 100_000, 401),
        (KEY, 401),
    ],
)
def test_key_is_brought_as_basic_has_it(greenhouse_here, authorization, status):
    assert Ats(START, authorization=authorization).get("list_tests").status_code == status


def test_our_header_is_the_contracts():
    assert connections.basic(AUTH["api_key"]) == AUTH["authorization"]


@pytest.mark.parametrize("case", AUTH["key_length_cases"], ids=lambda case: str(case["length"]))
def test_key_is_shorter_than_171(case):
    refused = nullcontext() if case["allowed_to_issue"] else refuses("key_not_possible")
    with refused:
        connections.possible_key(case["sample"])


def test_old_key_opens_for_a_day_after_a_rotation(greenhouse_here):
    now = timezone.now()
    rotated, key = connections.rotate_key(greenhouse_here, by=None, now=now)
    assert key != KEY
    for brought in (key, KEY):
        assert Ats(START, authorization=connections.basic(brought)).get("list_tests").status_code == 200
    header, later = connections.basic(KEY), now + timedelta(hours=24)
    assert connections.opens(rotated, header, schemes=("basic",), now=later - timedelta(seconds=1))
    assert not connections.opens(rotated, header, schemes=("basic",), now=later)


def test_second_rotation_within_the_day_is_refused_and_locks_nobody_out(greenhouse_here):
    now = timezone.now()
    rotated, key = connections.rotate_key(greenhouse_here, by=None, now=now)
    with refuses("rotation_open"):
        connections.rotate_key(rotated, by=None, now=now + timedelta(hours=23, minutes=59))
    assert connections.keys_in_use(rotated, now=now) == [key, KEY]
    _again, newest = connections.rotate_key(rotated, by=None, now=now + timedelta(hours=24))
    assert newest not in (key, KEY)


def test_connection_that_is_switched_off_takes_no_key(greenhouse_here):
    connections.change(greenhouse_here, {"is_active": False}, by=None)
    assert Ats(START).get("list_tests").status_code == 401


def test_unknown_connection_vendor_and_address_are_not_found(greenhouse_here):
    for start, place in (
        ("/ats/greenhouse/other/", "list_tests"),
        ("/ats/ashby/acme/", "assessment.list"),
        ("/ats/nobody/acme/", "list_tests"),
        (START, "list_test"),
        (START, "list_tests/"),
    ):
        answer = Ats(start).get(place)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_another_method_is_refused(greenhouse_here):
    for answer, allowed in ((Ats(START).post("list_tests", {}), "GET"), (Ats(START).get("send_test"), "POST")):
        assert (answer.status_code, answer["Allow"]) == (405, allowed)


# list_tests


def test_list_tests_is_a_bare_array_of_two_strings_each(greenhouse_here):
    first = package(greenhouse_here, key="aih-r2")
    package(greenhouse_here, "full_process", key="aih-all", on=first.requisition)
    off = package(greenhouse_here, key="aih-off", on=first.requisition)
    off.is_active = False
    off.save()
    example = cases("greenhouse_assessment/list_tests.json")["response"]["body"][0]
    found = Ats(START).get("list_tests").json()
    assert found == [
        {"partner_test_id": "aih-all", "partner_test_name": "Package aih-all"},
        {"partner_test_id": "aih-r2", "partner_test_name": "Package aih-r2"},
    ]
    assert all(each.keys() == example.keys() for each in found)
    assert is_list_of_tests(found)


def is_list_of_tests(body: Any) -> bool:
    """What Greenhouse says that an answer to list_tests has to be."""
    return isinstance(body, list) and all(
        isinstance(each.get(name), str) for each in body for name in ("partner_test_id", "partner_test_name")
    )


@pytest.mark.parametrize(
    "case", cases("greenhouse_assessment/list_tests.json")["negative"], ids=lambda case: case["name"]
)
def test_our_check_refuses_the_lists_that_greenhouse_refuses(case):
    assert not is_list_of_tests(case["body"])


# send_test


def test_send_test_opens_an_application_for_the_candidate(greenhouse_here):
    order = ordered(package(greenhouse_here))
    assert order.application is not None
    application, candidate = order.application, order.application.candidate
    assert (candidate.name, candidate.email) == ("Mira Okafor", "mira.okafor@example.com")
    assert (candidate.external_id, candidate.source_system) == ("880011", "acme")
    assert (application.external_id, application.requisition) == ("990022", order.package.requisition)
    assert (order.state, order.external_ref, order.callback_url) == ("ordered", URL, URL)
    assert order.sent_by == "recruiter@example.com"
    assert [event.verb for event in application.history.all()] == ["open_application", "assessment_ordered"]
    assert application.history.last().by == greenhouse_here.acts_as


def test_order_keeps_no_personal_data(greenhouse_here):
    order = ordered(package(greenhouse_here))
    assert order.ordered.keys() == {"partner_test_id", "sent_by", "url"}
    assert not AssessmentReport.objects.exists()


def test_same_url_is_the_same_order(greenhouse_here):
    order = ordered(package(greenhouse_here))
    assert ordered(order.package) == order
    assert (AssessmentOrder.objects.count(), Application.objects.count(), Candidate.objects.count()) == (1, 1, 1)


def test_url_of_another_connection_is_another_order(greenhouse_here):
    first = ordered(package(greenhouse_here))
    other = connection(slug="other")
    assert ordered(package(other, on=first.package.requisition)).pk != first.pk


def test_second_test_for_the_same_person_joins_their_application(greenhouse_here):
    first = ordered(package(greenhouse_here))
    second = ordered(
        package(greenhouse_here, "live_debugging", key="live", on=first.package.requisition), url=URL + "4"
    )
    assert second.pk != first.pk
    assert second.application == first.application


def test_unknown_test_is_404(greenhouse_here):
    answer = Ats(START).post("send_test", greenhouse_order(partner_test_id="nope"))
    assert answer.status_code == 404
    assert "nope" in answer.json()["message"]


def test_unknown_fields_are_ignored(greenhouse_here):
    ordered(package(greenhouse_here), something_new={"deep": [1, 2, None]})


def test_order_from_before_2025_is_taken(greenhouse_here):
    package(greenhouse_here)
    [variant] = cases("greenhouse_assessment/send_test.json")["variants"]
    assert "preferred_name" not in variant["body"]["candidate"]
    assert Ats(START).post("send_test", variant["body"]).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("partner_test_id", 1, "has to be a string"),
        ("url", None, "is missing"),
        ("url", "u" * 501, "is longer than 500 characters"),
        ("candidate.first_name", "", "is empty"),
        ("candidate.last_name", ["x"], "has to be a string"),
        ("candidate.email", "nobody", "is not an e-mail address"),
        ("candidate.greenhouse_profile_url", None, "is missing"),
        ("candidate", "Mira", "is missing"),
    ],
)
def test_wrong_field_is_named(greenhouse_here, field, value, said):
    package(greenhouse_here)
    body = greenhouse_order()
    inner, _dot, name = field.rpartition(".")
    (body[inner] if inner else body)[name] = value
    answer = Ats(START).post("send_test", body)
    assert answer.status_code == 422
    errors = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert any(name.startswith(field) and said in message for name, message in errors.items()), errors
    assert not AssessmentOrder.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("candidate.first_name", " Zoë 王 🤖 ", {"name": "Zoë 王 🤖 Okafor"}),
        ("candidate.first_name", "Mi\0ra", {"name": "Mira Okafor"}),
        ("candidate.email", " mira@example.com ", {"email": "mira@example.com"}),
        ("candidate.phone_number", 5551212, {"phone": ""}),
        ("candidate.phone_number", "5" * 41, {"phone": ""}),
        ("candidate.phone_number", " +49 30 1 ", {"phone": "+49 30 1"}),
        ("candidate.preferred_name", None, {}),
        ("candidate.preferred_name", ["Mimi"], {}),
        ("candidate.resume_url", {"url": "x"}, {}),
        ("candidate.greenhouse_profile_url", "https://app.greenhouse.io/people/7", {"external_id": "7"}),
        (
            "candidate.greenhouse_profile_url",
            "https://app.greenhouse.io/people/7?application_id= 8",
            {"external_id": "7"},
        ),
        (
            "candidate.greenhouse_profile_url",
            "https://app.greenhouse.io/people/../x?application_id=%00",
            {"external_id": ""},
        ),
        ("candidate.greenhouse_profile_url", "https://[", {"external_id": "", "profile_url": ""}),
        ("sent_by", None, {}),
        ("sent_by", 5, {}),
        ("url", f" {URL} ", {}),
        (
            "candidate.greenhouse_profile_url",
            "https://app.greenhouse.io/people/7?application_id=8",
            {"profile_url": "https://app.greenhouse.io/people/7?application_id=8"},
        ),
        ("partner_test_id", " aih-r2 ", {}),
        ("something_new", 10**300, {}),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_order_is_taken_whatever_stands_beside_what_is_needed(greenhouse_here, field, value, kept):
    package(greenhouse_here)
    body = greenhouse_order()
    inner, _dot, name = field.rpartition(".")
    (body[inner] if inner else body)[name] = value
    answer = Ats(START).post("send_test", body)
    assert (answer.status_code, list(answer.json())) == (200, ["partner_interview_id"])
    candidate = Candidate.objects.get()
    assert {name: getattr(candidate, name) for name in kept} == kept


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/x",
        "http://169.254.169.254/x",
        "http://app.greenhouse.io/x",
        "https://greenhouse.io.example.com/x",
        "https://[",
        "ftp://app.greenhouse.io/x",
    ],
)
def test_order_that_can_never_be_reported_is_taken_up_all_the_same(greenhouse_here, url):
    package(greenhouse_here)
    assert Ats(START).post("send_test", greenhouse_order(url=url)).status_code == 200
    assert AssessmentOrder.objects.get().callback_url == url
    with refuses("host_not_allowed"):
        reporting.refuse_stranger(url, remote_url=greenhouse_here.remote_url, hosts=greenhouse.HOSTS)


@pytest.mark.parametrize(
    "changed", [{"partner_test_id": "gone"}, {"candidate": {}}, {"candidate": {"email": "no address"}}]
)
def test_order_that_comes_again_is_recognised_before_anything_else_is_looked_at(greenhouse_here, changed):
    order = ordered(package(greenhouse_here))
    again = Ats(START).post("send_test", greenhouse_order(**changed))
    assert (again.status_code, again.json()) == (200, {"partner_interview_id": str(order.public_id)})


def test_order_that_comes_again_for_another_test_is_the_first_one_and_says_so(greenhouse_here, caplog):
    first, second = package(greenhouse_here), package(greenhouse_here, key="other")
    order = ordered(first)
    assert order.also_named == ""
    for _time in range(2):
        assert ordered(second) == order
    order.refresh_from_db()
    assert (order.package, order.also_named) == (first, "other")
    assert [record.levelname for record in caplog.records if "came again" in record.message] == ["WARNING"]


def test_package_is_listed_once_its_requisition_is_open(greenhouse_here):
    role = factories.draft()
    package(greenhouse_here, on=role)
    assert Ats(START).get("list_tests").json() == []
    answer = Ats(START).post("send_test", greenhouse_order())
    assert answer.status_code == 422
    assert "only an open requisition" in answer.json()["message"]
    requisitions.open_requisition(role, by=people().manager)
    assert [one["partner_test_id"] for one in Ats(START).get("list_tests").json()] == ["aih-r2"]
    assert ordered(AssessmentPackage.objects.get()).state == "ordered"


def test_order_is_answered_also_when_its_requisition_is_closed_by_now(greenhouse_here):
    of = package(greenhouse_here)
    order = ordered(of)
    pipeline.reject(order.application, by=people().manager, reason="Not a fit.")
    requisitions.close_requisition(of.requisition, by=people().manager)
    assert ordered(of) == order


def test_application_is_read_from_a_profile_with_a_space_in_it(greenhouse_here):
    body = greenhouse_order()
    body["candidate"]["greenhouse_profile_url"] = "https://app.greenhouse.io/people/7?application_id= 8"
    package(greenhouse_here)
    Ats(START).post("send_test", body)
    assert Application.objects.get().external_id == "8"


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, b'{"a":NaN}', b"{" * 5])
def test_body_that_is_no_object_is_400(greenhouse_here, raw):
    assert Ats(START).post("send_test", raw).status_code == 400


def test_body_of_more_than_a_mebibyte_is_413(greenhouse_here):
    assert Ats(START).post("send_test", b" " * (1024 * 1024 + 1)).status_code == 413


def test_closed_requisition_is_refused_kept_and_tried_anew(greenhouse_here):
    offered = package(greenhouse_here)
    requisitions.close_requisition(offered.requisition, by=people().manager)
    answer = Ats(START).post("send_test", greenhouse_order(partner_test_id=offered.key))
    assert answer.status_code == 422
    assert "only an open requisition takes applications" in answer.json()["message"]
    order = AssessmentOrder.objects.get()
    assert (order.state, order.application, Candidate.objects.count()) == ("rejected", None, 0)
    assert Ats(START).get("test_status", partner_interview_id=str(order.public_id)).status_code == 404
    requisitions.open_requisition(offered.requisition, by=people().manager)
    assert ordered(offered) == order
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("ordered", "")


def test_application_that_has_ended_is_refused(greenhouse_here):
    first = ordered(package(greenhouse_here))
    pipeline.reject(first.application, by=people().coordinator, reason="Too far away.")
    answer = Ats(START).post("send_test", greenhouse_order(url=URL + "9"))
    assert answer.status_code == 422
    assert "Too far away" not in answer.content.decode()


# test_status


def test_status_before_and_while_it_is_under_way_and_after(greenhouse_here):
    order = ordered(package(greenhouse_here))
    contract = {case["name"]: case["response"] for case in cases("greenhouse_assessment/test_status.json")["cases"]}
    assert status_of(order) == contract["not_started"]["body"]

    up_to(order, Round.TAKE_HOME)
    orders.notice_results(now=timezone.now())
    assert status_of(order)["partner_status"] == "not_started"  # the screening is not what was ordered

    concluded(order, Round.TAKE_HOME, level=4, verdict="strong_yes")
    complete = status_of(order)
    assert complete.keys() == contract["complete"]["body"].keys()
    assert complete["partner_status"] == "complete"
    assert complete["partner_score"] == 100
    assert complete["partner_profile_url"].startswith("https://twelve.example.com/results/")
    submitted = complete["metadata"].pop("Submitted at")
    assert submitted.endswith("Z")
    assert complete["metadata"] == {"Recommendation": "strong_yes", "Round": 2, "Bar met": True}
    assert is_valid(complete)


def test_status_of_a_process_under_way_tells_the_day(greenhouse_here):
    order = ordered(package(greenhouse_here, "full_process"))
    up_to(order, Round.SCREENING)
    orders.notice_results(now=timezone.now())
    found = status_of(order)
    assert (found["partner_status"], found["partner_score"]) == ("in_progress", None)
    assert found["metadata"] == {"SLA day": "1 of 12"}
    assert is_valid(found)


def test_status_of_an_unknown_test_is_404_and_without_a_parameter_400(greenhouse_here):
    for asked in ("nope", "\0", "0" * 5000, "00000000-0000-0000-0000-000000000000"):
        assert Ats(START).get("test_status", partner_interview_id=asked).status_code == 404
    assert Ats(START).get("test_status").status_code == 400


def test_status_is_told_to_the_connection_that_ordered_alone(greenhouse_here):
    order = ordered(package(greenhouse_here))
    connection(slug="other")
    other = Ats("/ats/greenhouse/other/", authorization=basic("key-of-other"))
    answer = other.get("test_status", partner_interview_id=str(order.public_id))
    assert answer.status_code == 404


def status_of(order: AssessmentOrder) -> dict[str, Any]:
    answer = Ats(START).get("test_status", partner_interview_id=str(order.public_id))
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def is_valid(body: dict[str, Any]) -> bool:
    """What Greenhouse says that an answer to test_status has to be."""
    score, metadata = body["partner_score"], body.get("metadata", {})
    return (
        isinstance(body["partner_status"], str)
        and (body["partner_status"] != "complete" or isinstance(body.get("partner_profile_url"), str))
        and (score is None or (isinstance(score, int | float) and not isinstance(score, bool)))
        and all(isinstance(value, str | int | float | bool | None) for value in metadata.values())
    )


@pytest.mark.parametrize("case", cases("greenhouse_assessment/test_status.json")["negative_bodies"])
def test_our_check_refuses_what_greenhouse_refuses(case):
    assert not is_valid({"partner_profile_url": None, "partner_score": None} | case["body"])


# response_error


@pytest.mark.parametrize(
    "case", cases("greenhouse_assessment/response_error.json")["cases"], ids=lambda case: case["name"]
)
def test_complaint_is_kept_once_without_the_candidates_address(greenhouse_here, case):
    body = case["request"]["body"]
    for _time in range(2):
        answer = Ats(START).post("response_error", body)
        assert (answer.status_code, answer.json()) == (case["response"]["status"], case["response"]["body"])
    event = InboundEvent.objects.get()
    assert (event.action, event.state, event.times_received) == ("response_error", "complaint", 2)
    assert event.outcome == f"{body['api_call']}: {body['errors'][0]}"
    assert event.subject == body.get("partner_interview_id", "")
    assert b"mira.okafor" not in bytes(event.body)


def test_complaint_is_logged_once_until_it_was_set_aside(greenhouse_here, caplog):
    order = ordered(package(greenhouse_here))
    body = {"api_call": "test_status", "errors": ["no score"], "partner_interview_id": str(order.public_id)}
    for _time in range(3):
        Ats(START).post("response_error", body)
    event = InboundEvent.objects.get()
    assert event.application == order.application
    assert [record.levelname for record in caplog.records if "complains" in record.message] == ["ERROR"]
    setting_aside.set_aside(event, reason="Told them.", by=people().manager)
    with pytest.raises(ValidationError, match="nothing in it that could be applied"):
        processing.process_again(event, by=people().manager)
    Ats(START).post("response_error", body)
    event.refresh_from_db()
    assert (event.state, event.outcome, event.times_received) == ("complaint", "test_status: no score", 4)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ({}, "an unnamed call: None"),
        ({"api_call": None, "errors": "no"}, "an unnamed call: no"),
        ({"api_call": 5, "errors": [1, None, {"a": 2}]}, "an unnamed call: 1; None; {'a': 2}"),
        ({"api_call": "test_status", "errors": [], "partner_interview_id": 5}, "test_status: "),
        ({"api_call": "t", "errors": ["a\0b"], "partner_test_id": None, "unheard_of": []}, "t: ab"),
        ({"api_call": "t", "errors": ["e" * 9000]}, "t: " + "e" * 297),
    ],
)
def test_complaint_is_taken_in_any_shape(greenhouse_here, body, outcome):
    assert Ats(START).post("response_error", body).status_code == 200
    assert InboundEvent.objects.get().outcome == outcome


# The PATCH


def test_completion_writes_one_patch_without_a_body(greenhouse_here):
    order = ordered(package(greenhouse_here))
    up_to(order, Round.TAKE_HOME)
    assert not AssessmentReport.objects.exists()
    concluded(order, Round.TAKE_HOME)
    report = AssessmentReport.objects.get()
    contract = cases("greenhouse_assessment/patch_completed.json")["request"]
    assert (report.method, report.url, report.body) == (contract["method"], contract["url"], contract["body"])
    sent = greenhouse.headers(Attempt(greenhouse_here, 1, timezone.now()))
    assert sent["authorization"] == contract["headers"]["Authorization"]
    assert orders.notice_results(now=timezone.now()) == 0
    assert AssessmentReport.objects.count() == 1


@pytest.mark.parametrize(
    "case",
    cases("greenhouse_assessment/patch_completed.json")["response_handling"],
    ids=lambda case: str(case["status"]),
)
def test_answer_to_the_patch_is_handled_as_the_contract_says(greenhouse_here, case):
    outcome = greenhouse.taken(Answer(case["status"], {}, ""), Attempt(greenhouse_here, 1, timezone.now()))
    expected = {"mark": Result.ACCEPTED, "stop,": Result.REFUSED, "stop:": Result.REFUSED, "retry": Result.LATER}
    assert outcome.result == expected[case["action"].split()[0]]


def test_both_keys_of_a_rotation_take_turns(greenhouse_here):
    rotated, key = connections.rotate_key(greenhouse_here, by=None)
    now = timezone.now()
    used = [greenhouse.headers(Attempt(rotated, number, now))["authorization"] for number in (1, 2, 3)]
    assert used == [connections.basic(key), connections.basic(KEY), connections.basic(key)]
    assert greenhouse.taken(Answer(401, {}, ""), Attempt(rotated, 1, now)).result == Result.LATER
