"""Which key opens which address."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from hiring import tokens
from hiring.models import User
from hiring.stages import Stage
from tests.factories import at_stage, people, user
from tests.hiring.api_world import API, caller

pytestmark = pytest.mark.django_db

READ = {
    "applications": "applications:read",
    "benchmarks/bands": "pay:read",
    "benchmarks/guides": "pay:read",
    "benchmarks/premiums": "pay:read",
    "benchmarks/quote": "pay:read",
    "benchmarks/surveys": "pay:read",
    "candidates": "candidates:read",
    "checklist": "reference:read",
    "competencies": "reference:read",
    "deadlines": "deadlines:read",
    "decisions": "applications:read",
    "domains": "reference:read",
    "events": "applications:read",
    "flags": "reference:read",
    "interviews": "interviews:read",
    "landscape": "reference:read",
    "levels": "benchmarks:read",
    "market-facts": "reference:read",
    "offers": "pay:read",
    "questions": "reference:read",
    "raised-flags": "scorecards:read",
    "regions": "benchmarks:read",
    "requisitions": "requisitions:read",
    "role-scopes": "reference:read",
    "rounds": "reference:read",
    "scorecards": "scorecards:read",
    "skills": "reference:read",
    "sourcing-channels": "reference:read",
    "users": "users:read",
    "webhook-endpoints": "webhooks:read",
}
ASKED = {"benchmarks/quote": {"level": "senior", "region": "germany", "on": "2026-03-02"}}
"""What an address has to be asked with."""
WRITE = {
    "applications": "applications:write",
    "applications/1/accept": "pay:write",
    "applications/1/advance": "applications:write",
    "applications/1/decide": "decisions:write",
    "applications/1/decline": "pay:write",
    "applications/1/expectations": "pay:write",
    "applications/1/make_offer": "pay:write",
    "applications/1/pause": "applications:write",
    "applications/1/record_result": "decisions:write",
    "applications/1/reject": "applications:write",
    "applications/1/resume": "applications:write",
    "applications/1/withdraw": "applications:write",
    "applications/1/withdraw_expectation": "pay:write",
    "candidates": "candidates:write",
    "candidates/1/erase": "candidates:write",
    "interviews": "interviews:write",
    "interviews/1/call_off": "interviews:write",
    "interviews/1/finish": "interviews:write",
    "interviews/1/move": "interviews:write",
    "offers": "pay:write",
    "offers/1/approve": "pay:write",
    "offers/1/discard": "pay:write",
    "offers/1/edit": "pay:write",
    "offers/1/extend": "pay:write",
    "offers/1/rescind": "pay:write",
    "offers/1/send_back": "pay:write",
    "offers/1/submit": "pay:write",
    "raised-flags/1/waive": "decisions:write",
    "requisitions": "requisitions:write",
    "requisitions/1/checklist": "requisitions:write",
    "requisitions/1/close": "requisitions:write",
    "requisitions/1/open": "requisitions:write",
    "requisitions/1/panel": "requisitions:write",
    "scorecards/1/decline": "scorecards:write",
    "scorecards/1/save_draft": "scorecards:write",
    "scorecards/1/submit": "scorecards:write",
    "webhook-endpoints": "webhooks:write",
    "webhook-endpoints/1/deliveries/1/replay": "webhooks:write",
    "webhook-endpoints/1/disable": "webhooks:write",
    "webhook-endpoints/1/enable": "webhooks:write",
    "webhook-endpoints/1/ping": "webhooks:write",
    "webhook-endpoints/1/rotate": "webhooks:write",
}
PUT = {f"{path}/external/crm/7": f"{path}:write" for path in ("applications", "candidates", "requisitions")}


def routes(patterns=None, prefix=""):
    """Every route of the API with its view."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver) and "api/v1/".startswith(path[:7]):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and path.startswith("api/v1/"):
            yield path, pattern.callback


def named(path):
    """The resource at an address: `offers`, or `benchmarks/bands` of those that belong together."""
    first, second = [part.rstrip("?") for part in path.split("/")[2:4]]
    return f"{first}/{second}" if first == "benchmarks" else first


