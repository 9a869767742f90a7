"""Decides how large the file of a survey may be."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from benchmarks.surveys.mistakes import Mistake, SurveyFileError

LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 25_000_000
MOST_PARTS = 500
MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_CELLS = 2_000_000
LONGEST_CELL = 1_000
NO_ROW = "this is not a row of a survey: too many cells, or too long ones."


@dataclass(frozen=True)
class Unusable:
    """A cell of a workbook that holds no text and no number: what it shows, and what would be right."""

    shows: str
    message: str

    def __str__(self) -> str:
        return self.shows


Cell = str | Decimal | Unusable


@dataclass(frozen=True)
class Line:
    """The cells of one line of the file, stripped; `""` where there is nothing. `number` counts from 1."""

    number: int
    cells: tuple[Cell, ...]


def refuse(file: str, message: str, *, line: int = 0) -> NoReturn:
    """Nothing more can be read of the file."""
    raise SurveyFileError([Mistake(file, line, "", "", message)])


def check_rows(count: int, *, file: str, line: int) -> None:
    """Refuse the line that is one too many, the heading not counted."""
    if count > MOST_ROWS + 1:
        refuse(file, f"more than {MOST_ROWS:,} rows. Split the survey into several.", line=line)
