"""Decides which columns of pay belong to one place or to one level."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from benchmarks.currencies import CODES
from benchmarks.guides.atlas import is_place
from benchmarks.guides.cells import read_cell
from benchmarks.guides.headings import (
    CORE,
    EQUITY,
    Kind,
    is_a_stance,
    is_percentile,
    kind_of,
    looks_like_a_level,
    names_no_place,
    place_name,
)
from benchmarks.guides.parts import Column
from benchmarks.guides.shapes import Row

_MONEY = re.compile(rf"\b(?:{'|'.join(sorted(CODES))}|[A-Z]{{1,3}}(?=\$))\b|[$€£¥₩₹₪%]+")
_PART = re.compile(
    rf"\b(?:base|salary|salaries|fixed|gross|total|tot|tc|ctc|comp(?:ensation)?|package|pay|cash|bonus(?:es)?|variable|"
    rf"incentive|commission|target|annual|yearly|{EQUITY}|value|range|band|over|per|est|approx|"
    rf"(?:4|four)[\s-]?(?:yrs?|years?)|4yr|yr|year)\b\.?|(?<=[$€£])\s?[kK]\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-ZÀ-Þ]|\d(?:st|nd|rd|th)\b)[^\d%]{0,24}\d{0,2}[^\d%]{0,6}")
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
_HOLLOW = re.compile(r"[(\[]\W*[)\]]")
_EDGES = " -–—:/,|·+&()[]"
ROWS_LOOKED_AT = 20


def grouped(columns: list[Column], rows: Sequence[Row]) -> list[Column]:
    """The same columns, those of pay with the place or the level that their headings name beside the part: `SF Base`,
    `Base (UK)`. What stands there must be known for a place, or look like a level, or tell apart currencies."""
    found = _told_apart(columns)
    if not found or not _are_of_one_kind(columns, found, rows):
        return columns
    return [replace(one, group=found[number]) if number in found else one for number, one in enumerate(columns)]


def is_level(group: str) -> bool:
    """Whether a group of columns is a level; else it is a place."""
    return looks_like_a_level(group) and not is_place(group)


def fit_together(columns: list[Column], rows: Sequence[Row]) -> bool:
    """Whether the groups that a heading of two rows prints are all places or all levels, of which the rows are not."""
    return _are_of_one_kind(columns, {number: one.group for number, one in enumerate(columns) if one.group}, rows)


@lru_cache(maxsize=4096)
def left_of_pay(heading: str) -> str:
    """What a heading of pay says beside the part, its currency, its years and what it is paid in."""
    text = _BRACKET.sub(lambda one: " " if _PART.search(one[0]) else one[0], place_name(heading))
    text = _MONEY.sub(" ", _PART.sub(" ", text))
    name = " ".join(_HOLLOW.sub(" ", text).split())
    while name and (name[0] in _EDGES or (name[-1] in _EDGES and not (name[-1] == ")" and "(" in name[1:]))):
        name = name[1:] if name[0] in _EDGES else name[:-1]
    return name


def _told_apart(columns: list[Column]) -> dict[int, str]:
    """The place or level in each heading of pay, by column, where it tells apart columns of the same part of pay."""
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for number, one in enumerate(columns):
        if number and one.kind in CORE:
            by_kind[one.kind].append(number)
    left = {
        number: columns[number].group or left_of_pay(columns[number].text)
        for group in by_kind.values()
        for number in group
    }
    repeated = [group for group in by_kind.values() if len(group) > 1]
    if not repeated:
        names = set(left.values())
        return left if len(names) == 1 and is_place(min(names)) else {}
    clean = [group for group in repeated if all(_is_a_name(left[number]) for number in group)]
    if not clean:
        return {}
    names = {left[number] for number in min(clean, key=lambda group: sum(len(left[number]) for number in group))}
    found = {number: name for number in left if (name := _name_in(columns[number], names))}
    for group in repeated:
        if len({found.get(number, "") for number in group} - {""}) != len(group):
            return {}
    return found


def _name_in(one: Column, names: set[str]) -> str:
    """The longest of the names that a heading holds."""
    held = [name for name in names if name == one.group or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", one.text)]
    return max(held, key=len, default="")


def _are_of_one_kind(columns: list[Column], found: dict[int, str], rows: Sequence[Row]) -> bool:
    names = set(found.values())
    kinds = {one.kind for one in columns}
    if not all(map(_is_a_name, names)):
        return False
    if all(map(is_level, names)):
        return Kind.LEVEL not in kinds
    if Kind.REGION in kinds or any(map(is_level, names)):
        return False
    return any(map(is_place, names)) or _are_in_own_currencies(columns, found, rows)


def _is_a_name(text: str) -> bool:
    if (
        not text
        or text.count("(") != text.count(")")
        or is_percentile(text)
        or is_a_stance(text)
        or (names_no_place(text) and not looks_like_a_level(text))
    ):
        return False
    return is_place(text) or (bool(_NAME.fullmatch(text)) and kind_of(text) in (Kind.PLACE, Kind.LEVEL))


def _are_in_own_currencies(columns: list[Column], found: dict[int, str], rows: Sequence[Row]) -> bool:
    """Whether no two of the names share a currency: companies that are compared do."""
    printed: dict[str, set[str]] = defaultdict(set)
    for number, name in found.items():
        printed[name].update(columns[number].hints)
        for row in rows[:ROWS_LOOKED_AT] if not columns[number].hints else ():
            if number < len(row.cells):
                printed[name].update(amount.currency for amount in read_cell(row.cells[number]).amounts)
    alone = [codes for codes in printed.values() if len(codes) == 1]
    return len(printed) > 1 and len(alone) == len(printed) == len(set.union(*alone))
