"""Decides how a mistake in the file of a survey is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from benchmarks.surveys.columns import NAMES

_SHOWN = 60


class WrongCell(ValueError):
    """A cell cannot be used; the message says what would be right."""


@dataclass(frozen=True, order=True)
class Mistake:
    """Where it stands, what stands there, what would be right. Line 0, an empty column: it is about more than one."""

    file: str
    line: int
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        value = f" “{self.value}”" if self.value else ""
        what = f"{self.column}{value}: " if self.column else f"{value.strip()}: " if value else ""
        return f"{place}: {what}{self.message}"


class SurveyFileError(ValidationError):
    """A survey's file cannot be used. `mistakes` names every one that was found, in the order of the lines."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = sorted(dict.fromkeys(mistakes), key=lambda mistake: (mistake.line, _column(mistake)))
        super().__init__([ValidationError(str(mistake), code="survey_file") for mistake in self.mistakes])
        self.code = "survey_file"

    def __str__(self) -> str:
        return "\n".join(str(mistake) for mistake in self.mistakes)


def _column(mistake: Mistake) -> int:
    """The columns of the template in their order, before them whatever is about none."""
    return NAMES.index(mistake.column) if mistake.column in NAMES else -1


def shown(value: object) -> str:
    """What stands in a cell, short enough for a message, without signs that break a line."""
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in str(value).strip())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
