"""Decides which company guides, which of their bands, are compared for a role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from benchmarks.models import CompanyGuide, GuideBand, GuideProblem, Period
from benchmarks.models.guide import CompanyGuideQuerySet

BASE, TOTAL, UNSPECIFIED = "base", "total", "unspecified"
MEASURES = {BASE: "Base pay", TOTAL: "Published total pay", UNSPECIFIED: "Pay, not said which"}


@dataclass(frozen=True)
class Money:
    """A currency with a period, and how many bands the guides print in it."""

    currency: str
    period: str
    bands: int

    @property
    def key(self) -> str:
        """How an address names it: `USD`, `USD-month`."""
        return self.currency if self.period == Period.YEAR else f"{self.currency}-{self.period}"

    @property
    def label(self) -> str:
        """Such as `USD a year`."""
        return f"{self.currency} {Period(self.period).label}"


def found(user: Any, *, role: str = "", company: str = "") -> CompanyGuideQuerySet:
    """The current guides that the user may see, with every word of the role in their role, likewise of the company."""
    guides = CompanyGuide.objects.current().readable_by(user)
    for word in role.split():
        guides = guides.filter(role__icontains=word)
    for word in company.split():
        guides = guides.filter(company__icontains=word)
    return guides


def counted(guides: CompanyGuideQuerySet) -> QuerySet[CompanyGuide]:
    """The guides with `band_count` and `problem_count`, their bands and positions at hand."""
    counts = {"band_count": _count(GuideBand), "problem_count": _count(GuideProblem)}
    return guides.annotate(**counts).prefetch_related("bands", "positions")


def _count(part: type[GuideBand] | type[GuideProblem]) -> Any:
    of_guide = part._default_manager.filter(guide=OuterRef("pk")).order_by().values("guide")
    return Coalesce(Subquery(of_guide.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def bands_of(guides: CompanyGuideQuerySet, *, measure: str, place: str = "") -> QuerySet[GuideBand]:
    """The bands of these guides that state the measure, in places or levels that hold every word."""
    bands = GuideBand.objects.filter(guide__in=guides.order_by())
    for word in place.split():
        bands = bands.filter(Q(region__icontains=word) | Q(level__icontains=word))
    states = Q(amount_kind=measure) & ~Q(amount_low=None, amount_high=None)
    if measure in (BASE, TOTAL):
        states |= ~Q(**{f"{measure}_low": None, f"{measure}_high": None})
    return bands.filter(states)


def moneys(bands: QuerySet[GuideBand]) -> list[Money]:
    """In which money the bands are, the most frequent first; one query."""
    rows = bands.order_by().values("currency", "period").annotate(n=Count("pk"))
    found = [Money(row["currency"], row["period"], row["n"]) for row in rows]
    return sorted(found, key=lambda money: (-money.bands, money.period != Period.YEAR, money.currency))


def ordered(bands: QuerySet[GuideBand], *, measure: str, highest_first: bool) -> QuerySet[GuideBand]:
    """By company, or by the middle of the measure from the highest down; each with its guide."""
    rows = bands.select_related("guide")
    by_name = ("guide__company", "guide__role", "guide_id", "position", "pk")
    if not highest_first:
        return rows.order_by(*by_name)
    own = measure if measure in (BASE, TOTAL) else "amount"
    low = Coalesce(F(f"{own}_low"), F(f"{own}_high"), F("amount_low"), F("amount_high"))
    high = Coalesce(F(f"{own}_high"), F(f"{own}_low"), F("amount_high"), F("amount_low"))
    return rows.annotate(both_ends=low + high).order_by(F("both_ends").desc(nulls_last=True), *by_name)


def ends(band: GuideBand, measure: str) -> tuple[Decimal | None, Decimal | None]:
    """The range of a band by a measure, in its currency: also where the guide does not tell base and total apart."""
    if measure in (BASE, TOTAL):
        low, high = getattr(band, f"{measure}_low"), getattr(band, f"{measure}_high")
        if low is not None or high is not None:
            return low, high
    return (band.amount_low, band.amount_high) if band.amount_kind == measure else (None, None)


def base_span(bands: Sequence[GuideBand], currency: str) -> tuple[Decimal, Decimal] | None:
    """From the lowest to the highest base pay a year that these bands state in a currency."""
    of_money = [ends(band, BASE) for band in bands if band.currency == currency and band.period == Period.YEAR]
    known = [end for pair in of_money for end in pair if end is not None]
    return (min(known), max(known)) if known else None
