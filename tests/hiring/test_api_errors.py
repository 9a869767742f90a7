"""What the API answers to what it refuses, written by hand."""

import logging

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from rest_framework.test import APIClient

from hiring import requisitions
from hiring.api.problems import Problem, problem_of
from hiring.models import Application, Candidate, Requisition, User
from hiring.stages import Stage
from tests.factories import START, at_stage, candidate, people, requisition
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db

INVALID = {"type": "urn:twelve:problem:invalid-request", "title": "The request cannot be accepted as it is"}
CONFLICT = {"type": "urn:twelve:problem:state-conflict", "title": "The present state does not allow this"}


@pytest.fixture
def client():
    return caller(people().coordinator)


def refused(client, path, body, *, status, method="post", **options):
    answer = getattr(client, method)(f"{API}/{path}/", body, **options)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    return answer.json()


def test_an_application_for_a_closed_requisition(client):
    closed = requisitions.close_requisition(requisition(title="GPU engineer"), by=people().manager, now=START)
    body = {"requisition": closed.pk, "candidate": {"name": "Ada", "email": "ada@example.com"}}
    assert refused(client, "applications", body, status=409) == CONFLICT | {
        "status": 409,
        "code": "requisition_not_open",
        "detail": "“GPU engineer” is closed: only an open requisition takes applications.",
        "errors": [
            {
                "field": "requisition",
                "code": "requisition_not_open",
                "detail": "“GPU engineer” is closed: only an open requisition takes applications.",
                "pointer": "#/requisition",
            }
        ],
    }
    assert not Candidate.objects.exists()


def test_an_unknown_level(client):
    body = {"title": "GPU engineer", "hiring_manager": "mara", "coordinator": "jonas", "level": "wizard"}
    message = "There is no level “wizard”; known are junior, mid, senior, staff_principal, head_vp."
    assert refused(client, "requisitions", body, status=400) == INVALID | {
        "status": 400,
        "code": "unknown_level",
        "detail": message,
        "errors": [{"field": "level", "code": "unknown_level", "detail": message, "pointer": "#/level"}],
    }
    assert not Requisition.objects.exists()


def test_an_unknown_colleague_is_not_told_from_the_known(client):
    body = {"title": "GPU engineer", "hiring_manager": "boss", "coordinator": "jonas"}
    problem = refused(client, "requisitions", body, status=400)
    said = {"field": "hiring_manager", "code": "unknown_user", "detail": "There is no user “boss”."}
    assert problem["errors"] == [{**said, "pointer": "#/hiring_manager"}]


def test_a_move_from_a_closed_stage(client):
    rejected = at_stage(Stage.REJECTED)
    body = {"stage": "rejected"}
    message = "Ada Kovacs is rejected: a closed application cannot move."
    assert refused(client, f"applications/{rejected.pk}/advance", body, status=409) == CONFLICT | {
        "status": 409,
        "code": "closed_stage",
        "detail": message,
        "errors": [{"field": None, "code": "closed_stage", "detail": message}],
    }


def test_a_stage_that_is_not_current_any_more(client):
    application = at_stage(Stage.TAKE_HOME)
    problem = refused(client, f"applications/{application.pk}/advance", {"stage": "screening"}, status=409)
    assert problem["code"] == "stage_changed"
    assert problem["detail"] == "Ada Kovacs is at “Take-home” by now, not at “screening”."


def test_malformed_json(client):
    answer = refused(client, "applications", '{"requisition": 1,', status=400, content_type="application/json")
    assert answer["detail"].startswith("The body is not JSON: JSON parse error")
    assert answer == INVALID | {"status": 400, "code": "malformed_json", "detail": answer["detail"], "errors": []}


def test_a_body_that_is_not_an_object(client):
    problem = refused(client, "applications", [1, 2], status=400)
    assert problem["errors"] == [
        {"field": None, "code": "invalid", "detail": "Invalid data. Expected a dictionary, but got list."}
    ]


