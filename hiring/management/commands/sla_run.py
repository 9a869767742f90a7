"""`manage.py sla_run`: sends what is due without Celery or Redis. In a loop it is the watchdog of the other callers."""

import logging
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hiring import clock, looping, sweep, vitals, watchdog

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

        def look() -> None:
            if swept := watchdog.look(by="sla_run", quiet_for=timedelta(seconds=after)):
                self.say(swept)

        looping.until_stopped(look, every=every, log=log)

    def say(self, swept: sweep.Swept) -> None:
        self.stdout.write(f"queued {swept.queued}, sent {swept.sent}, failed {swept.failed}")
        if warning := vitals.warning(now=clock.glance()):
            self.stdout.write(warning)
        self.stdout.flush()
