"""Reads market guides in Markdown and brings them into the database; safe to run at any time."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from benchmarks.guides import batches


class Command(BaseCommand):
    help = "Read market guides in Markdown (files, or folders of them) and store what they say of pay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a guide, or a folder of guides")
        parser.add_argument("--dry-run", action="store_true", help="read and report, store nothing")
        parser.add_argument("--report", type=Path, metavar="FILE.json", help="write all that was read as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        files = batches.find(options["paths"])
        if not files:
            raise CommandError("There is no guide in these places: files end in .md, .markdown or .txt.")
        bar = tqdm(files, unit=" guides", disable=None if options["verbosity"] else True, file=sys.stderr)
        batch = batches.run(bar, dry_run=options["dry_run"])
        if options["report"]:
            options["report"].write_text(json.dumps(batch.report, ensure_ascii=False, indent=1) + "\n", "utf-8")
        summary = batch.report["summary"]
        self.stdout.write(
            f"{summary['files']} guides read in {summary['seconds']:.1f} s: "
            f"{summary['bands']} bands, {summary['problems']} problems"
        )
        if options["dry_run"]:
            self.stdout.write("Nothing was stored: this was a trial.")
        for outcome, count in sorted(batch.outcomes.items()):
            self.stdout.write(f"{outcome}: {count}")
        for file in batch.report["files"] if options["verbosity"] > 1 else ():
            for one in file["problems"]:
                self.stdout.write(f"{file['path']}:{one['line']}: {one['reason']}: {one['text']}")
