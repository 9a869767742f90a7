"""Guides in the shapes that are about: tables of every kind, mappings, levers, target and floor, broken files."""

import json
import sys
import time
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.guides.reader import read
from benchmarks.guides.report import file_report
from benchmarks.guides.titles import read_title

TITLE = "### Data Engineer | Acme Labs Global Negotiation Guide\n\n"
WIDE = TITLE + "| Region | Base Salary | Stock (RSU/4yr) | Bonus | Total Comp |\n|---|---|---|---|---|\n"


def _bands(text: str) -> list[dict[str, Any]]:
    bands = file_report("x.md", read(text.encode()))["bands"]
    return [{name: value for name, value in band.items() if value is not None} for band in bands]


def _reasons(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in read(text.encode()).problems]


def test_region_row_becomes_one_band_with_line_and_texts() -> None:
    guide = read((WIDE + "| **Lisbon (HQ)** | €58K–€75K | €32K–€55K | 10–15% | €65K–€95K |\n").encode())
    (band,) = guide.bands
    assert (band.line, band.region, band.currency, band.period) == (5, "Lisbon (HQ)", "EUR", "year")
    assert (band.base, band.equity_4yr, band.bonus_percent) == ((58_000, 75_000), (32_000, 55_000), (10, 15))
    assert (band.total, band.amount, band.amount_kind) == ((65_000, 95_000), None, None)
    assert (band.sources["total"].line, band.sources["total"].text) == (5, "€65K–€95K")
    assert guide.problems == []


def test_region_row_in_two_currencies_becomes_two_bands() -> None:
    row = "| Oslo | NOK 700K–NOK 900K / $65K–$84K | $20K–$35K | 8% | NOK 800K–NOK 1.1M / $75K–$103K |\n"
    assert _bands(WIDE + row) == [
        {"line": 5, "region": "Oslo", "currency": "NOK", "period": "year", "base": [700_000, 900_000],
         "bonus_percent": [8, 8], "total": [800_000, 1_100_000]},
        {"line": 5, "region": "Oslo", "currency": "USD", "period": "year", "base": [65_000, 84_000],
         "equity_4yr": [20_000, 35_000], "bonus_percent": [8, 8], "total": [75_000, 103_000]},
    ]  # fmt: skip


def test_monthly_pay_stays_monthly_and_yearly_equity_is_multiplied_where_the_cell_says_so() -> None:
    bands = _bands(WIDE + "| Gdańsk | PLN 18K–25K/mo | PLN 40K–60K/yr | — | PLN 21K–31K/mo |\n")
    assert bands == [
        {"line": 5, "region": "Gdańsk", "currency": "PLN", "period": "month", "base": [18_000, 25_000],
         "equity_4yr": [160_000, 240_000], "total": [21_000, 31_000]},
    ]  # fmt: skip
    row = "| Gdańsk | PLN 18K–25K/mo | PLN 4K–6K/mo | — | PLN 300K |\n"
    assert _reasons(WIDE + row) == [
        (5, "Stock (RSU/4yr): equity for a month, while a grant is over four years"),
        (5, "Total Comp: pay for a year beside base pay for a month"),
    ]


def test_equity_over_other_than_four_years_is_told() -> None:
    text = TITLE + "| Region | Base | RSU (3yr) | Total |\n|--|--|--|--|\n| Rome | €60K | €30K | €70K |\n"
    assert _reasons(text) == [(5, "RSU (3yr): equity over 3 years, not 4")]


def test_levels_and_regions_in_a_grid_give_one_band_a_cell() -> None:
    text = (
        TITLE
        + "#### Compensation\n\n| Level | Austin (USD) | Haifa (ILS ₪) | Leeds / Riga (GBP/EUR) |\n|---|---|---|---|\n"
        + "| Senior (L5) | $200,000–$265,000 | ₪560,000–₪730,000 | £80,000–£112,000 / €85,000–€120,000 |\n\n"
        + "*Total compensation includes base salary, RSU grants and a bonus.*\n"
    )
    assert [(b["region"], b["level"], b["currency"], b["amount"], b["amount_kind"]) for b in _bands(text)] == [
        ("Austin", "Senior (L5)", "USD", [200_000, 265_000], "total"),
        ("Haifa", "Senior (L5)", "ILS", [560_000, 730_000], "total"),
        ("Leeds / Riga", "Senior (L5)", "GBP", [80_000, 112_000], "total"),
        ("Leeds / Riga", "Senior (L5)", "EUR", [85_000, 120_000], "total"),
    ]


