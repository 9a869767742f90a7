"""The pages of the market through the test client: who sees them, what they say, hostile questions, queries."""

import csv
import re
from html import unescape
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from benchmarks.models import CompanyGuide, GuideBand, GuidePosition, Premium, Region, SalaryBand
from tests.benchmarks.market_world import LONG, band, guide, survey_row
from tests.factories import people, user

pytestmark = pytest.mark.django_db

ON = "2026-03-02"


@pytest.fixture
def manager(client: Client) -> Client:
    """Somebody who sets pay."""
    client.force_login(people().manager)
    return client


def get(client: Client, name: str, *args: Any, status: int = 200, **query: Any) -> str:
    """The page as text, as a reader hears it: without tags, with single spaces."""
    answer = client.get(address(name, *args, **query))
    assert answer.status_code == status, answer.status_code
    return said(answer)


def address(name: str, *args: Any, **query: Any) -> str:
    return reverse(name, args=args) + (f"?{urlencode(query, doseq=True)}" if query else "")


def said(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def rows(answer: Any) -> list[list[str]]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def every_address() -> list[str]:
    made = guide()
    quote = {"level": "senior", "region": "germany", "on": ON}
    return [
        address("market"),
        *(address("market_file", kind) for kind in ("csv", "xlsx")),
        address("market_quote", **quote),
        address("market_quote_file", "csv", **quote),
        address("market_guides"),
        address("market_guides_file", "xlsx"),
        address("market_compare"),
        address("market_compare_file", "csv"),
        address("market_guide", made.pk),
        address("market_guide_file", made.pk, "xlsx"),
    ]


# Who sees them --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["coordinator", "interviewer"])
def test_who_does_not_set_pay_gets_nothing(client: Client, name: str) -> None:
    reader = getattr(people(), name)
    reader.is_staff = True
    reader.save()
    client.force_login(reader)
    for url in every_address():
        answer = client.get(url)
        assert answer.status_code == 403, url
        assert not re.search(r"130.?000|200.?000", answer.content.decode()), url
    assert reverse("market") not in client.get(reverse("my_interviews")).content.decode()


def test_nobody_gets_to_the_log_in(client: Client) -> None:
    for url in every_address():
        answer = client.get(url)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("login")), url


@pytest.mark.parametrize("role", ["Hiring manager", "Offer approver"])
def test_who_sets_or_approves_pay_sees_every_page(client: Client, role: str) -> None:
    client.force_login(user("somebody", role))
    for url in every_address():
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert answer["Cache-Control"] == "private, no-store", url
    assert f'href="{reverse("market")}"' in client.get(reverse("my_interviews")).content.decode()


def test_bands_alone_open_no_guides_and_no_surveys(client: Client, person: Any) -> None:
    survey_row()
    client.force_login(person("view_salaryband"))
    text = get(client, "market", on=ON, region="germany", amount=150_000)
    assert "EUR 130,000–170,000" in text
    assert "Pay Panel" not in text
    assert "Company guides" not in text
    quote = get(client, "market_quote", level="senior", region="germany", on=ON, amount=150_000)
    assert "Pay Panel" not in quote
    assert "P50" not in quote
    for name in ("market_guides", "market_compare"):
        get(client, name, status=403)


def test_pages_only_read(manager: Client) -> None:
    for url in every_address():
        assert manager.post(url).status_code == 405, url


# Bands ----------------------------------------------------------------------------------------------------------------


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


# Quote ----------------------------------------------------------------------------------------------------------------


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


# Guides ---------------------------------------------------------------------------------------------------------------


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


