"""Decides which lines of a guide are tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.guides.lines import QUOTE, heading, plain, without_markup

_RULE = frozenset("|:-–—+= \t\u00a0>")
_HIDDEN = "\ue000"


@dataclass(frozen=True)
class Row:
    """One line of a table: its 1-based number, its cells without markup, its text."""

    line: int
    cells: tuple[str, ...]
    text: str


@dataclass
class Table:
    """A heading row, which may be missing, and the rows below; `above` holds the nearest headings and the line before
    the table, `below` the first line after it."""

    header: Row | None
    rows: list[Row] = field(default_factory=list)
    above: tuple[str, ...] = ()
    below: str = ""

    @property
    def last_line(self) -> int:
        return self.rows[-1].line if self.rows else self.header.line if self.header else 0


def find_tables(lines: list[str]) -> Iterator[Table]:
    """Every table of the lines, in their order."""
    headings: list[tuple[int, str]] = []
    before, at = "", 0
    while at < len(lines):
        line = lines[at]
        if "|" in line and _opens(lines, at):
            end = at
            while end < len(lines) and _belongs(lines[end]):
                end += 1
            above = (*(text for _, text in headings), before)
            below = next((one for one in lines[end : end + 3] if one.strip()), "")
            for table in _split(lines, at, end):
                table.above, table.below = above, plain(below)
                yield table
            at, before = end, ""
            continue
        if found := heading(line):
            headings = [one for one in headings if one[0] < found[0]] + [found]
            before = ""
        elif line.strip():
            before = plain(line) if len(line) < 1000 else ""
        at += 1


def _opens(lines: list[str], at: int) -> bool:
    return QUOTE.sub("", lines[at]).lstrip().startswith("|") or (
        at + 1 < len(lines) and "|" in lines[at + 1] and is_separator(lines[at + 1])
    )


def _belongs(line: str) -> bool:
    return "|" in line


def is_separator(line: str) -> bool:
    """Whether a line is the rule between the heading of a table and its rows."""
    return "-" in line and _RULE.issuperset(line)


def _split(lines: list[str], start: int, end: int) -> Iterator[Table]:
    """The tables of a block of lines: every rule makes the line above it a heading of its own."""
    rules = {number for number in range(start, end) if is_separator(lines[number])}
    heads = {number - 1 for number in rules if number - 1 >= start and number - 1 not in rules}
    table = Table(None)
    for number in range(start, end):
        if number in heads:
            if table.header or table.rows:
                yield table
            table = Table(_row(lines[number], number + 1))
        elif number not in rules:
            table.rows.append(_row(lines[number], number + 1))
    if table.header or table.rows:
        yield table


def _row(line: str, number: int) -> Row:
    text = QUOTE.sub("", line).strip()
    inner = text.replace("\\|", _HIDDEN)
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") else inner
    cells = (" ".join(cell.split()) for cell in without_markup(inner).split("|"))
    return Row(number, tuple(cell.replace(_HIDDEN, "|") for cell in cells), text)
