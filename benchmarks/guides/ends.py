"""Decides which two columns of a table print the lower and the upper end of one range."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from benchmarks.guides.findings import Problem, problem
from benchmarks.guides.shapes import Row, Table

_LOW = re.compile(r"\b(?:min(?:imum)?|low(?:er|est)?)\b\.?|^from$", re.IGNORECASE)
_HIGH = re.compile(r"\b(?:max(?:imum)?|high(?:er|est)?|upper|top)\b\.?|^to$", re.IGNORECASE)
_MIDDLE = re.compile(r"\b(?:mid(?:dle|point)?|median|average|avg|typical|mean)\b\.?", re.IGNORECASE)
_END = re.compile(r"\b(?:end|bound|range)\b", re.IGNORECASE)
_NOTHING = re.compile(r"[-–—\s]*|n/?a", re.IGNORECASE)
JOINED = " – "
ALONE = "Range"
MIDDLE = "the middle of a range whose ends are read, left aside"


def is_an_end(text: str) -> bool:
    """Whether a heading is nothing but the name of one end of a range, or of its middle."""
    return any(one.fullmatch(text.strip()) for one in (_LOW, _HIGH, _MIDDLE))


def is_a_middle(text: str) -> bool:
    """Whether a heading is nothing but the name of the middle of a range."""
    return bool(_MIDDLE.fullmatch(text.strip()))


def joined(table: Table, problems: list[Problem]) -> Table:
    """The same table with one column for `Base min` and `Base max`, or `Low` and `High`; a column between them that
    prints their middle is left aside and told. Any other table is answered as it is."""
    heads = table.header.cells if table.header else ()
    pairs = _pairs(heads)
    if not pairs or table.header is None:
        return table
    dropped = [
        number
        for number, head in enumerate(heads)
        if _MIDDLE.search(head) and _stem(_MIDDLE, head) in {_stem(_LOW, heads[low]) for low in pairs}
    ]
    for number in dropped:
        problems.append(problem(table.header.line, heads[number], MIDDLE))
    gone = {*pairs.values(), *dropped}
    header = [_name(heads, number, pairs) for number in range(len(heads)) if number not in gone]
    rows = [_row(row, pairs, gone) for row in table.rows]
    return replace(table, header=replace(table.header, cells=tuple(header)), rows=rows)


def _pairs(heads: tuple[str, ...]) -> dict[int, int]:
    """The column of each lower end with the column of its upper one."""
    lows = [number for number, head in enumerate(heads) if number and _LOW.search(head)]
    pairs: dict[int, int] = {}
    for low in lows:
        highs = [
            number
            for number, head in enumerate(heads)
            if number > low and _HIGH.search(head) and _stem(_HIGH, head) == _stem(_LOW, heads[low])
        ]
        if len(highs) != 1:
            return {}
        pairs[low] = highs[0]
    return {} if any(a == b for a, b in pairwise(sorted(pairs.values()))) else pairs


def _stem(end: re.Pattern[str], head: str) -> str:
    return " ".join(re.sub(r"[^\w%$€£]+", " ", _END.sub("", end.sub("", head))).lower().split())


def _name(heads: tuple[str, ...], number: int, pairs: dict[int, int]) -> str:
    if number not in pairs:
        return heads[number]
    return " ".join(_END.sub("", _LOW.sub("", heads[number])).split()).strip(" ()-–,") or ALONE


def _row(row: Row, pairs: dict[int, int], gone: set[int]) -> Row:
    if len(row.cells) <= max(gone):
        return replace(row, cells=tuple(cell for number, cell in enumerate(row.cells) if number not in gone))
    cells = list(row.cells)
    for low, high in pairs.items():
        first, second = cells[low], cells[high]
        if _NOTHING.fullmatch(first) or _NOTHING.fullmatch(second):
            one = first if _NOTHING.fullmatch(second) else second
            cells[low] = "—" if _NOTHING.fullmatch(one) else f"{'from' if one is first else 'up to'} {one}"
        else:
            cells[low] = f"{first}{JOINED}{second}"
    return replace(row, cells=tuple(cell for number, cell in enumerate(cells) if number not in gone))
