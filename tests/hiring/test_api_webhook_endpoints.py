"""Webhook endpoints through the API: who looks after them, the secret that is shown once, what became of messages."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from hiring import endpoints, tokens
from hiring.models import IdempotentCall, Message, User, WebhookEndpoint
from tests.factories import hour, people, requisition, user
from tests.hiring.api_world import API, caller, post, queries, rows

pytestmark = pytest.mark.django_db

URL = "https://example.com/hooks/twelve"


@pytest.fixture
def service() -> User:
    return user("ats", "Integration", kind=User.Kind.SERVICE)


@pytest.fixture
def client(service: User) -> APIClient:
    return caller(service, "webhooks:read", "webhooks:write")


@pytest.fixture
def endpoint() -> WebhookEndpoint:
    return endpoints.register(url=URL, description="ATS", events=["sla.breached"], by=None, now=hour(1))[0]


def message(endpoint: WebhookEndpoint, state: str, **values: Any) -> Message:
    made = endpoints.ping(endpoint, by=None, now=hour(2 + Message.objects.count()))
    Message.objects.filter(pk=made.pk).update(state=state, **values)
    return Message.objects.get(pk=made.pk)


def test_an_endpoint_is_registered_and_its_secret_shown_once(client):
    shown = post(client, "webhook-endpoints", {"url": URL, "events": ["sla.breached"]}, expect=201)
    made = WebhookEndpoint.objects.get()
    assert shown["secret"] == made.secret
    assert shown["endpoint"] | {"created_at": None, "updated_at": None} == {
        "id": made.pk,
        "url": URL,
        "description": None,
        "events": ["sla.breached"],
        "is_active": True,
        "disabled_at": None,
        "disabled_reason": None,
        "previous_secret_until": None,
        "created_at": None,
        "updated_at": None,
    }
    told = b"".join(
        client.get(f"{API}/{path}/").content for path in ("webhook-endpoints", f"webhook-endpoints/{made.pk}")
    )
    assert made.secret.encode() not in told
    assert rows(client, "webhook-endpoints") == [shown["endpoint"]]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"url": "https://169.254.169.254/"}, "url", "address_not_allowed"),
        ({"url": "http://example.com/"}, "url", "address_not_allowed"),
        ({"url": "gopher"}, "url", "address_not_allowed"),
        ({"url": URL, "events": ["sla.broken"]}, "events.0", "invalid_choice"),
        ({"url": URL, "secret": "mine"}, "secret", "unknown_field"),
        ({"description": "x"}, "url", "required"),
    ],
)
def test_wrong_endpoints_are_refused(client, body, field, code):
    problem = post(client, "webhook-endpoints", body, expect=400)
    assert [(each["field"], each["code"]) for each in problem["errors"]] == [(field, code)]


def test_an_endpoint_is_changed_field_by_field(client, endpoint):
    path = f"{API}/webhook-endpoints/{endpoint.pk}/"
    tag = client.get(path).headers["ETag"]
    changed = client.patch(path, {"description": "HRIS"}, headers={"if-match": tag})
    shown = changed.json()
    assert (shown["url"], shown["description"], shown["events"]) == (URL, "HRIS", ["sla.breached"])
    emptied = client.patch(path, {"events": []}, headers={"if-match": changed.headers["ETag"]})
    assert emptied.json()["events"] == []
    refused = client.patch(path, {"url": "https://10.0.0.1/"}, headers={"if-match": "*"})
    assert refused.json()["code"] == "address_not_allowed"


def test_a_change_says_which_state_it_changes(client, endpoint):
    path = f"{API}/webhook-endpoints/{endpoint.pk}/"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    assert client.patch(path, {"description": "x"}).status_code == 428
    assert client.post(f"{path}rotate/", headers={"if-match": tag}).headers["ETag"] != tag
    for answer in (
        client.patch(path, {"description": "x"}, headers={"if-match": tag}),
        client.post(f"{path}disable/", {"reason": "Old."}, headers={"if-match": tag}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    endpoint.refresh_from_db()
    assert (endpoint.description, endpoint.is_active) == ("ATS", True)


@pytest.mark.parametrize("verb", ["disable", "enable", "rotate", "ping"])
def test_verbs_answer_with_the_tag_that_is_read_next(client, endpoint, verb):
    path = f"{API}/webhook-endpoints/{endpoint.pk}/"
    answer = client.post(f"{path}{verb}/", {"reason": "Moving."} if verb == "disable" else {})
    assert answer.headers["ETag"] == client.get(path).headers["ETag"]


def test_an_event_that_cannot_be_chosen_is_refused_with_those_that_can(client):
    problem = post(client, "webhook-endpoints", {"url": URL, "events": ["ping"]}, expect=400)
    (error,) = problem["errors"]
    assert (error["field"], error["code"]) == ("events.0", "invalid_choice")
    assert error["detail"].startswith("“ping” is none of application.opened, ")


def test_a_delivery_says_when_it_is_tried_though_its_endpoint_rests(client, endpoint):
    sent = post(client, f"webhook-endpoints/{endpoint.pk}/ping", expect=202)
    path = f"webhook-endpoints/{endpoint.pk}/deliveries"
    assert rows(client, path)[0]["next_attempt_at"] == sent["next_attempt_at"]
    WebhookEndpoint.objects.update(rests_until=Message.objects.get().next_at + timedelta(minutes=4))
    assert rows(client, path)[0]["next_attempt_at"] > sent["next_attempt_at"]


def test_an_endpoint_is_disabled_and_enabled(client, endpoint):
    path = f"webhook-endpoints/{endpoint.pk}"
    assert post(client, f"{path}/disable", expect=400)["errors"][0]["field"] == "reason"
    shown = post(client, f"{path}/disable", {"reason": "Moving house."})
    assert (shown["is_active"], shown["disabled_reason"]) == (False, "Moving house.")
    assert rows(client, "webhook-endpoints", is_active="true") == []
    assert post(client, f"{path}/ping", expect=409)["code"] == "endpoint_disabled"
    assert post(client, f"{path}/enable")["is_active"] is True


def test_a_new_secret_is_shown_once_and_the_old_one_holds_for_a_day(client, endpoint):
    shown = post(client, f"webhook-endpoints/{endpoint.pk}/rotate")
    assert shown["secret"] != endpoint.secret
    endpoint.refresh_from_db()
    assert shown["secret"] == endpoint.secret
    assert shown["endpoint"]["previous_secret_until"].endswith("Z")


def test_a_ping_is_found_among_the_deliveries(client, endpoint):
    sent = post(client, f"webhook-endpoints/{endpoint.pk}/ping", expect=202)
    assert (sent["type"], sent["state"], sent["attempts"], sent["last_error"]) == ("ping", "ready", 0, None)
    assert sent["webhook_id"] == Message.objects.get().idem_key
    assert sent["payload"]["type"] == "ping"
    path = f"webhook-endpoints/{endpoint.pk}/deliveries"
    assert rows(client, path) == [sent]
    assert client.get(f"{API}/{path}/{sent['id']}/").json() == sent


def test_deliveries_say_what_became_of_them(client, endpoint):
    sent = message(endpoint, "sent", accepted_at=hour(3), attempt=1)
    dead = message(endpoint, "dead", last_error="it answered 500", attempt=10)
    path = f"webhook-endpoints/{endpoint.pk}/deliveries"
    assert [row["id"] for row in rows(client, path)] == [dead.pk, sent.pk]
    (row,) = rows(client, path, state="dead")
    assert (row["attempts"], row["last_error"], row["next_attempt_at"]) == (10, "it answered 500", None)
    assert rows(client, path, state="sent", type="ping")[0]["delivered_at"] == "2026-09-07T12:00:00Z"
    assert rows(client, path, type="sla.breached") == []


def test_a_delivery_belongs_to_its_endpoint(client, endpoint):
    other, _secret = endpoints.register(url=URL, by=None, now=hour(1))
    sent = message(other, "sent", accepted_at=hour(3))
    letter = Message.objects.create(
        idem_key="x", letter="reminder", recipient=people().manager, created_at=hour(1), next_at=hour(1)
    )
    base = f"{API}/webhook-endpoints/{endpoint.pk}/deliveries"
    assert client.get(f"{base}/").json()["data"] == []
    for pk in (sent.pk, letter.pk):
        assert client.get(f"{base}/{pk}/").status_code == 404
        assert client.post(f"{base}/{pk}/replay/").status_code == 404
    assert client.get(f"{API}/webhook-endpoints/999/deliveries/").status_code == 404


def test_a_message_is_sent_once_more_under_its_old_id(client, endpoint):
    sent = message(endpoint, "sent", accepted_at=hour(3), attempt=1)
    path = f"webhook-endpoints/{endpoint.pk}/deliveries/{sent.pk}/replay"
    shown = post(client, path, expect=202)
    assert (shown["state"], shown["webhook_id"], shown["payload"]) == ("ready", sent.idem_key, sent.payload)
    assert post(client, path, expect=409)["status"] == 409, "it is on its way already"


def test_endpoints_open_to_scope_and_permission(service, endpoint):
    assert rows(caller(service, "webhooks:read"), "webhook-endpoints")
    assert post(caller(service, "webhooks:read"), "webhook-endpoints", {"url": URL}, expect=403)["code"] == (
        "insufficient_scope"
    )
    for person in (people().manager, people().coordinator, people().interviewer):
        answer = caller(person).get(f"{API}/webhook-endpoints/")
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")
        answer = caller(person).post(f"{API}/webhook-endpoints/", {"url": URL})
        assert answer.status_code == 403


def test_a_key_that_is_limited_to_requisitions_is_told_of_no_endpoint(service, endpoint):
    _token, key = tokens.issue(service, name="limited", scopes=list(tokens.SCOPES), requisitions=[requisition()])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    path = f"{API}/webhook-endpoints"
    for answer in (
        client.get(f"{path}/"),
        client.post(f"{path}/", {"url": URL}),
        client.get(f"{path}/{endpoint.pk}/"),
        client.post(f"{path}/{endpoint.pk}/rotate/"),
        client.get(f"{path}/{endpoint.pk}/deliveries/"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "limited_key")


def test_lists_cost_as_many_queries_with_three_rows_as_with_one(client, endpoint):
    message(endpoint, "dead")
    paths = ("webhook-endpoints", f"webhook-endpoints/{endpoint.pk}/deliveries")
    once = [queries(client, path) for path in paths]
    for _ in range(2):
        endpoints.register(url=URL, by=None)
        message(endpoint, "dead")
    assert [queries(client, path) for path in paths] == once


def test_an_id_beyond_those_of_the_database_is_nowhere(client, endpoint):
    huge = "9" * 25
    for path in (huge, f"{huge}/deliveries", f"{huge}/deliveries/1", f"{endpoint.pk}/deliveries/{huge}"):
        assert client.get(f"{API}/webhook-endpoints/{path}/").status_code == 404, path
    assert client.post(f"{API}/webhook-endpoints/{huge}/deliveries/1/replay/").status_code == 404


# The secret, when the answer got lost ---------------------------------------------------------------------------------


def a_day_later(endpoint: WebhookEndpoint) -> None:
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(previous_secret_until=hour(0))


def repeatable(client: APIClient, path: str, body: Any = None, *, key: str = "once") -> Any:
    return client.post(f"{API}/{path}", body or {}, headers={"idempotency-key": key})


def test_a_repeat_shows_the_secret_that_is_kept_nowhere_but_with_its_endpoint(client):
    first = repeatable(client, "webhook-endpoints/", {"url": URL})
    secret = WebhookEndpoint.objects.get().secret
    assert (first.status_code, first.json()["secret"]) == (201, secret)
    (kept,) = IdempotentCall.objects.all()
    assert secret.partition("_")[2] not in f"{bytes(kept.body)!r} {kept.headers}"
    again = repeatable(client, "webhook-endpoints/", {"url": URL})
    assert (again.status_code, again.content) == (201, first.content)
    assert (again.headers["Content-Type"], again.headers["Cache-Control"]) == (
        first.headers["Content-Type"], "private, no-store",
    )  # fmt: skip
    assert again.headers["Idempotency-Replayed"] == "true"
    assert WebhookEndpoint.objects.count() == 1


def test_a_repeated_rotation_shows_the_secret_that_it_made(client, endpoint):
    path = f"webhook-endpoints/{endpoint.pk}/rotate/"
    first = repeatable(client, path)
    again = repeatable(client, path)
    assert again.content == first.content
    endpoint.refresh_from_db()
    assert first.json()["secret"] == endpoint.secret
    assert endpoint.secret.encode() not in b"".join(bytes(call.body) for call in IdempotentCall.objects.all())
    hasty = repeatable(client, path, key="hasty")
    assert (hasty.status_code, hasty.json()["code"]) == (409, "rotation_open")
    a_day_later(endpoint)
    repeatable(client, path, key="another")
    assert repeatable(client, path).json()["secret"] == first.json()["secret"], "it signs for a day more"
    a_day_later(endpoint)
    repeatable(client, path, key="a-third")
    gone = repeatable(client, path)
    assert (gone.status_code, gone.json()["code"]) == (409, "secret_replaced")
    assert gone.headers["Content-Type"] == "application/problem+json"


def test_a_refusal_is_repeated_as_it_was(client):
    for _ in range(2):
        answer = repeatable(client, "webhook-endpoints/", {"url": "gopher"})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "address_not_allowed")


def test_who_may_no_longer_look_after_endpoints_is_not_told_the_secret_again(client, service):
    assert repeatable(client, "webhook-endpoints/", {"url": URL}).status_code == 201
    service.groups.clear()
    again = repeatable(client, "webhook-endpoints/", {"url": URL})
    assert again.status_code == 403
    assert b"whsec_" not in again.content
