"""The page of bands and surveys through the test client."""

import re
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from benchmarks.models import SalaryBand
from tests.benchmarks.market_pages import ON, address, get, rows, said
from tests.benchmarks.market_world import survey_row

pytestmark = pytest.mark.django_db


def test_bands_stand_by_region_each_in_its_currency(manager: Client) -> None:
    answer = manager.get(address("market", on=ON))
    text = said(answer)
    for words in ("EUR 130,000–170,000", "GBP 105,000–140,000", "USD 340,000–500,000+", "its top is open"):
        assert words in text
    assert "Source of the bands: AI infrastructure hiring guide 2026, in force from 2026-01-01." in text
    charts = [chart for _market, chart in answer.context["markets"]]
    assert [chart.currency for chart in charts] == ["EUR", "GBP", "USD"]
    assert [len(chart.bars) for chart in charts] == [5, 5, 5]
    assert answer.content.decode().count('role="img"') == 3


def test_amount_is_marked_and_placed_in_each_band_of_its_region(manager: Client) -> None:
    answer = manager.get(address("market", on=ON, region="germany", amount="150k"))
    text = said(answer)
    assert "Amount: EUR 150,000" in text
    assert "● inside compa-ratio 1.000 50.0 % of the way" in text  # senior, 130-170
    assert "▼ below compa-ratio 0.811 −20.0 % of the way" in text  # staff, 160-210
    assert "▲ above compa-ratio 1.304 166.7 % of the way" in text  # mid, 100-130
    assert "United States" not in re.sub(r"All regions.*?In force on", "", text)


def test_amount_without_its_region_is_refused_beside_the_field(manager: Client) -> None:
    text = get(manager, "market", on=ON, amount=150_000, status=400)
    assert "Choose the region whose currency the amount is in." in text


def test_day_picks_the_bands_in_force_then(manager: Client) -> None:
    text = get(manager, "market", on="2025-12-31")
    assert len(re.findall(r"No band in (EUR|GBP|USD) a year is in force in", text)) == 3
    assert "No survey gives percentiles for this day." in text


def test_surveys_stand_beside_with_sample_day_and_aging(manager: Client) -> None:
    survey_row()
    survey_row("mid", people=4)
    text = get(manager, "market", on="2027-03-02", region="germany", amount=144_197)
    # 140,000 x 1.03 ^ (365 / 365.25)
    assert "144,197" in text
    assert "at P50" in text
    assert "40 people in 12 companies" in text
    assert "as of 2026-03-02, aged to 2027-03-02 at 3 % a year" in text
    assert "○ insufficient 4 people, at least 5 wanted" in text
    chart = manager.get(address("market", on="2027-03-02", region="germany")).context["markets"][0][1]
    assert [[point.label for point in bar.points] for bar in chart.bars] == [
        [],
        [],
        ["P25", "P50", "P75", "P90"],
        [],
        [],
    ]


def test_band_in_another_currency_has_a_chart_of_its_own(manager: Client) -> None:
    SalaryBand.objects.filter(level__slug="junior", region__slug="germany").update(currency="CHF")
    answer = manager.get(address("market", on=ON, region="germany", amount=150_000))
    markets = answer.context["markets"]
    assert [(market.currency, len(chart.bars), bool(chart.mark)) for market, chart in markets] == [
        ("EUR", 4, True),
        ("CHF", 1, False),
    ]


def test_bands_leave_as_csv_and_workbook(manager: Client) -> None:
    survey_row()
    answer = manager.get(address("market_file", "csv", on=ON, region="germany", amount=150_000))
    assert answer["Content-Disposition"] == f'attachment; filename="bands-{ON}.csv"'
    table = rows(answer)
    assert len(table) == 1 + 5 + 1
    senior = dict(zip(table[0], table[3], strict=True))
    assert {name: senior[name] for name in ("Level", "What", "From", "To", "Middle", "Compa-ratio")} == {
        "Level": "Senior",
        "What": "band",
        "From": "130000.00",
        "To": "170000.00",
        "Middle": "150000.00",
        "Compa-ratio": "1.000",
    }
    survey = dict(zip(table[0], table[6], strict=True))
    assert (survey["What"], survey["P50"], survey["People"], survey["Source"]) == (
        "survey",
        "140000.00",
        "40",
        "Pay Panel",
    )
    book = load_workbook(BytesIO(manager.get(address("market_file", "xlsx", on=ON)).content))
    assert book.sheetnames == ["Bands"]
    assert book["Bands"]["G4"].value == 130_000


def test_surveys_leave_with_role_and_measure(manager: Client) -> None:
    for role in ("GPU", "Kernel"):
        survey_row(role=role)
    survey_row(measure="total", p50=155_000)
    table = rows(manager.get(address("market_file", "csv", on=ON, region="germany", amount=150_000)))
    read = [dict(zip(table[0], line, strict=True)) for line in table[-3:]]
    assert [(one["Role"], one["What"], one["P50"], one["Amount"]) for one in read] == [
        ("GPU", "survey", "140000.00", "150000"),
        ("Kernel", "survey", "140000.00", "150000"),
        ("", "survey of total pay", "155000.00", ""),
    ]


def test_surveys_of_total_pay_stand_apart_and_nothing_is_held_against_them(manager: Client) -> None:
    survey_row(measure="total", p50=150_000)
    answer = manager.get(address("market", on=ON, region="germany", amount=150_000))
    text = said(answer)
    assert "What surveys say of base pay" not in text
    assert "What surveys say of total pay: base, bonus and a year’s equity together" in text
    assert "120,000 150,000 160,000 200,000 Pay Panel" in text
    assert "at P50" not in text
    assert "No survey gives percentiles for this day." not in text
    assert not answer.context["markets"][0][1].has_points


def test_market_of_surveys_alone_says_which_bands_it_lacks(manager: Client) -> None:
    survey_row(period="month", p25=10_000, p50=12_000, p75=14_000, p90=16_000)
    text = get(manager, "market", on=ON, region="germany")
    assert "No band in EUR a month is in force in Germany on 2 March 2026." in text
    assert "EUR 130,000–170,000" in text


def test_nothing_known_is_said(manager: Client, empty: None) -> None:
    assert "There is no region yet." in get(manager, "market")
    assert "There are no guides yet." in get(manager, "market_guides")
    assert "No guide states that" in get(manager, "market_compare")
    assert "Choose a level with a region" in get(manager, "market_quote")
