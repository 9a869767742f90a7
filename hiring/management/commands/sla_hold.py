"""`manage.py sla_hold`: nothing is queued or sent until `manage.py sla_release`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiring import engine


class Command(BaseCommand):
    help = "Hold the reminder engine: nothing is sent until sla_release. Do this before you restore a backup."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help="shown to hiring managers and coordinators")

    def handle(self, *, reason: str, **options: Any) -> None:
        try:
            engine.hold(reason=reason, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write("on hold: nothing is sent until sla_release")
