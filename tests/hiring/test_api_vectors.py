"""What the API makes of odd headers, queries and bodies: one line each, as a vendor's engineer would try them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from hiring import candidates
from hiring.models import Candidate
from tests.factories import candidate, hour, people
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db

PEOPLE = f"{API}/candidates/"


@pytest.fixture
def client() -> APIClient:
    return caller(people().manager)


def code(answer: Any) -> tuple[int, str | None]:
    body = answer.json() if answer.content else {}
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert body["status"] == answer.status_code
        assert body.keys() == {"type", "title", "status", "detail", "code", "errors"}
    return answer.status_code, body.get("code")


# Lists


@pytest.mark.parametrize("limit", ["0", "501", "-1", "+5", "1e2", "1.0", "5 ", "", "abc", "٣", "9" * 5000, "0x10"])
def test_limit_is_a_number_from_1_to_500(client, limit):
    assert code(client.get(PEOPLE, {"limit": limit}))[0] == 400


@pytest.mark.parametrize("limit", ["1", "500", "007"])
def test_limit_that_is_one(client, limit):
    assert client.get(PEOPLE, {"limit": limit}).status_code == 200


SINCE = [
    ("2026-09-07T09:00:00Z", 200),
    ("2026-09-07T09:00:00.000001Z", 200),
    ("2026-09-07T09:00:00.123456789Z", 200),
    ("2026-09-07 09:00:00Z", 200),
    ("2026-09-07T09:00Z", 200),
    ("2026-09-07T11:00:00+02:00", 200),
    ("2026-09-07T11:00:00+0200", 200),
    ("2026-09-07T04:00:00-05:00", 200),
    ("2999-01-01T00:00:00Z", 200),
    ("2026-09-07", 400),
    ("2026-09-07T09:00:00", 400),
    ("2026-09-07T11:00:00 02:00", 400),  # a plus that nobody escaped
    ("2026-13-01T00:00:00Z", 400),
    ("2026-02-30T00:00:00Z", 400),
    ("2026-09-07T09:00:60Z", 400),
    ("2026-09-07T09:00:00+99:00", 400),
    ("0001-01-01T00:00:00+14:00", 400),
    ("9999-12-31T23:59:59-14:00", 400),
    ("1757235600", 400),
    ("yesterday", 400),
    ("", 400),
    ("\0", 400),
]


@pytest.mark.parametrize(("since", "status"), SINCE)
def test_updated_since_is_an_instant_with_its_zone(client, since, status):
    assert code(client.get(PEOPLE, {"updated_since": since}))[0] == status


def test_updated_since_includes_its_instant_and_means_it_in_any_zone(client):
    early, at = candidate(), hour(10)
    Candidate.objects.filter(pk=early.pk).update(updated_at=at)
    for since, found in (
        ("2026-09-07T19:00:00Z", 1),
        ("2026-09-08T00:30:00+05:30", 1),
        ("2026-09-07T19:00:00.000001Z", 0),
    ):
        assert len(client.get(PEOPLE, {"updated_since": since}).json()["data"]) == found


@pytest.fixture
def cursor(client) -> str:
    for number in range(4):
        person = candidates.Person(name=f"Ada {number}", email=f"ada{number}@example.com")
        candidates.enter(person, by=None, now=hour(1))
    return str(client.get(PEOPLE, {"limit": 2}).json()["next_cursor"])


SPOILT = {
    "last sign": lambda cursor: cursor[:-1] + ("A" if cursor[-1] != "A" else "B"),
    "first sign": lambda cursor: ("A" if cursor[0] != "A" else "B") + cursor[1:],
    "cut off": lambda cursor: cursor[:-5],
    "twice": lambda cursor: cursor * 2,
    "upper case": str.upper,
    "space behind": lambda cursor: cursor + " ",
    "padded": lambda cursor: cursor + "=",
    "no signature": lambda cursor: cursor.split(":")[0],
    "nothing but colons": lambda cursor: "::",
    "a row": lambda cursor: "2",
    "NUL": lambda cursor: cursor + "\0",
    "huge": lambda cursor: "A" * 6000,
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_cursor_that_is_not_ours(client, cursor, spoil):
    assert code(client.get(PEOPLE, {"limit": 2, "cursor": SPOILT[spoil](cursor)})) == (400, "invalid_cursor")


@pytest.mark.parametrize(
    ("path", "query", "answer"),
    [
        ("candidates", {"limit": 1}, (200, None)),
        ("candidates", {"limit": 2, "updated_since": "2026-01-01T00:00:00Z"}, (400, "cursor_of_another_list")),
        ("candidates", {"limit": 2, "source_system": "lever"}, (400, "cursor_of_another_list")),
        ("applications", {"limit": 2}, (400, "cursor_of_another_list")),
        ("candidates", {"limit": 2, "offset": 2}, (400, "unknown_parameter")),
    ],
)
def test_cursor_belongs_to_its_list_with_its_filters(client, cursor, path, query, answer):
    assert code(client.get(f"{API}/{path}/", {**query, "cursor": cursor})) == answer


# Which state somebody saw


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("{}", 200),
        (" {} ", 200),
        ("*", 200),
        ('"x", {}', 200),
        ('{},"x"', 200),
        ('W/"x", {}', 200),
        (None, 428),
        ("", 428),
        ("   ", 428),
        ("W/{}", 412),
        ('W/{}, "x"', 412),
        ('"x"', 412),
        ('"x", *', 412),
        ("**", 412),
        ('"*"', 412),
        ("é", 412),
    ],
)
def test_if_match(client, header, status):
    url = f"{PEOPLE}{candidate().pk}/"
    tag = client.get(url)["ETag"]
    headers = {} if header is None else {"If-Match": header.format(tag)}
    answer = client.patch(url, {"location": "Graz"}, headers=headers)
    assert code(answer)[0] == status
    assert (client.get(url)["ETag"] == tag) is (status != 200)
    for bare in (tag.strip('"'), tag.replace('"', "'")):
        assert client.patch(url, {"location": "Wien"}, headers={"If-Match": bare}).status_code == 412


@pytest.mark.parametrize(
    ("header", "status"),
    [("{}", 304), ("W/{}", 304), ("*", 304), ('"x", {}', 304), ('"x",W/{}', 304), ('"x"', 200), ("", 200), ("x", 200)],
)
def test_if_none_match(client, header, status):
    url = f"{PEOPLE}{candidate().pk}/"
    tag = client.get(url)["ETag"]
    answer = client.get(url, headers={"If-None-Match": header.format(tag)})
    assert (answer.status_code, answer["ETag"], bool(answer.content)) == (status, tag, status == 200)


# Calls that are sent again


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("abc", '"abc"', True),
        ('"abc"', " abc ", True),
        ("a" * 255, f'"{"a" * 255}"', True),
        ("8e03978e-40d5-43dd-bc93-6894a57f9324", '"8e03978e-40d5-43dd-bc93-6894a57f9324"', True),
        ("a,b;c=1", '"a,b;c=1"', True),
        ("abc", "ABC", False),
        ("abc", "'abc'", False),
        ("abc", '"abc', False),
    ],
)
def test_keys_that_are_the_same(client, first, second, same):
    body = {"name": "Ada", "email": "ada@example.com"}
    answers = [client.post(PEOPLE, body, headers={"Idempotency-Key": key}) for key in (first, second)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].headers.get("Idempotency-Replayed") == ("true" if same else None)
    assert Candidate.objects.count() == (1 if same else 2)


@pytest.mark.parametrize("key", ["", " ", '""', '" "', "a b", "a\tb", "é", "a" * 256, f'"{"a" * 256}"', "\x7f"])
def test_keys_that_are_none(client, key):
    answer = client.post(PEOPLE, {"name": "Ada", "email": "ada@example.com"}, headers={"Idempotency-Key": key})
    assert code(answer) == (400, "idempotency_key_malformed")
    assert not Candidate.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"name": "Ada", "email": "ada@example.com"}', 201),
        ('{"name":"Ada","email":"ada@example.com"}', 422),
        ('{"email": "ada@example.com", "name": "Ada"}', 422),
        ('{"name": "Ada", "email": "ada@example.com"} ', 422),
        ("", 422),
    ],
)
def test_same_key_with_other_bytes_is_another_call(client, body, status):
    first = '{"name": "Ada", "email": "ada@example.com"}'
    answers = [
        client.generic("POST", PEOPLE, sent, content_type="application/json", headers={"Idempotency-Key": "k"})
        for sent in (first, body)
    ]
    assert [answer.status_code for answer in answers] == [201, status]
    assert Candidate.objects.count() == 1


# Bodies

ADA = '"name": "Ada", "email": "ada@example.com"'


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (f"{{{ADA}}}", (201, None)),
        (f"\r\n\t {{{ADA}}} \n", (201, None)),
        ('{"name": "Ad\\u0061", "email": "ada@ex\\u0061mple.com"}', (201, None)),
        ('{"name": "Zoë Ọkafọr 王 🤖", "email": "zoe@example.com"}', (201, None)),
        ('{"name": "Ada", "name": "Bea", "email": "ada@example.com"}', (400, "member_repeated")),
        (f'{{{ADA}, "location": null}}', (201, None)),
        (f'{{{ADA}, "location": ""}}', (201, None)),
        ("", (400, "required")),
        ("{}", (400, "required")),
        ("null", (400, "null")),
        ("[]", (400, "invalid")),
        ('"x"', (400, "invalid")),
        ("{", (400, "malformed_json")),
        ("{'name': 1}", (400, "malformed_json")),
        (f"{{{ADA},}}", (400, "malformed_json")),
        ('{"name": NaN}', (400, "malformed_json")),
        ('{"name": -Infinity}', (400, "malformed_json")),
        ('{"name": ' + "9" * 5000 + "}", (400, "malformed_json")),
        ("[" * 100_000, (400, "malformed_json")),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, (400, "malformed_json")),
        (b"\xff\xfe", (400, "malformed_json")),
        (f'{{{ADA}, "nickname": "x"}}', (400, "unknown_field")),
        (f'{{{ADA}, "id": 5}}', (400, "unknown_field")),
        (f'{{{ADA}, "external_id": 5}}', (400, "wrong_kind")),
        (f'{{{ADA}, "location": {{}}}}', (400, "invalid")),
        ('{"name": "A\\u0000", "email": "ada@example.com"}', (400, "null_characters_not_allowed")),
        ('{"name": "\\ud800", "email": "ada@example.com"}', (400, "surrogate_characters_not_allowed")),
        ('{"name": "   ", "email": "ada@example.com"}', (400, "blank")),
        (f'{{"name": "{"A" * 201}", "email": "ada@example.com"}}', (400, "max_length")),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_body_is_json_as_the_document_has_it_or_a_problem(client, body, answer):
    sent = body if isinstance(body, bytes) else body.encode()
    assert code(client.generic("POST", PEOPLE, sent, content_type="application/json")) == answer


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("APPLICATION/JSON", 201),
        ("text/plain", 415),
        ("application/vnd.api+json", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
    ],
)
def test_body_says_that_it_is_json(client, kind, status):
    assert code(client.generic("POST", PEOPLE, f"{{{ADA}}}", content_type=kind))[0] == status


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"name": "Ada"}, ["#/email"]),
        ({"name": "Ada", "email": "x", "a/b~c": 1}, ["#/email", "#/a~1b~0c"]),
        ([1], [None]),
    ],
)
def test_field_that_is_wrong_is_named_by_a_pointer_into_the_body(client, body, pointers):
    errors = client.post(PEOPLE, body).json()["errors"]
    assert [error.get("pointer") for error in errors] == pointers


def test_parameter_that_is_wrong_has_no_pointer(client):
    [error] = client.get(PEOPLE, {"limit": "x"}).json()["errors"]
    assert error.keys() == {"field", "code", "detail"}


# Where there is nothing


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/nope", 404),
        ("get", "/api/v1/nope/", 404),
        ("get", "/api/v1/candidates/abc/", 404),
        ("get", "/api/v1/candidates/" + "9" * 40 + "/", 404),
        ("get", "/api/v1/candidates/1/nope/", 404),
        ("get", "/api/v1/%00/", 404),
        ("get", "/ats/", 404),
        ("get", "/ats/greenhouse/acme/list_tests", 404),
        ("post", "/ats/nobody/acme/webhook", 404),
        ("put", "/api/v1/candidates/", 405),
        ("delete", "/api/v1/candidates/", 405),
        ("patch", "/api/v1/applications/", 405),
    ],
)
def test_nothing_there_is_a_problem_as_well(client, method, path, status):
    answer = getattr(client, method)(path)
    assert code(answer)[0] == status
    assert status != 405 or "GET" in answer["Allow"]


def test_what_is_erased_stays_in_the_list_as_a_tombstone(client):
    person = candidate()
    Candidate.objects.filter(pk=person.pk).update(erased_at=hour(5), updated_at=hour(5) + timedelta(seconds=1))
    [row] = client.get(PEOPLE, {"updated_since": "2026-09-07T14:00:00Z"}).json()["data"]
    assert (row["id"], row["deleted_at"], row["name"], row["email"]) == (person.pk, "2026-09-07T14:00:00Z", None, None)
    assert json.dumps(row).count("Ada") == 0