def test_an_unknown_field_names_the_known_ones(client):
    body = {
        "requisition": requisition().pk,
        "candidate": {"name": "Ada", "email": "ada@example.com", "nickname": "Countess"},
        "stage": "hired",
    }
    known = "requisition, candidate, external_id, source_system, applied_at"
    of_candidate = "name, email, phone, location, time_zone, profile_url, channel, external_id, source_system"
    assert refused(client, "applications", body, status=400) == INVALID | {
        "status": 400,
        "code": "unknown_field",
        "detail": "2 things stand in the way: see errors.",
        "errors": [
            {
                "field": "candidate.nickname",
                "code": "unknown_field",
                "detail": f"There is no field “nickname”; known are {of_candidate}.",
                "pointer": "#/candidate/nickname",
            },
            {
                "field": "stage",
                "code": "unknown_field",
                "detail": f"There is no field “stage”; known are {known}.",
                "pointer": "#/stage",
            },
        ],
    }


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"requisition": "first"}, "requisition", "incorrect_type"),
        ({"requisition": 10**30}, "requisition", "does_not_exist"),
        ({"candidate": "Ada"}, "candidate", "incorrect_type"),
        ({"candidate": None}, "candidate", "null"),
        ({"candidate": {"name": "Ada"}}, "candidate.email", "required"),
        ({"candidate": {"name": "Ada", "email": 5}}, "candidate.email", "invalid"),
        ({"candidate": {"name": ["Ada"], "email": "a@example.com"}}, "candidate.name", "invalid"),
        (
            {"candidate": {"name": "A", "email": "a@example.com", "channel": "x"}},
            "candidate.channel",
            "unknown_channel",
        ),
        ({"external_id": {"id": 1}}, "external_id", "invalid"),
        ({"external_id": "x" * 121}, "external_id", "max_length"),
        ({"applied_at": "yesterday"}, "applied_at", "invalid"),
        ({"applied_at": "2026-09-07T09:00:00"}, "applied_at", "no_time_zone"),
        ({"applied_at": "2226-09-07T09:00:00Z"}, "applied_at", "applied_in_the_future"),
    ],
)
def test_wrong_values_are_named_by_field_and_code(client, change, field, code):
    body = {"requisition": requisition().pk, "candidate": {"name": "Ada", "email": "ada@example.com"}} | change
    problem = refused(client, "applications", body, status=400)
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [(field, code)]
    assert problem["code"] == code
    assert not Application.objects.exists()
    assert not Candidate.objects.exists()


def test_different_mistakes_share_a_code_of_their_own(client):
    problem = refused(client, "applications", {"requisition": "x"}, status=400)
    assert (problem["code"], problem["detail"]) == ("invalid_request", "2 things stand in the way: see errors.")


def test_everything_that_keeps_a_requisition_from_opening_is_told():
    drafted = Requisition.objects.create(
        title="x", hiring_manager=people().manager, coordinator=people().coordinator, created_at=START
    )
    problem = refused(caller(people().manager), f"requisitions/{drafted.pk}/open", {}, status=409)
    codes = [error["code"] for error in problem["errors"]]
    assert problem["code"] == "state_conflict"
    assert codes == [
        "scope_missing", "level_missing", "region_missing", *["checklist_incomplete"] * 10,
        "panel_without_gpu", *["panel_incomplete"] * 4,
    ]  # fmt: skip


def test_nothing_there(client):
    expected = {
        "type": "urn:twelve:problem:not-found",
        "title": "Nothing there",
        "status": 404,
        "code": "not_found",
        "detail": "There is nothing at this address, or nothing that you may see.",
        "errors": [],
    }
    beyond = [f"{rows}/{number}" for rows in ("applications", "candidates") for number in (2**63, "9" * 5000)]
    for path in ("applications/815", "applications/first", "nonsense", "nonsense/deep", *beyond):
        assert refused(client, path, None, status=404, method="get") == expected
    answer = APIClient().get("/api/v7/anything")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    for path in ("nonsense", f"applications/{2**63}/withdraw"):
        assert refused(client, path, {}, status=404) == expected


def test_a_method_that_the_address_does_not_know(client):
    application = at_stage(Stage.SCREENING)
    problem = refused(client, f"applications/{application.pk}", {"stage": "hired"}, status=405, method="patch")
    assert (problem["code"], problem["detail"]) == ("method_not_allowed", 'Method "PATCH" not allowed.')
    assert refused(client, "applications", {}, status=405, method="delete")["code"] == "method_not_allowed"


def test_another_media_type(client):
    problem = refused(client, "applications", {"requisition": 1}, status=415, format="multipart")
    assert problem["code"] == "unsupported_media_type"


