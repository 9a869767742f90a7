"""The least that can answer the same calls: a WSGI function, psycopg, orjson, the statements of a recording.

Nothing of Django is imported. Each thread has a connection of its own. What differs from call to call (ids, names) is
put in the place of what the recorded call had there; what PostgreSQL answers is what is sent, with names.
"""

import os
import pickle
import random
import re
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import psycopg
from psycopg.types.json import Jsonb

Start = Callable[[str, list[tuple[str, str]]], Any]

LARGE = 10_000_000
"""Numbers from here on are ids."""
NAMES = re.compile(r"\d{8,}|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}")
"""What is another one in each call, within a text."""
HERE = threading.local()


class Step(NamedTuple):
    """One statement: which parameters differ from call to call, which cells of its answer later ones are about."""

    sql: str
    params: tuple[Any, ...]
    places: list[int]
    is_inside: bool
    told: list[tuple[int, int, Any]]


class Script:
    """The statements of one kind of call. From number `shown` on, what they answer is the answer."""

    def __init__(self, statements: list[Any], shown: int) -> None:
        self.shown = shown
        wanted = {name for _sql, params, *_rest in statements for value in params for name in _names(value)}
        self.steps = [
            Step(
                sql,
                tuple(map(_readable, params)),
                [place for place, value in enumerate(params) if _names(value)],
                is_inside,
                [
                    (row, column, value)
                    for row, values in enumerate(rows)
                    for column, value in enumerate(values)
                    if _names(value) and value in wanted
                ],
            )
            for sql, params, is_inside, rows in statements
        ]

    def play(self, names: dict[Any, Any]) -> list[list[dict[str, Any]]]:
        """Say it all, with those names in the place of the recorded ones. Returns the rows to show."""
        connection, answer = _connection(), []
        with connection.cursor() as cursor:
            for number, (sql, params, places, is_inside, told) in enumerate(self.steps):
                if is_inside == connection.autocommit:
                    _switch(connection, autocommit=not is_inside)
                cursor.execute(sql, (_put(params, places, names) if places else params) or None)
                if cursor.description is None:
                    continue
                rows = cursor.fetchall()
                for row, column, value in told:
                    if row < len(rows):
                        names[value] = rows[row][column]
                if number >= self.shown:
                    columns = [each.name for each in cursor.description]
                    answer.append([dict(zip(columns, row, strict=True)) for row in rows])
            if not connection.autocommit:
                _switch(connection, autocommit=True)
        return answer


def application(environ: dict[str, Any], start_response: Start) -> list[bytes]:
    """Answer one call: the first part of the path says of which kind, the second which row it is about."""
    _empty, kind, *rest = environ["PATH_INFO"].split("/")
    if kind not in SCRIPTS:
        start_response("200 OK", [("Content-Length", "0")])
        return []
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if body:
        orjson.loads(body)
    script, named = SCRIPTS[kind]
    names: dict[Any, Any] = {named: int(rest[0]), str(named): rest[0]} if rest else {}
    try:
        answer = orjson.dumps({"data": script.play(names)}, default=str)
    except BaseException:
        HERE.connection.close()
        raise
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def _connection() -> psycopg.Connection[Any]:
    known: psycopg.Connection[Any] | None = getattr(HERE, "connection", None)
    if known is None or known.closed:
        known = HERE.connection = psycopg.connect(os.environ["BARE_DATABASE"], autocommit=True)
    return known


def _switch(connection: psycopg.Connection[Any], *, autocommit: bool) -> None:
    if autocommit:
        connection.commit()
    connection.autocommit = autocommit


def _readable(value: Any) -> Any:
    return Jsonb(value["json"]) if isinstance(value, dict) else value


def _names(value: Any) -> list[Any]:
    """What in a parameter is another one in each call."""
    match value:
        case bool():
            return []
        case int():
            return [value] if abs(value) >= LARGE else []
        case uuid.UUID():
            return [value]
        case str():
            return [value] if NAMES.search(value) else []
        case list():
            return [name for each in value for name in _names(each)]
    return []


def _put(params: tuple[Any, ...], places: list[int], names: dict[Any, Any]) -> list[Any]:
    given = list(params)
    for place in places:
        given[place] = _other(given[place], names)
    return given


def _other(value: Any, names: dict[Any, Any]) -> Any:
    """What stands there in this call. A name that nobody gave is made up."""
    if isinstance(value, list):
        return [_other(each, names) if _names(each) else each for each in value]
    if value not in names:
        if isinstance(value, str):
            names[value] = NAMES.sub(lambda found: _text(found[0], names), value)
        else:
            names[value] = uuid.uuid4() if isinstance(value, uuid.UUID) else random.getrandbits(62)
    return names[value]


def _text(found: str, names: dict[Any, Any]) -> str:
    if found.isdigit() and int(found) in names:
        return str(names[int(found)])
    if found not in names:
        made = uuid.uuid4()
        names[found] = str(made) if "-" in found else made.hex if len(found) == 32 else str(random.getrandbits(62))
    return str(names[found])


with Path(os.environ["BARE_SCRIPTS"]).open("rb") as file:
    RECORDED = pickle.load(file)
SCRIPTS = {kind: (Script(statements, shown), named) for kind, (statements, shown, named) in RECORDED.items()}
