"""Layouts of tables: headings of two rows, places and levels in headings, titles among rows, what is none of them."""

from typing import Any

import pytest

from benchmarks.guides.atlas import is_place
from benchmarks.guides.reader import read
from benchmarks.guides.report import file_report

TITLE = "# Data Engineer | Acme Labs Negotiation Guide\n\n"


def report(text: str) -> dict[str, Any]:
    return file_report("x.md", read((TITLE + text).encode()))


def table(*rows: str, below: str = "") -> str:
    rule = "|" + "---|" * (rows[0].count("|") - 1)
    return "\n".join((rows[0], rule, *rows[1:], "", below, ""))


def bands(text: str, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(band[name] for name in ("region", "level", *names)) for band in report(text)["bands"]]


def reasons(text: str) -> list[str]:
    return [one["reason"] for one in report(text)["problems"]]


def k(low: int, high: int | None = None) -> list[int]:
    return [low * 1000, (high or low) * 1000]


@pytest.mark.parametrize(
    "rows",
    [
        ("| | United States | | Europe | |", "| Level | Base | Total | Base | Total |",
         "| L4 | $180K | $250K | €90K | €110K |"),
        ("| Level | United States | United States | Europe | Europe |", "| | Base | Total | Base | Total |",
         "| L4 | $180K | $250K | €90K | €110K |"),
        ("| | Base | | Total | |", "| Level | United States | Europe | United States | Europe |",
         "| L4 | $180K | €90K | $250K | €110K |"),
        ("| | United States | | Europe | |", "| | USD | USD | EUR | EUR |", "| Level | Base | Total | Base | Total |",
         "| L4 | 180K | 250K | 90K | 110K |"),
        ("| Level | United States Base | Europe Base | United States Total | Europe Total |",
         "| L4 | $180K | €90K | $250K | €110K |"),
        ("| Level | Base (United States) | Base (Europe) | Total (United States) | Total (Europe) |",
         "| L4 | $180K | €90K | $250K | €110K |"),
        ("| Level | Base | Total |", "| **United States** | | |", "| L4 | $180K | $250K |", "| **Europe** | | |",
         "| L4 | €90K | €110K |"),
    ],
)  # fmt: skip
def test_places_stand_in_headings_and_among_rows(rows: tuple[str, ...]) -> None:
    assert bands(table(*rows), "currency", "base", "total") == [
        ("United States", "L4", "USD", k(180), k(250)),
        ("Europe", "L4", "EUR", k(90), k(110)),
    ]
    assert reasons(table(*rows)) == []


def test_levels_stand_in_headings() -> None:
    expected = [("London", "Mid", k(70), k(85)), ("London", "Senior", k(90), k(120))]
    row = "| London | £70K | £85K | £90K | £120K |"
    for rows in (
        ("| Region | Mid | | Senior | |", "| | Base | TC | Base | TC |", row),
        ("| Region | Mid Base | Mid Total | Senior Base | Senior Total |", row),
    ):
        assert bands(table(*rows), "base", "total") == expected


def test_ends_and_units_stand_below_headings() -> None:
    rows = ("| | Base | | Total | |", "| Level | Min | Max | Min | Max |", "| P4 | $170K | $210K | $230K | $290K |")
    assert bands(table(*rows), "base", "total") == [(None, "P4", k(170, 210), k(230, 290))]
    rows = ("| Region | Base | Equity | Bonus |", "| | (USD) | (4yr) | % |", "| NYC | 180K | $200K | 10–15% |")
    assert bands(table(*rows), "base", "equity_4yr", "bonus_percent") == [("NYC", None, k(180), k(200), [10, 15])]
    rows = ("| | USD | | GBP | |", "| Level | Base | Total | Base | Total |", "| L4 | 180K | 250K | 90K | 110K |")
    assert bands(table(*rows), "currency", "total") == [(None, "L4", "USD", k(250)), (None, "L4", "GBP", k(110))]


def test_a_row_of_words_below_headings_of_pay_is_no_heading() -> None:
    rows = (
        "| Region | Base | Equity | Total |",
        "| Notes | Fixed pay | RSU grant | Total comp |",
        "| NYC | $170K | $200K | $240K |",
    )
    assert bands(table(*rows), "base") == [("NYC", None, k(170))]
    assert reasons(table(*rows)) == [
        f"{part}: words where an amount is expected" for part in ("Base", "Equity", "Total")
    ]