@pytest.mark.parametrize(
    ("note", "kind"),
    [("*Ranges reflect base salary.*", "base"), ("*Figures of spring.*", "unspecified"), ("", "unspecified")],
)
def test_grid_says_what_its_ranges_are_only_where_the_guide_does(note: str, kind: str) -> None:
    text = TITLE + f"| Level | Austin (USD) |\n|---|---|\n| Mid | $150K–$190K |\n| Senior | $200K–$250K |\n\n{note}\n"
    assert [band["amount_kind"] for band in _bands(text)] == [kind, kind]


def test_regions_in_rows_and_levels_in_columns_are_the_same_grid() -> None:
    text = TITLE + "| Region | Senior (L5) | Staff (L6) |\n|---|---|---|\n| Cork (EUR) | €80K–€110K | €105K–€140K+ |\n"
    assert [(b["region"], b["level"], b["amount"]) for b in _bands(text)] == [
        ("Cork", "Senior (L5)", [80_000, 110_000]),
        ("Cork", "Staff (L6)", [105_000, None]),
    ]


def test_component_rows_make_a_band_for_each_place_in_the_line_of_the_base() -> None:
    text = (
        TITLE
        + "| Component | Boston (USD) | Pune (INR ₹) |\n|---|---|---|\n"
        + "| Annual Bonus | 10% target ($16,000 – $20,000) | 10% target |\n"
        + "| **Base Salary** | $160,000 – $200,000 | ₹26,00,000 – ₹40,00,000 |\n"
        + "| RSU Grant (XYZ — NASDAQ: XYZ) | $50,000 – $90,000/yr vesting | ₹18,00,000 – ₹38,00,000 |\n"
        + "| Signing Bonus | $15,000 – $30,000 | None |\n"
        + "| Total Comp (Year 1) | $210,000 – $295,000 | ₹35,00,000 – ₹1,00,00,000 |\n"
    )
    assert _bands(text) == [
        {"line": 6, "region": "Boston", "currency": "USD", "period": "year", "base": [160_000, 200_000],
         "equity_4yr": [200_000, 360_000], "bonus_percent": [10, 10], "bonus_amount": [16_000, 20_000],
         "total": [210_000, 295_000]},
        {"line": 6, "region": "Pune", "currency": "INR", "period": "year", "base": [2_600_000, 4_000_000],
         "equity_4yr": [1_800_000, 3_800_000], "bonus_percent": [10, 10], "total": [3_500_000, 10_000_000]},
    ]  # fmt: skip
    boston = read(text.encode()).bands[0]
    assert (boston.signing, boston.sources["signing"].line) == ((15_000, 30_000), 8)
    assert _reasons(text) == [(8, "Signing Bonus: read and kept beside the band, of which it is no yearly part")]


def test_rows_that_print_no_amount_are_told() -> None:
    rows = "| N/A, one office only | — | — | — | — |\n| Lima | PEN equivalent | shares | 15% | by market |\n"
    assert _reasons(WIDE + rows) == [
        (5, "the row prints no amount"),
        (6, "Base Salary: words where an amount is expected"),
        (6, "Stock (RSU/4yr): words where an amount is expected"),
        (6, "Total Comp: words where an amount is expected"),
    ]
    assert _bands(WIDE + rows) == []


def test_broken_tables_are_told_line_by_line() -> None:
    too_many = WIDE + "| X | $150K | | a | b | 10% | $170K |\n"
    assert _reasons(too_many) == [(5, "7 cells under 5 headings")]
    headless = TITLE + "| X | $150K-$180K | $170K-$200K |\n"
    assert _reasons(headless) == [(3, "a row of a table without a heading row")]
    assert _bands(TITLE + "| Region | Base | Total |\n| X | $150K | $170K |\n")[0]["base"] == [150_000, 150_000]
    other = TITLE + "| Perk | Worth | Since |\n|---|---|---|\n| Lunch | $5K | 2024 |\n"
    assert _reasons(other) == [(5, "amounts in a table whose headings are not of pay")]


