"""Deletes the data of this machine's embedded default: database, broker's files, generated key."""

import shutil
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from config import embedded


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, yes: bool, **_options: Any) -> None:
        state = embedded.STATE_DIR
        if not (state / "up.lock").exists():
            self.stdout.write(f"Nothing to delete: no data of Twelve in {state}.")
            return
        lock = embedded.lock()
        if lock is None:
            raise CommandError("Twelve is running: stop it first (Ctrl-C where it was started).")
        with lock:
            if not yes and not self._agreed(f"Delete everything in {state}? [y/N] "):
                raise CommandError("Nothing was deleted.")
            shutil.rmtree(state)
        self.stdout.write(f"Deleted {state}.")

    def _agreed(self, question: str) -> bool:
        try:
            return input(question).strip().lower() == "y"
        except EOFError:
            raise CommandError('Nobody is there to ask. Nothing was deleted; say yes with ARGS="--yes".') from None
