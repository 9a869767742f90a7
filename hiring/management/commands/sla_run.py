"""`manage.py sla_run`: sends what is due without Celery or Redis, once or in a loop."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hiring import sweep


class Command(BaseCommand):
    help = "Send the reminders that are due. Works without Redis; harmless beside Celery beat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="look again every 15 seconds until stopped")
        parser.add_argument("--every", type=float, default=15.0, metavar="SECONDS", help="pause between two looks")

    def handle(self, *, loop: bool, every: float, **options: Any) -> None:
        while True:
            swept = sweep.sweep(by="sla_run")
            self.stdout.write(f"queued {swept.queued}, sent {swept.sent}, failed {swept.failed}")
            if not loop:
                break
            time.sleep(every)
