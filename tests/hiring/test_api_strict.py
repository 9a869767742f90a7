"""The API reads what its document says and nothing that merely resembles it."""

import pytest

from tests.factories import people, requisition
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return caller(people().manager)


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("candidates", {"source_system": ""}, "blank"),
        ("applications", {"updated_since": ""}, "blank"),
        ("candidates", {"source_system": ["lever", "greenhouse"]}, "parameter_repeated"),
        ("competencies", {"must_have": "null"}, "not_a_boolean"),
        ("competencies", {"must_have": "yes"}, "not_a_boolean"),
        ("deadlines", {"application": "-1"}, "min_value"),
        ("deadlines", {"application": "1.5"}, "invalid"),
    ],
)
def test_a_filter_that_says_nothing_is_refused_and_not_ignored(client, path, query, code):
    answer = client.get(f"{API}/{path}/", query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_filter_for_yes_or_no_is_written_as_json_writes_it(client):
    assert client.get(f"{API}/competencies/", {"must_have": "true"}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("external_id", 4711), ("source_system", 0.5), ("requisition", "1"), ("requisition", True), ("applied_at", 7)],
)
def test_a_value_of_another_kind_is_refused(client, field, value):
    body = {"requisition": requisition().pk, "candidate": {"name": "Ada", "email": "ada@example.com"}, field: value}
    answer = client.post(f"{API}/applications/", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


@pytest.mark.parametrize("field", ["requisition", "candidate", "external_id"])
def test_a_number_beyond_all_numbers_is_refused(client, field):
    body = '{"requisition": 1, "candidate": 1, "external_id": "a"}'.replace(f'"{field}": 1', f'"{field}": 1e999')
    body = body.replace('"a"', "1e999") if field == "external_id" else body
    answer = client.generic("POST", f"{API}/applications/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_kind")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('{"name": "Ada", "email": "ada@example.com", "name": "Bo"}', "“name”"),
        ('{"candidate": {"email": "a@example.com", "email": "b@example.com"}}', "“email”"),
        ('{"a": 1, "a": 1, "b": 2, "b": 3}', "“a”, “b”"),
    ],
)
def test_a_member_that_stands_twice_is_refused_by_its_name(client, body, named):
    answer = client.generic("POST", f"{API}/candidates/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "member_repeated")
    assert answer.json()["detail"] == f"The body names {named} more than once in the same object."


@pytest.mark.parametrize("path", ["candidates/", "candidates/1/", "applications/1/advance/", "levels/", "users/"])
def test_options_are_answered_with_the_methods_that_there_are(client, path):
    answer = client.options(f"{API}/{path}")
    assert answer.status_code == 200
    assert ", ".join(answer.json()["methods"]) == answer["Allow"]
    assert "OPTIONS" in answer["Allow"]
