"""Files of surveys as people have them lying around, for the tests of reading them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

NAMES = ("role", "level", "region", "measure", "currency", "period", "p25", "p50", "p75", "p90", "people", "companies")
SENIOR = ("ML engineer", "senior", "germany", "base", "EUR", "year", "120000", "140000", "160000", "180000", "40", "12")
JUNIOR = ("ML engineer", "junior", "germany", "base", "EUR", "year", "60000", "70000", "80000", "", "9", "5")


def row(**changed: Any) -> tuple[Any, ...]:
    """The row of a senior, with some cells changed."""
    return tuple({**dict(zip(NAMES, SENIOR, strict=True)), **changed}.values())


def csv_of(*rows: Sequence[Any], names: Sequence[str] = NAMES, between: str = ",", end: str = "\n") -> bytes:
    """A CSV file; cells with a separator are quoted."""
    lines = [
        between.join(f'"{cell}"' if between in str(cell) else str(cell) for cell in line) for line in (names, *rows)
    ]
    return (end.join(lines) + end).encode()


def xlsx_of(
    *rows: Sequence[Any], names: Sequence[str] = NAMES, title: str = "Survey", more: Sequence[str] = ()
) -> bytes:
    """A workbook with one sheet of rows, and empty sheets of other names."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in (names, *rows):
        sheet.append(list(line))
    for other in more:
        book.create_sheet(other)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(workbook: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A workbook some of whose parts are replaced, or that has more of them."""
    out = BytesIO()
    with ZipFile(BytesIO(workbook)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()
