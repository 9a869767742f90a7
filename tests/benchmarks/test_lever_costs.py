"""What it costs to answer the levers that guides tell candidates to pull."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from benchmarks.conversion import Rates
from benchmarks.lever_costs import LeverAnswer, answers
from benchmarks.models import CompanyGuide, ExchangeRate, GuideLever
from benchmarks.packages import Package
from benchmarks.vesting import Vesting

D = Decimal
DAY = date(2026, 11, 20)
FLOOR = Package("USD", base=D(265_000), equity_4yr=D(540_000), signing=D(10_000))


def costs(package: Package, company: str, rates: Rates | None = None) -> dict[str, LeverAnswer]:
    guides = CompanyGuide.objects.current().filter(company=company).prefetch_related("levers")
    return {answer.title.split()[0]: answer for answer in answers(package, guides, rates or Rates(on=DAY))}


def lever(ask: dict[str, Any], *, currency: str = "USD") -> LeverAnswer:
    """The answer of the floor of CoreWeave to a lever of a guide with nothing else in it."""
    guide = CompanyGuide.objects.create(slug="acme-sre", title="Acme: SRE", company="Acme", role="SRE", file="acme.md")
    GuideLever.objects.create(guide=guide, key="k", title="Lever", currency=currency, ask=ask, line=7)
    return costs(FLOOR, "Acme")["Lever"]


def test_levers_of_the_coreweave_guide(market: None) -> None:
    """From 265K + 540K / 4 with 10K signing."""
    found = costs(FLOOR, "CoreWeave")
    assert list(found) == ["An", "Offers", "Unvested"]  # the scarce skill asks for nothing
    equity, offers, protections = found.values()
    assert equity.guide == "CoreWeave, GPU Cloud Infrastructure Engineer"
    assert equity.asks == "equity over four years USD 600,000+"
    assert (equity.gaps, equity.cost_year_1, equity.cost_4yr) == ({"equity_4yr": 60_000}, 15_000, 60_000)
    # 600K of equity make 415K a year: the other 15K to 430K come through base
    assert offers.gaps == {"equity_4yr": 60_000, "total": 30_000}
    assert (offers.cost_year_1, offers.cost_4yr) == (30_000, 120_000)
    # 65K more signing; another 540K from year 2 on, of which three quarters vest by the end of year 4
    assert protections.gaps == {"signing": 65_000, "refresh_percent": 100}
    assert (protections.cost_year_1, protections.cost_4yr) == (65_000, 470_000)
    assert protections.asks.endswith("; the acceleration costs no cash")
    assert not any(answer.is_met or answer.cannot for answer in found.values())
    assert equity.source.startswith("guides/coreweave_gpu_cloud_infrastructure_engineer.toml:")


def test_levers_of_the_hugging_face_guide(market: None) -> None:
    """From 200K + 200K / 4: the asks are 210K with 220K, 215K, 210K with 220K, 210K with 25K signing."""
    package = Package("USD", base=D(200_000), equity_4yr=D(200_000))
    guides = CompanyGuide.objects.filter(company="Hugging Face").prefetch_related("levers")
    found = answers(package, guides, Rates(on=DAY))
    assert [(answer.gaps, answer.cost_year_1, answer.cost_4yr) for answer in found] == [
        ({"base": 10_000, "equity_4yr": 20_000}, 15_000, 60_000),
        ({"base": 15_000}, 15_000, 60_000),
        ({"base": 10_000, "equity_4yr": 20_000}, 15_000, 60_000),
        ({"base": 10_000, "signing": 25_000}, 35_000, 65_000),
    ]


def test_lever_that_the_package_answers_is_met_and_costs_nothing(market: None) -> None:
    package = Package("USD", base=D(220_000), equity_4yr=D(220_000), signing=D(25_000))
    found = costs(package, "Hugging Face")
    assert all(answer.is_met for answer in found.values())
    assert {(answer.cost_year_1, answer.cost_4yr) for answer in found.values()} == {(D(0), D(0))}


def test_equity_costs_as_it_vests(market: None) -> None:
    late = Package("USD", base=D(265_000), equity_4yr=D(540_000), vesting=Vesting((D(5), D(15), D(40), D(40))))
    equity = costs(late, "CoreWeave")["An"]
    assert (equity.cost_year_1, equity.cost_4yr) == (3_000, 60_000)


@pytest.mark.usefixtures("db")
def test_promise_without_money_costs_no_cash() -> None:
    found = lever({"acceleration": "double_trigger", "acceleration_percent": 100})
    assert found.asks == "double-trigger acceleration of 100 %"
    assert found.cannot == "Costs no cash: unvested equity is protected when the company is sold."
    assert (found.gaps, found.cost_year_1, found.cost_4yr, found.is_met) == ({}, 0, 0, False)


@pytest.mark.usefixtures("db")
def test_range_is_answered_in_full_at_its_upper_end() -> None:
    found = lever({"signing": 30_000, "signing_high": 55_000})
    assert (found.gaps, found.cost_year_1, found.cost_4yr) == ({"signing": 45_000}, 45_000, 45_000)
    assert found.source == "acme.md:7"


@pytest.mark.usefixtures("db")
def test_bonus_and_total_cost_every_year() -> None:
    found = lever({"bonus_amount": 20_000, "total": 410_000})
    assert found.gaps == {"bonus_amount": 20_000, "total": 10_000}
    assert (found.cost_year_1, found.cost_4yr) == (20_000, 80_000)


@pytest.mark.usefixtures("db")
def test_lever_in_another_currency_needs_a_rate() -> None:
    found = lever({"base": 250_000}, currency="EUR")
    assert found.cannot == "Not compared: no rate from EUR to USD on or before 2026-11-20."
    assert (found.gaps, found.cost_4yr, found.is_met) == ({}, 0, False)
    ExchangeRate.objects.create(base="EUR", quote="USD", rate=D("1.1"), on=DAY, source="ECB")
    converted = costs(FLOOR, "Acme", Rates.at(DAY))["Lever"]
    assert (converted.gaps, converted.cost_4yr) == ({"base": 10_000}, 40_000)
    text = "EUR 250,000 = USD 275,000 at 1.1 of 20 Nov 2026, ECB"
    assert converted.conversions == (text,)
    assert text in render_to_string("interviews/_offer_lever_rows.html", {"rows": [converted]})


@pytest.mark.usefixtures("db")
def test_lever_of_the_same_currency_needs_no_conversion() -> None:
    assert lever({"base": 300_000}).conversions == ()


@pytest.mark.usefixtures("db")
def test_each_amount_that_is_converted_says_how() -> None:
    ExchangeRate.objects.create(base="EUR", quote="USD", rate=D("1.1"), on=DAY, source="ECB")
    lever({"base": 250_000, "signing": 20_000, "refresh_percent": 10}, currency="EUR")
    converted = costs(FLOOR, "Acme", Rates.at(DAY))["Lever"]
    assert [text.split(" at ")[0] for text in converted.conversions] == [
        "EUR 250,000 = USD 275,000",
        "EUR 20,000 = USD 22,000",
    ]


@pytest.mark.usefixtures("db")
def test_lever_that_asks_for_nothing_is_left_out() -> None:
    guide = CompanyGuide.objects.create(slug="acme-sre", title="Acme: SRE", company="Acme", role="SRE")
    GuideLever.objects.create(guide=guide, key="k", title="Story", ask={})
    assert costs(FLOOR, "Acme") == {}


def test_a_total_is_answered_with_equity_after_the_discount(market: list[str]) -> None:
    """At 30 % off, 265K + 540K / 4 are 359.5K. With 600K of equity they are 370K: 60K more base make the 430K."""
    offers = costs(replace(FLOOR, discount_percent=D(30)), "CoreWeave")["Offers"]
    assert offers.gaps == {"equity_4yr": 60_000, "total": D(70_500)}
    assert (offers.cost_year_1, offers.cost_4yr) == (75_000, 300_000)
    assert (offers.cost_year_1_valued, offers.cost_4yr_valued) == (70_500, 282_000)


def test_a_total_that_is_reached_only_at_face_value_is_not_met(market: list[str]) -> None:
    target = Package("USD", base=D(280_000), equity_4yr=D(600_000))
    assert costs(target, "CoreWeave")["Offers"].is_met
    found = costs(replace(target, discount_percent=D(10)), "CoreWeave")["Offers"]
    assert (found.is_met, found.gaps["total"], found.cost_4yr) == (False, 15_000, 60_000)


@pytest.mark.usefixtures("db")
def test_a_missing_rate_of_a_lever_is_named() -> None:
    assert lever({"base": "100"}, currency="EUR").lacks_rate == ("EUR", "USD")