# Hostile questions ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "\x00",
    "'; DROP TABLE x; --",
    "%s%s%n",
    "🦊" * 50,
    "9" * 400,
    "-1",
    "0",
    "../../etc",
    "1e999",
    "{{ 7 }}",
    "\u202e",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_get_a_page(manager: Client, value: str) -> None:
    guide()
    names = {
        "market": ("region", "on", "amount"),
        "market_quote": ("level", "region", "on", "premiums", "industry", "amount", "currency"),
        "market_guides": ("role", "company", "page"),
        "market_compare": ("role", "company", "place", "measure", "money", "order", "amount", "page"),
    }
    for page, parameters in names.items():
        for parameter in parameters:
            answer = manager.get(address(page, **{parameter: value}))
            assert answer.status_code in (200, 400), (page, parameter)
            assert "{{ 7 }}" not in answer.content.decode() or value == "{{ 7 }}"


def test_values_given_twice_and_unknown_names_get_a_page(manager: Client) -> None:
    url = reverse("market_quote") + "?level=senior&level=junior&region=germany&region=&on=&on=&foo=bar&premiums="
    assert manager.get(url).status_code == 400
    assert manager.get(reverse("market") + "?on=2026-03-02&on=2026-03-03&x[]=1").status_code == 200


@pytest.mark.parametrize("path", ["bands.exe", "guides/999999/", "guides/999999.csv", "guides/x/", "quote.pdf"])
def test_unknown_addresses_are_not_found(manager: Client, path: str) -> None:
    assert manager.get(f"/market/{path}").status_code == 404


# How many queries -----------------------------------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    client.get(url)  # what is kept for a while is there
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_queries_do_not_grow_with_guides(manager: Client) -> None:
    CompanyGuide.objects.all().delete()
    one = guide("First")
    urls = [address("market_guides"), address("market_compare"), address("market_guide", one.pk)]
    urls += [address("market_compare_file", "csv"), address("market_guides_file", "csv")]
    before = [queries(manager, url) for url in urls]
    for company in ("Second", "Third"):
        guide(company)
        band(one, region=company)
    assert [queries(manager, url) for url in urls] == before


def test_queries_do_not_grow_with_bands_surveys_and_premiums(manager: Client) -> None:
    SalaryBand.objects.exclude(level__slug="senior").delete()
    Premium.objects.exclude(slug="gpu_scale_1000_plus").delete()
    survey_row()
    bands = address("market", on=ON)
    quote = {"level": "senior", "region": "germany", "on": ON}
    before = queries(manager, bands), queries(manager, address("market_quote", **quote))
    senior = SalaryBand.objects.get(region__slug="germany")
    for number, level in enumerate(("junior", "mid")):
        survey_row(level)
        senior.pk, senior.level = None, type(senior.level).objects.get(slug=level)
        senior.save(force_insert=True)
        Premium.objects.create(slug=f"more{number}", title="More", kind="skill", percent_low=number + 1)
    Region.objects.create(slug="norway", title="Norway", currency="NOK", position=9)
    chosen = address("market_quote", **quote, premiums=["gpu_scale_1000_plus", "more0", "more1"])
    assert (queries(manager, bands), queries(manager, chosen)) == before


def test_five_hundred_guides_stay_a_page(manager: Client) -> None:
    CompanyGuide.objects.bulk_create(
        CompanyGuide(slug=f"g{number}", title="G", company=f"Company {number:03}", role="Engineer", currency="USD")
        for number in range(500)
    )
    made = CompanyGuide.objects.filter(slug__startswith="g").exclude(company="")
    GuideBand.objects.bulk_create(
        GuideBand(guide=one, region=place, currency="USD", base_low=100, base_high=200)
        for one in made
        for place in ("New York", "Austin")
    )
    first = get(manager, "market_guides", company="company")
    assert "500 guides found" in first
    assert "Page 1 of 10" in first
    assert "Company 000" in first
    assert "Company 050" in get(manager, "market_guides", company="company", page=2)
    compared = get(manager, "market_compare", company="company")
    assert "1000 bands in USD a year" in compared
    assert "Page 1 of 40" in compared
    assert len(rows(manager.get(address("market_compare_file", "csv", company="company")))) == 1001
