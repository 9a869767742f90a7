"""Runs the whole of Twelve on this machine: broker, web server, worker and timetable under one supervisor."""

import io
import logging
import os
import signal
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from config import broker, embedded, supervisor
from config.env import env

# Django's and Celery's advice for production machines, which this command is not for
QUIET = "ignore:Using settings.DEBUG leads to a memory leak,ignore:You're running the worker with superuser privileges"


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # migrate runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=env.text("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=env.number("PORT", 8000, at_least=1))

    def handle(self, *, host: str, port: int, **_options: Any) -> None:
        lock = embedded.lock()
        if lock is None:
            raise CommandError(f"Twelve already runs with the data in {embedded.STATE_DIR}.")
        with lock:
            refuse_taken_port(host, port)
            os.umask(0o077)
            environment = {"PORT": str(port), "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": QUIET}
            environment["MALLOC_ARENA_MAX"] = "2"  # threads share memory that was freed: tens of megabytes less
            groups = [processes(host, port)]
            if not self.has_broker():
                environment["REDIS_URL"] = ""
                embedded.redis_socket().unlink(missing_ok=True)  # under the lock, so it is a leftover
                groups.insert(0, [broker_process()])
            try:
                logins = self.prepare()
            except KeyboardInterrupt:
                sys.exit(130)
            connections.close_all()
            os.environ.update(environment)
            os.set_inheritable(lock.fileno(), True)  # the supervisor goes on holding it
            greeting = f"\n  Twelve is at http://{host}:{port}/ (Ctrl-C stops it)\n{logins}"
            probe = {"host": host, "port": port, "name": settings.ALLOWED_HOSTS[0], "path": "/healthz"}
            plan = supervisor.hand_over(groups, cwd=str(settings.BASE_DIR), probe=probe, greeting=greeting)
            sys.stdout.flush()
            signal.pthread_sigmask(signal.SIG_BLOCK, supervisor.STOP_SIGNALS)  # until the supervisor can handle them
            os.execv(plan[0], plan)

    def prepare(self) -> str:
        """Bring the database and the files up to date, in development with a demo. Returns what to log in with."""
        self.say("database")
        call_command("migrate", interactive=False, verbosity=0)
        self.say("reference data")
        call_command("load_reference", stdout=io.StringIO())
        if not settings.DEBUG:
            self.say("static files")
            call_command("collectstatic", interactive=False, verbosity=0)
            return ""
        self.say("demo")
        logins = io.StringIO()
        call_command("demo", stdout=logins)
        self.say("reminders that are due")  # or nobody would have looked in the first quarter of a minute
        logging.disable(logging.INFO)  # a line for each that is not sent: they would push the logins off the screen
        call_command("sla_run", stdout=io.StringIO())
        logging.disable(logging.NOTSET)
        return logins.getvalue()

    def has_broker(self) -> bool:
        """Whether REDIS_URL names a broker that is there. In development a missing one is replaced."""
        url = env.redis("REDIS_URL")
        if not url:
            return False
        if broker.answers(url):
            return True
        if not settings.DEBUG:
            raise CommandError("REDIS_URL names a server that does not answer. See .env.example.")
        self.say("REDIS_URL names a server that does not answer; the embedded one takes its place")
        return False

    def say(self, text: str) -> None:
        self.stdout.write(f"setup  | {text}")
        self.stdout.flush()


def refuse_taken_port(host: str, port: int) -> None:
    """Say so now, and not when the web server has failed three times."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"{host}:{port} cannot be used: {problem.strerror}. Choose another port: PORT={port + 1} make run"
            ) from None


def broker_process() -> dict[str, Any]:
    """The embedded broker. It stops last, and writes its file first."""
    try:
        argv = broker.command(embedded.state_dir())
    except LookupError as reason:
        raise CommandError(str(reason)) from None
    return {"name": "redis", "argv": argv, "death_signal": signal.SIGTERM, "patience": 5, "colour": 31}


def processes(host: str, port: int) -> list[dict[str, Any]]:
    """Web server, worker and timetable."""
    web = ["gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--no-control-socket"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "10"]
    web += ["--log-level", "warning"]
    module = [sys.executable, "-m"]
    return [
        {"name": "web", "argv": [*module, *web], "patience": 3, "colour": 32},
        # first a warm stop; then a cold one, which gives unfinished tasks back to the broker
        {
            "name": "worker",
            "argv": [*module, "config.worker"],
            "environment": {"CELERY_SKIP_CHECKS": "1"},  # migrate ran them; they would load every page into memory
            "stop_steps": [(signal.SIGTERM, 20), (signal.SIGQUIT, 8)],
            "colour": 35,
        },
        {"name": "beat", "argv": [*module, "config.beat"], "colour": 33},
    ]
