"""Says what a table of a guide is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

WITHIN = "a table within a cell"
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_RAISED = re.compile(r"\s?<sup>[^<>]{0,9}</sup>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_ESCAPE = re.compile(r"\\([$~*_#&%+\-.()\[\]<>`])")
_FOOTNOTE = re.compile(r"\[\^[^\]]{1,8}\]|[¹²³⁰⁴-⁹†‡§]")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its 1-based number, its cells without markup, its text."""

    line: int
    cells: tuple[str, ...]
    text: str


@dataclass
class Table:
    """A heading row, which may be missing, and the rows below; `above` holds the nearest headings and the line before
    the table, `below` the first line after it; `merged` are rows with cells over several columns or rows; `place` is
    the heading where tables alike stand below the names of places."""

    header: Row | None
    rows: list[Row] = field(default_factory=list)
    above: tuple[str, ...] = ()
    below: str = ""
    merged: list[Row] = field(default_factory=list)
    place: str = ""

    @property
    def near(self) -> tuple[str, ...]:
        """The nearest heading and the line before the table."""
        return self.above[-2:]


def tidy(cell: str) -> str:
    """A cell without tags, entities, links, escapes and marks of footnotes."""
    if _TABLE.search(cell):
        return WITHIN
    cell = _LINK.sub(r"\1", _BREAK.sub(" ", _RAISED.sub("", cell)))
    cell = _ESCAPE.sub(r"\1", _FOOTNOTE.sub("", _TAG.sub("", cell)))
    return " ".join(unescape(cell).split()).rstrip("\\")
