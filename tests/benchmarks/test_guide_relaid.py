"""Real tables of pay laid out in other ways say the same."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from benchmarks.guides.reader import read
from benchmarks.guides.report import file_report
from tests.benchmarks.test_guide_folder import GUIDES, needs_guides

TITLE = "# Data Engineer | Acme Labs Negotiation Guide\n\n"
PARTS = ("base", "equity_4yr", "bonus_percent", "bonus_amount", "total")
Rows = list[list[str]]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _table(rows: Rows) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:], ""])


def _by_region() -> Iterator[Rows]:
    """The rows of every table of the guides with a row for each region, its heading first."""
    for path in GUIDES:
        lines = path.read_text().split("\n")
        for at, line in enumerate(lines):
            if line.startswith("| Region |"):
                end = next(
                    number for number in range(at, len(lines) + 1) if not "".join(lines[number:][:1]).startswith("|")
                )
                yield [_cells(one) for one in (line, *lines[at + 2 : end])]


def _places_above(rows: Rows) -> str:
    above, below, first = [""], ["Level"], ["Senior"]
    for row in rows[1:]:
        above += [row[0], *[""] * (len(row) - 2)]
        below += rows[0][1:]
        first += row[1:]
    return _table([above, below, first, ["Staff", *first[1:]]])


def _parts_above(rows: Rows) -> str:
    above, below, first = [""], ["Level"], ["Senior"]
    for number in range(1, len(rows[0])):
        above += [rows[0][number], *[""] * (len(rows) - 2)]
        below += [row[0] for row in rows[1:]]
        first += [row[number] for row in rows[1:]]
    return _table([above, below, first, ["Staff", *first[1:]]])


def _one_row(rows: Rows) -> str:
    head = [f"{row[0]} {part}" for row in rows[1:] for part in rows[0][1:]]
    return _table([["Level", *head], ["Senior", *(cell for row in rows[1:] for cell in row[1:])]])


def _behind(rows: Rows) -> str:
    numbers = range(1, len(rows[0]))
    head = [f"{rows[0][number]} — {row[0]}" for number in numbers for row in rows[1:]]
    return _table([["Level", *head], ["Senior", *(row[number] for number in numbers for row in rows[1:])]])


def _below_headings(rows: Rows) -> str:
    return "\n".join(f"#### {row[0]}\n\n{_table([['Level', *rows[0][1:]], ['Senior', *row[1:]]])}" for row in rows[1:])


def _below_titles(rows: Rows) -> str:
    told = [["Level", *rows[0][1:]]]
    for row in rows[1:]:
        told += [[f"**{row[0]}**", *[""] * (len(row) - 1)], ["Senior", *row[1:]]]
    return _table(told)


def _said(text: str) -> set[tuple[Any, ...]]:
    bands = file_report("x.md", read((TITLE + text).encode()))["bands"]
    return {
        (band["region"], band["currency"], *(str(band[part]) for part in PARTS))
        for band in bands
        if band["level"] != "Staff"
    }


@needs_guides
@pytest.mark.parametrize(
    ("lay", "least"),
    [
        (_places_above, 0.97),
        (_parts_above, 0.95),
        (_one_row, 1.0),
        (_behind, 1.0),
        (_below_headings, 1.0),
        (_below_titles, 1.0),
    ],
)
def test_tables_laid_out_otherwise_say_the_same(lay: Callable[[Rows], str], least: float) -> None:
    said = [(_said(_table(rows)), _said(lay(rows))) for rows in _by_region()]
    assert len(said) > 90
    assert sum(before == after for before, after in said) >= least * len(said)
    for before, after in said:
        for band in after - before:  # what is not the same says less, never something else
            assert any(
                band[1] == one[1] and all(part in (was, "None", None) for part, was in zip(band, one, strict=True))
                for one in before
            ), (before, band)
