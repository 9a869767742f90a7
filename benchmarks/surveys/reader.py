"""Decides whether the file of a survey can be used: all of its rows, or every mistake in it."""

from __future__ import annotations

from difflib import get_close_matches

from benchmarks.surveys.columns import NAMES
from benchmarks.surveys.limits import Line, refuse
from benchmarks.surveys.mistakes import Mistake, SurveyFileError, shown
from benchmarks.surveys.rows import Known, Row, by_column, read_row
from benchmarks.surveys.tables import lines_of


def read(content: bytes, *, file: str) -> list[Row]:
    """The rows of a survey from the bytes of a CSV file or a workbook; `file` names it in messages.

    Raises SurveyFileError with every mistake that was found: a file with one wrong row is not used at all.
    """
    head, *lines = lines_of(content, file=file) or refuse(file, "the file is empty.")
    names = [shown(cell).casefold() for cell in head.cells]
    mistakes = list(_of_the_heading(file, head, names))
    if mistakes:
        raise SurveyFileError(mistakes)
    if not lines:
        refuse(file, "there is no row below the heading.")
    known = Known.now()
    rows: dict[tuple[str, ...], Row] = {}
    for line in lines:
        if len(line.cells) < len(names) or any(line.cells[len(names) :]):
            message = f"{len(line.cells)} cells below a heading of {len(names)}: quote cells that hold the separator."
            mistakes.append(Mistake(file, line.number, "", "", message))
            continue
        row, wrong = read_row(file, line.number, by_column(names, line.cells), known)
        mistakes += wrong
        if row is None:
            continue
        if before := rows.get(row.key):
            message = f"line {before.line} has this role, level, region and measure already: one row for each."
            mistakes.append(Mistake(file, row.line, "role", shown(row.role), message))
        rows.setdefault(row.key, row)
    if mistakes:
        raise SurveyFileError(mistakes)
    return list(rows.values())


def _of_the_heading(file: str, head: Line, names: list[str]) -> list[Mistake]:
    missing = [name for name in NAMES if name not in names]
    found = []
    if len(missing) == len(NAMES):
        message = f"the first line names no column of a survey. The columns are: {', '.join(NAMES)}."
        return [Mistake(file, head.number, "", shown(", ".join(filter(None, names))), message)]
    for at, name in enumerate(names):
        if name and name not in NAMES:
            near = get_close_matches(name, missing, n=1)
            meant = f"did you mean “{near[0]}”? " if near else ""
            message = f"unknown column; {meant}The columns are: {', '.join(NAMES)}."
            found.append(Mistake(file, head.number, shown(head.cells[at]), "", message))
        if name and names.index(name) < at:
            found.append(Mistake(file, head.number, name, "", "the column is there twice."))
    found += [
        Mistake(file, head.number, name, "", "the column is missing; its cells may be empty where nothing is known.")
        if name not in ("level", "region", "measure", "currency", "period")
        else Mistake(file, head.number, name, "", "the column is missing.")
        for name in missing
    ]
    return found
