"""The API from many sides at once, and killed in the middle of its work: real servers, real processes."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hiring import tokens
from hiring.models import Requisition
from tests.factories import people, requisition
from tests.hiring.api_server import Answer, ApiServer, serving
from tests.hiring.api_world import API

pytestmark = [pytest.mark.slow, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

PARALLEL = 200
LIMIT = 50
PATH = f"{API}/applications/"


def entry(opened: Requisition, number: int = 1) -> dict[str, Any]:
    person = {"name": "Ada Example", "email": "ada@example.org", "external_id": f"c-{number}"}
    return {"requisition": opened.pk, "candidate": person, "external_id": "a-1", "source_system": "greenhouse"}


def key_of(*scopes: str) -> str:
    _token, key = tokens.issue(people().coordinator, name="test", scopes=list(scopes or tokens.SCOPES))
    return f"Bearer {key}"


def applications(server: ApiServer) -> int:
    return int(server.rows("SELECT count(*) FROM hiring_application")[0][0])


def at_once(count: int, work: Any) -> list[Answer]:
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(work, range(count)))


@pytest.mark.parametrize(
    ("same_person", "code"),
    [(True, "already_open"), (False, "external_id_taken")],
    ids=["of one person", "of another person each time"],
)
def test_an_external_id_that_is_created_200_times_at_once_is_one_application(tmp_path, same_person, code):
    opened, key = requisition(), key_of()
    with serving(tmp_path) as server:
        bodies = [entry(opened, 1 if same_person else number) for number in range(PARALLEL)]
        answers = at_once(PARALLEL, lambda number: server.call("POST", PATH, bodies[number], Authorization=key))
        seen = Counter((answer.status, answer.body.get("code")) for answer in answers)
        assert seen == {(201, None): 1, (409, code): PARALLEL - 1}
        assert applications(server) == 1
        assert server.rows("SELECT count(*) FROM hiring_candidate") == [(1,)]


def test_an_external_id_that_is_put_200_times_at_once_is_one_application(tmp_path):
    opened, key = requisition(), key_of()
    with serving(tmp_path) as server:
        path = f"{PATH}external/greenhouse/a-1/"
        answers = at_once(PARALLEL, lambda _number: server.call("PUT", path, entry(opened), Authorization=key))
        assert Counter(answer.status for answer in answers) == {201: 1, 200: PARALLEL - 1}
        assert len({answer.body["id"] for answer in answers}) == 1
        assert applications(server) == 1
        assert server.rows("SELECT count(*) FROM hiring_candidate") == [(1,)]


POINTS = {
    "before the call is written down": ("before INSERT INTO .hiring_idempotentcall", 0),
    "after the call is written down": ("after INSERT INTO .hiring_idempotentcall", 0),
    "after the candidate": ("after INSERT INTO .hiring_candidate", 0),
    "after the application": ("after INSERT INTO .hiring_application\\W", 0),
    "before its history": ("before INSERT INTO .hiring_applicationevent", 0),
    "before the answer is kept": ("before UPDATE .hiring_idempotentcall", 0),
    "after the answer is kept": ("after UPDATE .hiring_idempotentcall", 0),
    "before the commit": ("before COMMIT", 0),
    "after the commit": ("after COMMIT", 1),
}


def test_a_server_that_is_killed_leaves_nothing_or_the_result_that_the_repeat_returns(tmp_path):
    """At each point in turn. A server that was killed is started anew, and the caller asks once more."""
    opened, key = requisition(), key_of()
    pause = tmp_path / "pause"
    options = {"workers": 1, "PAUSE_FILE": str(pause)}
    for number, (where, (order, left)) in enumerate(POINTS.items()):
        body = {**entry(opened, number), "external_id": f"a-{number}"}
        headers = {"Authorization": key, "Idempotency_Key": f"key-{number}"}
        with serving(tmp_path, **options) as server, ThreadPoolExecutor(1) as caller:
            pause.write_text(order)
            call = caller.submit(server.call, "POST", PATH, body, **headers)
            wait_for(pause.with_suffix(".reached"))
            server.kill()
            assert call.exception(timeout=10) is not None, f"{where}: an answer came"
            pause.unlink()
            pause.with_suffix(".reached").unlink()
        with serving(tmp_path, **options) as server:
            assert applications(server) == number + left, where
            again = repeated(server, body, headers)
            assert again.status == 201, (where, again)
            assert ("idempotency-replayed" in again.headers) == bool(left), where
            assert applications(server) == number + 1, where
            made = f"SELECT id FROM hiring_application WHERE external_id = 'a-{number}'"
            assert server.rows(made) == [(again.body["id"],)], where
            written = f"SELECT verb FROM hiring_applicationevent WHERE application_id = {again.body['id']}"
            assert server.rows(written) == [("open_application",)], where
            third = server.call("POST", PATH, body, **headers)
            assert (third.status, third.body) == (201, again.body), where


def repeated(server: ApiServer, body: Any, headers: dict[str, str]) -> Answer:
    """The database may take a moment to notice that the first caller is gone."""
    until = time.monotonic() + 20
    while True:
        answer = server.call("POST", PATH, body, **headers)
        if answer.status != 409 or time.monotonic() > until:
            return answer
        assert answer.body["code"] == "idempotent_call_running", answer
        time.sleep(0.1)


def wait_for(file: Path) -> None:
    until = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < until, f"{file.name} did not come"
        time.sleep(0.02)


def test_eight_processes_count_the_calls_of_a_key_together(tmp_path, redis_server):
    key = key_of()
    variables = {"API_CALLS_PER_MINUTE": str(LIMIT), "STANDING_CLOCK": "1800000015", "REDIS_URL": redis_server}
    with serving(tmp_path, workers=8, threads=2, **variables) as server:
        answers = at_once(2 * LIMIT, lambda _number: server.call("GET", f"{API}/candidates/", Authorization=key))
    assert Counter(answer.status for answer in answers) == {200: LIMIT, 429: LIMIT}
    left = sorted(int(answer.headers["x-ratelimit-remaining"]) for answer in answers if answer.status == 200)
    assert left == list(range(LIMIT))
    assert {answer.headers["retry-after"] for answer in answers if answer.status == 429} == {"45"}
    assert len({answer.headers["x-process"] for answer in answers}) > 1
