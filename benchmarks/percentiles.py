"""Decides which percentiles the surveys give for a level in a region on a day, or that their sample is too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from benchmarks.aging import aged, aging_text
from benchmarks.models import MarketPolicy, Period, Survey, SurveyRow, SurveyRowQuerySet
from benchmarks.money import CENT, amount_text

INSUFFICIENT = "insufficient"
POINTS = (25, 50, 75, 90)


class Confidence(StrEnum):
    """How far the sample carries: `thin` is enough by the policy, but less than twice of what it wants."""

    INSUFFICIENT = "insufficient"
    UNKNOWN = "sample unknown"
    THIN = "thin"
    FIRM = "firm"


@dataclass(frozen=True)
class Percentiles:
    """What one row of a survey says, aged to a day: whole units of the currency for a year or a month, cents an hour.

    `level` and `region` are slugs. Where the sample is insufficient no percentile is here, whatever the survey printed;
    otherwise None is what the survey does not print. `aging_percent` is a year's rise: 3 stands for 3 %.
    """

    level: str
    region: str
    measure: str
    currency: str
    p25: Decimal | None
    p50: Decimal | None
    p75: Decimal | None
    p90: Decimal | None
    people: int | None
    companies: int | None
    is_sufficient: bool
    survey: str
    effective_on: date
    aged_to: date
    aging_percent: Decimal
    period: str = Period.YEAR
    role: str = ""
    confidence: Confidence = Confidence.UNKNOWN
    why: str = ""

    @property
    def points(self) -> tuple[tuple[int, Decimal], ...]:
        """The percentiles that are known, rising: `((25, Decimal(120000)), …)`."""
        values = zip(POINTS, (self.p25, self.p50, self.p75, self.p90), strict=True)
        return tuple((point, value) for point, value in values if value is not None)

    @property
    def title(self) -> str:
        """The survey, with the role that it asked about where it names one: `Pay Panel, Kernel`."""
        return f"{self.survey}, {self.role}" if self.role else self.survey

    @property
    def sample_text(self) -> str:
        """Such as `31 people in 9 companies`."""
        people = "people not stated" if self.people is None else f"{self.people:,} people"
        return (
            f"{people}, companies not stated" if self.companies is None else f"{people} in {self.companies:,} companies"
        )

    @property
    def aging_text(self) -> str:
        """Such as `as of 2026-01-01, aged to 2026-11-21 at 3 % a year`."""
        return aging_text(from_=self.effective_on, to=self.aged_to, percent=self.aging_percent)

    @property
    def figures_text(self) -> str:
        """Such as `P25 EUR 120,000, P50 EUR 140,000`; the word “insufficient” and why, without a figure of pay."""
        if not self.is_sufficient:
            return f"{INSUFFICIENT}: {self.why}"
        each = (f"P{point} {amount_text(value, self.currency)}" for point, value in self.points)
        return f"{', '.join(each)} {Period(self.period).label}"

    @property
    def text(self) -> str:
        """The figures with sample, survey and days."""
        return f"{self.figures_text}; {self.sample_text}; {self.survey}, {self.aging_text}"


@dataclass(frozen=True)
class PercentileAt:
    """Where an amount lies among percentiles. `percent` is None outside of those known; `low` and `high` are the
    percentiles on either side, None where there is none on that side."""

    amount: Decimal
    percent: Decimal | None
    low: int | None
    high: int | None

    @property
    def text(self) -> str:
        """Such as `between P50 and P75, about P63`, `at P50`, `below P25`, `above P90`."""
        if self.low is None:
            return f"below P{self.high}"
        if self.high is None:
            return f"above P{self.low}"
        if self.low == self.high:
            return f"at P{self.low}"
        between = f"between P{self.low} and P{self.high}"
        return between if self.percent is None else f"{between}, about P{self.percent:.0f}"


def market(level_slug: str, region_slug: str | None, *, on: date) -> list[Percentiles]:
    """What each survey's newest edition of that day or before says of base and total pay, aged to the day; two queries.

    Without a region: of every region. A survey whose newest edition no longer has the cell says nothing.
    """
    rows = newest(on).filter(level__slug=level_slug).select_related("survey", "level", "region")
    if region_slug is not None:
        rows = rows.filter(region__slug=region_slug)
    policy = MarketPolicy.current()
    return [of_row(row, policy, on=on) for row in rows.order_by("survey__name", "region__position", "line")]


def newest(on: date) -> SurveyRowQuerySet:
    """The rows of each survey's newest edition of that day or before."""
    newer = Survey.objects.filter(
        name=OuterRef("survey__name"), effective_on__gt=OuterRef("survey__effective_on"), effective_on__lte=on
    )
    return SurveyRow.objects.filter(~Exists(newer), survey__effective_on__lte=on)


