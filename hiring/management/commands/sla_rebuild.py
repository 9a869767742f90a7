"""`manage.py sla_rebuild`: holds the columns of every clock to its events. With `--check` it changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiring import clock, rebuilding
from hiring.models import Application


class Command(BaseCommand):
    help = "Make the columns of the clock what its events say."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something differs")

    def handle(self, *, check: bool, **options: Any) -> None:
        found = list(rebuilding.differences())
        for one in found:
            self.stdout.write(str(one))
        if not check:
            changed = sorted({one.application for one in found})
            for application in Application.objects.filter(pk__in=changed):
                rebuilding.rebuild(application, now=clock.database_now())
            self.stdout.write(f"{len(found)} difference(s) in {len(changed)} of {Application.objects.count()} clocks")
            found = list(rebuilding.differences(Application.objects.filter(pk__in=changed)))
        if found:
            raise CommandError(f"{len(found)} difference(s) between the clocks and their events", returncode=1)