def test_what_no_place_is_named_for_belongs_to_all_or_is_told() -> None:
    rows = ("| Level | London Base | Dublin Base | Equity (4yr) | Bonus |", "| L4 | £90K | €95K | $100K | 10% |")
    assert bands(table(*rows), "base", "equity_4yr", "bonus_percent") == [
        ("London", "L4", k(90), None, [10, 10]),
        ("Dublin", "L4", k(95), None, [10, 10]),
    ]
    reason = "Equity (4yr): an amount under a heading without a place or a level, while others name one"
    assert reasons(table(*rows)) == [reason]
    rows = (
        "| | US | | EU | | |",
        "| Level | Base | Total | Base | Total | Bonus |",
        "| L4 | $170K | $220K | €90K | €110K | 10% |",
    )
    assert [one[2] for one in bands(table(*rows), "bonus_percent")] == [[10, 10], [10, 10]]


def test_names_above_parts_of_pay_are_places_levels_or_told() -> None:
    rows = [
        "| | Walnut Creek | | Cary | |",
        "| Level | Base | Total | Base | Total |",
        "| L4 | $150K | $180K | $160K | $190K |",
    ]
    assert (bands(table(*rows)), reasons(table(*rows))) == (
        [],
        ["a heading of two rows over names that are neither places nor levels"],
    )
    rows[2] = "| L4 | $150K | $180K | £90K | £110K |"  # a currency each tells them apart
    assert bands(table(*rows), "total") == [("Walnut Creek", "L4", k(180)), ("Cary", "L4", k(110))]
    rows = ["| Level | Base (Standard) | Base (Hot) | Total |", "| L4 | $150K | $160K | $190K |"]
    assert reasons(table(*rows)) == ["Base (Hot): a second amount of base, left aside"]


def test_a_heading_that_is_a_place_names_that_of_its_table() -> None:
    head, row = "| Level | Base | Total |", "| L4 | £90K | £110K |"
    for heading in ("### London", "## 🇬🇧 London Office", "**London**", "London:"):
        assert bands(f"{heading}\n\n{table(head, row)}") == [("London" + " Office" * ("Office" in heading), "L4")]
    for heading in ("### Individual contributors", "### Munich Re", "Snapshot:", "### New hires"):
        assert bands(f"{heading}\n\n{table(head, row)}") == [(None, "L4")]
    both = f"### London\n\n{table(head, row)}\n### Chipping Norton\n\n{table(head, row)}"
    assert bands(both) == [("London", "L4"), ("Chipping Norton", "L4")]
    assert bands(both.replace("Chipping Norton", "Compensation notes")) == [("London", "L4"), (None, "L4")]
    grid = table("| Level | Range |", "| L4 | £90K |")
    parts = table("| Component | L4 |", "| Base | £90K |", "| Bonus | 10% |")
    assert bands(f"### London\n\n{grid}") == bands(f"### London\n\n{parts}") == [("London", "L4")]


@pytest.mark.parametrize(
    ("heading", "equity"),
    [
        ("Equity/yr", [160, 240]),
        ("Annual equity", [160, 240]),
        ("RSU (annual)", [160, 240]),
        ("Stock (RSU, annualized)", [160, 240]),
        ("RSUs (per year)", [160, 240]),
        ("Equity (4yr)", [40, 60]),
        ("Stock (RSU/4yr, annual vest)", [40, 60]),
        ("Equity", [40, 60]),
    ],
)
def test_equity_of_a_year_is_four_times_that(heading: str, equity: list[int]) -> None:
    text = table(f"| Region | Base | {heading} |", "| Rome | €90K | €40K–€60K |")
    assert bands(text, "equity_4yr") == [("Rome", None, k(*equity))]
    assert reasons(text) == []


@pytest.mark.parametrize(
    "heading",
    ["Annual RSU grant", "Equity (Year 1)", "RSU (annual vest)", "Equity (25% per year)", "Equity/yr (4-year vest)"],
)
def test_equity_of_a_year_or_of_four_is_told(heading: str) -> None:
    text = table(f"| Region | Base | {heading} |", "| Rome | €90K | €40K–€60K |")
    assert bands(text, "equity_4yr") == [("Rome", None, None)]
    assert reasons(text) == [f"{heading}: the heading leaves open if it is equity of a year or of four"]


