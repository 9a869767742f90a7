"""Decides which amounts of a row make up one band."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from benchmarks.guides.cells import Amount, Cell
from benchmarks.guides.findings import Band, Problem, Source, Span, problem
from benchmarks.guides.headings import Kind, kind_of, period_of, place_name, times_of, years_of
from benchmarks.guides.symbols import stated_in

YEARS_OF_EQUITY = 4
ASIDE = "read and kept beside the band, of which it is no yearly part"
PERIODS = ("year", "month", "hour")
FIELDS = {Kind.BASE: "base", Kind.TOTAL: "total", Kind.BONUS: "bonus_amount", Kind.SIGNING: "signing"}

ORDER = {kind: number for number, kind in enumerate(Kind)}

Stated = tuple["Column", int, str, Cell]


@dataclass(frozen=True)
class Column:
    """A heading: what it is about, its name without a currency, the currencies it states, the years of an equity
    grant, the period and the unit of what stands below it."""

    text: str
    kind: Kind
    name: str
    hints: tuple[str, ...]
    years: int
    period: str
    times: int


@lru_cache(maxsize=1024)
def column(text: str) -> Column:
    """What a heading of a column or a row says."""
    return Column(
        text, kind_of(text), place_name(text), stated_in(text), years_of(text), period_of(text), times_of(text)
    )


def assemble(
    line: int, region: str | None, level: str | None, stated: Iterable[Stated], text: str, problems: list[Problem]
) -> list[Band]:
    """One band for each currency that the cells of a row, or of a column of parts, print amounts in.

    A percentage of bonus belongs to all of them. A row that prints no amount at all is a problem record.
    """
    cells = sorted(stated, key=lambda one: ORDER[one[0].kind])
    bands: dict[str, Band] = {}
    for _, _, _, cell in cells:
        for amount in cell.amounts:
            bands.setdefault(amount.currency, Band(line, amount.currency, region, level))
    before = len(problems)
    for part, at, shown, cell in cells:
        problems.extend(problem(at, shown, f"{part.text}: {reason}") for reason in cell.doubts)
        _put_percents(part, at, shown, cell, list(bands.values()), problems)
    for currency, band in bands.items():
        band.period = _period(cells, currency)
        for part, at, shown, cell in cells:
            for amount in cell.amounts:
                if amount.currency == currency:
                    _put(band, part, at, shown, amount, problems)
    if not bands and len(problems) == before:
        problems.append(problem(line, text, "the row prints no amount"))
    return list(bands.values())


def put_amount(band: Band, amount: Amount, kind: str, line: int, text: str, period: str) -> None:
    """A range that the guide does not tell apart into base, equity and total."""
    band.period = amount.period or period or "year"
    band.amount, band.amount_kind = amount.span, kind
    band.sources["amount"] = Source(line, text)


def _put_percents(part: Column, at: int, shown: str, cell: Cell, bands: list[Band], problems: list[Problem]) -> None:
    for number, span in enumerate(cell.percents):
        if part.kind == Kind.BONUS and number == 0:
            for band in bands:
                if band.bonus_percent is None:
                    band.bonus_percent, band.sources["bonus_percent"] = span, Source(at, shown)
        elif part.kind == Kind.EQUITY and not cell.amounts:
            problems.append(problem(at, shown, f"{part.text}: a percentage, not an amount"))
        elif not cell.amounts:
            problems.append(problem(at, shown, f"{part.text}: a percentage that has no place here"))


def _period(cells: list[Stated], currency: str) -> str:
    """The period of a band is that of its base, else of its total, else a year."""
    for wanted in (Kind.BASE, Kind.TOTAL):
        for part, _, _, cell in cells:
            for amount in cell.amounts:
                if part.kind == wanted and amount.currency == currency:
                    stated = amount.period or part.period or "year"
                    return stated if stated in PERIODS else "year"
    return "year"


def _put(band: Band, part: Column, at: int, shown: str, amount: Amount, problems: list[Problem]) -> None:
    def refuse(reason: str) -> None:
        problems.append(problem(at, shown, f"{part.text}: {reason}"))

    name = FIELDS.get(part.kind, "")
    span: Span = amount.span
    if part.kind == Kind.EQUITY:
        name = "equity_4yr"
        years = amount.years or part.years or YEARS_OF_EQUITY
        if years != YEARS_OF_EQUITY:
            return refuse(f"equity over {years} years, not {YEARS_OF_EQUITY}")
        if amount.period == "year":
            span = _times(span, YEARS_OF_EQUITY)
        elif amount.period:
            return refuse(f"equity for a {amount.period}, while a grant is over four years")
        elif part.period == "year" and not part.years:
            refuse("the heading speaks of a year, the amount does not; kept as printed")
    elif part.kind == Kind.BONUS and "sign" in amount.after:
        name = "signing"
    if name in ("base", "total", "bonus_amount"):
        period = amount.period or part.period or "year"
        if period not in PERIODS:
            return refuse(f"pay for a {period}")
        if period != band.period:
            return refuse(f"pay for a {period} beside base pay for a {band.period}")
    if not name:
        if part.text in band.others:
            return refuse("a second column of this name")
        band.others[part.text] = span
        band.sources[part.text] = Source(at, shown)
        refuse(ASIDE)
    elif getattr(band, name) is not None:
        return refuse(f"a second amount of {name}, left aside")
    else:
        setattr(band, name, span)
        band.sources[name] = Source(at, shown)
        if name == "signing":
            refuse(ASIDE)
    return None


def _times(span: Span, times: int) -> Span:
    low, high = (None if end is None else end * Decimal(times) for end in span)
    return low, high
