"""Decides how tables leave as files, so that no text in them is ever taken for a formula."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from math import isfinite
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = Iterable[Sequence[Any]]

# What a spreadsheet may read as the beginning of a formula; the minus sign of typography is one for some of them.
_BEGINS_FORMULA = frozenset("=+-@\u2212")
_BEGINS_CELL = frozenset("\t\r\n\x00")
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# What XML cannot hold: openpyxl would refuse the whole table for one such sign.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_SHEETS_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TEXT = 32_767
_LONGEST_NAME = 31
_WIDEST = 60


def csv_file(headers: Sequence[str], rows: Rows) -> bytes:
    """A table as CSV: UTF-8 with the mark that spreadsheets look for, commas, CRLF. Amounts are plain figures."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_text(header) for header in headers])
    for row in rows:
        writer.writerow([_in_csv(_plain(value)) for value in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(sheets: Mapping[str, tuple[Sequence[str], Rows]]) -> bytes:
    """Tables as one workbook, a sheet each. Texts are texts, figures figures, days days; there is no formula."""
    book = Workbook(write_only=True)
    names: set[str] = set()
    for title, (headers, rows) in sheets.items():
        table = [[_plain(value) for value in row] for row in rows]
        sheet = book.create_sheet(_sheet_name(title, names))
        sheet.freeze_panes = "A2"
        head = [safe_text(header) for header in headers]
        for at, width in enumerate(_widths(head, table), start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.append([_cell(sheet, text, bold=True) for text in head])
        for row in table:
            sheet.append([_cell(sheet, value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def safe_text(text: str) -> str:
    """A text as it may stand in a cell: with an apostrophe before it where a spreadsheet might read a formula.

    Looks past spaces and invisible signs at the beginning, and sees full-width forms. What XML cannot hold gives way to
    the replacement sign.
    """
    first = next((sign for sign in text if unicodedata.category(sign) not in _INVISIBLE), "")
    risky = text[:1] in _BEGINS_CELL or unicodedata.normalize("NFKC", first)[:1] in _BEGINS_FORMULA
    cleaned = _NOT_XML.sub("\ufffd", text)
    if risky:
        cleaned = f"'{cleaned}"
    return cleaned if len(cleaned) <= _LONGEST_TEXT else f"{cleaned[: _LONGEST_TEXT - 1]}…"


def _plain(value: Any) -> str | int | float | Decimal | date | None:
    """A value as one of the few kinds that a cell has. What is no number (NaN, infinity) is text."""
    match value:
        case None | "":
            return None
        case bool():
            return "yes" if value else "no"
        case Decimal() if not value.is_finite():
            return safe_text(str(value))
        case float() if not isfinite(value):
            return safe_text(str(value))
        case Decimal() | float():
            return value
        case int():
            return int(value)
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
        case date():
            return value
    return safe_text(str(value))


def _in_csv(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, Decimal | int | float):
        cell.number_format = "#,##0" if value == int(value) else "#,##0.00##"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widths(head: Sequence[str], table: Sequence[Sequence[Any]]) -> Iterator[int]:
    for at, text in enumerate(head):
        longest = max([len(text), *(len(_in_csv(row[at])) for row in table if at < len(row))])
        yield min(longest + 3, _WIDEST)


def _sheet_name(title: str, taken: set[str]) -> str:
    wanted = _NOT_IN_A_SHEETS_NAME.sub(" ", _NOT_XML.sub("", title)).strip(" '")[:_LONGEST_NAME] or "Sheet"
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = f"{wanted[: _LONGEST_NAME - 4]} {number}", number + 1
    taken.add(name.casefold())
    return name