def test_no_key():
    answer = APIClient().get(f"{API}/applications/")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Twelve"'
    assert answer.json() == {
        "type": "urn:twelve:problem:unauthenticated",
        "title": "Not authenticated",
        "status": 401,
        "code": "not_authenticated",
        "detail": "Authentication credentials were not provided.",
        "errors": [],
    }


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Bearer twl_typo", "key_malformed"),
        ("Bearer", "key_malformed"),
        ("Bearer \xff\xfe", "key_malformed"),
        ("Basic am9uYXM6cGFzc3dvcmQ=", "key_malformed"),
    ],
)
def test_a_wrong_key_says_what_is_wrong_with_it(header, code):
    answer = APIClient().get(f"{API}/applications/", HTTP_AUTHORIZATION=header)
    assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_a_filter_that_does_not_exist(client):
    problem = refused(client, "applications", {"stge": "offer"}, status=400, method="get")
    assert (problem["errors"][0]["field"], problem["code"]) == ("stge", "unknown_parameter")
    assert "known are updated_since, stage, standing," in problem["detail"]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ({"stage": "limbo"}, "stage", "invalid_choice"),
        ({"requisition": "first"}, "requisition", "invalid"),
        ({"updated_since": "2026-09-07T09:00:00"}, "updated_since", "no_time_zone"),
        ({"limit": "0"}, "limit", "invalid_limit"),
        ({"limit": "501"}, "limit", "invalid_limit"),
        ({"limit": "²"}, "limit", "invalid_limit"),
        ({"cursor": "made-up"}, "cursor", "invalid_cursor"),
    ],
)
def test_wrong_filters_are_named(client, query, field, code):
    problem = refused(client, "applications", query, status=400, method="get")
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [(field, code)]


def test_a_mistake_of_ours_tells_nothing_outside(caplog, monkeypatch):
    client = caller(people().coordinator, raise_request_exception=False)
    monkeypatch.setattr("hiring.candidates.visible_to", lambda user: 1 / 0)
    with caplog.at_level(logging.ERROR, "hiring.api.problems"):
        problem = refused(client, "candidates", None, status=500, method="get")
    assert problem == {
        "type": "urn:twelve:problem:internal-error",
        "title": "A mistake of ours",
        "status": 500,
        "code": "internal_error",
        "detail": "Something went wrong here. It is in our log; nothing was half-written.",
        "errors": [],
    }
    assert "ZeroDivisionError" in caplog.text


def test_the_slower_of_two_equal_requests_is_told_so():
    User.objects.create(username="ann")
    with pytest.raises(IntegrityError) as clash:
        User.objects.create(username="ann")
    assert (problem_of(clash.value)["status"], problem_of(clash.value)["code"]) == (409, "changed_meanwhile")


def test_a_broken_constraint_is_a_mistake_of_ours():
    with pytest.raises(IntegrityError) as broken:
        Application.objects.create(
            requisition=requisition(), candidate=candidate(), stage="hired", stage_since=START, applied_at=START,
            created_at=START, updated_at=START, policy=at_stage(Stage.APPLIED).policy,
        )  # fmt: skip
    assert problem_of(broken.value)["status"] == 500


def test_a_refusal_is_a_conflict_only_when_the_request_itself_is_fine():
    both = ValidationError({"a": ValidationError("x", code="paused"), "b": ValidationError("y", code="too_long")})
    assert problem_of(both) == Problem(
        400,
        "invalid_request",
        "2 things stand in the way: see errors.",
        [{"field": "a", "code": "paused", "detail": "x"}, {"field": "b", "code": "too_long", "detail": "y"}],
    )
    two = ValidationError([ValidationError("x", code="paused"), ValidationError("y", code="closed_stage")])
    assert (problem_of(two)["status"], problem_of(two)["code"]) == (409, "state_conflict")


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_at_the_end_of_the_calendar(client, instant):
    body = {"requisition": requisition().pk, "candidate": {"name": "Ada", "email": "ada@example.com"}}
    problem = refused(client, "applications", body | {"applied_at": instant}, status=400)
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [("applied_at", "out_of_range")]
    assert client.get(f"{API}/applications/", {"updated_since": instant}).json()["code"] == "out_of_range"


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", ["/ats/", "/ats/nothing", "/ats/greenhouse/none/list_tests", "/api/v2/candidates/"])
def test_an_address_of_programs_that_is_not_there_is_a_problem(settings, debug, path):
    settings.DEBUG = debug
    answer = APIClient().get(path, headers={"accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (
        404,
        "application/problem+json",
        "not_found",
    )
