"""Decides what pay a table states, for which place, level and currency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from benchmarks.guides.atlas import is_place
from benchmarks.guides.cells import read_cell
from benchmarks.guides.ends import joined
from benchmarks.guides.findings import Band, Problem, problem
from benchmarks.guides.folds import folded
from benchmarks.guides.grids import NO_HEADING, is_grid, read_grid
from benchmarks.guides.groups import fit_together, grouped
from benchmarks.guides.headings import CORE, PAY, Kind, is_a_stance, kind_of, looks_like_a_level, names_no_place
from benchmarks.guides.parts import Column, Stated, assemble, column, read_under
from benchmarks.guides.shapes import Row, Table
from benchmarks.guides.surroundings import place_of, says_equity_is_of_a_year, table_hints
from benchmarks.guides.wide import STANCE, fits, parted, read_wide

_THOUSANDS = re.compile(r"(?:\bin |\((?:[A-Z]{3}|[$€£])?,? ?)(?:thousands|'?000s?\b|[$€£]?k\b)", re.IGNORECASE)
NO_NAME = "neither a place nor a level"
NOTED = "a note says that equity is printed a year, the amount and its heading do not"
DEEP = "a heading of two rows over names that are neither places nor levels"


def read_bands(table: Table, bands: list[Band], problems: list[Problem]) -> bool:
    """Add what a table says of pay to `bands`, what it says unreadably to `problems`; False if it is about else."""
    if table.header is None and not _find_header(table):
        return _headless(table, problems)
    assert table.header is not None
    problems.extend(problem(row.line, row.text, "cells over several columns or rows") for row in table.merged)
    if not table.rows:
        return bool(table.merged)
    told: list[Problem] = []
    table = joined(folded(table), told)
    columns = _headings(table, (table.header or table.rows[0]).cells)
    kinds = {one.kind for one in columns[1:]}
    if _by_component(table, columns):
        _read_components(table, columns, bands, problems)
    elif kinds & {Kind.BASE, Kind.TOTAL} or len(kinds & {*CORE, Kind.OTHER}) > 1:
        columns = grouped(columns, table.rows)
        if any(one.group for one in columns) and not fit_together(columns, table.rows):
            problems += told_of_money(table, DEEP)
        else:
            read_wide(table, columns, bands, problems)
    elif is_grid(table, columns):
        read_grid(table, columns, bands, problems)
    else:
        return False
    problems += told
    return True


def _headings(table: Table, texts: Iterable[str]) -> list[Column]:
    """What headings of columns or of rows say, in the unit that the words around the table name."""
    found = [column(text) for text in texts]
    if any(_THOUSANDS.search(text) for text in (*table.near, table.below)):
        found = [replace(one, times=1000) if one.times == 1 else one for one in found]
    if any(one.kind == Kind.EQUITY for one in found) and says_equity_is_of_a_year(table):
        return [one if one.period or one.years else replace(one, unclear=NOTED) for one in found]
    return found


def states_money(row: Row) -> bool:
    """Whether a row prints an amount anywhere but in its first cell."""
    return any(one in cell for cell in row.cells[1:] for one in "0123456789") and any(
        read_cell(cell).amounts for cell in row.cells[1:]
    )


def told_of_money(table: Table, reason: str) -> list[Problem]:
    """A problem record for each row that prints an amount, in a table of which nothing is read."""
    return [problem(row.line, row.text, reason) for row in table.rows if states_money(row)]


def _find_header(table: Table) -> bool:
    """A first row that prints no amount and names parts of pay is the heading, though no rule follows it."""
    first = table.rows[0] if table.rows else None
    if first is None or states_money(first) or len(CORE.intersection(map(kind_of, first.cells))) < 2:
        return False
    table.header = table.rows.pop(0)
    return True


def _headless(table: Table, problems: list[Problem]) -> bool:
    told = told_of_money(table, "a row of a table without a heading row")
    problems += told
    return bool(told)


def _by_component(table: Table, columns: list[Column]) -> bool:
    if any(one.kind in PAY for one in columns[1:]):
        return False
    labels = [kind_of(row.cells[0]) for row in table.rows]
    return Kind.BASE in labels and len(CORE.intersection(labels)) > 1


def _read_components(table: Table, columns: list[Column], bands: list[Band], problems: list[Problem]) -> None:
    """A row for each part of pay, a column for each place: the band stands in the line of its base."""
    rows = [row for row in table.rows if fits(row, columns, problems)]
    labels = _headings(table, (row.cells[0] for row in rows))
    base = next((row for row, label in zip(rows, labels, strict=True) if label.kind == Kind.BASE), table.rows[0])
    order = sorted(zip(labels, rows, strict=True), key=lambda pair: pair[0].order)
    about, where = table_hints(table), place_of(table)
    stances = {number for number, one in enumerate(columns) if number and is_a_stance(one.name)}
    for number, place in enumerate(columns[1:], start=1):
        is_step = number in stances or (stances and not (is_place(place.name) or looks_like_a_level(place.name)))
        if is_step or not place.text.strip() or place.kind == Kind.ASIDE:
            reason = f"{place.text}: {STANCE}" if is_step else f"{place.text}: {NO_NAME}" if place.text else NO_HEADING
            told = [row for row in rows if number < len(row.cells) and read_cell(row.cells[number]).amounts]
            problems.extend(problem(row.line, row.cells[number], reason) for row in told)
            continue
        stated: list[Stated] = []
        for label, row in order:
            if number >= len(row.cells) or label.kind == Kind.ASIDE:
                continue
            cell = read_under(label, row.cells[number], place.hints or about, place.text)
            if label.kind in PAY or cell.amounts:
                stated.append((label, row.line, row.cells[number], cell))
        is_level = place.kind != Kind.REGION and not place.hints
        within, level = parted(place.name) if is_level and looks_like_a_level(place.name) else (None, None)
        region = within or where if level or names_no_place(place.name) else place.name
        bands.extend(assemble(base.line, region, level, stated, base.text, problems))
