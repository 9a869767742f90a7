"""Decides what one line of a survey's file says, with every mistake in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

from benchmarks import currencies
from benchmarks.models import Level, Period, Region, SurveyRow
from benchmarks.surveys import figures
from benchmarks.surveys.columns import COUNTS, EXAMPLE, NAMES, PERCENTILES
from benchmarks.surveys.limits import Cell, Unusable
from benchmarks.surveys.mistakes import Mistake, WrongCell, shown

_LONGEST_ROLE = 160
_Place = TypeVar("_Place", Level, Region)


@dataclass(frozen=True)
class Row:
    """What a line says. Amounts are whole units of `currency` for the `period`; None is what is not printed."""

    line: int
    role: str
    level: Level
    region: Region
    measure: str
    currency: str
    period: str
    p25: Decimal | None
    p50: Decimal | None
    p75: Decimal | None
    p90: Decimal | None
    people: int | None
    companies: int | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What there is one row for in a survey."""
        return (self.role.casefold(), self.level.slug, self.region.slug, self.measure)


@dataclass(frozen=True)
class Known:
    """The levels and regions in use, by key and by title in small letters."""

    levels: Mapping[str, Level]
    regions: Mapping[str, Region]

    @classmethod
    def now(cls) -> Known:
        """Those in use; two queries."""
        return cls(_by_name(Level.objects.current()), _by_name(Region.objects.current()))


def read_row(file: str, line: int, cells: Mapping[str, Cell], known: Known) -> tuple[Row | None, list[Mistake]]:
    """The row, or every mistake of its cells."""
    mistakes: list[Mistake] = []

    def wrong(column: str, message: str) -> None:
        mistakes.append(Mistake(file, line, column, shown(cells[column]), message))

    def take(column: str, read: Callable[[Any], Any]) -> Any:
        cell = cells[column]
        try:
            if isinstance(cell, Unusable):
                raise WrongCell(cell.message)
            return read(cell)
        except WrongCell as reason:
            wrong(column, str(reason))
            return None

    role = take("role", _role)
    level = take("level", lambda cell: _named(cell, known.levels, "level"))
    region = take("region", lambda cell: _named(cell, known.regions, "region"))
    measure = take("measure", lambda cell: _word(cell, SurveyRow.Measure.values))
    currency = take("currency", _currency)
    period = take("period", lambda cell: _word(cell, Period.values))
    amounts = {name: take(name, lambda cell: figures.amount(cell, period=period or "")) for name in PERCENTILES}
    counts = {name: take(name, figures.count) for name in COUNTS}
    if all(cells[name] == "" for name in PERCENTILES):
        wrong("p50", "one percentile at least must be given.")
    previous: tuple[str, Decimal] | None = None
    for name in PERCENTILES:
        figure = amounts[name]
        if figure is not None and previous is not None and figure < previous[1]:
            wrong(name, f"percentiles rise: {name} is below {previous[0]}, {previous[1]:,f}.")
        previous = previous if figure is None else (name, figure)
    if counts["people"] is not None and counts["companies"] is not None and counts["companies"] > counts["people"]:
        wrong("companies", f"more companies than people, {counts['people']:,}: are the two columns exchanged?")
    if mistakes:
        return None, mistakes
    return Row(line, role, level, region, measure, currency, period, **amounts, **counts), []


def by_column(names: list[str], cells: tuple[Cell, ...]) -> dict[str, Cell]:
    """The cells of a line by column."""
    return {name: cell for name, cell in zip(names, cells, strict=False) if name in NAMES}


def _text(cell: str | Decimal) -> str:
    return cell if isinstance(cell, str) else f"{cell:f}"


def _role(cell: str | Decimal) -> str:
    text = " ".join(_text(cell).split())
    if text.startswith(EXAMPLE):
        raise WrongCell("this is the template's example row: delete it.")
    if len(text) > _LONGEST_ROLE:
        raise WrongCell(f"at most {_LONGEST_ROLE} signs; these are {len(text)}.")
    if not text.isprintable():
        raise WrongCell("there are control characters in this text: type it anew.")
    return text


def _named(cell: str | Decimal, known: Mapping[str, _Place], what: str) -> _Place:
    text = " ".join(_text(cell).split()).casefold()
    if found := known.get(text):
        return found
    near = get_close_matches(text, known, n=1)
    meant = f"did you mean “{near[0]}”? " if near else ""
    given = f"there is no such {what}{'; ' if near else '. '}{meant}" if text else f"a {what} must be given. "
    raise WrongCell(f"{given}Known here: {', '.join(_slugs(known)) or 'none yet'}.")


def _slugs(known: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys(row.slug for row in known.values()))


def _word(cell: str | Decimal, words: list[str]) -> str:
    text = _text(cell).casefold()
    if text not in words:
        raise WrongCell(f"write {', '.join(words[:-1])} or {words[-1]}.")
    return text


def _currency(cell: str | Decimal) -> str:
    text = _text(cell)
    if not currencies.is_currency(text):
        small = text.upper() if currencies.is_currency(text.upper()) else "EUR"
        raise WrongCell(f"three capital letters of ISO 4217, such as {small}.")
    return text


def _by_name(rows: Iterable[_Place]) -> dict[str, _Place]:
    rows = list(rows)
    found: dict[str, _Place] = {}
    for row in rows:
        found.setdefault(row.slug.casefold(), row)
    for row in rows:
        found.setdefault(" ".join(row.title.split()).casefold(), row)
    return found
