"""Says what a company guide's reference file may hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from benchmarks import reference
from benchmarks.models import CompanyGuide, GuidePosition


def _rising(ends: tuple[reference.Amount, reference.Amount]) -> tuple[reference.Amount, reference.Amount]:
    if ends[0] > ends[1]:
        raise ValueError(f"should run from the lower to the higher figure, not from {ends[0]} to {ends[1]}.")
    return ends


Span = Annotated[tuple[reference.Amount, reference.Amount], AfterValidator(_rising)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Part = Literal["base", "total", "equity_4yr", "signing"]


@reference.row
class BandRow(reference.Row):
    """Pay in one place; spans are `[lower, higher]` in whole currency units, the bonus in percent."""

    region: str
    currency: Currency
    base: Span | None = None
    equity_4yr: Span | None = None
    bonus_percent: Span | None = None
    total: Span | None = None


@reference.row
class PackageRow(reference.Row):
    """A package asked for or held; `open` names the amounts that the guide states as “or more”."""

    company: str | None = None
    companies: tuple[str, ...] = ()
    total: reference.Amount | None = None
    base: reference.Amount | None = None
    equity_4yr: reference.Amount | None = None
    signing: reference.Amount | None = None
    acceleration: GuidePosition.Acceleration | None = None
    acceleration_percent: reference.Amount | None = None
    acceleration_months: int | None = None
    refresh_percent: reference.Amount | None = None
    open: tuple[Part, ...] = ()


@reference.row
class LeverRow(reference.Row):
    key: str
    title: str
    ask: PackageRow | None = None
    holding: tuple[PackageRow, ...] = ()
    context: dict[str, int | float | str] = Field(default_factory=dict)


@reference.row
class PositionRow(reference.Row):
    total: reference.Amount | None = None
    base: reference.Amount | None = None
    equity_4yr: reference.Amount | None = None
    signing: reference.Amount | None = None
    acceleration: GuidePosition.Acceleration | None = None
    refresh_percent: reference.Amount | None = None


@reference.row
class OfferRow(reference.Row):
    company: str
    total: reference.Amount | None = None
    base: reference.Amount | None = None
    equity_4yr: reference.Amount | None = None


@reference.row
class GuideRow(reference.Row):
    """One company's guide for one role; `currency` is that of every amount outside the bands."""

    slug: str
    company: str
    role: str
    currency: Currency
    source: str
    effective_from: date
    equity_kind: CompanyGuide.Equity
    signature_role: bool = False
    premium_name: str = ""
    premium_percent: Span | None = None
    average_total: reference.Amount | None = None
    top_decile_total: reference.Amount | None = None
    top_decile_open: bool = False
    valuation: reference.Amount | None = None
    valuation_open: bool = False
    scarcity_people_below: int | None = None
    level_mapping: tuple[str, ...] = ()
    band: tuple[BandRow, ...]
    lever: tuple[LeverRow, ...] = ()
    target: PositionRow | None = None
    floor: PositionRow | None = None
    competing_offer: tuple[OfferRow, ...] = ()
