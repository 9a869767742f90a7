"""Decides what a table states that has a column for each part of pay."""

from __future__ import annotations

import re
from collections.abc import Iterable

from benchmarks.guides.atlas import is_place
from benchmarks.guides.cells import NO_CURRENCY, STEP, Cell
from benchmarks.guides.findings import Band, Problem, problem
from benchmarks.guides.groups import is_level
from benchmarks.guides.headings import (
    PAY,
    Kind,
    is_a_stance,
    is_percentile,
    kind_of,
    looks_like_a_level,
    names_no_place,
    place_name,
)
from benchmarks.guides.parts import Column, Stated, assemble, read_under
from benchmarks.guides.shapes import Row, Table
from benchmarks.guides.surroundings import place_of, table_hints
from benchmarks.guides.symbols import stated_in

_TWO = re.compile(r"(.+?)(?:\s+[—–|/·-]\s+|,\s+|:\s+)(.+)|(.+?)\s*\(([^()]+)\)")
STANCE = "a step of a negotiation, not a place or a level"
OF_ALL = "an amount under a heading without a place or a level, while others name one"


def fits(row: Row, columns: list[Column], problems: list[Problem]) -> bool:
    """A row with more cells than headings cannot be told apart; one with fewer ends early."""
    if len(row.cells) <= len(columns):
        return True
    if any(row.cells[len(columns) :]):
        reason = f"{len(row.cells)} cells under {len(columns)} headings"
        problems.append(problem(row.line, row.text, reason))
        return False
    return True


def section(row: Row) -> str:
    """What the only cell of a row says that has nothing else in it, as `United States` above the levels there."""
    return row.cells[0] if not any(row.cells[1:]) else ""


def sections_of(table: Table) -> dict[str, str]:
    """The titles among the rows of a table that are places, with their names: known ones, those with a currency
    (`Austin (USD)`), others where known ones stand among them and none is a level."""
    names = {title: place_name(title) for row in table.rows if (title := section(row))}
    known = {title: name for title, name in names.items() if is_place(name) or name != title}
    if known and not any(looks_like_a_level(title) or kind_of(title) != Kind.PLACE for title in names.keys() - known):
        return names
    return known


def read_wide(table: Table, columns: list[Column], bands: list[Band], problems: list[Problem]) -> None:
    """A row for each place or level, a column for each part of pay, or for each part at each place or level."""
    about, above = table_hints(table), " ".join(table.near)
    pay = sorted(
        ((number, one) for number, one in enumerate(columns) if one.kind in PAY or (one.kind == Kind.PLACE and number)),
        key=lambda pair: pair[1].order,
    )
    groups = list(dict.fromkeys(one.group for one in columns if one.group)) or [""]
    currencies = [number for number, one in enumerate(columns) if one.text.lower() in ("currency", "ccy")]
    last = place_of(table)
    regions = [number for number, one in enumerate(columns) if one.kind == Kind.REGION]
    levels = [number for number, one in enumerate(columns) if one.kind == Kind.LEVEL]
    by_place = groups != [""] and not any(map(is_level, groups))
    among_ends = any(names_no_place(row.cells[0]) and not looks_like_a_level(row.cells[0]) for row in table.rows)
    beneath, sections = "", sections_of(table)
    for row in table.rows:
        if not fits(row, columns, problems):
            continue
        cells = row.cells
        if len(columns) > 1 and (title := section(row)):
            beneath = title if looks_like_a_level(title) and title not in sections else ""
            last = last if beneath else sections.get(title)
            about = stated_in(title) or table_hints(table)
            if not beneath and not last:
                problems.append(problem(row.line, row.text, "the row prints no amount"))
            continue
        region = next((place_name(cells[number]) for number in regions if number < len(cells)), None)
        level = next((cells[number] for number in levels if number < len(cells)), None)
        within = None
        if is_a_stance(cells[0]):
            problems.append(problem(row.line, row.text, STANCE))
            continue
        if region is None and level is None and cells[0]:
            region, level = _label(columns[0], cells[0], row, among_ends, problems)
            if region and by_place:
                region, level = None, region
        if region is None and level:
            within, level = parted(level)
        region = last = region or last  # a blank cell goes on with the place above it
        place = f"{region or ''} {above}"
        named = next((stated_in(cells[number]) for number in currencies if number < len(cells)), ())
        hints = stated_in(cells[0]) or named or about
        stated: list[Stated] = []
        for number, one in pay:
            if number < len(cells):
                cell = read_under(one, cells[number], hints, f"{one.group} {place}" if one.group else place)
                if (
                    one.kind != Kind.PLACE or cell.amounts or STEP in cell.doubts
                ):  # other columns as far as they print an amount
                    stated.append((one, row.line, cells[number], cell))
        if len(groups) > 1:
            stated = list(_of_all(stated, problems))
        for group in groups:
            of_group = _in_one_currency([one for one in stated if one[0].group in ("", group)], place)
            where, what = (within or region, group) if is_level(group) else (group or within or region, level)
            bands += assemble(row.line, where or None, what or beneath or None, of_group, row.text, problems)


def _of_all(stated: Iterable[Stated], problems: list[Problem]) -> Iterable[Stated]:
    """What stands under a heading that names no place, while others do: a percentage holds for all of them."""
    for one, line, text, cell in stated:
        if one.group or not (cell.amounts or cell.doubts):
            yield one, line, text, cell
            continue
        problems.append(problem(line, text, f"{one.text}: {OF_ALL if cell.amounts else cell.doubts[0]}"))
        yield one, line, text, Cell(percents=cell.percents)


def _in_one_currency(stated: list[Stated], place: str) -> list[Stated]:
    """A row whose amounts are all in one currency prints those without a sign in it as well."""
    printed = tuple({amount.currency for _one, _line, _text, cell in stated for amount in cell.amounts})
    if len(printed) != 1:
        return stated
    return [
        (one, line, text, read_under(one, text, printed, place) if cell.doubts == (NO_CURRENCY,) else cell)
        for one, line, text, cell in stated
    ]


def parted(label: str) -> tuple[str | None, str]:
    """The place and the level of a label that names both: `London — Senior`, `L5 (London)`."""
    match = _TWO.fullmatch(label)
    if match:
        first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
        if is_place(second) and is_level(first):
            return place_name(second), first
        if is_place(first) and is_level(second):
            return place_name(first), second
    return None, label


def _label(
    first: Column, cell: str, row: Row, among_ends: bool, problems: list[Problem]
) -> tuple[str | None, str | None]:
    """The region or the level that the first cell names, though its heading does not say which."""
    is_an_end = names_no_place(cell) and (among_ends or not looks_like_a_level(cell))
    if not is_an_end and (first.kind == Kind.ASIDE or (first.kind == Kind.PLACE and looks_like_a_level(cell))):
        return None, cell
    if is_percentile(cell) or is_an_end:
        what = "a percentile" if is_percentile(cell) else "no name"
        problems.append(problem(row.line, cell, f"{what}, where a place or a level is expected"))
        return None, None
    return place_name(cell), None