def test_comparison_of_levels_with_amounts_is_not_pay() -> None:
    text = (
        TITLE
        + "#### Level Mapping\n\n| Acme | Globex | Initech |\n|--|--|--|\n"
        + "| DE II | E4 | L4 |\n| $200K TC | $190K TC | $180K TC |\n"
    )
    guide = read(text.encode())
    assert guide.bands == []
    assert [level.text for level in guide.level_mapping] == ["DE II = Globex E4", "DE II = Initech L4"]


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("**Level Mapping:** Acme DE (IC3) = Globex L4 = Initech E4 (same)", ["Globex L4", "Initech E4 (same)"]),
        ("**Level Mapping:** Acme DE ~ Globex L5/L6 | Initech 63/64", ["Globex L5/L6", "Initech 63/64"]),
        ("**Level Mapping:** IC3 maps to Globex L5, Initech DE, and Hooli 6.", ["Globex L5", "Initech DE", "Hooli 6"]),
        ("**Level Mapping:** DE at Acme = L5 at Globex, E5 at Initech", ["L5 at Globex", "E5 at Initech"]),
        ("**Level Mapping:** Acme DE = Globex L5 = Initech E5 — with much travel", ["Globex L5", "Initech E5"]),
        ("**Level Mapping:**\n- Acme DE = Globex L6 / Initech E6\n- Ten years and more", ["Globex L6", "Initech E6"]),
    ],
)  # fmt: skip
def test_level_mapping_lines_in_their_styles(line: str, levels: list[str]) -> None:
    assert [level.text for level in read((TITLE + line + "\n").encode()).level_mapping] == levels


@pytest.mark.parametrize(
    ("title", "company", "role"),
    [
        ("Data Engineer | Acme Labs Global Negotiation Guide", "Acme Labs", "Data Engineer"),
        ("Staff Engineer — Acme (Globex) Salary Negotiation Guide", "Acme (Globex)", "Staff Engineer"),
        ("Acme Labs | Senior Data Engineer Negotiation Guide", "Acme Labs", "Senior Data Engineer"),
        ("Acme: ML/AI Engineer Compensation Guide 2026", "Acme", "ML/AI Engineer"),
        ("Salary Negotiation Guide: Product Designer at Acme", "Acme", "Product Designer"),
        ("Negotiation Guide - Acme - Security Engineer", "Acme", "Security Engineer"),
        ("Solutions Architect | Epic Architects Global Negotiation Guide", "Epic Architects", "Solutions Architect"),
    ],
)
def test_titles_in_their_styles(title: str, company: str, role: str) -> None:
    found = read_title(1, title)
    assert (found.company, found.role) == (company, role)


def test_title_that_names_nothing_is_told() -> None:
    assert _reasons("# Notes of spring\n\n" + WIDE.removeprefix(TITLE) + "| Rome | €60K | — | — | €60K |\n") == [
        (1, "the title names no company and no role")
    ]


