"""With which terms an offer begins."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from benchmarks import quotes
from benchmarks.models import Level, Period
from benchmarks.vesting import EVEN
from hiring import offer_terms
from hiring.models import Application, Offer, User
from hiring.offer_terms import Terms
from interviews.supported_level import Supported

STEP = Decimal(1_000)


def start(application: Application, supported: Supported, former: Offer | None, *, user: User, on: date) -> Terms:
    """The terms of the version before, where there is one, without the day by which that was to be answered; else the
    level that the scorecards support (or that of the requisition), in the requisition's region, with the middle of its
    range as base, rounded to a thousand, for those who may see bands."""
    if former is not None:
        return replace(offer_terms.of(former), expires_at=None)
    requisition = application.requisition
    level, region = requisition.level, requisition.region
    if supported.level_slug:
        level = Level.objects.filter(slug=supported.level_slug, retired_at=None).first() or level
    base = Decimal(0)
    if level and region and user.has_perm("benchmarks.view_salaryband"):
        base = _middle(level.slug, region.slug, on=on)
    return Terms(
        currency=region.currency if region else "",
        base=base,
        bonus=Decimal(0),
        equity_kind="",
        equity_4yr=Decimal(0),
        vesting=EVEN,
        cliff_months=12,
        refresh_percent=Decimal(0),
        discount_percent=Decimal(0),
        signing=Decimal(0),
        relocation=Decimal(0),
        level=level,
        region=region,
        premiums=(),
        starts_on=None,
        expires_at=None,
        note="",
        exception_reason="",
    )


def _middle(level: str, region: str, *, on: date) -> Decimal:
    try:
        found = quotes.priced(level, region, on=on).adjusted
    except ValidationError:
        return Decimal(0)
    mid = found.mid if found.period == Period.YEAR else Decimal(0)
    return (mid / STEP).quantize(Decimal(1), ROUND_HALF_UP) * STEP
