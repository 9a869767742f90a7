"""`manage.py sla_release`: lets the reminder engine run again, after a restore without sending anything twice."""

import argparse
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiring import engine


def instant(text: str) -> datetime:
    """An ISO 8601 time; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-11-20T10:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class Command(BaseCommand):
    help = "Release the reminder engine from its hold."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--assume-sent-before",
            type=instant,
            metavar="TIME",
            help="after a restore: when the lost copy failed. What was due before is taken for sent",
        )

    def handle(self, *, assume_sent_before: datetime | str | None, **options: Any) -> None:
        if isinstance(assume_sent_before, str):
            assume_sent_before = instant(assume_sent_before)
        try:
            taken = engine.release(assume_sent_before=assume_sent_before, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        self.stdout.write(f"released: {taken.reminders} reminders and {taken.messages} messages assumed sent")