def test_guide_without_pay_is_told() -> None:
    assert _reasons(TITLE) == [(1, "no table of pay was found")]
    assert [one.reason for one in read(b"").problems] == ["no table of pay was found"]


ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "bom": lambda text: text.encode("utf-8-sig"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "cr": lambda text: text.replace("\n", "\r").encode(),
    "utf-16": lambda text: text.encode("utf-16"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_and_line_ends_change_nothing(encoding: str) -> None:
    text = WIDE + "| Málaga | €58K-€75K | — | 10% | €65K-€95K |\n"
    guide = read(ENCODINGS[encoding](text))
    assert [(b.line, b.region, b.base) for b in guide.bands] == [(5, "Málaga", (58_000, 75_000))]
    assert (guide.company, guide.problems) == ("Acme Labs", [])


def test_windows_encoding_is_read_and_told() -> None:
    guide = read((WIDE + "| Málaga | £58K-£75K | — | 10% | €65K |\n").encode("cp1252"))
    assert [(b.region, b.currency) for b in guide.bands] == [("Málaga", "GBP"), ("Málaga", "EUR")]
    assert [(one.line, one.reason) for one in guide.problems] == [(5, "not UTF-8; read as Windows-1252")]


LONG = 9_900
SOON = 20
"""Seconds: each of these takes well under one; what grows with the square of its size takes minutes."""

_NESTED = "<table><tr><td>" * 2_000 + "$100K" + "</td></tr></table>" * 2_000
HOSTILE = {
    "random bytes": Random(1).randbytes(1_000_000),
    "one long line": b"$1K-" * 1_250_000,
    "bars": b"|" * 5_000_000,
    "rules": b"|---|---|\n" * 100_000,
    "spaces": (b" " * LONG + b"\n") * 250,
    "equals": b"**Level Mapping:** " + b"= " * (LONG // 2),
    "brackets": (b"**Global Levers**\n1. **A:** " + b"[" * LONG + b"at $200K\n") * 20,
    "capitals": (b"**Global Levers**\n1. **A:** " + b"Aa " * (LONG // 3) + b"at $200K\n") * 100,
    "levers": b"**Global Levers**\n" + (b'1. **A:** "' + b"I need $210K base and $220K equity. " * 270 + b'"\n') * 300,
    "stances": b"> **Negotiate Up:** " + (b"An offer from Meta at $300K TC. I need $210K base. " * 190 + b"\n> ") * 300,
    "empty lines": b"\n" * 5_000_000,
    "headings": b"# a\n" * 1_250_000,
    "short rows": b"| a |\n" * 900_000,
    "five megabytes of prose": (b"I need $210K base and $220K equity. " * 5 + b"\n") * 28_000,
    "line of five megabytes within a guide": WIDE.encode() + b"| Rome | " + b"9" * 5_000_000 + b" | | | |\n",
    "digits": b"9" * 5_000_000,
    "rows of markup": b"<table>" + b"<tr><td>$100K</td>\n" * 200_000,
    "tables that never end": b"<table>\n" * 200_000,
    "nested tables in markup": _NESTED.encode(),
    "nulls": WIDE.encode() + b"| Ro\0me | $1\0K | | | |\n" * 3,
    "cells": (b"|" + b"$1K-$2K/" * 1200 + b"|\n") * 300,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_becomes_problem_records_soon(name: str) -> None:
    begun = time.process_time()
    guide = read(HOSTILE[name])
    assert time.process_time() - begun < SOON
    assert guide.problems
    json.dumps(file_report("x.md", guide), allow_nan=False)


def test_table_of_ten_thousand_rows_is_read_wholly() -> None:
    rows = (
        f"| City {n} | ${100_000 + n:,}–${200_000 + n:,} | $300K–$400K | 5–10% | $250K–$350K |\n" for n in range(10_000)
    )
    text = WIDE + "".join(rows)
    begun = time.process_time()
    guide = read(text.encode())
    assert time.process_time() - begun < SOON
    assert (len(guide.bands), guide.problems) == (10_000, [])
    assert (guide.bands[-1].line, guide.bands[-1].base) == (10_004, (109_999, 209_999))


def test_ten_thousand_rows_cost_ten_times_what_a_thousand_cost() -> None:
    def calls(rows: int) -> int:
        text = WIDE + "".join(
            f"| City {n} | EUR {n}K–{n + 9}K | ${n}K+ | 5–10% | £{n}K |\n" for n in range(2_000, rows + 2_000)
        )
        counted = 0

        def count(frame: Any, event: str, argument: Any) -> None:
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            read(text.encode())
        finally:
            sys.setprofile(None)
        return counted

    assert calls(3_000) < 11 * calls(300)


def test_table_within_a_table_is_told() -> None:
    quoted = TITLE + "> | Region | Base | Total |\n> |---|---|---|\n> | Rome | €60K | €70K |\n"
    assert [(band["line"], band["base"]) for band in _bands(quoted)] == [(5, [60_000, 60_000])]
    inner = "<table><tr><th>Region</th><th>Base</th></tr><tr><td>Rome</td><td>€60K</td></tr></table>"
    nested = TITLE + "| Region | Base | Total |\n|---|---|---|\n| Rome | " + inner + " | €70K |\n"
    assert _reasons(nested) == [(5, "Base: words where an amount is expected")]
    assert [(band["line"], "base" in band, band["total"]) for band in _bands(nested)] == [(5, False, [70_000, 70_000])]
    within = "<table>\n<tr><th>Region</th><th>Base</th></tr>\n<tr><td>Oslo</td><td>€50K</td></tr>\n<tr><td>X</td><td>"
    within = TITLE + within + inner + "</td></tr>\n<tr><td>Riga</td><td>€40K</td></tr>\n</table>\n"
    assert [(band["line"], band["region"]) for band in _bands(within)] == [(5, "Oslo")]
    assert {line for line, _ in _reasons(within)} == {6, 7}


PIECES = [
    "| ", "|---|---|\n", "Region", "Base", "Total", "$150K–$180K", "€1.2M+", "10%", "\n", "**Levers**", "1. **A:** ",
    "#", "I need $200K base", "**Level Mapping:** A = B = C\n", "> **Negotiate Up:** ", "floor is $180K", "\t",
    "é", "\r",
]  # fmt: skip


@settings(max_examples=200)
@given(
    st.one_of(
        st.binary(max_size=400), st.lists(st.sampled_from(PIECES), max_size=60).map(lambda p: "".join(p).encode())
    )
)
def test_no_bytes_make_the_reader_raise(content: bytes) -> None:
    guide = read(content)
    json.dumps(file_report("x.md", guide), allow_nan=False)
    lines = len(content.splitlines()) + 1
    assert all(1 <= one.line <= lines + content.count(b"\r") for one in guide.problems)
    for band in guide.bands:
        for span in (band.base, band.total, band.equity_4yr, band.amount):
            low, high = span or (None, None)
            assert low is None or high is None or Decimal(0) <= low <= high
