"""Guides that are written otherwise: other columns, other headings, markup in cells, offers in tables."""

from typing import Any

import pytest

from benchmarks.guides.cells import read_cell
from benchmarks.guides.reader import read
from benchmarks.guides.report import file_report
from benchmarks.guides.titles import read_title

TITLE = "# Data Engineer | Acme Labs Negotiation Guide\n\n"


def _table(head: str, *rows: str, title: str = TITLE, below: str = "") -> str:
    return f"{title}{head}\n|{'---|' * (head.count('|') - 1)}\n" + "".join(f"{row}\n" for row in rows) + below


def _bands(text: str) -> list[dict[str, Any]]:
    bands = file_report("x.md", read(text.encode()))["bands"]
    return [{name: value for name, value in band.items() if value is not None} for band in bands]


def _told(text: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.text, one.reason) for one in read(text.encode()).problems]


def test_columns_stand_in_any_order_with_units_in_their_headings() -> None:
    text = _table(
        "| Total Compensation | Bonus (%) | RSU 4-year grant ($K) | Base ($K) | Office |",
        "| $250K | 10 | 300 | 165–215 | NYC |",
    )
    assert _bands(text) == [
        {"line": 5, "region": "NYC", "currency": "USD", "period": "year", "base": [165_000, 215_000],
         "equity_4yr": [300_000, 300_000], "bonus_percent": [10, 10], "total": [250_000, 250_000]},
    ]  # fmt: skip
    assert _told(text) == []


def test_ends_of_a_range_in_two_columns_are_joined() -> None:
    head = "| Location | Base Min | Base Max | Equity Low | Equity High | Total Min | Total Max |"
    text = _table(head, "| Berlin | €80K | €110K | €40K | €80K | €95K | — |")
    assert [(one["base"], one["equity_4yr"], one["total"]) for one in _bands(text)] == [
        ([80_000, 110_000], [40_000, 80_000], [95_000, None]),
    ]  # fmt: skip
    text = _table(
        "| Component | Low | Mid | High |",
        "| Base Salary | $165K | $190K | $215K |",
        "| Total Comp | $220K | $260K | $300K |",
    )
    assert _bands(text) == [
        {"line": 5, "currency": "USD", "period": "year", "base": [165_000, 215_000], "total": [220_000, 300_000]},
    ]  # fmt: skip
    assert _told(text) == [(3, "Mid", "the middle of a range whose ends are read, left aside")]


def test_percentiles_are_neither_places_nor_levels() -> None:
    text = _table("| City | P50 | P90 |", "| Berlin | €80K | €95K |")
    assert [(one["region"], one.get("level"), one["amount"]) for one in _bands(text)] == [
        ("Berlin", None, [80_000, 80_000]), ("Berlin", None, [95_000, 95_000]),
    ]  # fmt: skip
    assert [line for line, _, reason in _told(text) if "percentile" in reason] == [5, 5]
    text = _table("| Percentile | Base | Total |", "| 25th | €80K | €95K |")
    assert ["region" in one for one in _bands(text)] == [False]


@pytest.mark.parametrize(
    "cell",
    [
        "[$165K–$215K](https://example.com/x)", "\\$165K–\\$215K", "&#36;165K&ndash;&#36;215K", "<b>$165K</b>–$215K",
        "$165K–$215K[^1]", "$165K–$215K²", "$165K–<br>$215K", "**$165K** – **$215K**", "`$165K–$215K`†",
    ],
)  # fmt: skip
def test_markup_in_a_cell_changes_nothing(cell: str) -> None:
    text = _table("| Region | Base | Total |", f"| Rome | {cell} | $250K |")
    assert [one["base"] for one in _bands(text)] == [[165_000, 215_000]]
    assert _told(text) == []


def test_table_in_html_is_read_with_its_lines() -> None:
    rows = "<tr><td>Rome</td><td>&euro;60K&ndash;&euro;75K</td></tr>\n<tr><td colspan=2>soon</td></tr>\n"
    text = TITLE + f"<table>\n<thead><tr><th>Region</th><th>Base</th></tr></thead>\n{rows}</table>\n"
    assert [(one["line"], one["region"], one["base"]) for one in _bands(text)] == [(5, "Rome", [60_000, 75_000])]
    assert _told(text) == [(6, "soon", "cells over several columns or rows")]


def test_rows_without_any_heading_are_told_one_by_one() -> None:
    text = TITLE + "NYC | $165K | $250K\nLondon | £95K | £150K\n"
    reason = "a row of a table without a heading row"
    assert _told(text) == [(3, "NYC | $165K | $250K", reason), (4, "London | £95K | £150K", reason)]


def test_prose_with_a_bar_below_a_table_is_no_row() -> None:
    text = _table(
        "| Region | Base | Bonus | Total |", "| Rome | €60K | 10% | €70K |", below="**Note:** levels | pay of €90K\n"
    )
    assert len(_bands(text)) == 1
    assert _told(text) == []


