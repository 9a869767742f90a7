"""Decides what pay a table states, for which place, level and currency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from benchmarks.guides.cells import Cell, read_cell
from benchmarks.guides.findings import Band, Problem, problem
from benchmarks.guides.headings import CORE, PAY, Kind, kind_of, looks_like_a_level, names_no_place, place_name
from benchmarks.guides.parts import Column, assemble, column, put_amount
from benchmarks.guides.symbols import stated_in
from benchmarks.guides.tables import Row, Table

_TOTAL_NOTE = re.compile(r"total comp(?:ensation)?\b|\btotal pay\b|\bTC\b|total package|total annual", re.IGNORECASE)
_BASE_NOTE = re.compile(
    r"(?:ranges?|figures?|numbers?|amounts?|values|bands?|above|table)\b[^.]{0,40}"
    r"\b(?:represents?|reflects?|are|is|shows?|shown|covers?|lists?)\b[^.]{0,20}\bbase\b"
    r"|\bbase (?:salary |pay )?(?:only|ranges?|bands?)\b|excludes? (?:equity|stock|bonus|rsu)",
    re.IGNORECASE,
)
_BASE_HEADING = re.compile(r"\bbase\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"level mapping|equivalen|levell?ing|internal titles?|benchmarking", re.IGNORECASE)


def read_bands(table: Table, bands: list[Band], problems: list[Problem]) -> bool:
    """Add what a table says of pay to `bands`, what it says unreadably to `problems`; False if it is about else."""
    if table.header is None and not _find_header(table):
        return _headless(table, problems)
    assert table.header is not None
    if not table.rows:
        return False
    columns = [column(text) for text in table.header.cells]
    kinds = {one.kind for one in columns[1:]}
    if _by_component(table, columns):
        _read_components(table, columns, bands, problems)
    elif kinds & {Kind.BASE, Kind.TOTAL} or len(kinds & CORE) > 1:
        about, above = table_hints(table), " ".join(table.above[-2:])
        for row in table.rows:
            _read_wide(columns, row, about, above, bands, problems)
    elif _is_grid(table, columns):
        kind = amount_kind(table)
        for row in table.rows:
            _read_grid(table, columns, row, kind, bands, problems)
    else:
        return False
    return True


def states_money(row: Row) -> bool:
    """Whether a row prints an amount anywhere but in its first cell."""
    return any(read_cell(cell).amounts for cell in row.cells[1:])


def is_about_levels(table: Table) -> bool:
    """Whether a table compares levels, so that an amount in it is somebody else's."""
    around = [*table.above[-2:], *(table.header.cells if table.header else ())]
    return any(_ELSEWHERE.search(text) for text in around)


def amount_kind(table: Table) -> str:
    """What the ranges of a level x region table are: base, total or unspecified, by its headings and its note."""
    cells = table.header.cells if table.header else ()
    for text in (*cells[1:], *reversed(table.above[-2:])):
        if _TOTAL_NOTE.search(text):
            return "total"
        if _BASE_HEADING.search(text):
            return "base"
    if _BASE_NOTE.search(table.below):
        return "base"
    return "total" if _TOTAL_NOTE.search(table.below) else "unspecified"


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


def _is_grid(table: Table, columns: list[Column]) -> bool:
    if is_about_levels(table) and columns[0].kind != Kind.REGION and not _prices(columns):
        return False
    named = columns[0].kind in (Kind.LEVEL, Kind.REGION) or _prices(columns)
    if not named and not any(looks_like_a_level(row.cells[0]) for row in table.rows[:40]):
        return False
    cells = [
        cell
        for row in table.rows[:40]
        for one, cell in zip(columns[1:], row.cells[1:], strict=False)
        if one.kind not in (Kind.ASIDE, Kind.LEVEL)
    ]
    return sum(bool(read_cell(cell, times=1).amounts) for cell in cells) * 2 >= len(cells) > 0


def _prices(columns: list[Column]) -> bool:
    return any(one.hints for one in columns[1:])


def _fits(row: Row, columns: list[Column], problems: list[Problem]) -> bool:
    """A row with more cells than headings cannot be told apart; one with fewer ends early."""
    if len(row.cells) <= len(columns):
        return True
    if any(row.cells[len(columns) :]):
        reason = f"{len(row.cells)} cells under {len(columns)} headings"
        problems.append(problem(row.line, row.text, reason))
        return False
    return True


