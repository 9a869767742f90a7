"""Decides what a table of levels by places says: one range in each cell."""

from __future__ import annotations

import re

from benchmarks.guides.ends import MIDDLE, is_a_middle
from benchmarks.guides.findings import Band, Problem, problem
from benchmarks.guides.headings import (
    PAY,
    Kind,
    is_a_stance,
    is_percentile,
    kind_of,
    looks_like_a_level,
    names_no_place,
)
from benchmarks.guides.parts import Column, column, put_amount, read_under
from benchmarks.guides.shapes import Table
from benchmarks.guides.surroundings import place_of, table_hints
from benchmarks.guides.symbols import stated_in
from benchmarks.guides.wide import STANCE, first_of, fits, parted, section, sections_of

_TOTAL_NOTE = re.compile(
    r"total comp(?:ensation)?\b|\btotal pay\b|\bTC\b|total package|total annual|\ball[\s-]in\b", re.IGNORECASE
)
_BASE_NOTE = re.compile(
    r"(?:ranges?|figures?|numbers?|amounts?|values|bands?|above|table)\b[^.]{0,40}"
    r"\b(?:represents?|reflects?|are|is|shows?|shown|covers?|lists?)\b[^.]{0,20}\bbase\b"
    r"|\bbase (?:salary |pay )?(?:only|ranges?|bands?)\b|excludes? (?:equity|stock|bonus|rsu)",
    re.IGNORECASE,
)
_BASE_HEADING = re.compile(r"\bbase\b", re.IGNORECASE)
_SUMMARY = re.compile(r"negotiation dna", re.IGNORECASE)
LABEL_LENGTH = 60
_ELSEWHERE = re.compile(r"level mapping|equivalen|levell?ing|internal titles?|benchmarking", re.IGNORECASE)
NO_HEADING = "an amount under no heading"
_MORE_THAN_ONE = re.compile(
    r"\b(?:pay|comp\w*|salar\w*|base|total|cash|packages?|tc|market|guide|engineers?)\b|[|]", re.I
)
_NO_PAY = frozenset({Kind.ASIDE, Kind.LEVEL})


def is_grid(table: Table, columns: list[Column]) -> bool:
    """Whether most cells print an amount under headings of places and levels."""
    if is_about_levels(table) and columns[0].kind != Kind.REGION and not _prices(columns):
        return False
    named = columns[0].kind in (Kind.LEVEL, Kind.REGION) or _is_by_region(columns) or _prices(columns)
    if not named and not any(looks_like_a_level(row.cells[0]) for row in table.rows[:40]):
        return False
    about = table_hints(table)
    priced = [
        bool(read_under(one, cell, about, one.text).amounts)
        for row in table.rows[:40]
        for one, cell in zip(columns[1:], row.cells[1:], strict=False)
        if one.kind not in _NO_PAY
    ]
    return sum(priced) * 2 >= len(priced) > 0


def _is_by_region(columns: list[Column]) -> bool:
    """Whether the rows are places: the first heading says so, or says nothing beside others that are all levels."""
    heads = [one.text for one in columns]
    return columns[0].kind == Kind.REGION or (not heads[0].strip() and all(map(looks_like_a_level, heads[1:])))


def _prices(columns: list[Column]) -> bool:
    return any(one.hints for one in columns[1:])


def part_alone(table: Table) -> str:
    """The heading of a table that is of equity or of a bonus alone; mostly none."""
    head = next((text for text in reversed(table.near) if 0 < len(text) < LABEL_LENGTH), "")
    is_one = kind_of(head) in (Kind.EQUITY, Kind.BONUS, Kind.SIGNING) and not _MORE_THAN_ONE.search(head)
    return head if is_one else ""


def is_about_levels(table: Table) -> bool:
    """Whether a table compares levels, so that an amount in it is somebody else's."""
    around = [*table.near, *(table.header.cells if table.header else ())]
    return any(_ELSEWHERE.search(text) for text in around)


def amount_kind(table: Table) -> str:
    """What the ranges of a level x region table are: base, total or unspecified, by its headings and its note."""
    cells = table.header.cells if table.header else ()
    *headings, before = table.near or ("",)
    is_label = len(before) < LABEL_LENGTH and not _SUMMARY.search(before)
    for text in (*cells[1:], *([before] if is_label else ()), *headings):
        if _TOTAL_NOTE.search(text):
            return "total"
        if _BASE_HEADING.search(text):
            return "base"
    for text in (table.below, before):  # in prose the word base alone says nothing of the figures
        if _BASE_NOTE.search(text):
            return "base"
        if _TOTAL_NOTE.search(text):
            return "total"
    return "unspecified"


def read_grid(table: Table, columns: list[Column], bands: list[Band], problems: list[Problem]) -> None:
    """A row for each level and a column for each place, or the other way round: one range in each cell."""
    kind, of_table, where = amount_kind(table), table_hints(table), place_of(table)
    by_region = _is_by_region(columns)
    levels = [number for number, one in enumerate(columns) if number and one.kind == Kind.LEVEL]
    sections, reasons = sections_of(table), _reasons(table, columns[1:])
    about, last = of_table, ""
    for row in table.rows:
        if not fits(row, columns, problems):
            continue
        if (title := section(row)) and not by_region and (title in sections or not looks_like_a_level(title)):
            where, about = sections.get(title), stated_in(title) or of_table
            continue
        last = row.cells[0] or last  # a blank cell goes on with the one above it
        label = column(last) if by_region else columns[0]
        for one, cell in zip(columns[1:], row.cells[1:], strict=False):
            place = label if by_region else one
            read = read_under(one, cell, place.hints or about, place.text)
            if one.kind in _NO_PAY and not read.amounts:
                continue
            if read.amounts and (reason := reasons.get(one) or (STANCE if is_a_stance(last) else "")):
                problems.append(problem(row.line, cell, reason))
                continue
            for reason in read.doubts:
                problems.append(problem(row.line, cell, reason))
            region, level = (label.name, one.name) if by_region else (one.name, last)
            if by_region and levels:
                level = first_of(row, levels) or ""
            elif by_region and names_no_place(level) and not (is_percentile(level) or looks_like_a_level(level)):
                level = ""
            if not read.amounts and not read.doubts and not read.nothing:
                problems.append(problem(row.line, cell, "no amount of money"))
            if by_region and is_percentile(level):
                problems.append(problem(row.line, cell, f"{level}: a percentile, where a level is expected"))
                level = ""
            for amount in () if read.mixed else read.amounts:
                stands, what = region, level
                if names_no_place(place.name):
                    within, what = (None, level) if by_region else parted(level)
                    stands = within or where or ""
                band = Band(row.line, amount.currency, stands or None, what or None)
                put_amount(band, amount, kind, row.line, cell, one.period)
                bands.append(band)


def _reasons(table: Table, columns: list[Column]) -> dict[Column, str]:
    """Why an amount in a column is none of a level at a place; nothing of most columns."""
    alone, unnamed = part_alone(table), sum(names_no_place(one.name) for one in columns)
    return {one: f"an amount of “{alone}” alone" if alone else _reason(one, unnamed) for one in columns}


def _reason(one: Column, unnamed: int) -> str:
    if not one.text.strip():
        return NO_HEADING
    if one.kind == Kind.ASIDE:
        return f"an amount under “{one.text}”"
    if is_a_middle(one.name) and unnamed > 1:
        return MIDDLE
    if one.kind in PAY:
        return f"{one.text}: beside ranges that are not of it alone"
    return STANCE if is_a_stance(one.name) else ""
