"""Decides how a survey in a workbook is read, and which workbooks are not opened at all."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO
from math import isfinite
from typing import Any

import openpyxl
from openpyxl.cell.read_only import EMPTY_CELL

from benchmarks.surveys.limits import (
    LARGEST_UNPACKED,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PARTS,
    NO_ROW,
    Cell,
    Line,
    Unusable,
    check_rows,
    refuse,
)
from benchmarks.surveys.mistakes import SurveyFileError, shown

SHEET, NOTES = "Survey", "Notes"
_LAST_ROW = 1_048_576
_UNREADABLE = "this cannot be read as a workbook. Save it anew as .xlsx, or as “CSV UTF-8”."


def lines_of(content: bytes, *, file: str) -> list[Line]:
    """The lines of the sheet “Survey”, or of the only sheet beside “Notes”, that hold anything.

    Formulas are not computed, macros and links are not loaded; what unpacks to more than the limits is not opened.
    Raises SurveyFileError.
    """
    if not openpyxl.DEFUSEDXML:
        refuse(file, "workbooks are only opened where the package defusedxml is installed. Use CSV.")
    _check_package(content, file)
    # A crafted workbook breaks the library in more ways than it has exceptions for; it warns of what it leaves out.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _lines(content, file)
        except SurveyFileError:
            raise
        except Exception:
            refuse(file, _UNREADABLE)


def _check_package(content: bytes, file: str) -> None:
    try:
        parts = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        refuse(file, _UNREADABLE)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        refuse(file, f"the workbook unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB. Use CSV instead.")


def _lines(content: bytes, file: str) -> list[Line]:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_vba=False, data_only=False, keep_links=False)
    try:
        sheet = _sheet(book, file)
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        return list(_rows(sheet, file))
    finally:
        book.close()


def _sheet(book: Any, file: str) -> Any:
    sheets = {sheet.title.strip().casefold(): sheet for sheet in book.worksheets}
    if SHEET.casefold() in sheets:
        return sheets[SHEET.casefold()]
    others = [sheet for title, sheet in sheets.items() if title != NOTES.casefold()]
    if len(others) != 1:
        refuse(file, f"name the sheet with the figures “{SHEET}”; this workbook has {len(sheets)} others.")
    return others[0]


def _rows(sheet: Any, file: str) -> Iterator[Line]:
    seen = count = width = 0
    for number, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW), start=1):
        seen += len(row)
        if seen > MOST_CELLS:
            refuse(file, "too many cells. Delete the columns and rows beside the survey, or use CSV.", line=number)
        filled = [at for at, cell in enumerate(row) if cell is not EMPTY_CELL and _cell(cell) != ""]
        if not filled:
            continue
        cells = tuple(_cell(cell) for cell in row[: filled[-1] + 1][:MOST_COLUMNS])
        if filled[-1] >= MOST_COLUMNS or any(len(str(cell)) > LONGEST_CELL for cell in cells):
            refuse(file, NO_ROW, line=number)
        count += 1
        check_rows(count, file=file, line=number)
        width = width or len(cells)
        yield Line(number, (*cells, *[""] * (width - len(cells))))


def _cell(cell: Any) -> Cell:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return Unusable(str(value).upper(), "this is a truth value, not a text or a number.")
        case int():
            return Decimal(value)
        case float() if not isfinite(value):
            return Unusable(str(value), "this is not a number that anybody is paid.")
        case float():
            # Fifteen figures are what a spreadsheet shows of a number; beyond them stands the noise of its format.
            return Decimal(f"{value:.15g}")
        case date() | time() | timedelta():
            return Unusable(str(value), "the cell is formatted as a date or a time: make it a number.")
    if getattr(cell, "data_type", "") == "f":
        return Unusable(shown(value), "this is a formula. Paste its value instead.")
    if getattr(cell, "data_type", "") == "e":
        return Unusable(shown(value), "this is an error of the spreadsheet. Write the figure, or leave the cell empty.")
    return str(value).strip()