def of_row(row: SurveyRow, policy: MarketPolicy, *, on: date) -> Percentiles:
    """What a row of a survey says on a day under a policy; the row's survey, level and region are taken as they are.

    A day before the survey's own shows its figures as printed.
    """
    to = max(on, row.survey.effective_on)
    confidence = _confidence(row, policy)
    is_sufficient = confidence is not Confidence.INSUFFICIENT

    def at(printed: Decimal | None) -> Decimal | None:
        if printed is None or not is_sufficient:
            return None
        later = aged(printed, from_=row.survey.effective_on, to=to, percent=policy.aging_percent)
        if later == printed:
            return printed
        return later.quantize(CENT if row.period == Period.HOUR else Decimal(1), rounding=ROUND_HALF_UP)

    return Percentiles(
        level=row.level.slug,
        region=row.region.slug,
        measure=row.measure,
        currency=row.currency,
        p25=at(row.p25),
        p50=at(row.p50),
        p75=at(row.p75),
        p90=at(row.p90),
        people=row.people,
        companies=row.companies,
        is_sufficient=is_sufficient,
        survey=row.survey.name,
        effective_on=row.survey.effective_on,
        aged_to=to,
        aging_percent=policy.aging_percent,
        period=row.period,
        role=row.role,
        confidence=confidence,
        why="" if is_sufficient else "; ".join(_too_few(row, policy)),
    )


def percentile_of(
    amount: Decimal, percentiles: Percentiles, *, currency: str = "", period: str = Period.YEAR
) -> PercentileAt | None:
    """Where an amount for a period lies, in a straight line between the percentiles that are printed.

    None where the sample is insufficient, nothing is printed, or the survey pays for another period: an hour's pay is
    not made a year's here. Raises ValidationError with code "currency_mismatch" when `currency` is given and is another
    than that of the percentiles.
    """
    if currency and currency != percentiles.currency:
        message = f"An amount in {currency} cannot be held against percentiles in {percentiles.currency}."
        raise ValidationError(message, code="currency_mismatch")
    points = percentiles.points
    if not points or period != percentiles.period:
        return None
    return _among(amount, points)


def _among(amount: Decimal, points: Sequence[tuple[int, Decimal]]) -> PercentileAt:
    same = [point for point, value in points if value == amount]
    if same:
        low, high = same[0], same[-1]
        return PercentileAt(amount, Decimal(low) if low == high else None, low, high)
    below = [(point, value) for point, value in points if value < amount]
    above = [(point, value) for point, value in points if value > amount]
    if not below:
        return PercentileAt(amount, None, None, above[0][0])
    if not above:
        return PercentileAt(amount, None, below[-1][0], None)
    (low, low_value), (high, high_value) = below[-1], above[0]
    way = (amount - low_value) / (high_value - low_value)
    percent = (low + way * (high - low)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return PercentileAt(amount, percent, low, high)


def _confidence(row: SurveyRow, policy: MarketPolicy) -> Confidence:
    if _too_few(row, policy):
        return Confidence.INSUFFICIENT
    if row.people is None or row.companies is None:
        return Confidence.UNKNOWN
    is_firm = row.people >= 2 * policy.least_people and row.companies >= 2 * policy.least_companies
    return Confidence.FIRM if is_firm else Confidence.THIN


def _too_few(row: SurveyRow, policy: MarketPolicy) -> list[str]:
    """What the policy wants and the sample does not have; a sample that nobody states has nobody."""
    wanted = (
        (row.people, policy.least_people, "people"),
        (row.companies, policy.least_companies, "companies"),
    )
    return [
        f"{'not stated how many' if there is None else there} {what}, at least {least} wanted"
        for there, least, what in wanted
        if (there or 0) < least
    ]
