"""`manage.py quote LEVEL REGION`: what a position pays, step by step."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from benchmarks import quotes
from benchmarks.money import amount_text


class Command(BaseCommand):
    help = "Work out the base pay for a level in a region: band, premiums, industry, range; where an amount stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("level", help="Slug of a level, such as senior.")
        parser.add_argument("region", help="Slug of a region, such as germany.")
        parser.add_argument("--on", type=date.fromisoformat, help="The day on which the band counts; today otherwise.")
        parser.add_argument("--premium", action="append", default=[], metavar="SLUG", help="Repeat it for more.")
        parser.add_argument("--industry", default="", metavar="SLUG", help="A premium of kind employer.")
        parser.add_argument("--amount", help="Base pay to be held against the range, in the band's currency.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = quotes.quoted(
                options["level"],
                options["region"],
                on=options["on"] or timezone.now().date(),
                premiums=options["premium"],
                industry=options["industry"],
                amount=_amount(options["amount"]),
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        for step in found.steps:
            after = f" = {step.after_text}" if step.kind in (quotes.StepKind.PREMIUM, quotes.StepKind.INDUSTRY) else ""
            self.stdout.write(f"{step.label}: {step.text}{after}")
        adjusted = found.adjusted
        self.stdout.write(f"Mid: {amount_text(adjusted.mid, adjusted.currency)} ({adjusted.mid_label})")
        self.stdout.write(f"Source: {found.quote.source_text}. {found.combination}")
        if found.position:
            self.stdout.write(f"{amount_text(found.position.amount, adjusted.currency)}: {found.position.text}")
        for one in found.market:
            at = quotes.percentile_in(found.position, one)
            self.stdout.write(f"Survey: {one.text}" + (f"; the amount lies {at.text}" if at else ""))


def _amount(given: str | None) -> Decimal | None:
    if given is None:
        return None
    try:
        amount = Decimal(given)
    except InvalidOperation:
        raise CommandError(f"“{given}” is no amount.") from None
    if not amount.is_finite() or amount <= 0:
        raise CommandError(f"“{given}” is no amount.")
    return amount
