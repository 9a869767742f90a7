"""A survey's file is read whole or not at all, and every mistake in it is told at once."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.models import Level, Region
from benchmarks.surveys import columns, figures, template
from benchmarks.surveys.limits import LARGEST_FILE
from benchmarks.surveys.mistakes import SurveyFileError, WrongCell
from benchmarks.surveys.reader import read
from tests.benchmarks.survey_files import JUNIOR, NAMES, SENIOR, csv_of, row, xlsx_of

pytestmark = pytest.mark.django_db


def mistakes(content: bytes, file: str = "pay.csv") -> list[str]:
    with pytest.raises(SurveyFileError) as refused:
        read(content, file=file)
    assert refused.value.code == "survey_file"
    return [str(mistake) for mistake in refused.value.mistakes]


def said(content: bytes) -> list[tuple[Any, ...]]:
    return [
        (one.line, one.level.slug, one.p25, one.p50, one.p75, one.p90, one.people, one.companies)
        for one in read(content, file="pay.csv")
    ]


BOTH = [
    (2, "senior", Decimal(120_000), Decimal(140_000), Decimal(160_000), Decimal(180_000), 40, 12),
    (3, "junior", Decimal(60_000), Decimal(70_000), Decimal(80_000), None, 9, 5),
]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_csv_is_read_in_every_spelling(mark: bytes, end: str, between: str) -> None:
    assert said(mark + csv_of(SENIOR, JUNIOR, between=between, end=end)) == BOTH


def test_workbook_is_read_like_csv() -> None:
    numbers = tuple(int(cell) if cell.isdigit() else cell for cell in SENIOR)
    assert said(xlsx_of(numbers, JUNIOR)) == BOTH
    assert said(xlsx_of(numbers, JUNIOR, title="Figures", more=["Notes"])) == BOTH


def test_row_keeps_all_that_the_line_says() -> None:
    (found,) = read(csv_of(row(role='Engineer, "GPU"  kernels', measure="Total", period="MONTH", p50="140,000.50")
                           ).replace(b'"Engineer, "GPU"', b'"Engineer, ""GPU""'), file="pay.csv")  # fmt: skip
    assert (found.role, found.measure, found.period) == ('Engineer, "GPU" kernels', "total", "month")
    assert (found.currency, found.p50) == ("EUR", Decimal("140000.50"))
    assert (found.level, found.region) == (Level.objects.get(slug="senior"), Region.objects.get(slug="germany"))


def test_levels_and_regions_go_by_title_as_well() -> None:
    (found,) = read(csv_of(row(level="staff  / Principal", region="United States (Remote)", currency="USD")), file="f")
    assert (found.level.slug, found.region.slug) == ("staff_principal", "us_remote")


def test_columns_may_stand_in_any_order_and_in_capitals() -> None:
    names = [name.upper() for name in reversed(NAMES)]
    assert said(csv_of(SENIOR[::-1], JUNIOR[::-1], names=names)) == BOTH


def test_empty_lines_do_not_count_but_keep_the_numbers() -> None:
    content = csv_of(SENIOR) + b"\n,,,,,,,,,,,\n" + csv_of(JUNIOR).split(b"\n")[1] + b"\n"
    assert [line for line, *_ in said(content)] == [2, 5]


def test_line_is_where_a_row_begins() -> None:
    content = csv_of(row(role='"ML\nengineer"'), JUNIOR)
    assert [line for line, *_ in said(content)] == [2, 4]


def test_all_mistakes_are_told_at_once() -> None:
    content = csv_of(
        row(level="seniour", region="mars", measure="pay", currency="eur", period="weekly"),
        row(p25="120K", p50="140.000", p75="€160000", p90="n/a", people="many", companies="0"),
        row(role="Data engineer"),
        row(role="data engineer"),
        row(role="Other", p50="100000", people="3"),
    )
    known = "Known here: junior, mid, senior, staff_principal, head_vp."
    assert mistakes(content) == [
        f"pay.csv:2: level “seniour”: there is no such level; did you mean “senior”? {known}",
        "pay.csv:2: region “mars”: there is no such region. Known here: germany, uk_netherlands, us_remote.",
        "pay.csv:2: measure “pay”: write base or total.",
        "pay.csv:2: currency “eur”: three capital letters of ISO 4217, such as EUR.",
        "pay.csv:2: period “weekly”: write year, month or hour.",
        "pay.csv:3: p25 “120K”: write the figure in full: 120000.",
        "pay.csv:3: p50 “140.000”: a point begins the decimals, commas group thousands: write 140000 if that is meant.",
        "pay.csv:3: p75 “€160000”: the currency has its own column: write 160000.",
        "pay.csv:3: p90 “n/a”: leave the cell empty where the survey prints no figure.",
        "pay.csv:3: people “many”: write a whole number such as 64, or leave the cell empty.",
        "pay.csv:3: companies “0”: write a whole number of one or more, or leave the cell empty.",
        "pay.csv:5: role “data engineer”: line 4 has this role, level, region and measure already: one row for each.",
        "pay.csv:6: p50 “100000”: percentiles rise: p50 is below p25, 120,000.",
        "pay.csv:6: companies “12”: more companies than people, 3: are the two columns exchanged?",
    ]


def test_percentiles_rise_over_a_gap() -> None:
    assert mistakes(csv_of(row(p25="150000", p50="", p75="140000"))) == [
        "pay.csv:2: p75 “140000”: percentiles rise: p75 is below p25, 150,000."
    ]


def test_row_without_any_percentile_is_a_mistake() -> None:
    assert mistakes(csv_of(row(p25="", p50="", p75="", p90=""))) == [
        "pay.csv:2: p50: one percentile at least must be given."
    ]


def test_row_of_another_width_is_a_mistake() -> None:
    """An amount whose comma is not quoted becomes two cells; a line that was cut lacks some."""
    content = csv_of(SENIOR).replace(b"120000", b"120,000") + b"ML engineer,junior\n"
    wrong = "cells below a heading of 12: quote cells that hold the separator."
    assert mistakes(content) == [f"pay.csv:2: 13 {wrong}", f"pay.csv:3: 2 {wrong}"]


def test_heading_is_held_to_the_template() -> None:
    names = ("role", "level", "level", "region", "measure", "currency", "pereod", "p25", "p50", "p75", "p90", "people")
    every = ", ".join(NAMES)
    assert mistakes(csv_of(SENIOR, names=names)) == [
        f"pay.csv:1: pereod: unknown column; did you mean “period”? The columns are: {every}.",
        "pay.csv:1: level: the column is there twice.",
        "pay.csv:1: period: the column is missing.",
        "pay.csv:1: companies: the column is missing; its cells may be empty where nothing is known.",
    ]
    assert mistakes(b"Hello,world\n1,2\n") == [
        f"pay.csv:1: “hello, world”: the first line names no column of a survey. The columns are: {every}."
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "pay.csv: the file is empty."),
        (b" \n\r\n", "pay.csv: the file is empty."),
        (b"\xef\xbb\xbf", "pay.csv: the file is empty."),
        (csv_of(), "pay.csv: there is no row below the heading."),
        (csv_of(SENIOR).decode().encode("utf-16"), "pay.csv: this is UTF-16. Save the file as “CSV UTF-8”."),
        (b"role\nfa\xe7ade", "pay.csv:2: this is not UTF-8. Save the file as “CSV UTF-8”."),
        (csv_of() + b'"open,senior\n', "pay.csv:2: the quotes do not pair. Write a quote inside a quoted cell twice."),
        (csv_of() + b'"a"b,c\n', "pay.csv:2: the quotes do not pair. Write a quote inside a quoted cell twice."),
        (b"x" * (LARGEST_FILE + 1), "pay.csv: the file is larger than 5 MB. Split the survey into several."),
        (csv_of() + b"x" * 4_000_000, "pay.csv:2: this is not a row of a survey: too many cells, or too long ones."),
        (csv_of() + b"," * 200 + b"x", "pay.csv:2: this is not a row of a survey: too many cells, or too long ones."),
        (csv_of(*[SENIOR] * 10_001), "pay.csv:10002: more than 10,000 rows. Split the survey into several."),
    ],
)  # fmt: skip
def test_file_that_cannot_be_read_says_why(content: bytes, message: str) -> None:
    assert mistakes(content)[:1] == [message]


@given(st.binary(max_size=3000) | st.text(max_size=3000).map(str.encode))
def test_any_bytes_are_refused_with_a_place(content: bytes) -> None:
    for prefix in (b"", csv_of()):
        assert all(one.startswith("pay.csv") for one in mistakes(prefix + content))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("130000", "130000"),
        ("130,000", "130000"),
        ("1,234,567.5", "1234567.5"),
        ("62.50", "62.50"),
        (Decimal("62.5"), "62.5"),
        (Decimal(130_000), "130000"),
    ],
)
def test_amount_is_read(cell: str | Decimal, expected: str) -> None:
    assert figures.amount(cell, period="hour") == Decimal(expected)


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        ("130.5K", "write the figure in full: 130500."),
        ("€130k", "write the figure in full: 130000."),
        ("1.2M", "write the figure in full: 1200000."),
        ("USD 130,000", "the currency has its own column: write 130,000."),
        ("130000 EUR", "the currency has its own column: write 130000."),
        ("130 000", "thousands are grouped by commas or not at all: write 130000."),
        ("130\u00a0000,50", "thousands are grouped by commas or not at all: write 130000.50."),
        ("130'000", "thousands are grouped by commas or not at all: write 130000."),
        ("130.000", "a point begins the decimals, commas group thousands: write 130000 if that is meant."),
        ("1.130.000,50", "decimals begin with a point: write 1130000.50."),
        ("62,5", "decimals begin with a point: write 62.5."),
        ("500,000+", "write the figure alone: 500,000."),
        ("120-130", "one figure, not a range: write the percentile itself."),
        ("-5000", "pay is more than nothing: write a figure without a sign."),
        ("—", "leave the cell empty where the survey prints no figure."),
        ("13,00,000", "write a figure in whole units, such as 130000 or 130,000."),
        ("１３００００", "write a figure in whole units, such as 130000 or 130,000."),
        ("1e5", "write a figure in whole units, such as 130000 or 130,000."),
        ("130", "whole units, not thousands: write 130000 if that is meant."),
        ("0", "pay is more than nothing; leave the cell empty where the survey prints no figure."),
        ("99999999999999", "this is more than anybody is paid; write whole units of the currency."),
        (Decimal("130000.126"), "at most two places after the point: write 130000.13."),
        (Decimal(-1), "pay is more than nothing; leave the cell empty where the survey prints no figure."),
    ],
)
def test_amount_that_is_wrong_says_what_is_right(cell: str | Decimal, right: str) -> None:
    with pytest.raises(WrongCell) as refused:
        figures.amount(cell, period="year")
    assert str(refused.value) == right


@given(st.decimals(Decimal("0.01"), figures.LARGEST, places=2))
def test_amount_written_and_read_is_the_same(amount: Decimal) -> None:
    for text in (f"{amount:f}", f"{amount:,f}"):
        assert figures.amount(text, period="hour") == amount
    assert figures.amount(amount, period="hour") == amount


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_says_what_is_right(text: str) -> None:
    told = ""
    try:
        figures.amount(text, period="year")
    except WrongCell as refused:
        told = str(refused)
    assert told[-1:] in ("", ".")


@pytest.mark.parametrize(
    ("cell", "expected"), [("", None), ("64", 64), ("1,200", 1200), (Decimal(64), 64), (Decimal("64.0"), 64)]
)
def test_count_is_read(cell: str | Decimal, expected: int | None) -> None:
    assert figures.count(cell) == expected


@pytest.mark.parametrize("cell", ["6.5", "-3", "0", "n/a", "about 40", "12,00", Decimal("1.5"), Decimal(-1)])
def test_count_that_is_wrong_is_refused(cell: str | Decimal) -> None:
    with pytest.raises(WrongCell):
        figures.count(cell)


def test_text_keeps_signs_of_formulas_but_no_control_characters() -> None:
    (found,) = read(csv_of(row(role="=1+1")), file="pay.csv")
    assert found.role == "=1+1"
    assert mistakes(csv_of(row(role="a\x00b"))) == [
        "pay.csv:2: role “a\ufffdb”: there are control characters in this text: type it anew."
    ]


def test_long_role_is_a_mistake() -> None:
    (told,) = mistakes(csv_of(row(role="x" * 161)))
    assert told.endswith("at most 160 signs; these are 161.")


def test_retired_level_is_not_known() -> None:
    Level.objects.filter(slug="junior").update(retired_at="2026-01-01T00:00:00Z")
    (told,) = mistakes(csv_of(JUNIOR))
    assert "there is no such level" in told


@pytest.mark.parametrize("make", [template.csv_template, template.xlsx_template])
def test_template_is_right_but_for_its_example_row(make: Any) -> None:
    assert mistakes(make()) == [
        "pay.csv:2: role “EXAMPLE: delete this row”: this is the template's example row: delete it."
    ]


def test_template_filled_in_is_read() -> None:
    filled = template.csv_template().replace(b"EXAMPLE: delete this row", b"ML engineer")
    assert said(filled) == [
        (2, "senior", Decimal(128_000), Decimal(141_000), Decimal(156_000), Decimal(171_000), 64, 12)
    ]


def test_template_explains_each_column_and_names_what_is_known() -> None:
    (heading, _) = csv.reader(StringIO(template.csv_template().decode("utf-8-sig")))
    assert tuple(heading) == NAMES == columns.NAMES
    book = openpyxl.load_workbook(BytesIO(template.xlsx_template()))
    assert book.sheetnames == ["Survey", "Notes"]
    notes = list(book["Notes"].iter_rows(values_only=True))
    assert [line[0] for line in notes[1:13]] == list(NAMES)
    assert ("level", "senior", "Senior, 5–8 years") in notes
    assert ("region", "germany", "Germany, pays in EUR") in notes
