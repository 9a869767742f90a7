"""Calls of the API a second, beside a bare WSGI app that says the same to PostgreSQL: gunicorn for both, in one run."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count, islice, repeat
from statistics import median, quantiles
from typing import NamedTuple

from django.test import Client

from hiring import access, tokens
from hiring.models import Application, Requisition, User
from tests.bench import api_script, api_seed
from tests.bench.api_load import Load, load, request
from tests.bench.api_script import Script
from tests.bench.api_servers import Server, servers
from tests.factories import user

SIDES, UNITS = ("ours", "bare", "ratio"), ("/s", " p95", " CPU")
COLUMNS = ("rows", *(f"{side}{unit}" for unit in UNITS for side in SIDES), "queries")
HEADING = " ".join([f"{'API over HTTP, ms':<18}", *(f"{column:>9}" for column in COLUMNS)])
LINES = 4
ROUNDS = 5
MOST_CREATED, MOST_ADVANCED = 150, 40
"""Calls a round: what is moved on was created before, and is moved once."""
MARK = 990_000_001
"""The number in the names that the recorded call gives; each other call has another one."""
API = "/api/v1/applications/"
SHOWN = 'FROM "hiring_application" INNER JOIN "hiring_candidate"'
"""In the statement that reads the applications to show, the last such one of a call: from it on rows are sent."""


class Rate(NamedTuple):
    """How often the product and the bare server did the same in a second, and what one in twenty took at least.

    The time of the processors, PostgreSQL's included, tells the same on a machine that others use as well.
    """

    what: str
    size: int
    ours: float
    bare: float
    ours_p95: float
    bare_p95: float
    ours_cpu: float
    bare_cpu: float
    queries: int

    def __str__(self) -> str:
        figures = [f"{self.size:>9,}", f"{self.ours:>9.1f}", f"{self.bare:>9.1f}", f"{self.ours / self.bare:>9.2f}"]
        for ours, bare in ((self.ours_p95, self.bare_p95), (self.ours_cpu, self.bare_cpu)):
            figures += [f"{ours:>9.1f}", f"{bare:>9.1f}", f"{ours / bare:>9.1f}"]
        return " ".join([f"{self.what:<18}", *figures, f"{self.queries:>9}"])


class Call(NamedTuple):
    """One kind of call: each side's requests, and what is answered."""

    what: str
    kind: str
    expect: tuple[int, int]
    ours: Callable[[], Iterator[bytes]]
    bare: Callable[[], Iterator[bytes]]


def rates(sizes: tuple[int, ...], *, seconds: float) -> Iterator[Rate]:
    """A line for each call and size: medians of rounds in which each side has its turn for so long."""
    opened = Requisition.objects.order_by("pk").first()
    assert opened
    service = user("ats-over-http", access.INTEGRATION, kind=User.Kind.SERVICE)
    _token, key = tokens.issue(service, name="bench", scopes=list(tokens.SCOPES))
    tokens.authenticate(key)
    for size in sizes:
        api_seed.empty()
        api_seed.first(opened, now=datetime.now(UTC))
        api_seed.copies(size)
        api_seed.fresh_ids()
        scripts = _scripts(opened, key)
        with servers(scripts) as (ours, bare):
            for call in _calls(opened, key):
                queries = len(scripts[call.kind][0])
                yield _rate(call, size, ours, bare, seconds=seconds, queries=queries)


def _rate(call: Call, size: int, ours: Server, bare: Server, *, seconds: float, queries: int) -> Rate:
    sides = ((ours, call.ours, call.expect[0]), (bare, call.bare, call.expect[1]))
    loads: tuple[list[Load], list[Load]] = ([], [])
    spent = [0.0, 0.0]
    for number in range(ROUNDS + 1):
        for side, (server, requests, expect) in enumerate(sides):
            before = server.spent()
            done = load(server.port, requests(), lines=LINES, seconds=seconds, expect=expect)
            if number:  # the first round is for the caches
                loads[side].append(done)
                spent[side] += server.spent() - before
    took = [[each for one in side for each in one.took] for side in loads]
    return Rate(
        call.what,
        size,
        *(median(one.rate for one in side) for side in loads),
        *(quantiles(each, n=20)[-1] for each in took),
        *(1000 * each / len(took[side]) for side, each in enumerate(spent)),
        queries,
    )


