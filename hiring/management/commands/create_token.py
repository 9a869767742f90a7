"""`manage.py create_token`: a key to the API, printed once."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hiring import clock, tokens
from hiring.models import User


class Command(BaseCommand):
    help = "Make a key to the API for a user and print it. It is not kept: printed once, never again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="username of the person or service account that it acts for")
        parser.add_argument("--name", required=True, help="what uses the key")
        parser.add_argument(
            "--scope",
            action="append",
            dest="scopes",
            metavar="SCOPE",
            help="may be given several times; one of: " + ", ".join(tokens.SCOPES),
        )
        parser.add_argument("--days", type=int, metavar="N", help="how many days it is valid; without end if not given")

    def handle(self, *, user: str, name: str, scopes: list[str] | None, days: int | None, **options: Any) -> None:
        now = clock.database_now()
        account = User.objects.filter(username=user).first()
        if account is None:
            raise CommandError(f"There is no user {user}.")
        try:
            _token, key = tokens.issue(
                account,
                name=name,
                scopes=scopes or [],
                expires_at=now + timedelta(days=days) if days is not None else None,
                now=now,
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(key)
