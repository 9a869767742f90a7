"""`manage.py create_api_key`: a key to the API for another system, with the account that it acts for."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from hiring import clock, service_accounts, tokens
from hiring.models import Requisition, User

SEES_PAY = "pay:read"


class Command(BaseCommand):
    help = (
        "Make a key to the API for another system and print it, alone, on standard output. It is not kept: printed "
        "once, never again. The service account that it acts for is made where there is none of that name."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="name of the service account, such as acme-ats; nobody can log in by it")
        parser.add_argument(
            "--scope",
            action="append",
            dest="scopes",
            default=[],
            metavar="SCOPE",
            help="may be given several times; one of: " + ", ".join(tokens.SCOPES),
        )
        parser.add_argument(
            "--pay", action="store_true", help=f"amounts of money too: adds {SEES_PAY}, and the account's right to them"
        )
        parser.add_argument(
            "--requisition",
            action="append",
            dest="requisitions",
            default=[],
            type=int,
            metavar="ID",
            help="limits the key to this requisition; may be given several times",
        )
        parser.add_argument(
            "--expires", type=int, metavar="DAYS", help="how many days it is valid; without end if not given"
        )

    def handle(
        self,
        *,
        name: str,
        scopes: list[str],
        pay: bool,
        requisitions: list[int],
        expires: int | None,
        **options: Any,
    ) -> None:
        now = clock.database_now()
        try:
            with transaction.atomic():
                account, is_new = service_accounts.account(name, sees_pay=pay, by=None)
                token, key = tokens.issue(
                    account,
                    name=name,
                    scopes=[*scopes, *([SEES_PAY] if pay else [])],
                    expires_at=None if expires is None else now + timedelta(days=expires),
                    requisitions=_requisitions(requisitions),
                    now=now,
                )
        except OverflowError as beyond:
            raise CommandError(f"{expires} days lead beyond the calendar.") from beyond
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self._explain(
            f"{'Made the service account' if is_new else 'For the service account'} {account}. Its key:",
            f"  allows {', '.join(token.scopes)}",
            f"  reaches {'requisition ' + ', '.join(map(str, requisitions)) if requisitions else 'all requisitions'}",
            f"  ends {token.expires_at:%Y-%m-%d %H:%M} UTC" if token.expires_at else "  has no end",
            *_useless(account, token.scopes),
            "Copy it now: it is not kept, and nobody can show it again.",
        )
        self.stdout.write(key)

    def _explain(self, *lines: str) -> None:
        for line in lines:
            self.stderr.write(line, style_func=lambda text: text)


def _requisitions(ids: list[int]) -> list[Requisition]:
    found = Requisition.objects.in_bulk(ids)
    if unknown := [str(each) for each in ids if each not in found]:
        raise ValidationError(f"There is no requisition {', '.join(unknown)}.", code="unknown_requisition")
    return list(found.values())


def _useless(account: User, scopes: list[str]) -> list[str]:
    """What the key allows, and its account may not do."""
    return [
        f"  {scope} opens nothing: the account lacks {permission}" + ("; --pay gives it" if "pay:" in scope else "")
        for scope, permission in tokens.useless(account, scopes).items()
    ]
