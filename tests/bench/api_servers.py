"""The product and the bare server, started alike, with what they cost the processors."""

import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from tests.bench.api_load import Line, request
from tests.bench.api_script import Script
from tests.postgres import die_with_parent
from tests.services import free_port

WORKERS, THREADS = 2, 4
READY_SECONDS = 30.0


class Server(NamedTuple):
    """A web server with the database's server behind it."""

    port: int
    pids: tuple[int, int]

    def spent(self) -> float:
        """Seconds of the processors that the processes of both have used."""
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if int(fields[1]) in self.pids:
                    ticks += int(fields[11]) + int(fields[12])
                elif int(path.parent.name) in self.pids:  # what children used that have ended
                    ticks += int(fields[13]) + int(fields[14])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def servers(scripts: dict[str, Script]) -> Iterator[tuple[Server, Server]]:
    """The product and the bare server, each with as many workers and threads."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as started:
        file = Path(folder, "scripts")
        file.write_bytes(
            pickle.dumps({kind: (list(map(tuple, said)), *rest) for kind, (said, *rest) in scripts.items()})
        )
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENV_FILE": "",
            "DEBUG": "false",
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": settings.SITE_URL,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "false",
            "EMAIL_URL": "smtp://localhost:9",
            "STATE_DIR": folder,
            "DATABASE_URL": database,
            "API_CALLS_PER_MINUTE": "1000000",
            "LOG_LEVEL": "ERROR",
        }
        bare = {"BARE_DATABASE": database, "BARE_SCRIPTS": str(file)}
        yield (
            started.enter_context(_gunicorn("config.wsgi", ours)),
            started.enter_context(_gunicorn("tests.bench.bare_api", bare)),
        )


@contextmanager
def _gunicorn(app: str, variables: dict[str, str]) -> Iterator[Server]:
    port = free_port()
    variables = {**variables, "PGAPPNAME": app}
    argv = [sys.executable, "-W", "ignore", "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    argv += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "60"]
    process = subprocess.Popen([*argv, "--log-level", "error"], env=os.environ | variables, preexec_fn=die_with_parent)
    try:
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                Line(port).ask(request("GET", "/healthz"))
                break
            except (OSError, IndexError):
                assert process.poll() is None, f"{app} did not start"
                assert time.monotonic() < until, f"{app} did not answer"
                time.sleep(0.1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            status = Path("/proc", str(cursor.fetchone()[0]), "stat").read_text()
        yield Server(port, (process.pid, int(status.rpartition(")")[2].split()[1])))
    finally:
        process.terminate()
        process.wait()
        with connection.cursor() as cursor:  # what it asked last may still be answered
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s", [app]
            )
