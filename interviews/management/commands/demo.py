"""`manage.py demo`: a made-up team and its candidates, on an empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiring.models import Requisition, User
from interviews import demo


class Command(BaseCommand):
    help = "Fill an empty database with a demo team, two requisitions and seventeen candidates; print the logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="also outside development, where passwords are known")

    def handle(self, *, force: bool, **options: Any) -> None:
        if not settings.DEBUG and not force:
            raise CommandError("The demo's passwords are known to everybody: it is for development (DEBUG=true).")
        if not Requisition.objects.exists() and not User.objects.exists():
            told = demo.tell()
            self.stdout.write(f"demo: {len(told)} candidates on 2 requisitions")
        if User.objects.filter(username=demo.LOGINS[0].username).exists():
            for login in demo.LOGINS:
                self.stdout.write(f"  {login.role:<15} {login.username:<6} {login.password}")
