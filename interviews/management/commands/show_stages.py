"""Prints the life of an application as a Mermaid diagram, as the README shows it."""

from typing import Any

from django.core.management.base import BaseCommand

from hiring import stages


class Command(BaseCommand):
    help = "Print the stages and the moves between them as a Mermaid state diagram."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(stages.mermaid())
