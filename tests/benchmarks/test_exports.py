"""No text that leaves in a file is taken for a formula; numbers stay numbers."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exports import csv_file, safe_text, xlsx_file

PAYLOADS = [
    '=HYPERLINK("http://example.com","x")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1+1",
    "−1",
    " =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u00a0+1",
    "-5",
]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_like_a_formula_gets_an_apostrophe(payload: str) -> None:
    """In every place of a table: headings and cells, first and last."""
    table = read_csv(csv_file([payload, "plain"], [["plain", payload], [payload, "plain"]]))
    for cell in (table[0][0], table[1][1], table[2][0]):
        assert cell.startswith("'")
    book = read_xlsx(xlsx_file({"Sheet": ([payload, "plain"], [["plain", payload], [payload, "plain"]])}))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sum(cell.value.startswith("'") for cell in cells) == 3


@pytest.mark.parametrize("text", ["plain", "Müller = Co", "a-b", "'quoted", "3 %", "e=mc²", "#N/A", "1e5", "TRUE"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert read_csv(csv_file(["x"], [[text]])) == [["x"], [text]]
    cell = read_xlsx(xlsx_file({"Sheet": (["x"], [[text]])})).active["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("number", [-5, 0, 130_000, Decimal(-1250), Decimal("62.50"), Decimal("1E+5"), 0.5, -0.25])
def test_numbers_stay_numbers(number: Any) -> None:
    cell = read_xlsx(xlsx_file({"Sheet": (["x"], [[number]])})).active["A2"]
    assert (cell.data_type, Decimal(str(cell.value))) == ("n", Decimal(str(number)))
    assert Decimal(read_csv(csv_file(["x"], [[number]]))[1][0]) == Decimal(str(number))


def test_amount_is_written_in_figures() -> None:
    assert csv_file(["pay"], [[Decimal("1E+5")], [Decimal("-1250.50")], [None]]) == (
        b'\xef\xbb\xbfpay\r\n100000\r\n-1250.50\r\n""\r\n'
    )


def test_other_values_are_written_for_people() -> None:
    row = [date(2026, 4, 1), datetime(2026, 4, 1, 9, 30, tzinfo=UTC), True, False, None, Decimal("NaN"), float("inf")]
    assert read_csv(csv_file(list("abcdefg"), [row]))[1] == [
        *("2026-04-01", "2026-04-01 09:30 UTC", "yes", "no", "", "NaN", "inf"),
    ]
    cells = next(read_xlsx(xlsx_file({"Sheet": (list("abcdefg"), [row])})).active.iter_rows(min_row=2))
    assert str(cells[0].value) == "2026-04-01 00:00:00"
    assert [cell.value for cell in cells[1:]] == ["2026-04-01 09:30 UTC", "yes", "no", None, "NaN", "inf"]
    assert cells[0].number_format == "yyyy-mm-dd"


def test_minus_infinity_is_no_formula() -> None:
    assert read_csv(csv_file(["x"], [[float("-inf")]]))[1] == ["'-inf"]


def test_workbook_has_a_sheet_for_each_table() -> None:
    sheets = {"Bands: [2026]/EU*?": (["a"], [[1]]), "bands   2026  eu": (["b"], []), "x" * 40: (["c"], [])}
    book = read_xlsx(xlsx_file(sheets))
    assert len(book.sheetnames) == 3
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert book.worksheets[0].freeze_panes == "A2"


def test_sheets_of_the_same_name_are_counted() -> None:
    assert read_xlsx(xlsx_file({"A": (["a"], []), "a": (["b"], [])})).sheetnames == ["A", "a 2"]


def test_long_text_ends_in_an_ellipsis() -> None:
    assert safe_text("x" * 40_000) == "x" * 32_766 + "…"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text() | st.integers(-(10**12), 10**12) | st.none(), min_size=2, max_size=2), max_size=5))
def test_any_text_makes_a_file_without_formulas(rows: list[list[Any]]) -> None:
    """Whatever the signs: both files open again, and no cell begins like a formula unless it is a number."""
    for row in read_csv(csv_file(["a", "b"], rows)):
        for cell in row:
            assert cell[:1] not in ("=", "+", "@", "\t", "\r", "\n")
            assert not cell.startswith("-") or int(cell) < 0
    sheet = read_xlsx(xlsx_file({"Sheet": (["a", "b"], rows)})).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
