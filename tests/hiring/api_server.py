"""A web server of the product in processes of its own, for tests that call it from many sides or kill it."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from config.env import BASE_DIR
from tests.postgres import die_with_parent
from tests.services import free_port

READY_SECONDS = 180.0
APP = "tests.hiring.api_server_app"


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: Any


class ApiServer:
    """gunicorn with the product behind `tests.hiring.api_server_app`, on the database of the test.

    On SQLite that is a copy in a file: what the server writes is read from there, with `rows`.
    """

    def __init__(self, home: Path, *, workers: int = 2, threads: int = 4, **variables: str) -> None:
        self.home, self.port = home, free_port()
        self.file = home / "db.sqlite3"
        if connection.vendor == "sqlite" and not self.file.exists():
            _copy_database(self.file)
        argv = [sys.executable, "-W", "ignore", "-m", "gunicorn", APP, "--bind", f"127.0.0.1:{self.port}", "--preload"]
        argv += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
        argv += ["--keep-alive", "60", "--timeout", "120", "--no-control-socket", "--log-level", "warning"]
        self.log = home / "web.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                argv,
                cwd=BASE_DIR,
                env=_environment(home) | variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + READY_SECONDS
        while True:
            with contextlib.suppress(OSError):
                self.call("GET", "/healthz")
                return
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One call over a connection of its own."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            sent = {
                "Content-Type": "application/json",
                **{name.replace("_", "-"): text for name, text in headers.items()},
            }
            line.request(method, path, json.dumps(body) if body is not None else None, sent)
            answer = line.getresponse()
            text = answer.read()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, json.loads(text) if "json" in told.get("content-type", "") else text)
        finally:
            line.close()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What stands in the server's database."""
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(self.file, timeout=30)) as copy:
                return copy.execute(sql).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def kill(self) -> None:
        """As a power cut does: all of its processes at once, no goodbye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def serving(home: Path, **options: Any) -> Iterator[ApiServer]:
    """A server that answers, until the block ends."""
    server = ApiServer(home, **options)
    try:
        server.wait()
        yield server
    finally:
        server.kill()


def _copy_database(path: Path) -> None:
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")


def _environment(home: Path) -> dict[str, str]:
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ENV_FILE": "",
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY,
        "SITE_URL": settings.SITE_URL,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "EMAIL_URL": "smtp://localhost:9",
        "STATE_DIR": str(home),
        "API_CALLS_PER_MINUTE": "0",
        "LOG_LEVEL": "ERROR",
    }
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        own["DATABASE_URL"] = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return inherited | own
