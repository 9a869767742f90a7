"""Callers of the API, on top of `tests.factories`."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from hiring import tokens
from hiring.models import User

API = "/api/v1"


def caller(user: User, *scopes: str, **options: Any) -> APIClient:
    """Somebody with a key of these scopes, of all scopes when none is named. The key was used before."""
    _token, key = tokens.issue(user, name="test", scopes=list(scopes or tokens.SCOPES))
    tokens.authenticate(key)
    client = APIClient(**options)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def rows(client: APIClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """The rows of the first page of a list."""
    answer = client.get(f"{API}/{path}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["data"]


def post(
    client: APIClient, path: str, body: Any = None, *, expect: int = 200, if_match: str | None = None
) -> dict[str, Any]:
    """What a POST answers, which has to be with that status."""
    headers = {"if-match": if_match} if if_match else None
    answer = client.post(f"{API}/{path}/", body if body is not None else {}, headers=headers)
    assert answer.status_code == expect, answer.content
    return answer.json()


def queries(client: APIClient, path: str) -> int:
    """How many queries a list takes."""
    with CaptureQueriesContext(connection) as captured:
        rows(client, path)
    return len(captured)
