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


def first_of(row: Row, numbers: Iterable[int]) -> str | None:
    """The first of some cells that a row has."""
    return next((row.cells[number] for number in numbers if number < len(row.cells)), None)


def read_wide(table: Table, columns: list[Column], bands: list[Band], problems: list[Problem]) -> None:
    """A row for each place or level, a column for each part of pay, or for each part at each place or level."""
    reading = _Reading(table, columns)
    for row in table.rows:
        if not fits(row, columns, problems):
            continue
        if len(columns) > 1 and (title := section(row)):
            if not reading.begins(title):
                problems.append(problem(row.line, row.text, "the row prints no amount"))
        elif is_a_stance(row.cells[0]):
            problems.append(problem(row.line, row.text, STANCE))
        else:
            bands += reading.read(row, problems)


class _Reading:
    """What a table says of all its rows, and what the rows that were read say of those below them: the place, the
    level that stands alone above others, the currencies."""

    def __init__(self, table: Table, columns: list[Column]) -> None:
        self.first, self.near = columns[0], " ".join(table.near)
        pay = [pair for pair in enumerate(columns) if pair[1].kind in PAY or (pair[1].kind == Kind.PLACE and pair[0])]
        self.pay = sorted(pay, key=lambda pair: pair[1].order)
        self.groups = list(dict.fromkeys(one.group for one in columns if one.group)) or [""]
        self.by_place = self.groups != [""] and not any(map(is_level, self.groups))
        self.regions = [number for number, one in enumerate(columns) if one.kind == Kind.REGION]
        self.levels = [number for number, one in enumerate(columns) if one.kind == Kind.LEVEL]
        self.currencies = [number for number, one in enumerate(columns) if one.text.lower() in ("currency", "ccy")]
        self.among_ends = any(
            names_no_place(row.cells[0]) and not looks_like_a_level(row.cells[0]) for row in table.rows
        )
        self.sections, self.of_table = sections_of(table), table_hints(table)
        self.place, self.level, self.hints = place_of(table), "", self.of_table

    def begins(self, title: str) -> bool:
        """Go on below the title of a section. False: it names neither a place nor a level."""
        self.level = title if looks_like_a_level(title) and title not in self.sections else ""
        if not self.level:
            self.place = self.sections.get(title)
        self.hints = stated_in(title) or self.of_table
        return bool(self.level or self.place)

    def read(self, row: Row, problems: list[Problem]) -> list[Band]:
        """The bands of a row: for each place or level that the headings name, in each currency."""
        region, within, level = self._names(row, problems)
        region = self.place = region or self.place  # a blank cell goes on with the place above it
        place = f"{region or ''} {self.near}"
        stated = self._stated(row, place)
        if len(self.groups) > 1:
            stated = list(_of_all(stated, problems))
        found: list[Band] = []
        for group in self.groups:
            of_group = _in_one_currency([one for one in stated if one[0].group in ("", group)], place)
            where, what = (within or region, group) if is_level(group) else (group or within or region, level)
            found += assemble(row.line, where or None, what or self.level or None, of_group, row.text, problems)
        return found

    def _names(self, row: Row, problems: list[Problem]) -> tuple[str | None, str | None, str | None]:
        """The region, the place beside a level in one label, the level."""
        printed, level = first_of(row, self.regions), first_of(row, self.levels)
        region = None if printed is None else place_name(printed)
        if region is None and level is None and row.cells[0]:
            region, level = _label(self.first, row.cells[0], row, self.among_ends, problems)
            if region and self.by_place:
                region, level = None, region
        if region is None and level:
            return None, *parted(level)
        return region, None, level

    def _stated(self, row: Row, place: str) -> list[Stated]:
        """The cells of pay, other columns as far as they print an amount."""
        hints = stated_in(row.cells[0]) or stated_in(first_of(row, self.currencies) or "") or self.hints
        stated: list[Stated] = []
        for number, one in self.pay:
            if number < len(row.cells):
                cell = read_under(one, row.cells[number], hints, f"{one.group} {place}" if one.group else place)
                if one.kind != Kind.PLACE or cell.amounts or STEP in cell.doubts:
                    stated.append((one, row.line, row.cells[number], cell))
        return stated


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
