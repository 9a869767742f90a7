"""Which key opens what: Bearer and Basic, two of them while one takes the other's place, limits to requisitions."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from hiring import tokens
from hiring.models import ApiToken
from tests.factories import START, application, candidate, people, requisition
from tests.hiring.api_world import API, rows
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def key_of(**values: Any) -> tuple[ApiToken, str]:
    return tokens.issue(people().coordinator, name="our ATS", scopes=["candidates:read"], **values)


def status(header: str) -> tuple[int, str]:
    answer = APIClient().get(f"{API}/candidates/", headers={"authorization": header})
    return answer.status_code, answer.json().get("code", "")


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_a_key_opens_as_the_name_of_basic_too():
    _token, key = key_of()
    assert len(key) < 171
    for header in (f"Bearer {key}", f"bearer {key}", basic(f"{key}:"), basic(f"{key}:").replace("Basic", "bASIC")):
        assert status(header) == (200, ""), header


def test_basic_without_a_colon_or_with_a_password_opens_nothing():
    _token, key = key_of()
    for header in (basic(key), basic(f"{key}:x"), "Basic @@@", "Basic", basic("ü:")):
        assert status(header) == (401, "key_malformed"), header
    assert status(f"Digest {key}") == (401, "wrong_scheme")


def test_a_new_key_has_the_same_limits_and_the_old_one_opens_for_a_day():
    here = requisition()
    token, key = key_of(requisitions=[here], now=START)
    fresh, new_key = tokens.rotate(token, by=people().coordinator, now=START)
    assert (fresh.scopes, list(fresh.requisitions.all()), fresh.replaces) == (["candidates:read"], [here], token)
    for each in (key, new_key):
        assert tokens.authenticate(each, now=START + timedelta(hours=23))
    with refuses("key_expired"):
        tokens.authenticate(key, now=START + DAY)
    assert tokens.authenticate(new_key, now=START + DAY) == fresh


def test_a_key_that_ends_sooner_is_not_kept_alive_by_another_one():
    token, _key = key_of(expires_at=START + timedelta(hours=2), now=START)
    fresh, _new = tokens.rotate(token, by=people().coordinator, now=START)
    token.refresh_from_db()
    assert (token.expires_at, fresh.expires_at) == (START + timedelta(hours=2),) * 2


def test_a_dead_key_gets_no_successor():
    token, _key = key_of(now=START)
    tokens.revoke(token, by=people().coordinator, now=START)
    with refuses("key_revoked"):
        tokens.rotate(token, by=people().coordinator, now=START)


def test_a_key_of_one_requisition_reaches_nothing_of_another():
    here, there = requisition(title="Here"), requisition(title="There")
    mine = application(on=here, of=candidate("Ada Kovacs"))
    other = application(on=there, of=candidate("Grace Kim", email="grace@example.com"))
    _token, key = tokens.issue(people().manager, name="limited", scopes=list(tokens.SCOPES), requisitions=[here])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    for path, row, hidden in (
        ("requisitions", here, there),
        ("applications", mine, other),
        ("candidates", mine.candidate, other.candidate),
    ):
        assert [each["id"] for each in rows(client, path)] == [row.pk], path
        assert client.get(f"{API}/{path}/{row.pk}/").status_code == 200
        assert client.get(f"{API}/{path}/{hidden.pk}/").status_code == 404
    for path in ("deadlines", "events"):
        assert {each["application"] for each in rows(client, path)} == {mine.pk}, path
    body = {"stage": "applied"}
    assert client.post(f"{API}/applications/{other.pk}/advance/", body).status_code == 404
    asked = {"requisition": there.pk, "candidate": mine.candidate.pk}
    assert client.post(f"{API}/applications/", asked).status_code == 400
