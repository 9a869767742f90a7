"""What the scenarios stand on: a durable PostgreSQL, a receiver, a folder; a fresh database for each of them."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import Postgres, die_with_parent, temporary_server

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "template_twelve"
SHORT_LEASE_SECONDS = 6


class Ground:
    """The servers of one run. `short`: a lease of seconds, smaller numbers."""

    def __init__(self, server: Postgres, home: Path, *, short: bool, seed: int) -> None:
        self.server, self.home, self.short, self.seed = server, home, short, seed
        argv = [sys.executable, "-m", "tests.chaos.receiver", str(seed)]
        self.receiver = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, preexec_fn=die_with_parent)
        assert self.receiver.stdout
        self.smtp_port, self.http_port = map(int, self.receiver.stdout.readline().split())
        self.secret_key = secrets.token_urlsafe(48)
        self.database = TEMPLATE
        self.log = home / "nothing.jsonl"

    @property
    def lease(self) -> float:
        """Seconds after which another worker takes a message over from one that was killed."""
        from hiring.outbox import delivery

        return delivery.LEASE.total_seconds()

    def environment(self) -> dict[str, str]:
        """What a process of the product is started with: a machine in production."""
        state = self.home / self.database
        state.mkdir(exist_ok=True)
        own = {
            "ENV_FILE": "",
            "DEBUG": "false",
            "SECRET_KEY": self.secret_key,
            "SITE_URL": "https://twelve.example.com",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "DATABASE_URL": self.server.url(self.database),
            "REDIS_URL": "redis://127.0.0.1:1/0",  # nobody is there, unless a scenario starts one
            "STATE_DIR": str(state),
            "HEARTBEAT_FILE": str(state / "heartbeat.json"),
            "WEBHOOK_ALLOW_PRIVATE": "true",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "LOG_LEVEL": "WARNING",
        }
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return inherited | own

    def control(self, **order: Any) -> None:
        """Tell the receiver what to do from now on."""
        url, body = f"http://127.0.0.1:{self.http_port}/control", json.dumps(order).encode()
        urllib.request.urlopen(urllib.request.Request(url, body, method="POST"), timeout=10).close()

    def begin(self, name: str) -> None:
        """A database of its own for a scenario, with the reference data; an empty log; a receiver that takes all."""
        database = f"twelve_{name}"
        self.copy_database(TEMPLATE, database)
        self.log = self.home / f"{name}.jsonl"
        self.control(log=str(self.log), script={})
        self.use(database)

    def use(self, name: str) -> None:
        """Point this process, and those that it starts from now on, to a database."""
        from django.conf import settings
        from django.db import connection

        from hiring.outbox import delivery

        connection.close()
        self.database = name
        os.environ.update(self.environment())
        connection.settings_dict["NAME"] = name
        settings.EMAIL_PORT = self.smtp_port
        if self.short:
            delivery.LEASE = timedelta(seconds=SHORT_LEASE_SECONDS)
        for own in ("STATE_DIR", "HEARTBEAT_FILE"):
            if hasattr(settings, own):
                setattr(settings, own, Path(os.environ[own]))

    def copy_database(self, source: str, target: str) -> None:
        """Make a database as a copy of another one that nobody uses now; an older one of that name goes."""
        with psycopg.connect(f"host={self.server.home} user=postgres dbname=postgres", autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def accepted(self) -> list[dict[str, Any]]:
        """What the receiver has on the disk, in the order of its coming."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def last_words(self) -> str:
        """The end of what the processes printed."""
        files = (self.home / name for name in ("workers.log", "programs.log"))
        return "\n".join(file.read_text(errors="replace")[-3000:] for file in files if file.exists())

    def stop(self) -> None:
        self.receiver.kill()
        self.receiver.wait()


@contextmanager
def ground(*, short: bool, seed: int) -> Iterator[Ground]:
    """Everything is there, Django is set up, the reference data is loaded into the template."""
    home = Path(tempfile.mkdtemp(prefix="twelve-chaos-"))
    with temporary_server(durable=True) as server:
        made = Ground(server, home, short=short, seed=seed)
        try:
            with psycopg.connect(f"host={server.home} user=postgres dbname=postgres", autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE {TEMPLATE}")
            os.environ.update(made.environment())
            import django
            from django.core.management import call_command
            from django.db import connection

            django.setup()
            call_command("migrate", interactive=False, verbosity=0)
            call_command("load_reference", stdout=StringIO())
            connection.close()
            yield made
        finally:
            made.stop()
            shutil.rmtree(home, ignore_errors=True)


class Program:
    """A process of the product, such as Celery's worker, with everything that it starts."""

    def __init__(self, ground: Ground, *argv: str, **environment: str) -> None:
        self.output = ground.home / "programs.log"
        with self.output.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *argv],
                cwd=ROOT,
                env=ground.environment() | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def kill(self) -> None:
        """As the kernel does when memory runs out: no goodbye, children included."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
