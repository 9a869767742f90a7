"""What the offers of a level in a region come to, as far as it gives away nobody's own."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower

from benchmarks.models import Level, Region
from benchmarks.money import amount_text
from hiring.models import Offer

FEWEST = 5
"""Distinct people below whom a figure would point at one of them."""
WITHHELD = "fewer than five people"
DIGITS = 3


@dataclass(frozen=True)
class Cell:
    """The base pay offered in one level, region and currency. Where it is withheld, every figure is None.

    There are no sums over cells: what a sum holds beyond the cells that are shown would be the withheld one. Figures
    are rounded to three digits, so that a median is not somebody's exact amount, nor one more offer read off its move.
    """

    level: str
    region: str
    currency: str
    people: int | None
    low_quartile: Decimal | None
    median: Decimal | None
    high_quartile: Decimal | None
    withheld: str = ""

    @property
    def low_quartile_text(self) -> str:
        """Such as `EUR 120,000`."""
        return amount_text(self.low_quartile, self.currency)

    @property
    def median_text(self) -> str:
        """Such as `EUR 130,000`."""
        return amount_text(self.median, self.currency)

    @property
    def high_quartile_text(self) -> str:
        """Such as `EUR 145,000`."""
        return amount_text(self.high_quartile, self.currency)


def offers_by(level: Level | None = None, region: Region | None = None) -> list[Cell]:
    """Median and quartiles of the base a year of offers that went out, each person's newest of a cell counted once.

    Of one level or region where given, else of all. An offer without a level or region of its own counts under its
    requisition's. One query. People are told apart by their e-mail address: somebody who applied twice is one person.
    """
    rows = Offer.objects.filter(extended_at__isnull=False).annotate(
        of_level=Coalesce("level__slug", "application__requisition__level__slug"),
        of_region=Coalesce("region__slug", "application__requisition__region__slug"),
        person=Lower("application__candidate__email"),
    )
    if level is not None:
        rows = rows.filter(Q(level=level) | Q(level=None, application__requisition__level=level))
    if region is not None:
        rows = rows.filter(Q(region=region) | Q(region=None, application__requisition__region=region))
    found: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(dict)
    in_order = rows.order_by(F("of_level").asc(nulls_first=True), "of_region", "currency", "extended_at", "pk")
    for of_level, of_region, currency, person, base in in_order.values_list(
        "of_level", "of_region", "currency", "person", "base"
    ):
        found[of_level or "", of_region or "", currency][person] = base
    return [_cell(*key, list(bases.values())) for key, bases in found.items()]


def quartile(amounts: list[Decimal], part: Decimal) -> Decimal:
    """The amount below which that part of them lies, linear between neighbours: 1/2 is the median."""
    ordered = sorted(amounts)
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def rounded(amount: Decimal) -> Decimal:
    """An amount of money to three digits: 123,456 becomes 123,000."""
    step = Decimal(10) ** max(amount.adjusted() - DIGITS + 1, 0)
    return (amount / step).quantize(Decimal(1)) * step


def _cell(level: str, region: str, currency: str, bases: list[Decimal]) -> Cell:
    if len(bases) < FEWEST:
        return Cell(level, region, currency, None, None, None, None, withheld=WITHHELD)
    low, median, high = (rounded(quartile(bases, Decimal(part) / 4)) for part in (1, 2, 3))
    return Cell(level, region, currency, len(bases), low, median, high)
