"""The example's delta sync: against the API itself, and against a server that is busy or leads elsewhere."""

import json
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from examples import sync
from hiring import pipeline, tokens
from hiring.models import Application
from tests import factories
from tests.hiring.http_server import HttpServer


@pytest.fixture
def key() -> str:
    return tokens.issue(factories.people().coordinator, name="sync", scopes=["applications:read"])[1]


@pytest.fixture
def server() -> Iterator[HttpServer]:
    server = HttpServer()
    yield server
    server.stop()


def told(rows: list[dict[str, Any]], *, then: str = "") -> tuple[int, dict[str, str], bytes]:
    headers = {"link": f'<{then}>; rel="next"'} if then else {}
    return 200, headers, json.dumps({"data": rows, "next_cursor": None, "has_more": bool(then)}).encode()


def row(number: int, at: str) -> dict[str, Any]:
    return {"id": number, "updated_at": f"2026-11-20T{at}Z"}


@pytest.mark.django_db(transaction=True)
def test_sync_reads_everything_once_then_only_what_changed(live_server: Any, key: str, tmp_path: Path):
    memory = tmp_path / "sync.json"
    requisition = factories.requisition()
    people = [factories.candidate(f"Person {number}") for number in range(5)]
    made = [factories.application(on=requisition, of=person) for person in people]

    assert {each["id"] for each in sync.sync(live_server.url, key, memory)} == {each.pk for each in made}
    assert list(sync.sync(live_server.url, key, memory)) == []

    pipeline.withdraw(Application.objects.get(pk=made[1].pk), reason="Took another offer", by=None)
    assert [(each["id"], each["stage"]) for each in sync.sync(live_server.url, key, memory)] == [
        (made[1].pk, "withdrawn")
    ]
    assert list(sync.sync(live_server.url, key, memory)) == []


@pytest.mark.django_db(transaction=True)
def test_pages_follow_the_link_to_the_end(live_server: Any, key: str):
    requisition = factories.requisition()
    for number in range(5):
        factories.application(on=requisition, of=factories.candidate(f"Person {number}"))
    lengths = [len(page) for page in sync.pages(f"{live_server.url}/api/v1/applications/?limit=2", key)]
    assert lengths == [2, 2, 1]


def test_fetch_waits_as_long_as_it_is_told(server: HttpServer, monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []
    monkeypatch.setattr(sync.time, "sleep", waited.append)
    server.answers = [(429, {"retry-after": "7"}, b""), (503, {}, b""), told([row(1, "09:00:00")])]
    assert [len(page) for page in sync.pages(server.url, "key")] == [1]
    assert waited == [7, 4]
    assert {each.headers["authorization"] for each in server.received} == {"Bearer key"}


def test_fetch_gives_up_at_once_on_what_waiting_does_not_mend(server: HttpServer):
    server.answers = [(403, {}, b"")]
    with pytest.raises(urllib.error.HTTPError):
        list(sync.pages(server.url, "key"))
    assert len(server.received) == 1


def test_fetch_gives_up_in_the_end(server: HttpServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sync.time, "sleep", lambda seconds: None)
    server.answers = [(429, {"retry-after": "0"}, b"")]
    with pytest.raises(urllib.error.HTTPError):
        list(sync.pages(server.url, "key"))
    assert len(server.received) == sync.PATIENCE


def test_pages_take_the_key_to_no_other_machine(server: HttpServer):
    server.answers = [told([row(1, "09:00:00")], then="http://127.0.0.1:1/api/v1/applications/?cursor=x")]
    with pytest.raises(ValueError, match="another machine"):
        list(sync.pages(server.url, "key"))


def test_sync_looks_back_over_the_overlap_and_tells_each_change_once(server: HttpServer, tmp_path: Path):
    """A change that was dated before the last one seen, but committed after it was read."""
    memory, first, last, late = tmp_path / "m.json", row(1, "08:00:00"), row(2, "09:00:00"), row(3, "08:59:30")
    server.answers = [told([first, last]), told([late, last])]
    assert list(sync.sync(server.url, "key", memory)) == [first, last]
    assert list(sync.sync(server.url, "key", memory)) == [late]
    assert "updated_since=2026-11-20T08%3A59%3A00Z" in server.received[1].path


def test_sync_that_breaks_off_goes_on_where_it_was(server: HttpServer, tmp_path: Path):
    memory, first, second = tmp_path / "m.json", row(1, "08:00:00"), row(2, "09:00:00")
    address = server.url.removesuffix("/hook")
    server.answers = [told([first], then=f"{address}/next"), (500, {}, b""), told([first, second])]
    with pytest.raises(urllib.error.HTTPError):
        list(sync.sync(address, "key", memory))
    assert list(sync.sync(address, "key", memory)) == [second]
