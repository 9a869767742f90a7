"""Decides what pay a table states, for which place, level and currency."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from benchmarks.guides.cells import NO_CURRENCY, read_cell
from benchmarks.guides.ends import joined
from benchmarks.guides.findings import Band, Problem, problem
from benchmarks.guides.grids import fits, is_grid, read_grid, table_hints
from benchmarks.guides.headings import (
    CORE,
    PAY,
    Kind,
    is_percentile,
    kind_of,
    looks_like_a_level,
    names_no_place,
    place_name,
)
from benchmarks.guides.parts import Column, Stated, assemble, column, read_under
from benchmarks.guides.shapes import Row, Table
from benchmarks.guides.symbols import stated_in

LABEL_LENGTH = 40
_BEHIND = re.compile(r"(?:\s[—–|-]|:)\s([^—–|:]+)$")
_THOUSANDS = re.compile(r"\bin (?:thousands|'?000s?\b|[$€£]?k\b)", re.IGNORECASE)
_OF_PAY = re.compile(
    r"pay\b|compensation|salar|\bcomp\b|package|bands?\b|ranges?\b|levels?\b|ladder|data|breakdown|structure|offer|table|"
    r"summary|guide|benchmark|engineer|manager|scientist|developer|architect|all figures",
    re.IGNORECASE,
)


def read_bands(table: Table, bands: list[Band], problems: list[Problem]) -> bool:
    """Add what a table says of pay to `bands`, what it says unreadably to `problems`; False if it is about else."""
    if table.header is None and not _find_header(table):
        return _headless(table, problems)
    assert table.header is not None
    problems.extend(problem(row.line, row.text, "cells over several columns or rows") for row in table.merged)
    if not table.rows:
        return bool(table.merged)
    told: list[Problem] = []
    table = joined(table, told)
    columns = _headings(table, (table.header or table.rows[0]).cells)
    kinds = {one.kind for one in columns[1:]}
    if _by_component(table, columns):
        _read_components(table, columns, bands, problems)
    elif kinds & {Kind.BASE, Kind.TOTAL} or len(kinds & {*CORE, Kind.OTHER}) > 1:
        _read_wide(table, columns, bands, problems)
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
        return [replace(one, times=1000) if one.times == 1 else one for one in found]
    return found


def states_money(row: Row) -> bool:
    """Whether a row prints an amount anywhere but in its first cell."""
    return any(one in cell for cell in row.cells[1:] for one in "0123456789") and any(
        read_cell(cell).amounts for cell in row.cells[1:]
    )


def _find_header(table: Table) -> bool:
    """A first row that prints no amount and names parts of pay is the heading, though no rule follows it."""
    first = table.rows[0] if table.rows else None
    if first is None or states_money(first) or len(CORE.intersection(map(kind_of, first.cells))) < 2:
        return False
    table.header = table.rows.pop(0)
    return True


def _headless(table: Table, problems: list[Problem]) -> bool:
    told = [row for row in table.rows if states_money(row)]
    problems.extend(problem(row.line, row.text, "a row of a table without a heading row") for row in told)
    return bool(told)


def _by_component(table: Table, columns: list[Column]) -> bool:
    if any(one.kind in PAY for one in columns[1:]):
        return False
    labels = [kind_of(row.cells[0]) for row in table.rows]
    return Kind.BASE in labels and len(CORE.intersection(labels)) > 1


def _read_wide(table: Table, columns: list[Column], bands: list[Band], problems: list[Problem]) -> None:
    """A row for each place or level, a column for each part of pay."""
    about, above = table_hints(table), " ".join(table.near)
    pay = sorted(
        ((number, one) for number, one in enumerate(columns) if one.kind in PAY or (one.kind == Kind.PLACE and number)),
        key=lambda pair: pair[1].order,
    )
    currencies = [number for number, one in enumerate(columns) if one.text.lower() in ("currency", "ccy")]
    last = _place_of(table.near)
    regions = [number for number, one in enumerate(columns) if one.kind == Kind.REGION]
    levels = [number for number, one in enumerate(columns) if one.kind == Kind.LEVEL]
    for row in table.rows:
        if not fits(row, columns, problems):
            continue
        cells = row.cells
        region = next((place_name(cells[number]) for number in regions if number < len(cells)), None)
        level = next((cells[number] for number in levels if number < len(cells)), None)
        if region is None and level is None and cells[0]:
            region, level = _label(columns[0], cells[0], row, problems)
        region = last = region or last  # a blank cell goes on with the place above it
        place = f"{region or ''} {above}"
        named = next((stated_in(cells[number]) for number in currencies if number < len(cells)), ())
        hints = stated_in(cells[0]) or named or about
        stated: list[Stated] = []
        for number, one in pay:
            if number < len(cells):
                cell = read_under(one, cells[number], hints, place)
                if one.kind != Kind.PLACE or cell.amounts:  # other columns as far as they print an amount
                    stated.append((one, row.line, cells[number], cell))
        stated = _in_one_currency(stated, place)
        bands += assemble(row.line, region or None, level or None, stated, row.text, problems)


def _place_of(near: tuple[str, ...]) -> str | None:
    """The place that the heading of a table, or the label before it, names with its currency (`London (GBP)`), or
    behind the word for what is paid there: `Compensation — London`."""
    for text in reversed(near):
        found = _BEHIND.search(text)
        is_behind = found is not None and bool(_OF_PAY.search(text[: found.start()]))
        printed = found[1] if found and is_behind else text
        name = place_name(printed)
        is_named = name != printed or (is_behind and not any(one.isdigit() for one in name))
        is_place = kind_of(name) == Kind.PLACE and not _OF_PAY.search(name) and not looks_like_a_level(name)
        if is_named and is_place and name[:1].isupper() and len(name) < LABEL_LENGTH:
            return name
    return None


def _in_one_currency(stated: list[Stated], place: str) -> list[Stated]:
    """A row whose amounts are all in one currency prints those without a sign in it as well."""
    printed = tuple({amount.currency for _one, _line, _text, cell in stated for amount in cell.amounts})
    if len(printed) != 1:
        return stated
    return [
        (one, line, text, read_under(one, text, printed, place) if cell.doubts == (NO_CURRENCY,) else cell)
        for one, line, text, cell in stated
    ]


def _label(first: Column, cell: str, row: Row, problems: list[Problem]) -> tuple[str | None, str | None]:
    """The region or the level that the first cell names, though its heading does not say which."""
    if first.kind == Kind.PLACE and looks_like_a_level(cell):
        return None, cell
    if is_percentile(cell):
        problems.append(problem(row.line, cell, "a percentile, where a place or a level is expected"))
        return None, None
    return place_name(cell), None


def _read_components(table: Table, columns: list[Column], bands: list[Band], problems: list[Problem]) -> None:
    """A row for each part of pay, a column for each place: the band stands in the line of its base."""
    rows = [row for row in table.rows if fits(row, columns, problems)]
    labels = _headings(table, (row.cells[0] for row in rows))
    base = next((row for row, label in zip(rows, labels, strict=True) if label.kind == Kind.BASE), table.rows[0])
    order = sorted(zip(labels, rows, strict=True), key=lambda pair: pair[0].order)
    about = table_hints(table)
    for number, place in enumerate(columns[1:], start=1):
        if place.kind == Kind.ASIDE:
            continue
        stated: list[Stated] = []
        for label, row in order:
            if number >= len(row.cells) or label.kind == Kind.ASIDE:
                continue
            cell = read_under(label, row.cells[number], place.hints or about, place.text)
            if label.kind in PAY or cell.amounts:
                stated.append((label, row.line, row.cells[number], cell))
        is_level = place.kind != Kind.REGION and not place.hints
        level = place.name if is_level and looks_like_a_level(place.name) else None
        region = None if level or names_no_place(place.name) else place.name
        bands.extend(assemble(base.line, region, level, stated, base.text, problems))
