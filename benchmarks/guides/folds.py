"""Decides when the first row of a table goes on with its heading."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from benchmarks.currencies import CODES
from benchmarks.guides.ends import is_an_end
from benchmarks.guides.headings import PAY, Kind, kind_of
from benchmarks.guides.parts import WITHIN
from benchmarks.guides.shapes import Table

_UNIT = re.compile(r"\(?(?:[A-Z]{0,2}[$€£¥₩₹₪]\s?[kK]?|%|%? of base|4[\s-]?(?:[Yy]rs?|[Yy]ears?))\)?")
_OPENS = frozenset({Kind.LEVEL, Kind.REGION, Kind.COMPONENT})
ROWS = 2
"""So many rows may go on with a heading: units, and what stands above or below them."""
_DASHES = "-–— "


def folded(table: Table) -> Table:
    """The same table with the rows of its heading in one: places or levels above parts of pay (`London › Base`),
    parts above places or levels, either of them above `Min` and `Max`, or headings above their units. Any other table
    is answered as it is."""
    for _ in range(ROWS):
        if table.header is None or len(table.rows) < 2:
            break
        above, below = table.header.cells, table.rows[0].cells
        heads = _combined(above, below) if 2 < len(above) == len(below) else None
        if heads is None:
            break
        table = replace(table, header=replace(table.header, cells=tuple(heads)), rows=table.rows[1:])
    return table


def _combined(above: tuple[str, ...], below: tuple[str, ...]) -> list[str] | None:
    if any(sum(map(str.isdigit, cell)) > 2 for cell in below[1:]):
        return None
    second = [cell.strip(_DASHES) for cell in below[1:]]
    if sum(map(bool, second)) < 2 or any(len(cell) > 60 for cell in second):
        return None
    if below[0] and above[0] != below[0] and kind_of(below[0]) not in _OPENS:
        return None
    first = above[0] if not below[0] or below[0] == above[0] else below[0]
    if all(_is_a_unit(cell) for cell in second if cell):
        pairs = zip(_filled(above[1:], second), second, strict=True)
        return [first, *(f"{head} ({cell.strip('()')})" if cell else head for head, cell in pairs)]
    if any(one.isdigit() for cell in second for one in _UNIT.sub("", cell)) and not below[0]:
        return None
    heads = [above[0], *_filled(above[1:], second)]
    kinds = {kind_of(head) for head, cell in zip(heads[1:], second, strict=True) if head and cell}
    parts = [cell for cell in second if cell and kind_of(cell) in PAY]
    is_broad = any(head in ("", before) for before, head in pairwise(above[1:]))
    if all(kind_of(cell) in {*PAY, Kind.ASIDE} for cell in second if cell):
        return None if len(parts) < 2 or kinds & PAY else [first, *_joined(heads[1:], second, parts_above=False)]
    if not is_broad or not kinds:
        return None
    if all(is_an_end(cell) for cell in second if cell):
        return [first, *(f"{head} {cell}".strip() for head, cell in zip(heads[1:], second, strict=True))]
    if kinds <= {*PAY, Kind.ASIDE} and not kinds.isdisjoint(PAY):
        return [first, *_joined(heads[1:], second, parts_above=True)]
    return None


def _is_a_unit(text: str) -> bool:
    return text.strip("()") in CODES or bool(_UNIT.fullmatch(text))


def _filled(above: tuple[str, ...], second: list[str]) -> list[str]:
    """A blank heading goes on with the one before it, as far as something stands below. What the last heading alone
    would have below it, such as a bonus at the end, belongs to all."""
    filled, owners, last = [], [], -1
    for number, (head, cell) in enumerate(zip(above, second, strict=True)):
        last = number if head else last if cell else -1
        owners.append(last)
        filled.append(above[last] if last >= 0 else "")
    groups = list(dict.fromkeys(filled))
    if len(groups) > 1 and above[-1] == "" and owners[-1] >= 0:
        others = {kind_of(cell) for cell, head in zip(second, filled, strict=True) if head != filled[-1]}
        for number in range(len(second) - 1, owners[-1], -1):
            if kind_of(second[number]) in others or kind_of(second[number]) not in {*PAY, Kind.ASIDE}:
                break
            filled[number] = ""
    return filled


def _joined(heads: list[str], second: list[str], *, parts_above: bool) -> list[str]:
    joined = []
    for head, cell in zip(heads, second, strict=True):
        if not head or not cell or head == cell:
            joined.append(head or cell)
        elif _is_a_unit(head):
            joined.append(f"{cell} ({head.strip('()')})")
        elif not parts_above:
            joined.append(cell if kind_of(cell) == Kind.ASIDE else f"{head}{WITHIN}{cell}")
        elif _is_a_unit(cell):
            joined.append(f"{head} ({cell.strip('()')})")
        else:
            joined.append(head if kind_of(head) == Kind.ASIDE else f"{cell}{WITHIN}{head}")
    return joined