def test_every_address_is_in_the_tables_above():
    viewsets = {path: view for path, view in routes() if hasattr(view, "actions")}
    reading = {named(path) for path, view in viewsets.items() if "get" in view.actions}
    assert reading == set(READ)
    writing = {
        re.sub(r"\(\?P<\w+>\[0-9\]\+\)", "1", path.removeprefix("api/v1/").removesuffix("/?$"))
        for path, view in viewsets.items()
        if "post" in view.actions
    }
    assert writing == set(WRITE)
    putting = {named(path) for path, view in viewsets.items() if "put" in view.actions}
    assert putting == {path.partition("/")[0] for path in PUT}


def asking(*scopes):
    """Somebody who may read everything."""
    manager = people().manager
    manager.user_permissions.add(Permission.objects.get(codename="view_webhookendpoint"))
    return caller(manager, *scopes)


@pytest.mark.parametrize(("path", "scope"), READ.items())
def test_a_list_opens_to_its_scope_alone(path, scope):
    assert asking(scope).get(f"{API}/{path}/", ASKED.get(path)).status_code == 200
    others = [name for name in tokens.SCOPES if name != scope]
    answer = asking(*others).get(f"{API}/{path}/")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert answer.json()["detail"] == f"This key lacks the scope {scope}."


@pytest.mark.parametrize(("path", "scope"), WRITE.items())
def test_a_verb_opens_to_its_scope_alone(path, scope):
    others = [name for name in tokens.SCOPES if name != scope]
    answer = asking(*others).post(f"{API}/{path}/", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert asking(scope).post(f"{API}/{path}/", {}).status_code in (400, 404)


@pytest.mark.parametrize(("path", "scope"), PUT.items())
def test_the_address_of_an_external_id_opens_to_its_scope_alone(path, scope):
    others = [name for name in tokens.SCOPES if name != scope]
    answer = asking(*others).put(f"{API}/{path}", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert asking(scope).put(f"{API}/{path}", {}).status_code == 400


@pytest.mark.parametrize("path", ["requisitions", "candidates"])
def test_changing_needs_the_scope_for_writing(path):
    answer = caller(people().manager, f"{path}:read").patch(f"{API}/{path}/1/", {})
    assert answer.json()["code"] == "insufficient_scope"


def test_a_scope_gives_nobody_more_than_their_permissions():
    reader = caller(people().interviewer)
    for path in (
        "applications",
        "candidates",
        "requisitions",
        "deadlines",
        "events",
        "offers",
        "benchmarks/bands",
        "benchmarks/guides",
    ):
        answer = reader.get(f"{API}/{path}/")
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing"), path
    for path in ("interviews", "scorecards", "rounds", "questions", "levels"):
        assert reader.get(f"{API}/{path}/").status_code == 200
    decided = at_stage(Stage.DECISION)
    body = {"outcome": "hire", "reason": "x"}
    answer = caller(people().coordinator).post(f"{API}/applications/{decided.pk}/decide/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_the_integration_role_runs_the_process_without_seeing_pay():
    service = caller(user("ats", "Integration", kind=User.Kind.SERVICE))
    for path in ("applications", "candidates", "requisitions", "deadlines", "events", "interviews", "scorecards"):
        assert service.get(f"{API}/{path}/").status_code == 200, path
    assert service.get(f"{API}/offers/").json()["code"] == "permission_missing"


def test_the_staff_log_in_once_for_admin_and_api():
    mara, priya = people().manager, people().interviewer
    User.objects.filter(pk=mara.pk).update(is_staff=True)
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(User.objects.get(pk=mara.pk))
    assert client.get(f"{API}/applications/").status_code == 200
    assert client.get(f"{API}/offers/").status_code == 200
    answer = client.post(f"{API}/candidates/", {"name": "Ada", "email": "ada@example.com"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "CSRF" in answer.json()["detail"]
    client = APIClient()
    client.force_login(priya)
    assert client.get(f"{API}/scorecards/").status_code == 401


def test_use_shows_on_the_token():
    token, key = tokens.issue(people().manager, name="curl", scopes=["applications:read"])
    client = APIClient(HTTP_AUTHORIZATION=f"bearer {key}")
    client.credentials(HTTP_AUTHORIZATION=f"bearer {key}")
    assert client.get(f"{API}/applications/").status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    tokens.revoke(token)
    assert client.get(f"{API}/applications/").json()["code"] == "key_revoked"