@pytest.mark.parametrize("note", ["*Equity figures are per year.*", "Equity values are annualized."])
def test_a_note_that_equity_is_printed_a_year_is_told(note: str) -> None:
    rows = ("| Region | Base | Equity |", "| Rome | €90K | €40K |", "| Oslo | €90K | €40K/yr |")
    assert [one[2] for one in bands(table(*rows, below=note), "equity_4yr")] == [None, k(160)]
    noted = "Equity: a note says that equity is printed a year, the amount and its heading do not"
    assert reasons(table(*rows, below=note)) == [noted]
    for other in ("RSUs vest over four years.", "*All figures are annual total compensation.*"):
        assert reasons(table(*rows, below=other)) == []


@pytest.mark.parametrize("cell", ["+$20K", "+15%", "-$10K vs SF", "−10%", "$20K less than NYC", "plus $20K", "±$5K"])
def test_increases_and_cuts_are_no_amounts(cell: str) -> None:
    text = table("| Region | Base | Total |", f"| Rome | {cell} | $200K |")
    assert bands(text, "base", "total") == [("Rome", None, None, k(200))]
    assert reasons(text) == ["Base: an increase or a cut, not an amount"]


@pytest.mark.parametrize(
    "text",
    [
        table(
            "| | Floor | Target | Stretch |", "| Base | $180K | $200K | $220K |", "| Total | $240K | $280K | $320K |"
        ),
        table("| Component | Typical offer | Your ask |", "| Base | $180K | $200K |", "| Total | $240K | $280K |"),
        table("| Scenario | Base | Total |", "| Initial offer | $180K | $240K |", "| Walk-away | $185K | $250K |"),
        table("| Component | Year 1 | Year 2 |", "| Base | $180K | $185K |", "| Total | $240K | $250K |"),
        table("| Level | Acme | Google |", "| Senior | $180K | $200K |"),
        table("| Component | Acme Labs | Google |", "| Base | $180K | $200K |", "| Total | $240K | $280K |"),
        "### What competitors pay\n\n" + table("| Level | Google | Meta |", "| Senior | $380K | $400K |"),
        table("| Level | 2024 | 2025 |", "| Senior | $180K | $200K |"),
        "### Equity\n\n" + table("| Level | Rome | Oslo |", "| Senior | $180K | $200K |"),
        table("| Region | Package |", "| NYC | $180K base + $50K stock |"),
        table("| Region | Total |", "| NYC | $180K + equity |"),
    ],
)
def test_what_is_no_pay_of_a_place_or_level_is_told(text: str) -> None:
    assert bands(text) == []
    assert reasons(text) != []


def test_columns_beside_ranges_are_no_places() -> None:
    rows = ("| Band | Range | Midpoint | Equity | |", "| IC3 | $130K–$160K | $145K | $60K | $5K |")
    assert bands(table(*rows), "amount") == [(None, "IC3", k(130, 160))]
    assert len(reasons(table(*rows))) == 3
    assert bands(table("| Region | Hourly rate |", "| NYC | $80/hr |")) == [("NYC", None)]
    assert bands(table("| Experience | Base | Total |", "| 0–2 yrs | $120K | $150K |")) == [(None, "0–2 yrs")]


def test_labels_name_a_place_and_a_level() -> None:
    rows = [f"| {label} | £90K | £110K |" for label in ("London — Senior", "L5 (London)", "Staff, Dublin", "Principal")]
    assert bands(table("| | Base | Total |", *rows)) == [
        ("London", "Senior"), ("London", "L5"), ("Dublin", "Staff"), (None, "Principal"),
    ]  # fmt: skip


def test_a_note_below_says_the_currency() -> None:
    rows = ("| Region | Base | Total |", "| Toronto | $150K | 190K |", "| Leeds | £80K | £90K |")
    read_so = bands(table(*rows, below="*All amounts in CAD unless noted.*"), "currency")
    assert [one[2] for one in read_so] == ["CAD", "GBP"]
    assert bands(table(*rows, below="CAD amounts converted at 0.73."), "currency")[0][2] == "USD"


@pytest.mark.parametrize(
    "text", ["London", "SF / NYC", "Remote US", "Rest of Europe", "Bay Area (HQ)", "Cary, NC", "Zone B"]
)
def test_places(text: str) -> None:
    assert is_place(text)


@pytest.mark.parametrize(
    "text", ["Munich Re", "Bank of America", "About us", "HQ perks", "Senior", "Base", "", "Remote work"]
)
def test_no_places(text: str) -> None:
    assert not is_place(text)
