"""What can be sent and neither kept nor said again: half a character, none at all, more than a body may hold."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories import people
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db

A_CANDIDATE = '{"name": "Ada", "email": "ada@example.com", %s}'
A_REQUISITION = '{"title": "GPU engineer", "hiring_manager": "mara", "coordinator": "jonas", %s}'


@pytest.fixture
def client() -> APIClient:
    return caller(people().manager)


def sent(client: APIClient, path: str, body: str, **headers: str) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"{API}/{path}/", body, content_type="application/json", headers=headers)
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "one"}])
@pytest.mark.parametrize(
    ("path", "body", "code", "field"),
    [
        ("candidates", A_CANDIDATE % r'"\ud800": 1', "unknown_field", "?"),
        ("candidates", A_CANDIDATE % r'"\ud800": 1, "\ud800": 2', "member_repeated", None),
        ("requisitions", A_REQUISITION % r'"clock_starts_on": "\ud800"', "invalid_choice", "clock_starts_on"),
        ("requisitions", A_REQUISITION % r'"level": "\ud800"', "unknown_level", "level"),
    ],
)
def test_half_a_character_is_refused_where_it_stands(client, key, path, body, code, field):
    status, problem = sent(client, path, body, **key)
    assert (status, problem["code"], [error["field"] for error in problem["errors"]]) == (400, code, [field])


@pytest.mark.parametrize("what", ["level", "region"])
def test_a_key_of_a_row_that_no_database_can_hold_is_unknown(client, what):
    assert sent(client, "requisitions", A_REQUISITION % f'"{what}": "\\u0000"')[1]["code"] == f"unknown_{what}"
    answer = client.get(f"{API}/offers/statistics/?{what}=%00")
    assert (answer.status_code, answer.json()["code"]) == (400, f"unknown_{what}")


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "one"}])
def test_a_body_that_is_too_large_is_told_how_large_it_may_be(client, key, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000
    status, problem = sent(client, "candidates", A_CANDIDATE % f'"phone": "{"1" * 2_000}"', **key)
    assert (status, problem["code"], problem["detail"]) == (413, "too_large", "A body may have 2,000 bytes.")


@pytest.mark.parametrize("address", [f"{API}/candidates/", "/ats/greenhouse/none/list_tests"])
def test_more_parameters_than_anybody_needs_cannot_be_read(client, address):
    answer = client.get(address + "?" + "&".join(f"a{number}=1" for number in range(1_100)))
    assert answer.status_code in (400, 404)
    assert "settings" not in answer.content.decode()


@pytest.mark.parametrize("accepted", ["application/problem+json", "", "application/problem+json, application/json"])
def test_who_accepts_problems_or_says_nothing_is_answered(client, accepted):
    answer = client.get(f"{API}/candidates/", headers={"accept": accepted})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert client.get(f"{API}/candidates/0/", headers={"accept": accepted}).status_code == 404