def test_pay_at_other_companies_is_offers_not_bands() -> None:
    rows = ("| Globex | €70K | €90K | €95K |", "| Acme Labs | €1K | €2K | €3K |", "| Initech | n/a | ? | — |")
    others = _table("| Company | Base | RSU (4yr) | Total |", *rows, title="")
    text = _table("| Region | Base | Total |", "| Rome | €60K | €70K |", below=f"\n{others}")
    guide = read(text.encode())
    assert [(band.region, band.line) for band in guide.bands] == [("Rome", 5)]
    assert [(one.companies, one.currency, one.line, one.parts) for one in guide.competing] == [
        (("Globex",), "EUR", 9, {"base": (70_000, 70_000), "equity_4yr": (90_000, 90_000), "total": (95_000, 95_000)}),
    ]  # fmt: skip
    assert [(line, reason) for line, _, reason in _told(text)] == [
        (10, "no other company's pay in a table of other companies"),
        (11, "RSU (4yr): words where an amount is expected"),
    ]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$165K or more", [("USD", 165_000, None)]),
        ("£95K and above", [("GBP", 95_000, None)]),
        ("1,200万円–1,600万円", [("JPY", 12_000_000, 16_000_000)]),
        ("₩1.1억–₩1.5억", [("KRW", 110_000_000, 150_000_000)]),
        ("9,000만원–1억 3,000만원", [("KRW", 90_000_000, 130_000_000)]),
        ("TL 3M–4M", [("TRY", 3_000_000, 4_000_000)]),
        ("120.000 – 150.000 €", [("EUR", 120_000, 150_000)]),
        ("SEK 720 000–900 000", [("SEK", 720_000, 900_000)]),
        ("95k GBP - 120k GBP", [("GBP", 95_000, 120_000)]),
    ],
)
def test_more_notations_of_money(text: str, amounts: list[tuple[str, int, int | None]]) -> None:
    cell = read_cell(text)
    assert ([(one.currency, *one.span) for one in cell.amounts], cell.doubts) == (amounts, ())


def test_ends_of_different_size_are_told() -> None:
    assert read_cell("$165–$215,000").doubts == ("one end in thousands, the other in whole units",)


def test_currency_of_a_heading_that_several_share_is_told_by_its_place() -> None:
    text = _table("| Level | Tokyo (¥) | Oslo (kr) |", "| Senior | 8M–11M | 900K–1.1M |")
    assert [(one["region"], one["currency"]) for one in _bands(text)] == [("Tokyo", "JPY"), ("Oslo", "NOK")]


@pytest.mark.parametrize(
    ("title", "company", "role"),
    [
        ("Negotiating Your Data Engineer Offer at Acme Labs", "Acme Labs", "Data Engineer"),
        ("Data Engineer Compensation at Acme Labs (2025-2026)", "Acme Labs", "Data Engineer"),
        ("[Acme Labs] Data Engineer — Negotiation Playbook", "Acme Labs", "Data Engineer"),
        ("Data Engineer / Acme Labs / Market Guide", "Acme Labs", "Data Engineer"),
        ("Salary Negotiation: Data Engineer (Acme Labs)", "Acme Labs", "Data Engineer"),
        ("Guide: Data Engineer at Acme Labs", "Acme Labs", "Data Engineer"),
        ("Customer Success | Lead Bank Negotiation Guide", "Lead Bank", "Customer Success"),
        ("Vibe Curator | Staff Mark Negotiation Guide", "Staff Mark", "Vibe Curator"),
        ("Market Guide — Acme Labs, Data Engineer, 2026", "Acme Labs", "Data Engineer"),
    ],
)
def test_more_styles_of_titles(title: str, company: str, role: str) -> None:
    found = read_title(1, title)
    assert (found.company, found.role, found.doubt) == (company, role, "")


def test_title_without_a_divider_is_read_and_told() -> None:
    found = read_title(1, "Acme Labs Senior Data Engineer Salary Guide")
    assert (found.company, found.role) == ("Acme Labs", "Senior Data Engineer")
    assert found.doubt == "nothing divides company and role; read as Acme Labs and Senior Data Engineer"


def test_underlined_headings_and_labels_name_company_and_role() -> None:
    body = _table("| Region | Base | Total |", "| Rome | €60K | €70K |", title="")
    guide = read(f"Data Engineer at Acme Labs\n==========\n\nPay\n---\n\n{body}".encode())
    assert (guide.company, guide.role, guide.problems) == ("Acme Labs", "Data Engineer", [])
    guide = read(f"# Pay guide\n\n**Company:** Acme Labs\n**Role:** Data Engineer\n\n{body}".encode())
    assert (guide.company, guide.role) == ("Acme Labs", "Data Engineer")


def test_levels_are_read_from_points_and_from_a_bare_table() -> None:
    body = _table("| Region | Base | Total |", "| Rome | €60K | €70K |")
    points = body + "\n## Level equivalents\n- Globex L5\n- Initech E5\n"
    assert [one.text for one in read(points.encode()).level_mapping] == ["Globex L5", "Initech E5"]
    table = body + "\n" + _table("| Acme level | Globex | Initech |", "| IC4 | L5 | E5 |", title="")
    assert [one.text for one in read(table.encode()).level_mapping] == ["IC4 = Globex L5", "IC4 = Initech E5"]
    dashed = body + "\n**Level mapping** — Acme IC4 ≈ Globex L5 ≈ Initech E5\n"
    assert [one.text for one in read(dashed.encode()).level_mapping] == ["Globex L5", "Initech E5"]


def test_target_and_floor_are_read_from_a_list() -> None:
    points = "- **Target:** €75K base + €60K equity (4 years)\n- **Floor:** €65K base\n"
    text = _table("| Region | Base | Total |", "| Rome | €60K | €70K |", below=f"\n## Target and floor\n{points}")
    report = file_report("x.md", read(text.encode()))
    assert report["target"] == {"currency": "EUR", "base": [75_000, 75_000], "equity_4yr": [60_000, 60_000]}
    assert report["floor"] == {"currency": "EUR", "base": [65_000, 65_000]}


def test_more_lines_than_a_guide_has_are_told() -> None:
    guide = read(TITLE.encode() + b"word\n" * 100_001)
    assert (guide.problems[-1].line, guide.problems[-1].reason[:31]) == (100_001, "more lines than a guide has; fr")
