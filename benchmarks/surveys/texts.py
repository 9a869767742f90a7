"""Decides how a survey in CSV is read: its encoding, the sign between its cells, its quotes."""

from __future__ import annotations

import csv
from io import StringIO

from benchmarks.surveys.columns import NAMES
from benchmarks.surveys.limits import LONGEST_CELL, MOST_COLUMNS, NO_ROW, Line, check_rows, refuse

BETWEEN = (",", ";", "\t")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def lines_of(content: bytes, *, file: str) -> list[Line]:
    """The lines that hold anything. UTF-8 with or without its mark; commas, semicolons or tabs; LF, CRLF or CR.

    The first line decides which sign stands between the cells. `number` is the line on which a row begins, also where
    quoted cells run over several. Raises SurveyFileError.
    """
    text = _text(content, file)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_between(text), strict=True)
    found: list[Line] = []
    before = 0
    try:
        for row in reader:
            number, before = before + 1, reader.line_num
            cells = tuple(cell.strip() for cell in row)
            if not any(cells):
                continue
            if len(cells) > MOST_COLUMNS or max(map(len, cells)) > LONGEST_CELL:
                refuse(file, NO_ROW, line=number)
            found.append(Line(number, cells))
            check_rows(len(found), file=file, line=number)
    except csv.Error as trouble:
        if "larger than field limit" in str(trouble):
            refuse(file, NO_ROW, line=before + 1)
        refuse(file, "the quotes do not pair. Write a quote inside a quoted cell twice.", line=before + 1)
    return found


def _text(content: bytes, file: str) -> str:
    if content.startswith(_UTF_16):
        refuse(file, "this is UTF-16. Save the file as “CSV UTF-8”.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content.count(b"\n", 0, trouble.start) + 1
        refuse(file, "this is not UTF-8. Save the file as “CSV UTF-8”.", line=line)


def _between(text: str) -> str:
    """The sign that makes most column names of the first line; a comma where none makes any."""
    first = next((line for line in text[:10_000].splitlines() if line.strip()), "")

    def names(sign: str) -> int:
        return sum(cell.strip(' "').casefold() in NAMES for cell in first.split(sign))

    return max(BETWEEN, key=names)
