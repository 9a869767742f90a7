"""A call that may be repeated: done once, answered the same each time."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from hiring import idempotency, pipeline, tokens
from hiring.models import Application, Candidate, IdempotentCall
from tests.factories import candidate, people, requisition
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db

PATH = f"{API}/candidates/"
ADA = {"name": "Ada Kovacs", "email": "ada@example.com"}


def send(client: APIClient, body: Any = None, *, key: str = "k-1", path: str = PATH) -> Any:
    return client.post(path, ADA if body is None else body, headers={"idempotency-key": key})


def test_a_repeat_is_answered_as_the_first_call_and_does_nothing():
    client = caller(people().coordinator)
    first, again = send(client), send(client)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert Candidate.objects.count() == 1


def test_without_a_key_each_call_counts():
    client = caller(people().coordinator)
    for _ in range(2):
        assert client.post(PATH, ADA).status_code == 201
    assert Candidate.objects.count() == 2
    assert not IdempotentCall.objects.exists()


def test_a_key_in_quotes_is_the_key_without_them():
    client = caller(people().coordinator)
    send(client, key='"8e03978e-40d5"')
    assert send(client, key="8e03978e-40d5").headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", '""x y""', "two words", "ü", "k" * 256])
def test_what_is_no_key_is_refused(key):
    answer = send(caller(people().coordinator), key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_malformed")
    assert not Candidate.objects.exists()


def test_another_body_under_the_same_key_is_refused():
    client = caller(people().coordinator)
    send(client)
    answer = send(client, {**ADA, "name": "Grace Kim"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [each.name for each in Candidate.objects.all()] == ["Ada Kovacs"]


def test_keys_of_different_callers_and_addresses_never_meet():
    one, other = caller(people().coordinator), caller(people().manager)
    assert [send(client).status_code for client in (one, other)] == [201, 201]
    row = Candidate.objects.order_by("pk").first()
    assert row
    body = {"requisition": requisition().pk, "candidate": row.pk}
    assert send(one, body, path=f"{API}/applications/").status_code == 201
    assert Candidate.objects.count() == 2


def test_a_refusal_is_kept_as_well():
    made = pipeline.open_application(requisition(), candidate(), by=people().coordinator)
    client, path = caller(people().coordinator), f"{API}/applications/{made.pk}/advance/"
    first = send(client, {"stage": "screening"}, path=path)
    assert (first.status_code, first.json()["code"]) == (409, "stage_changed")
    again = send(client, {"stage": "screening"}, path=path)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (409, "true")
    assert again.headers["Content-Type"] == "application/problem+json"
    assert again.json() == first.json()


def test_what_the_caller_may_not_do_is_not_kept():
    client = caller(people().coordinator, "applications:read")
    assert send(client).status_code == 403
    assert send(APIClient()).status_code == 401
    assert not IdempotentCall.objects.exists()


def test_a_mistake_of_ours_leaves_nothing_and_the_repeat_does_the_work(monkeypatch):
    client = caller(people().coordinator, raise_request_exception=False)
    made = Candidate.save

    def saved_then_broken(self: Candidate, *args: Any, **options: Any) -> None:
        made(self, *args, **options)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Candidate, "save", saved_then_broken)
    assert send(client).status_code == 500
    assert (Candidate.objects.count(), IdempotentCall.objects.count()) == (0, 0)
    monkeypatch.setattr(Candidate, "save", made)
    answer = send(client)
    assert (answer.status_code, "Idempotency-Replayed" in answer.headers) == (201, False)


def test_an_answer_is_kept_for_a_day():
    client = caller(people().coordinator)
    send(client)
    (row,) = IdempotentCall.objects.all()
    assert (row.method, row.path, row.key, row.status) == ("POST", PATH, "k-1", 201)
    assert json.loads(bytes(row.body or b""))["name"] == "Ada Kovacs"
    now = timezone.now()
    assert idempotency.forget(now=now + timedelta(hours=23)) == 0
    assert idempotency.forget(now=now + timedelta(hours=24, minutes=1)) == 1
    assert send(client).status_code == 201
    assert Candidate.objects.count() == 2


def test_a_change_and_a_verb_are_done_once_too():
    made = pipeline.open_application(requisition(), candidate(), by=people().coordinator)
    client, path = caller(people().coordinator), f"{API}/applications/{made.pk}/advance/"
    for _ in range(3):
        assert send(client, {"stage": "applied"}, path=path).json()["stage"] == "screening"
    assert Application.objects.get().history.filter(verb="advance").count() == 1


def test_a_key_that_takes_the_place_of_another_is_the_same_caller():
    mara = people().manager
    old, key = tokens.issue(mara, name="ats", scopes=list(tokens.SCOPES))
    second, second_key = tokens.rotate(old)
    _third, third_key = tokens.rotate(second)
    _other, other_key = tokens.issue(mara, name="another", scopes=list(tokens.SCOPES))
    answers = []
    for each in (key, second_key, third_key, other_key):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {each}")
        answers.append(send(client))
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true", None]
    assert answers[2].json() == answers[0].json()
    assert Candidate.objects.count() == 2
