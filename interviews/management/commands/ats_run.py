"""`manage.py ats_run`: applies what an ATS sent, brings its orders up to date, reports them, without Celery."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hiring import clock, looping
from interviews.ats import orders, reporting
from interviews.ats.inbound import processing

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Apply what each ATS has sent, tell it how its orders stand. Works without Redis; harmless beside Celery beat."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--every", type=float, default=15.0, metavar="SECONDS", help="pause between two looks")

    def handle(self, *, loop: bool, every: float, **options: Any) -> None:
        if loop:
            looping.until_stopped(self.look, every=every, log=log)
        else:
            self.look()

    def look(self) -> None:
        looked = processing.process_due()
        if any(looked):
            self.stdout.write(f"events applied {looked.processed}, failed {looked.failed}")
        changed = orders.notice_results(now=clock.database_now())
        sent = reporting.send_due()
        self.stdout.write(f"orders changed {changed}, reports sent {sent.sent}, failed {sent.failed}")
        self.stdout.flush()
