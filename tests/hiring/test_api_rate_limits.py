"""How many calls a key may make a minute."""

import pytest
from django.core.cache import cache
from django.test import override_settings
from rest_framework.test import APIClient

from tests.factories import people
from tests.hiring.api_world import API, caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counter")]

PATH = f"{API}/candidates/"


@pytest.fixture
def fresh_counter(time_machine, settings):
    settings.API_CALLS_PER_MINUTE = 3
    cache.clear()
    time_machine.move_to("2026-03-02T09:00:15Z", tick=False)


def test_every_answer_tells_what_is_left():
    client = caller(people().coordinator)
    answer = client.get(PATH)
    assert answer.headers["RateLimit-Policy"] == '"default";q=3;w=60'
    assert answer.headers["RateLimit"] == '"default";r=2;t=45'
    assert [answer.headers[f"X-RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")] == ["3", "2", "45"]
    assert client.get(f"{PATH}4711/").headers["RateLimit"] == '"default";r=1;t=45'


def test_a_call_too_many_is_refused_until_the_minute_is_over(time_machine):
    client = caller(people().coordinator)
    assert [client.get(PATH).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, "throttled", "45")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["RateLimit"] == '"default";r=0;t=45'
    assert answer.json()["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert answer.json()["violated-policies"] == ["default"]
    time_machine.shift(45)
    assert client.get(PATH).status_code == 200


def test_each_key_has_its_own_calls():
    one, other = caller(people().coordinator), caller(people().coordinator)
    for _ in range(3):
        one.get(PATH)
    assert (one.get(PATH).status_code, other.get(PATH).status_code) == (429, 200)


def test_without_a_limit_nothing_is_told():
    with override_settings(API_CALLS_PER_MINUTE=0):
        assert "RateLimit" not in caller(people().coordinator).get(PATH).headers


def test_the_api_serves_on_when_nobody_counts(settings, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": settings.API_COUNTER_OPTIONS,
        }
    }
    answer = caller(people().coordinator).get(PATH)
    assert (answer.status_code, "RateLimit" in answer.headers) == (200, False)
    assert "calls are not counted" in caplog.text


def test_a_refusal_counts_wherever_it_comes_from(settings):
    settings.API_CALLS_PER_MINUTE = 6
    client = caller(people().coordinator)
    sent = {"name": "Ada", "email": "ada@example.com"}
    answers = [
        client.post(PATH, sent, headers={"idempotency-key": "k"}),
        client.post(PATH, {**sent, "name": "Bo"}, headers={"idempotency-key": "k"}),
        client.post(PATH, sent, headers={"idempotency-key": "not one"}),
        client.get(f"{API}/nowhere/"),
        client.get(PATH, headers={"accept": "text/html"}),
        caller(people().coordinator, "users:read").get(PATH),
    ]
    assert [answer.status_code for answer in answers] == [201, 422, 400, 404, 406, 403]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["5", "4", "3", "2", "1", "5"]
    assert client.get(PATH).status_code == 200
    for answer in (
        client.get(f"{API}/nowhere/"),
        client.get(PATH, headers={"accept": "text/html"}),
        client.post(PATH, {**sent, "name": "Bo"}, headers={"idempotency-key": "k"}),
    ):
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "45")


def test_nobody_we_know_is_told_nothing():
    for headers in ({}, {"authorization": "Bearer nonsense"}):
        answer = APIClient().get(f"{API}/nowhere/", headers=headers)
        assert (answer.status_code, "RateLimit" in answer.headers) == (404, False)
