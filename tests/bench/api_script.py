"""What the product says to PostgreSQL while it answers one call, written down for a bare server that says the same."""

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection
from psycopg.types.json import Json, Jsonb


class Statement(NamedTuple):
    """One statement with the rows it answered. `is_inside`: of a transaction."""

    sql: str
    params: tuple[Any, ...]
    is_inside: bool
    rows: list[tuple[Any, ...]]


Script = tuple[list[Statement], int, int]
"""What is said for one kind of call: the statements, from which on they are shown, the number that differs."""


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """Writes down each statement of the block."""
    found: list[Statement] = []

    def record(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        assert not many, sql
        result = execute(sql, params, many, context)
        raw = context["cursor"].cursor
        rows = raw.fetchall() if raw.description else []
        if rows:
            raw.scroll(0, mode="absolute")
        found.append(Statement(sql, tuple(map(_plain, params or ())), connection.in_atomic_block, rows))
        return result

    with connection.execute_wrapper(record):
        yield found


def _plain(value: Any) -> Any:
    """A parameter that can be read without Django."""
    match value:
        case Json() | Jsonb():
            return {"json": value.obj}
        case list() | tuple():
            return [_plain(each) for each in value]
        case enum.Enum():
            return value.value
        case str():
            return str(value)
    return value
