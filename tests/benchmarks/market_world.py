"""Guides and surveys made by hand for the pages of the market: what they state can be added up in the head."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from benchmarks.models import (
    CompanyGuide,
    CompetingOffer,
    GuideBand,
    GuideLevel,
    GuideLever,
    GuidePosition,
    GuideProblem,
    Level,
    Region,
    Survey,
    SurveyRow,
)

DAY = date(2026, 3, 2)
LONG = "Principal Staff GPU Cloud Infrastructure, Networking & Bare-Metal Reliability Engineer (Hyperscale Training)"


def guide(company: str = "Northwind", role: str = "Site Engineer", **values: Any) -> CompanyGuide:
    """A guide with a band in New York, a target, a floor, an offer, a lever, a level, something that was not read."""
    made = CompanyGuide.objects.create(
        slug=slugify(f"{company} {role}")[:120],
        title=f"{company}: {role}"[:250],
        company=company,
        role=role,
        currency="USD",
        file="guides/northwind.md",
        summary="Equity first",
        summary_line=3,
        evidence=[{"line": 40, "text": "levels.fyi, 214 entries"}],
        **values,
    )
    band(made)
    GuideLevel.objects.create(guide=made, line=14, text="Google L5")
    lever = {"guide": made, "line": 20, "title": "Competing offer", "currency": "USD", "text": "Say: I hold another."}
    ask = {"total": 430000, "equity_4yr": 600000, "open": ["total"]}
    GuideLever.objects.create(key="offer", ask=ask, holding=[{"company": "Meta", "total": 480000}], **lever)
    stated = {"guide": made, "currency": "USD", "line": 25}
    GuidePosition.objects.create(kind="target", total=Decimal(430_000), base=Decimal(280_000), **stated)
    GuidePosition.objects.create(kind="floor", total=Decimal(400_000), **stated)
    CompetingOffer.objects.create(company="Nvidia", total=Decimal(470_000), **stated)
    GuideProblem.objects.create(guide=made, line=31, text="$4x0K?", reason="is no amount")
    return made


def band(of: CompanyGuide, **values: Any) -> GuideBand:
    """Base 200-240, equity 200-400 over four years (50-100 a year), published total 250-340: it agrees."""
    amounts = {
        "base_low": 200_000,
        "base_high": 240_000,
        "equity_4yr_low": 200_000,
        "equity_4yr_high": 400_000,
        "total_low": 250_000,
        "total_high": 340_000,
    }
    fields: dict[str, Any] = {"region": "New York", "currency": "USD", "line": 9, **amounts, **values}
    return GuideBand.objects.create(guide=of, **fields)


def survey_row(level: str = "senior", region: str = "germany", *, people: int = 40, **values: Any) -> SurveyRow:
    """P25 120,000, P50 140,000, P75 160,000, P90 200,000 as of 2 March 2026."""
    survey, _made = Survey.objects.get_or_create(
        name="Pay Panel", effective_on=DAY, defaults={"imported_at": datetime(2026, 3, 2, tzinfo=UTC)}
    )
    amounts = {"p25": 120_000, "p50": 140_000, "p75": 160_000, "p90": 200_000}
    return SurveyRow.objects.create(
        survey=survey,
        line=SurveyRow.objects.count() + 2,
        level=Level.objects.get(slug=level),
        region=Region.objects.get(slug=region),
        people=people,
        companies=12,
        **{"currency": "EUR", **amounts, **values},
    )