def _calls(opened: Requisition, key: str) -> list[Call]:
    ids = list(Application.objects.filter(pk__lt=api_seed.APART).values_list("pk", flat=True))
    numbers = count(MARK + 1)
    waiting: list[int] = []
    body = json.dumps({"stage": "applied"}).encode()

    def ours(method: str, path: str, body: bytes = b"") -> bytes:
        return request(method, path, key=key, body=body)

    def unmoved() -> Iterator[int]:
        """Applications that nobody has moved on yet, the newest first: those that either side created before."""
        if not waiting:
            waiting.extend(Application.objects.filter(stage="applied").order_by("pk").values_list("pk", flat=True))
        return (waiting.pop() for _n in range(min(MOST_ADVANCED, len(waiting))))

    def entered(number: int) -> bytes:
        return json.dumps(_entry(opened, number)).encode()

    return [
        Call(
            "list of 50",
            "list",
            (200, 200),
            lambda: repeat(ours("GET", f"{API}?limit=50")),
            lambda: repeat(request("GET", "/list")),
        ),
        Call(
            "detail",
            "detail",
            (200, 200),
            lambda: (ours("GET", f"{API}{pk}/") for pk in ids),
            lambda: (request("GET", f"/detail/{pk}") for pk in ids),
        ),
        Call(
            "create",
            "create",
            (201, 200),
            lambda: (ours("POST", API, entered(number)) for number in islice(numbers, MOST_CREATED)),
            lambda: (
                request("POST", f"/create/{number}", body=entered(number)) for number in islice(numbers, MOST_CREATED)
            ),
        ),
        Call(
            "advance",
            "advance",
            (200, 200),
            lambda: (ours("POST", f"{API}{pk}/advance/", body) for pk in unmoved()),
            lambda: (request("POST", f"/advance/{pk}", body=body) for pk in unmoved()),
        ),
    ]


def _entry(opened: Requisition, number: int) -> dict[str, object]:
    person = {"name": "Ada Example", "email": f"ada{number}@example.org", "external_id": f"c-{number}"}
    return {
        "requisition": opened.pk,
        "candidate": person,
        "external_id": f"a-{number}",
        "source_system": "greenhouse",
    }


def _scripts(opened: Requisition, key: str) -> dict[str, Script]:
    """What is said for each kind of call: the statements, from which on they are shown, the number that differs."""
    client = Client(headers={"authorization": f"Bearer {key}"})
    found: dict[str, Script] = {}

    def record(kind: str, ask: Callable[[], object], named: int) -> None:
        with api_script.recorded() as statements:
            ask()
        shown = max((n for n, each in enumerate(statements) if SHOWN in each.sql), default=0)
        found[kind] = (statements, shown, named)

    def asked(method: str, path: str, body: object = None, *, expect: int = 200) -> dict[str, int]:
        answer = client.generic(method, path, json.dumps(body) if body else "", content_type="application/json")
        assert answer.status_code == expect, answer.content
        return dict(answer.json())

    asked("GET", f"{API}?limit=50")  # for the caches
    record("list", lambda: asked("GET", f"{API}?limit=50"), 0)
    made: dict[str, int] = {}
    record("create", lambda: made.update(asked("POST", API, _entry(opened, MARK), expect=201)), MARK)
    pk = made["id"]
    record("detail", lambda: asked("GET", f"{API}{pk}/"), pk)
    record("advance", lambda: asked("POST", f"{API}{pk}/advance/", {"stage": "applied"}), pk)
    return found
