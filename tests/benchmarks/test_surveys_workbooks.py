"""A workbook that is not what it says, or is meant to do harm, is refused with a clear message."""

import time
from contextlib import suppress
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.surveys import limits
from benchmarks.surveys.mistakes import SurveyFileError
from benchmarks.surveys.reader import read
from tests.benchmarks.survey_files import JUNIOR, NAMES, SENIOR, row, with_parts, xlsx_of

pytestmark = pytest.mark.django_db
UNREADABLE = "pay.xlsx: this cannot be read as a workbook. Save it anew as .xlsx, or as “CSV UTF-8”."
SHEET = "xl/worksheets/sheet1.xml"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def mistakes(content: bytes) -> list[str]:
    began = time.monotonic()
    with pytest.raises(SurveyFileError) as refused:
        read(content, file="pay.xlsx")
    assert time.monotonic() - began < 10
    return [str(mistake) for mistake in refused.value.mistakes]


def sheet_of(rows: str) -> bytes:
    head = "".join(f'<c r="{chr(65 + at)}1" t="inlineStr"><is><t>{name}</t></is></c>' for at, name in enumerate(NAMES))
    data = f'<sheetData><row r="1">{head}</row>{rows}</sheetData>'
    return f'<?xml version="1.0"?><worksheet xmlns="{SPREADSHEET}">{data}</worksheet>'.encode()


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("=120000*2", "p25 “=120000*2”: this is a formula. Paste its value instead."),
        ("#DIV/0!", "p25 “#DIV/0!”: this is an error of the spreadsheet. Write the figure, or leave the cell empty."),
        (True, "p25 “TRUE”: this is a truth value, not a text or a number."),
        (date(2026, 1, 1), "p25 “2026-01-01 00:00:00”: the cell is formatted as a date or a time: make it a number."),
        (0.1 + 0.2, "p25 “0.3”: whole units, not thousands: write 300 if that is meant."),
        ("120K", "p25 “120K”: write the figure in full: 120000."),
    ],
)  # fmt: skip
def test_cell_of_another_kind_is_a_mistake(cell: Any, message: str) -> None:
    assert mistakes(xlsx_of(row(p25=cell))) == [f"pay.xlsx:2: {message}"]


def test_number_has_no_noise_of_its_format() -> None:
    (found,) = read(xlsx_of(row(p25=119999.99999999999)), file="pay.xlsx")
    assert found.p25 == 120_000


def test_sheet_has_to_be_clear() -> None:
    assert mistakes(xlsx_of(SENIOR, title="2025", more=["2026"])) == [
        "pay.xlsx: name the sheet with the figures “Survey”; this workbook has 2 others."
    ]


def test_lines_are_those_of_the_sheet() -> None:
    content = xlsx_of(SENIOR, (), (None, None), JUNIOR)
    assert [one.line for one in read(content, file="pay.xlsx")] == [2, 5]


def test_macros_are_not_loaded() -> None:
    """A workbook with a macro is read for its cells; the macro is a part that nobody opens."""
    content = with_parts(xlsx_of(SENIOR), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100})
    assert len(read(content, file="pay.xlsm")) == 1


def test_workbook_of_the_old_kind_is_refused() -> None:
    assert mistakes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000) == [
        "pay.xlsx: this is a workbook of the old kind (.xls), or one with a password: save it as .xlsx without one."
    ]


def test_other_archives_are_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert mistakes(out.getvalue()) == [UNREADABLE]
    assert mistakes(b"PK\x03\x04 and nothing more") == [UNREADABLE]


def test_bomb_is_not_unpacked() -> None:
    """A hundred megabytes in a hundred kilobytes."""
    out = BytesIO()
    with ZipFile(BytesIO(xlsx_of(SENIOR))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/sharedStrings.xml", b" " * 100_000_000)
    assert len(out.getvalue()) < 300_000
    assert mistakes(out.getvalue()) == ["pay.xlsx: the workbook unpacks to more than 25 MB. Use CSV instead."]


def test_archive_of_many_parts_is_not_opened() -> None:
    content = with_parts(xlsx_of(SENIOR), {f"xl/media/{number}.png": b"" for number in range(600)})
    assert mistakes(content) == ["pay.xlsx: the workbook unpacks to more than 25 MB. Use CSV instead."]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_not_resolved(declaration: str) -> None:
    assert openpyxl.DEFUSEDXML
    xml = f'<?xml version="1.0"?>{declaration}<worksheet xmlns="{SPREADSHEET}"><sheetData><row r="1">'
    xml += '<c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>'
    assert mistakes(with_parts(xlsx_of(SENIOR), {SHEET: xml.encode()})) == [UNREADABLE]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "pay.xlsx:1048576: level: a level must be given."),
        ('<row r="9999999999"><c r="A9999999999"><v>1</v></c></row>', "pay.xlsx: there is no row below the heading."),
        ('<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>', UNREADABLE),
        ('<row r="2"><c r="ZZZ2"><v>1</v></c></row>', "pay.xlsx:2: this is not a row of a survey"),
        ('<row r="x"><c r="A2"><v>one</v></c></row>', UNREADABLE),
        ('<row r="2"><c r="A2" t="s"><v>99</v></c></row>', UNREADABLE),
        ('<row r="2"><c r="A2"><v>1e999</v></c></row>', "pay.xlsx:2: role “inf”: this is not a number"),
        ("".join('<row><c r="XFD2"/></row>' for _ in range(1000)), "pay.xlsx:"),
    ],
)
def test_crafted_sheet_is_refused(rows: str, message: str) -> None:
    assert mistakes(with_parts(xlsx_of(SENIOR), {SHEET: sheet_of(rows)}))[0].startswith(message)


def test_wide_rows_do_not_fill_the_memory() -> None:
    rows = "".join(f'<row r="{number}"><c r="XFD{number}"/></row>' for number in range(2, 3000))
    (told,) = mistakes(with_parts(xlsx_of(SENIOR), {SHEET: sheet_of(rows)}))
    assert "too many cells. Delete the columns and rows beside the survey" in told


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 1_000)
    assert mistakes(xlsx_of(*[SENIOR] * 1_001)) == [
        "pay.xlsx:1002: more than 1,000 rows. Split the survey into several."
    ]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(data=st.data())
def test_damaged_workbook_is_refused_or_read(data: Any) -> None:
    """Some bytes of a part are other bytes: rows, or a message; never anything else."""
    whole = xlsx_of(SENIOR)
    with ZipFile(BytesIO(whole)) as archive:
        part = data.draw(st.sampled_from(sorted(archive.namelist())))
        content = bytearray(archive.read(part))
    at = data.draw(st.integers(0, len(content) - 1))
    junk = data.draw(st.binary(min_size=1, max_size=12))
    content[at : at + len(junk)] = junk
    found = []
    with suppress(SurveyFileError):
        found = read(with_parts(whole, {part: bytes(content)}), file="pay.xlsx")
    assert len(found) <= 1
