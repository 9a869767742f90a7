"""The product's WSGI application with faults that tests order: a pause in the middle of a request, a clock that stands.

PAUSE_FILE names a file. As long as it is there it says where a request comes to a stop: `before <pattern>` or
`after <pattern>`, a regular expression of a statement; `before COMMIT`; `after COMMIT`, when the answer is ready and
not sent. A file of that name with `.reached` tells that a request stands there. STANDING_CLOCK is the second that the
counter of calls takes for now. Each answer says which process it is from.
"""

import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from config.wsgi import application as product
from hiring.api import rate_limits

PAUSE_FILE = Path(os.environ.get("PAUSE_FILE", "nowhere"))
FOREVER = 600.0

if clock := os.environ.get("STANDING_CLOCK"):
    rate_limits.time = SimpleNamespace(time=lambda: float(clock))  # type: ignore[assignment]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The product."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Process", str(os.getpid()))], *rest)

    answer = product(environ, start)
    if environ["REQUEST_METHOD"] != "GET":
        _pause("after", "COMMIT")
    return answer


def _pause(when: str, statement: str) -> None:
    if not PAUSE_FILE.exists():
        return
    ordered, _space, pattern = PAUSE_FILE.read_text().partition(" ")
    if when == ordered and re.search(pattern, statement):
        PAUSE_FILE.with_suffix(".reached").touch()
        time.sleep(FOREVER)


def _watched(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    _pause("before", sql)
    result = execute(sql, params, many, context)
    _pause("after", sql)
    return result


def _watch(connection: BaseDatabaseWrapper, **_rest: Any) -> None:
    if _watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watched)


def _commit(self: BaseDatabaseWrapper) -> None:
    _pause("before", "COMMIT")
    COMMIT(self)


COMMIT = BaseDatabaseWrapper._commit  # type: ignore[attr-defined]
BaseDatabaseWrapper._commit = _commit  # type: ignore[attr-defined]
connection_created.connect(_watch)
connections.close_all()
