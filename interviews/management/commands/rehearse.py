"""`manage.py rehearse`: would the promise be kept with people like these, with reminders or without?"""

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews.rehearsal import chart, play, report
from interviews.rehearsal.assumptions import Assumptions
from interviews.rehearsal.run import Course


def whole_number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"“{text}” should be a whole number from 1")
    return int(text)


class Command(BaseCommand):
    help = (
        "Drive the real verbs and the real reminder sweep over simulated time on a scratch database, with people who "
        "are late; once with reminders, once without."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=whole_number, default=14, help="simulated days (14)")
        parser.add_argument("--applications", type=whole_number, default=40, help="applications on the first day (40)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same output (1)")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to a JSON file as well")
        parser.add_argument("--chart", type=Path, metavar="FILE", help="where to put the SVG chart")

    def handle(
        self, *, days: int, applications: int, seed: int, json: Path | None, chart: Path | None, **options: Any
    ) -> None:
        with_them, without = play.both(play.Setting(applications=applications, days=days, seed=seed))
        self.stdout.write("What is assumed (ours, not measured; interviews/rehearsal/assumptions.py):")
        for line in Assumptions().in_words():
            self.stdout.write(f"- {line}")
        self.stdout.write("\nWith reminders, the day on which each step was done:")
        for line in report.table(with_them):
            self.stdout.write(line)
        self.stdout.write("")
        self.stdout.write(report.totals("with reminders", report.summarise(with_them)))
        self.stdout.write(report.totals("without reminders", report.summarise(without)))
        self.stdout.write("Expected loss: 15 % for each day after the twelfth, compounding.")
        self.write_files(with_them, without, days=days, seed=seed, to_json=json, to_chart=chart)

    def write_files(
        self,
        with_them: list[Course],
        without: list[Course],
        *,
        days: int,
        seed: int,
        to_json: Path | None,
        to_chart: Path | None,
    ) -> None:
        to_chart = to_chart or Path(settings.STATIC_ROOT).parent / "rehearsal.svg"
        picture = chart.svg(with_them, without, days=days)
        assumptions = Assumptions().as_dict()
        everything = report.as_json(seed=seed, days=days, assumptions=assumptions, with_them=with_them, without=without)
        try:
            to_chart.write_text(picture)
            self.stdout.write(f"Chart: {to_chart}")
            if to_json:
                to_json.write_text(json.dumps(everything, indent=2) + "\n")
                self.stdout.write(f"JSON: {to_json}")
        except OSError as refusal:
            raise CommandError(f"{refusal.filename} cannot be written: {refusal.strerror}.") from None
