"""The page of a quote through the test client."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.benchmarks.market_pages import ON, address, get, rows, said
from tests.benchmarks.market_world import survey_row

pytestmark = pytest.mark.django_db


def test_quote_shows_each_step(manager: Client) -> None:
    survey_row()
    query = {
        "level": "senior",
        "region": "germany",
        "on": ON,
        "premiums": ["gpu_scale_1000_plus", "cuda_kernel_optimization"],
        "industry": "ai_lab_or_hyperscaler",
        "amount": "301,750",
        "currency": "EUR",
    }
    answer = manager.get(address("market_quote", **query))
    text = said(answer)
    for words in (
        "EUR 221,000–382,500",
        "Middle of the range with premiums EUR 301,750",
        "+EUR 32,500 +EUR 68,000 EUR 162,500–238,000",
        "+EUR 19,500 +EUR 42,500 EUR 182,000–280,500",
        "+EUR 39,000 +EUR 102,000 EUR 221,000–382,500",
        "+25–40 % of the band",
        "the amounts are added, not multiplied",
        "● inside compa-ratio 1.000 50.0 % of the way",
        "Above P90 of Pay Panel",
        "in force from 2026-01-01",
    ):
        assert words in text, words
    link = re.search(r'href="([^"]*)">Link to this quote', answer.content.decode())
    assert link
    assert said(manager.get(unescape(link[1]))) == text


def test_quote_without_premiums_draws_its_range_once(manager: Client) -> None:
    query = {"level": "senior", "region": "germany", "on": ON, "amount": 158_000}
    answer = manager.get(address("market_quote", **query))
    chart = answer.context["chart"]
    assert [(bar.label, bar.full) for bar in chart.bars] == [("Senior, Germany", "EUR 130,000–170,000")]
    assert chart.mark.label == "Amount: EUR 158,000"
    assert "above the range before" not in said(answer)
    raised = manager.get(address("market_quote", **query, premiums="gpu_scale_1000_plus"))
    assert len(raised.context["chart"].bars) == 3
    assert "above the range before" in said(raised)


def test_quote_names_roles_and_total_pay_of_surveys(manager: Client) -> None:
    for role in ("GPU", "Kernel"):
        survey_row(role=role)
    survey_row(measure="total", p50=158_000)
    query = {"level": "senior", "region": "germany", "on": ON, "amount": 158_000}
    answer = manager.get(address("market_quote", **query))
    base, total = said(answer).split("What surveys say of total pay: base, bonus and a year’s equity together")
    assert "of Pay Panel, GPU" in base
    assert "Pay Panel, Kernel 40 people in 12 companies" in base
    assert "P50 EUR 158,000" in total
    assert "P50 EUR 158,000" not in base
    assert "at P50" not in total


def test_axis_of_the_quote_says_currency_and_period(manager: Client) -> None:
    query = {"level": "senior", "region": "germany", "on": ON}
    for premiums in ([], ["gpu_scale_1000_plus"]):
        assert "axis: EUR a year" in get(manager, "market_quote", **query, premiums=premiums)


def test_open_top_stays_open(manager: Client) -> None:
    serving = ["llm_serving_100k_rps"]
    text = get(manager, "market_quote", level="senior", region="us_remote", on=ON, premiums=serving, amount=400_000)
    assert "USD 210,000–280,000+" in text
    assert "above the last figure, top open" in text
    assert "open: no upper limit is named" in text


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ({"level": "", "region": "germany"}, "level", "This field is required."),
        ({"level": "wizard", "region": "germany"}, "level", "wizard is not one of the available choices."),
        ({"region": "atlantis"}, "region", "atlantis is not one of the available choices."),
        ({"premiums": ["magic"]}, "premiums", "magic is not one of the available choices."),
        ({"industry": "magic"}, "industry", "magic is not one of the available choices."),
        ({"amount": "a lot"}, "amount", "Enter a number."),
        ({"amount": "-5"}, "amount", "greater than or equal to 1."),
        ({"amount": "NaN"}, "amount", "Enter a number."),
        ({"amount": "1e400"}, "amount", "14 digits in total."),
        ({"amount": "1e5"}, "amount", "Write the amount in digits, such as 150,000 or 150k."),
        ({"amount": "150000", "currency": "USD"}, "currency", "An amount in USD cannot be held against a band in EUR."),
        ({"on": "2025-12-31"}, "on", "No band is in force for Senior in Germany on 2025-12-31."),
        ({"on": "0001-01-01"}, "on", "Choose a day from 2000-01-01"),
        ({"on": "31.02.2026"}, "on", "Enter a valid date."),
        (
            {"premiums": ["gpu_scale_1000_plus", "gpu_scale_1000_plus"]},
            "premiums",
            "The same premium is given twice.",
        ),
    ],
)
def test_what_is_wrong_stands_beside_its_field(manager: Client, query: dict[str, Any], name: str, words: str) -> None:
    full = {"level": "senior", "region": "germany", "on": ON, **query}
    html = unescape(manager.get(address("market_quote", **full)).content.decode())
    beside = re.search(rf'<div id="error-{name}">(.*?)</div>', html, re.DOTALL)
    assert beside
    assert words in beside[1]
    assert manager.get(address("market_quote", **full)).status_code == 400
    assert manager.get(address("market_quote_file", "csv", **full)).status_code == 400


def test_page_that_listens_gets_what_changes(manager: Client) -> None:
    headers = {"HX-Request": "true"}
    query = {"level": "senior", "region": "germany", "on": ON}
    fine = manager.get(address("market_quote", **query), headers=headers)
    assert "<html" not in fine.content.decode()
    assert "EUR 130,000–170,000" in said(fine)
    wrong = manager.get(address("market_quote", **query, amount="x"), headers=headers)
    assert wrong.status_code == 200  # htmx shows nothing of an answer of 400
    assert re.search(
        r'id="error-amount" hx-swap-oob="true">\s*<p class="field__error">Enter a number.', wrong.content.decode()
    )
    assert "Not worked out" in said(wrong)


def test_quote_leaves_as_csv(manager: Client) -> None:
    query = {"level": "senior", "region": "germany", "on": ON, "premiums": "gpu_scale_1000_plus"}
    table = rows(manager.get(address("market_quote_file", "csv", **query)))
    assert [line[:6] for line in table[1:-1]] == [
        ["Senior, Germany", "", "", "130000.00", "170000.00", "no"],
        ["Has run clusters of 1,000 GPUs or more", "32500", "68000", "162500.00", "238000.00", "no"],
        ["Range", "", "", "162500.00", "238000.00", "no"],
    ]
    assert table[-1][0] == "How premiums combine"
    assert "added, not multiplied" in table[-1][8]


def test_quote_leaves_with_where_the_amount_stands(manager: Client) -> None:
    survey_row(role="GPU")
    survey_row(measure="total")
    query = {"level": "senior", "region": "germany", "on": ON, "amount": 155_000}
    headers, *table = rows(manager.get(address("market_quote_file", "csv", **query)))
    placed = [dict(zip(headers, line, strict=True)) for line in table[2:]]
    assert [(one["Step"], one["How"], one["Currency"], one["Source"]) for one in placed[:-1]] == [
        ("Amount", "155000", "EUR", ""),
        ("Where the amount stands", "inside the range", "", ""),
        ("Compa-ratio", "1.033", "", ""),
        ("Range penetration", "0.625", "", ""),
        ("Percentile", "between P50 and P75, about P69", "", "Pay Panel, GPU"),
    ]
    book = load_workbook(BytesIO(manager.get(address("market_quote_file", "xlsx", **query)).content))
    assert book.sheetnames == ["Calculation", "Position", "Surveys"]
    assert [cell.value for cell in book["Position"][4]][:2] == ["Compa-ratio", 1.033]
    surveys = [[cell.value for cell in line] for line in book["Surveys"]["A2":"P3"]]
    assert [(line[1], line[2], line[6], line[-1]) for line in surveys] == [
        ("GPU", "Base pay", 140_000, "between P50 and P75, about P69"),
        (None, "Total pay", 140_000, None),
    ]


def test_quote_leaves_without_surveys_for_who_may_not_see_them(client: Client, person: Any) -> None:
    survey_row()
    client.force_login(person("view_salaryband"))
    query = {"level": "senior", "region": "germany", "on": ON, "amount": 155_000}
    book = load_workbook(BytesIO(client.get(address("market_quote_file", "xlsx", **query)).content))
    assert book.sheetnames == ["Calculation", "Position"]
    assert "Pay Panel" not in str(rows(client.get(address("market_quote_file", "csv", **query))))
    assert "Percentile" not in [line[0].value for line in book["Position"]]
