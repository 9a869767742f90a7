"""Decides what a table that is written in HTML holds."""

from __future__ import annotations

import re

from benchmarks.guides.lines import without_markup
from benchmarks.guides.shapes import Row, Table, tidy

OPENING = re.compile(r"<table\b", re.IGNORECASE)
_CLOSING = re.compile(r"</table\s*>", re.IGNORECASE)
_ROW = re.compile(r"<tr\b[^<>]{0,300}>", re.IGNORECASE)
_CELL = re.compile(r"<(t[dh])\b([^<>]{0,300})>", re.IGNORECASE)
_SPAN = re.compile(r"\b(?:col|row)span\s*=\s*[\"']?\s*([2-9]|\d\d)", re.IGNORECASE)
_END = re.compile(r"</(?:t[dhr]|thead|tbody|tfoot|table)\s*>", re.IGNORECASE)
_PIECES = re.compile(r"(?=<t[rdh]\b)|(?=</t[rdh]\s*>)", re.IGNORECASE)
LINES = 20_000


def end_of(lines: list[str], at: int) -> int:
    """The number of lines up to the end of the table that opens in line `at`, with those inside it."""
    depth = 0
    for number in range(at, min(len(lines), at + LINES)):
        line = lines[number]
        depth += len(OPENING.findall(line)) - len(_CLOSING.findall(line)) if "<" in line else 0
        if depth <= 0:
            return number + 1
    return min(len(lines), at + LINES)


def parse(lines: list[str], start: int, end: int) -> Table:
    """The table in these lines: its first row is the heading. A cell over several columns or rows makes its row one
    that cannot be told apart; in the heading, every row; so does a table within a cell, for all that follows."""
    table = Table(None)
    rows: list[tuple[Row, bool]] = []
    cells: list[str] = []
    line, inside, is_merged, is_nested = start, False, False, False

    def close() -> None:
        if cells:
            kept = tuple(tidy(without_markup(cell)) for cell in cells)
            rows.append((Row(line + 1, kept, " | ".join(kept)), is_merged))
        cells.clear()

    for number in range(start, end):
        for piece in _PIECES.split(lines[number]):
            if _ROW.match(piece):
                close()
                line, is_merged, inside = number, is_nested, False
            elif match := _CELL.match(piece):
                is_nested = is_nested or bool(OPENING.search(piece))
                is_merged = is_merged or is_nested or bool(_SPAN.search(match[2]))
                cells.append(piece[match.end() :])
                inside = True
            elif _END.match(piece):
                inside = False
            elif inside:
                is_nested = is_nested or bool(OPENING.search(piece))
                is_merged = is_merged or is_nested
                cells[-1] += " " + piece
    close()
    if rows and not rows[0][1]:
        table.header = rows.pop(0)[0]
    table.rows = [row for row, apart in rows if not apart and table.header]
    table.merged = [row for row, apart in rows if apart or not table.header]
    return table
