"""Every figure of the seed documents about pay comes back from the database, exactly."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.models import CompanyGuide, Level, Premium, Region, SalaryBand

FACTS = json.loads((Path(__file__).parents[1] / "fixtures" / "seed_facts.json").read_text())
PATHS = ("bands", "premiums", "company_guides")


def _thousands(amount: Decimal | int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount) / 1000


def _span(low: Decimal | None, high: Decimal | None) -> list[Decimal | None] | None:
    return None if low is None else [_thousands(low), _thousands(high)]


def _percents(low: Decimal | None, high: Decimal | None) -> list[Decimal | None] | None:
    return None if low is None else [low, high]


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _bands() -> dict[str, Any]:
    held: dict[str, Any] = {"regions": dict(Region.objects.values_list("slug", "currency"))}
    for level in Level.objects.all():
        row = held[level.slug] = _given(years=None if level.years_min is None else [level.years_min, level.years_max])
        for band in SalaryBand.objects.open().filter(level=level).select_related("region"):
            row[band.region.slug] = _span(band.low, band.high)
            if band.open_top:
                row[f"{band.region.slug}_plus"] = True
    return held


def _premiums() -> dict[str, Any]:
    held: dict[str, Any] = {}
    for premium in Premium.objects.exclude(kind=Premium.Kind.EQUITY):
        held[premium.slug] = {
            "percent": _percents(premium.percent_low, premium.percent_high),
            **_given(who=premium.companies, relative=premium.relation, no_ceiling=premium.no_ceiling or None),
        }
        if premium.currency == "USD":
            held[premium.slug]["us_total_compensation_above"] = _thousands(premium.total_above)
    example = Premium.objects.get(kind=Premium.Kind.EQUITY)
    held[example.slug] = {
        "base": _thousands(example.example_base),
        "total_compensation_above": _thousands(example.total_above),
    }
    return held


def _package(stated: dict[str, Any]) -> dict[str, Any]:
    amounts = {name: _thousands(stated.get(name)) for name in ("total", "base", "equity_4yr", "signing")}
    acceleration = None
    if "acceleration" in stated:
        acceleration = (
            f"{stated['acceleration'].replace('_', ' ')} {stated['acceleration_percent']} % "
            f"within {stated['acceleration_months']} months"
        )
    return _given(
        **amounts,
        plus=True if stated.get("open") else None,
        who=stated.get("companies"),
        company=stated.get("company"),
        acceleration=acceleration,
        year_2_refresh_percent=stated.get("refresh_percent"),
    )


def _guide(guide: CompanyGuide) -> dict[str, Any]:
    assert guide.currency == "USD"
    levers = []
    for lever in guide.levers.all():
        holding: Any = [_package(held) for held in lever.holding]
        if len(holding) == 1:
            holding = holding[0]
        levers.append({"key": lever.key, **_given(ask=_package(lever.ask), holding=holding, context=lever.context)})
    positions = {
        position.kind: _given(
            total=_thousands(position.total),
            base=_thousands(position.base),
            equity_4yr=_thousands(position.equity_4yr),
            signing=_thousands(position.signing),
            acceleration=position.acceleration,
            year_2_refresh_percent=position.refresh_percent,
        )
        for position in guide.positions.all()
    }
    average, top, valuation = guide.average_total, guide.top_decile_total, guide.valuation
    return _given(
        company=guide.company,
        role=guide.role,
        equity_kind=guide.equity_kind,
        premium=_given(
            name=guide.premium_name, percent=_percents(guide.premium_percent_low, guide.premium_percent_high)
        ),
        average_total_compensation=_given(usd=_thousands(average)),
        top_decile_total_compensation=_given(usd=_thousands(top), plus=guide.top_decile_open or None),
        valuation_usd_billion=None if valuation is None else valuation / 10**9,
        scarcity_people_below=guide.scarcity_people_below,
        bands=[
            {
                "region": band.region,
                "currency": band.currency,
                "base": _span(band.base_low, band.base_high),
                "equity_4yr": _span(band.equity_4yr_low, band.equity_4yr_high),
                "bonus_percent": _percents(band.bonus_percent_low, band.bonus_percent_high),
                "total": _span(band.total_low, band.total_high),
            }
            for band in guide.bands.all()
        ],
        level_mapping=[level.text for level in guide.levels.all()],
        levers=levers,
        competing_offers=[
            _given(
                company=offer.company,
                total=_thousands(offer.total),
                base=_thousands(offer.base),
                equity_4yr=_thousands(offer.equity_4yr),
            )
            for offer in guide.competing_offers.all()
        ],
        **positions,
    ) | {"signature_role": guide.signature_role}


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield path, value
    else:
        for name, item in inside:
            yield from _leaves(item, (*path, name))


def _facts() -> dict[str, Any]:
    return {**{name: FACTS["guide"][name] for name in PATHS[:2]}, "company_guides": FACTS["company_guides"]}


@pytest.fixture
def held(market: None) -> dict[tuple[str | int, ...], Any]:
    guides = [_guide(guide) for guide in CompanyGuide.objects.current().with_parts().order_by("position")]
    return dict(_leaves({"bands": _bands(), "premiums": _premiums(), "company_guides": guides}, ()))


def test_database_holds_every_figure_of_the_seed(held: dict[tuple[str | int, ...], Any]) -> None:
    facts = dict(_leaves(_facts(), ()))
    lost = {path: value for path, value in facts.items() if path not in held or held[path] != value}
    assert lost == {}
    assert len(facts) == 205  # the fixture is whole


def test_database_holds_nothing_that_the_seed_does_not_say(held: dict[tuple[str | int, ...], Any]) -> None:
    assert set(held) - {path for path, _value in _leaves(_facts(), ())} == set()
