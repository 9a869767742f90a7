"""Decides what a table of other companies' pay says that they offer."""

from __future__ import annotations

import re

from benchmarks.guides.bands import read_bands
from benchmarks.guides.findings import Band, Package, Problem, problem
from benchmarks.guides.grids import is_about_levels
from benchmarks.guides.headings import PAY, kind_of
from benchmarks.guides.shapes import Table

_WHOSE = re.compile(
    r"^(?:competing |rival |other |peer )?(?:compan(?:y|ies)|employers?|competitors?|rivals?|offers?|peers?|firms?)$",
    re.I,
)
_PARTS = ("base", "equity_4yr", "bonus_amount", "total", "signing")


def is_of_others(table: Table) -> bool:
    """Whether each row of a table is the pay at a company that it names."""
    if table.header is None or is_about_levels(table) or not _WHOSE.match(table.header.cells[0]):
        return False
    return any(kind_of(text) in PAY for text in table.header.cells[1:])


def read_offers(table: Table, own: str, problems: list[Problem]) -> list[Package]:
    """One package for each row and currency; a row of the guide's own company is told and left aside."""
    bands: list[Band] = []
    read_bands(table, bands, problems)
    texts = {row.line: (row.cells[0], row.text) for row in table.rows}
    found: list[Package] = []
    for band in bands:
        company, text = texts[band.line]
        parts = {name: span for name in _PARTS if (span := getattr(band, name)) is not None}
        if not company or company.lower() == own.lower():
            problems.append(problem(band.line, text, "no other company's pay in a table of other companies"))
        elif band.period == "year" and parts:
            found.append(Package(band.line, text, band.currency, parts, (company,)))
        else:
            problems.append(problem(band.line, text, "an offer without yearly pay"))
    return found
