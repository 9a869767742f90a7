"""The pages of guides and their comparison through the test client."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from benchmarks.models import CompanyGuide, GuidePosition
from tests.benchmarks.market_pages import address, get, rows, said
from tests.benchmarks.market_world import LONG, band, guide

pytestmark = pytest.mark.django_db


@pytest.fixture
def guides(empty: None) -> list[CompanyGuide]:
    """Three companies; the second publishes a total of 300, 50 above what its low parts make."""
    first, second, third = guide("Northwind"), guide("Contoso"), guide("Fabrikam", "Data Engineer")
    second.bands.update(total_low=300_000)
    band(first, region="London", currency="GBP", base_low=100_000, base_high=120_000)
    return [first, second, third]


def test_list_is_narrowed_down_by_role_and_company(manager: Client, guides: list[CompanyGuide]) -> None:
    text = get(manager, "market_guides")
    assert "3 guides" in text
    assert "USD 200,000–240,000" in text
    assert "total USD 430,000, base USD 280,000" in text
    assert "▲ 1 not read" in text
    text = get(manager, "market_guides", role="ENGINEER site", company="north")
    assert "1 guide found" in text
    assert "Contoso" not in text
    GuidePosition.objects.filter(guide=guides[0]).delete()
    bare = manager.get(address("market_guides", company="north")).content.decode()
    assert re.findall(r'data-label="(?:Target|Floor)">(.*?)</td>', bare) == ['<span class="muted">—</span>'] * 2
    assert "No guide fits." in get(manager, "market_guides", role="plumber")


def test_guides_are_compared_in_one_currency(manager: Client, guides: list[CompanyGuide]) -> None:
    answer = manager.get(address("market_compare", role="site"))
    text = said(answer)
    chart = answer.context["chart"]
    assert (chart.currency, [bar.label for bar in chart.bars]) == (
        "USD",
        ["Contoso · New York", "Northwind · New York"],
    )
    assert "The most frequent USD a year (2) GBP a year (1)" in text
    # 200 + 200/4 = 250 low, 240 + 400/4 = 340 high
    assert "250,000–340,000 ▲ low 50,000 above its parts" in text
    assert "250,000–340,000 ✓ agrees" in text
    assert "Nvidia: total USD 470,000" in text
    assert "Not shown, for they are in other money: 1 in GBP a year" in text
    assert 'href="?role=site&amp;money=GBP"' in answer.content.decode()
    pounds = manager.get(address("market_compare", role="site", money="GBP")).context["chart"]
    assert [(bar.label, bar.full) for bar in pounds.bars] == [("Northwind · London", "GBP 100,000–120,000")]
    assert "No band is in that currency; there are USD a year, GBP a year." in get(
        manager, "market_compare", role="site", money="SEK"
    )


def test_comparison_goes_by_measure_order_and_amount(manager: Client, guides: list[CompanyGuide]) -> None:
    query = {"role": "site", "measure": "total", "order": "highest", "amount": "280k"}
    chart = manager.get(address("market_compare", **query)).context["chart"]
    assert [(bar.label, bar.full) for bar in chart.bars] == [
        ("Contoso · New York", "USD 300,000–340,000"),
        ("Northwind · New York", "USD 250,000–340,000"),
    ]
    assert chart.mark.label == "Amount: USD 280,000"
    assert "No guide states that" in get(manager, "market_compare", measure="unspecified")


def test_amounts_that_are_not_told_apart_count_for_what_the_guide_says(manager: Client, guides: Any) -> None:
    nothing = dict.fromkeys(("base_low", "base_high", "equity_4yr_low", "equity_4yr_high", "total_low", "total_high"))
    loose = {"level": "Senior", "region": "Oslo", "currency": "NOK", "amount_low": 900_000, "amount_high": None}
    for kind in ("base", "total", "unspecified"):
        band(guides[0], **nothing, **loose, amount_kind=kind)
    for kind in ("base", "total", "unspecified"):
        chart = manager.get(address("market_compare", money="NOK", measure=kind)).context["chart"]
        assert [bar.full for bar in chart.bars] == ["NOK 900,000+"], kind
    assert "Pay, not said which" in get(manager, "market_guide", guides[0].pk)


def test_pay_by_the_hour_never_shares_an_axis_with_a_year(manager: Client, guides: list[CompanyGuide]) -> None:
    band(guides[0], period="hour", base_low=80, base_high=95, total_low=None, total_high=None)
    chart = manager.get(address("market_compare", money="USD-hour")).context["chart"]
    assert [bar.full for bar in chart.bars] == ["USD 80–95"]
    assert len(manager.get(address("market_compare")).context["chart"].bars) == 3


def test_total_from_parts_is_never_open_for_the_published_one_is(manager: Client) -> None:
    alone = {"equity_4yr_low": None, "equity_4yr_high": None, "total_low": 275_000, "total_high": None}
    one = guide()
    band(one, region="Bellevue", base_low=190_000, base_high=270_000, **alone)
    band(one, region="Remote", base_low=200_000, base_high=None, **alone)
    text = get(manager, "market_guide", one.pk)
    assert "USD 275,000+ USD 190,000–270,000 ▲ low USD 85,000 above its parts" in text
    assert "USD 275,000+ USD 200,000 to — ▲ low USD 75,000 above its parts" in text


def test_computed_columns_are_whole_figures(manager: Client) -> None:
    one = guide()
    one.bands.update(base_low=160_000, base_high="168000.50", bonus_percent_low=5, bonus_percent_high="10.5")
    table = rows(manager.get(address("market_guide_file", one.pk, "csv")))
    line = dict(zip(*table, strict=True))
    computed = [line[f"Computed {end}: {how}"] for end in ("low", "high") for how in ("least", "most")]
    # 160,000 + 50,000 + 5 to 10.5 %; 168,000.50 + 100,000 + 5 to 10.5 %
    assert computed == ["218000", "226800", "276400.525", "285640.5525"]
    assert (line["Equity a year from"], line["Low differs by"]) == ("50000", "23200")


def test_page_of_a_guide_shows_everything_that_was_read(manager: Client) -> None:
    one = guide(role=LONG)
    text = get(manager, "market_guide", one.pk)
    for words in (
        LONG,
        "Equity first (line 3)",
        "USD 200,000–240,000",
        "USD 50,000–100,000 USD 200,000–400,000 over 4",
        "✓ agrees",
        "Google L5 line 14",
        "total USD 430,000+, equity over four years USD 600,000",
        "Meta: total USD 480,000",
        "Say: I hold another.",
        "31 $4x0K? is no amount",
        "levels.fyi, 214 entries line 40",
        "guides/northwind.md",
    ):
        assert words in text, words


def test_superseded_guide_names_the_one_in_its_place(manager: Client) -> None:
    old = guide()
    CompanyGuide.objects.filter(pk=old.pk).update(retired_at="2026-01-01T00:00Z")
    new = guide()
    html = manager.get(address("market_guide", old.pk)).content.decode()
    assert "superseded" in html
    assert reverse("market_guide", args=[new.pk]) in html
    assert "1 guide found" in get(manager, "market_guides", company="northwind")


def test_guides_leave_as_files_in_which_nothing_is_a_formula(manager: Client) -> None:
    one = guide("=HYPERLINK(1)")
    table = rows(manager.get(address("market_guides_file", "csv", company="hyperlink")))
    assert table[1][:5] == ["'=HYPERLINK(1)", "Site Engineer", "USD", "200000.00", "240000.00"]
    compared = rows(manager.get(address("market_compare_file", "csv", company="hyperlink")))
    line = dict(zip(*compared, strict=True))
    assert (line["Company"], line["Equity a year to"], line["Agrees"]) == ("'=HYPERLINK(1)", "100000", "yes")
    book = load_workbook(BytesIO(manager.get(address("market_guide_file", one.pk, "xlsx")).content))
    assert book.sheetnames == ["Bands", "Levels", "Levers", "Packages", "Not read"]
    assert [cell.value for cell in book["Not read"][2]] == [31, "$4x0K?", "is no amount"]
    assert book["Bands"]["A2"].value == "'=HYPERLINK(1)"


def test_names_of_guides_are_text(manager: Client) -> None:
    one = guide("<script>alert(1)</script>", "<b>Engineer</b>")
    for url in (address("market_guides"), address("market_compare"), address("market_guide", one.pk)):
        assert "<script>alert(1)" not in manager.get(url).content.decode(), url
