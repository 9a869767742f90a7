"""Decides which lines of a guide are tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from benchmarks.guides import markup
from benchmarks.guides.lines import heading, plain, unquoted, without_markup
from benchmarks.guides.shapes import Row, Table, tidy

_RULE = frozenset("|:-–—+= \t\u00a0>")
_HIDDEN = "\ue000"
_MARKED = re.compile(r"[<&\\¹²³⁰⁴-⁹†‡§]|\]\(|\[\^")


def find_tables(lines: list[str]) -> Iterator[Table]:
    """Every table of the lines, in their order."""
    headings: list[tuple[int, str]] = []
    before, at = "", 0
    while at < len(lines):
        line = lines[at]
        found_tables: Iterable[Table] = ()
        if "<" in line and markup.OPENING.search(line) and not unquoted(line).lstrip().startswith("|"):
            end = markup.end_of(lines, at)
            found_tables = (markup.parse(lines, at, end),)
        elif "|" in line and _opens(lines, at):
            end = at
            while end < len(lines) and _belongs(lines[end], line):
                end += 1
            found_tables = _split(lines, at, end)
        if found_tables:
            above = (*(text for _, text in headings), plain(before) if len(before) < 1000 else "")
            below = next((plain(one) for one in lines[end : end + 3] if one.strip()), "")
            for table in found_tables:
                table.above, table.below = above, below
                yield table
            at, before = end, ""
            continue
        if found := heading(line):
            headings = [one for one in headings if one[0] < found[0]] + [found]
            before = ""
        elif line.strip():
            before = line
        at += 1


def _opens(lines: list[str], at: int) -> bool:
    if unquoted(lines[at]).lstrip().startswith("|"):
        return True
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if "|" not in below:
        return False
    return is_separator(below) or (":" not in lines[at] and lines[at].count("|") == below.count("|"))


def _belongs(line: str, first: str) -> bool:
    """A line of prose below a table may hold a bar as well: it neither begins with one nor has as many."""
    return "|" in line and (
        line.lstrip(" >").startswith("|")
        or not first.lstrip(" >").startswith("|")
        or line.count("|") in (first.count("|"), first.count("|") - 1, first.count("|") - 2)
    )


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
    text = unquoted(line).strip()
    inner = text.replace("\\|", _HIDDEN) if "\\" in text else text
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") else inner
    cells = [" ".join(cell.split()) for cell in without_markup(inner).split("|")]
    if _MARKED.search(text):
        cells = [tidy(cell.replace(_HIDDEN, "|")) for cell in cells]
    return Row(number, tuple(cells), text)