def _read_wide(
    columns: list[Column], row: Row, about: tuple[str, ...], above: str, bands: list[Band], problems: list[Problem]
) -> None:
    """A row for each place or level, a column for each part of pay."""
    if not _fits(row, columns, problems):
        return
    region, level = _labels(columns, row)
    place = f"{region or ''} {above}"
    hints = stated_in(row.cells[0]) or about
    stated = [
        (one, row.line, cell, read_cell(cell, one.hints or hints, place, one.times))
        for one, cell in zip(columns, row.cells, strict=False)
        if one.kind in PAY or (one.kind == Kind.PLACE and one is not columns[0])
    ]
    bands.extend(assemble(row.line, region, level, _kept(stated), row.text, problems))


def _kept(stated: Iterable[tuple[Column, int, str, Cell]]) -> Iterator[tuple[Column, int, str, Cell]]:
    """Columns of pay, and columns of another name as far as they print an amount."""
    for one, line, text, cell in stated:
        if one.kind != Kind.PLACE or cell.amounts:
            yield one, line, text, cell


def _labels(columns: list[Column], row: Row) -> tuple[str | None, str | None]:
    region = level = None
    for one, cell in zip(columns, row.cells, strict=False):
        if one.kind == Kind.REGION and region is None:
            region = place_name(cell)
        elif one.kind == Kind.LEVEL and level is None:
            level = cell
    if region is None and level is None and row.cells[0]:
        if columns[0].kind == Kind.PLACE and looks_like_a_level(row.cells[0]):
            level = row.cells[0]
        else:
            region = place_name(row.cells[0])
    return region or None, level or None


def table_hints(table: Table) -> tuple[str, ...]:
    """Currencies that the heading above a table, or the line before it, states for all of it."""
    for text in reversed(table.above[-2:]):
        if hints := column(text).hints:
            return hints
    return ()


def _read_components(table: Table, columns: list[Column], bands: list[Band], problems: list[Problem]) -> None:
    """A row for each part of pay, a column for each place: the band stands in the line of its base."""
    labels = [column(row.cells[0]) for row in table.rows]
    rows = [row for row in table.rows if _fits(row, columns, problems)]
    line = next(row.line for row, label in zip(table.rows, labels, strict=True) if label.kind == Kind.BASE)
    text = next(row.text for row in table.rows if row.line == line)
    about = table_hints(table)
    for number, place in enumerate(columns[1:], start=1):
        if place.kind == Kind.ASIDE:
            continue
        stated = []
        for row in rows:
            label = column(row.cells[0])
            if number >= len(row.cells) or label.kind == Kind.ASIDE:
                continue
            cell = read_cell(row.cells[number], label.hints or place.hints or about, place.name, label.times)
            if label.kind in PAY or cell.amounts:
                stated.append((label, row.line, row.cells[number], cell))
        is_level = table.header is not None and place.kind != Kind.REGION and not place.hints
        level = place.name if is_level and looks_like_a_level(place.name) else None
        region = None if level or names_no_place(place.name) else place.name
        bands.extend(assemble(line, region, level, stated, text, problems))


def _read_grid(
    table: Table, columns: list[Column], row: Row, kind: str, bands: list[Band], problems: list[Problem]
) -> None:
    """A row for each level and a column for each place, or the other way round: one range in each cell."""
    if not _fits(row, columns, problems):
        return
    by_region = columns[0].kind == Kind.REGION
    about = table_hints(table)
    for one, cell in zip(columns[1:], row.cells[1:], strict=False):
        if one.kind in (Kind.ASIDE, Kind.LEVEL) and not read_cell(cell).amounts:
            continue
        label = column(row.cells[0])
        place = label if by_region else one
        read = read_cell(cell, place.hints or one.hints or about, place.name, one.times)
        problems.extend(problem(row.line, cell, reason) for reason in read.doubts)
        region, level = (label.name, one.name) if by_region else (one.name, row.cells[0])
        if not read.amounts and not read.doubts and not read.nothing:
            problems.append(problem(row.line, cell, "no amount of money"))
        for amount in read.amounts:
            band = Band(row.line, amount.currency, region or None, level or None)
            if names_no_place(place.name):
                band.region = None
            put_amount(band, amount, kind, row.line, cell, one.period)
            bands.append(band)
