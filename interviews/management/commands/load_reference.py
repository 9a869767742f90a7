"""Brings every reference file of the project into the database; safe to run at any time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import benchmarks.loading
import hiring.reference_files
import interviews.question_files
import interviews.reference_files
from benchmarks.reference import ReferenceFileError
from hiring import clock

# In the order in which they lean on each other.
LOADERS = (
    benchmarks.loading.load,
    hiring.reference_files.load,
    interviews.reference_files.load,
    interviews.question_files.load,
)


class Command(BaseCommand):
    help = "Load the reference files (data/*.toml of each app). What people entered by hand is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.database_now()
        lines: list[str] = []
        problems: list[str] = []
        with transaction.atomic():
            for load in LOADERS:
                try:
                    lines += load(now=now)
                except ReferenceFileError as refusal:
                    problems += [str(problem) for problem in refusal.problems]
            if problems:
                raise CommandError("\n".join(["Nothing was loaded:", *problems]))
        for line in lines:
            self.stdout.write(line)
