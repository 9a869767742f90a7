"""`manage.py sla_run`: sends what is due without Celery or Redis. In a loop it is the watchdog of the other callers."""

import logging
import signal
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection

from hiring import clock, sweep, vitals, watchdog

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the reminders that are due. Works without Redis; harmless beside Celery beat."
    requires_system_checks: list[str] = []  # they would load every page into the memory of a process that has none

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--loop", action="store_true", help="go on until stopped, as a watchdog: look when nobody else does"
        )
        parser.add_argument("--every", type=float, default=15.0, metavar="SECONDS", help="pause between two looks")
        parser.add_argument(
            "--after",
            type=float,
            default=watchdog.QUIET_FOR.total_seconds(),
            metavar="SECONDS",
            help="with --loop: for how long nobody else has looked before it does (0: look each time)",
        )

    def handle(self, *, loop: bool, every: float, after: float, **options: Any) -> None:
        if not loop:
            self.say(sweep.sweep(by="sla_run"))
            return
        stop = Stop()
        while not stop.asked:
            close_old_connections()
            try:
                if swept := watchdog.look(by="sla_run", quiet_for=timedelta(seconds=after)):
                    self.say(swept)
            except DatabaseError as problem:  # it may be restarting; what is due stays due
                log.warning("the database does not answer: %s", problem)
                connection.close()
            except Exception:
                log.exception("this look failed; the next one comes in %s s", every)
            stop.wait(every)

    def say(self, swept: sweep.Swept) -> None:
        self.stdout.write(f"queued {swept.queued}, sent {swept.sent}, failed {swept.failed}")
        if warning := vitals.warning(now=clock.glance()):
            self.stdout.write(warning)
        self.stdout.flush()


class Stop:
    """The wish to end, by a signal. A look that has begun is finished first, lest something is sent twice."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, *_signal: object) -> None:
        self.asked = True

    def wait(self, seconds: float) -> None:
        """Sleep for so long, or until the wish comes."""
        until = time.monotonic() + seconds
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.25))
