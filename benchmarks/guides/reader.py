"""Decides what a market guide in Markdown says."""

from __future__ import annotations

from benchmarks.guides import levels
from benchmarks.guides.bands import read_bands, told_of_money
from benchmarks.guides.facts import read_facts
from benchmarks.guides.findings import Guide, Problem, problem
from benchmarks.guides.grids import is_about_levels
from benchmarks.guides.levers import find_levers
from benchmarks.guides.lines import split
from benchmarks.guides.rival_tables import is_beside_others, is_of_others, read_offers
from benchmarks.guides.shapes import Table
from benchmarks.guides.stances import find_stances
from benchmarks.guides.surroundings import name_places
from benchmarks.guides.tables import find_tables
from benchmarks.guides.titles import find_title

BESIDE = "pay beside that of other companies"


def read(content: bytes) -> Guide:
    """Everything that one guide states, and a problem record for whatever could not be read.

    Never raises, whatever the bytes; the time grows with their number.
    """
    text = split(content)
    guide = Guide(problems=list(text.problems))
    lines = text.lines
    _title(lines, guide)
    tables = list(find_tables(lines))
    name_places(tables)
    for table in tables:
        _table(table, guide)
    guide.level_mapping = [*levels.from_lines(lines, guide.company or ""), *guide.level_mapping]
    guide.levers = find_levers(lines, guide.problems)
    stances = find_stances(lines, guide.problems)
    guide.target, guide.floor, guide.competing = stances.target, stances.floor, [*stances.competing, *guide.competing]
    own = (guide.company or "").lower()
    guide.competing = [one for one in guide.competing if own not in (name.lower() for name in one.companies)]
    guide.facts = read_facts(lines, tables)
    if not guide.bands and not guide.problems:
        guide.problems.append(problem(1, lines[0] if lines else "", "no table of pay was found"))
    guide.problems = sorted(dict.fromkeys(guide.problems), key=lambda one: one.line)
    return guide


def _title(lines: list[str], guide: Guide) -> None:
    title = find_title(lines)
    if title is not None:
        guide.company, guide.role, guide.title_line = title.company, title.role, title.line
    missing = [word for word, found in (("company", guide.company), ("role", guide.role)) if not found]
    if missing and lines:
        line, text = (title.line, title.text) if title else (1, lines[0])
        guide.problems.append(problem(line, text, f"the title names no {' and no '.join(missing)}"))
    elif title is not None and title.doubt:
        guide.problems.append(problem(title.line, title.text, title.doubt))


def _table(table: Table, guide: Guide) -> None:
    told: list[Problem] = []
    if is_of_others(table):
        guide.competing += read_offers(table, guide.company or "", told)
    elif is_beside_others(table, guide.company or ""):
        told += told_of_money(table, BESIDE)
    elif not read_bands(table, guide.bands, told):
        if levels.is_mapping(table):
            guide.level_mapping += levels.from_table(table)
        elif not is_about_levels(table):
            told += told_of_money(table, "amounts in a table whose headings are not of pay")
    guide.problems += told
