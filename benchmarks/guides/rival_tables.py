"""Decides what a table of other companies' pay says that they offer."""

from __future__ import annotations

import re

from benchmarks.guides.atlas import is_place
from benchmarks.guides.bands import read_bands
from benchmarks.guides.findings import Band, Package, Problem, problem
from benchmarks.guides.grids import is_about_levels
from benchmarks.guides.groups import left_of_pay
from benchmarks.guides.headings import PAY, Kind, kind_of, looks_like_a_level
from benchmarks.guides.shapes import Table
from benchmarks.guides.symbols import stated_in

_WHOSE = re.compile(
    r"^(?:competing |rival |other |peer )?"
    r"(?:compan(?:y|ies)|employers?|competitors?|rivals?|offers?|peers?|firms?)(?:\s*[/(&+,-].*)?$",
    re.IGNORECASE,
)
_RIVALS = re.compile(r"\b(?:competitors?|rivals?|other compan\w+|peer compan\w+|peers)\b", re.IGNORECASE)
HEADING_LENGTH = 80
_PARTS = ("base", "equity_4yr", "bonus_amount", "total", "signing")


def is_of_others(table: Table) -> bool:
    """Whether each row of a table is the pay at a company that it names."""
    if table.header is None or is_about_levels(table) or not _WHOSE.match(table.header.cells[0]):
        return False
    return any(kind_of(text) in PAY for text in table.header.cells[1:])


def is_beside_others(table: Table, own: str) -> bool:
    """Whether a column of a table is of the guide's own company, so that others are of other companies."""
    heads = table.header.cells[1:] if table.header else ()
    ours = {own.lower(), own.split()[0].lower()} if own and not is_place(own) else set()
    is_headed = any(len(text) < HEADING_LENGTH and _RIVALS.search(text) for text in table.near)
    if not is_headed and not any(name in head.lower() for name in ours for head in heads):
        return False
    if is_about_levels(table) or any(
        is_place(one) or looks_like_a_level(one) or stated_in(one) for one in heads if one
    ):
        return False
    left = {left_of_pay(head).lower() for head in heads if kind_of(head) in (Kind.PLACE, *PAY)} - {""}
    return bool(left) if is_headed else bool(left & ours) and bool(left - ours)


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
