"""Reads a survey of pay from a CSV file or a workbook; safe to run twice."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from benchmarks.surveys import importing, template
from benchmarks.surveys.limits import LARGEST_FILE
from benchmarks.surveys.mistakes import SurveyFileError


class Command(BaseCommand):
    help = "Read a survey of pay (CSV or XLSX) and keep it as the edition of a name and a day: all rows, or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the survey, in the columns of the template")
        parser.add_argument("--name", help="what the survey is called, the same for all of its editions")
        parser.add_argument("--effective-on", type=_day, metavar="DATE", help="the day of its figures: 2026-04-01")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument(
            "--template", action="store_true", help="write the template to FILE instead (.csv or .xlsx)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if options["template"]:
            return self._write_template(path)
        if not options["name"] or not options["effective_on"]:
            raise CommandError("Say which survey it is: --name NAME --effective-on 2026-04-01.")
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except OSError as trouble:
            raise CommandError(f"{path}: {trouble.strerror}") from trouble
        try:
            imported = importing.bring(
                content,
                file=path.name,
                name=options["name"],
                effective_on=options["effective_on"],
                by=None,
                dry_run=options["dry_run"],
            )
        except SurveyFileError as refusal:
            count = len(refusal.mistakes)
            told = f"{count:,} mistake{'' if count == 1 else 's'}, nothing was stored."
            raise CommandError(f"{refusal}\n{told}") from refusal
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(imported.text)

    def _write_template(self, path: Path) -> None:
        if path.exists():
            raise CommandError(f"{path} is there already.")
        makes = {".csv": template.csv_template, ".xlsx": template.xlsx_template}.get(path.suffix.lower())
        if makes is None:
            raise CommandError("The template's name ends in .csv or .xlsx.")
        path.write_bytes(makes())
        self.stdout.write(f"{path.name} is written.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day: write 2026-04-01") from None
