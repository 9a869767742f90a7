"""Decides which amounts of a row make up one band."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from benchmarks.guides.cells import PLAIN, Amount, Cell, read_cell
from benchmarks.guides.findings import Band, Problem, Source, Span, problem
from benchmarks.guides.headings import Kind, is_percent, is_unclear, kind_of, period_of, place_name, times_of, years_of
from benchmarks.guides.symbols import stated_in

YEARS_OF_EQUITY = 4
ASIDE = "read and kept beside the band, of which it is no yearly part"
UNCLEAR = "the heading leaves open if it is equity of a year or of four"
WITHIN = " › "
"""Stands between the two rows of a heading that are read as one."""
PERIODS = ("year", "month", "hour")
FIELDS = {
    Kind.BASE: "base",
    Kind.EQUITY: "equity_4yr",
    Kind.BONUS: "bonus_amount",
    Kind.TOTAL: "total",
    Kind.SIGNING: "signing",
}
YEARLY = frozenset({"base", "total", "bonus_amount"})

ORDER = {kind: number for number, kind in enumerate(Kind)}

_PLUS_A_PART = re.compile(r"\s*(?:\+|plus\b|and\b|before\b|excl\w*\.?)\s*(?:equity|stock|rsus?|options|bonus|carry)")
_BY_THE_YEAR = re.compile(
    r"[\s(+]*(?:annual|annually|annuali[sz]ed|yearly)\b"
    r"(?P<how>(?: [a-z]+){0,2} (?:vest\w*|grants?|awards?|refresh\w*))?"
)
Stated = tuple["Column", int, str, Cell]


@dataclass(frozen=True)
class Column:
    """A heading: what it is about, its name without a currency, the currencies it states, the years of an equity
    grant, the period and the unit of what stands below it, whether plain numbers are percentages, its place in the
    order of kinds, the place or level that it names beside a part of pay, why equity below it may be of a year."""

    text: str
    kind: Kind
    name: str
    hints: tuple[str, ...]
    years: int
    period: str
    times: int
    in_percent: bool
    order: int
    group: str = ""
    unclear: str = ""


@lru_cache(maxsize=1024)
def column(text: str) -> Column:
    """What a heading of a column or a row says, one of two rows as `London › Base`."""
    group, _, part = text.rpartition(WITHIN)
    kind = kind_of(part)
    return Column(
        text=text,
        kind=kind,
        name=place_name(part),
        hints=stated_in(part) or stated_in(group),
        years=years_of(part),
        period=period_of(part),
        times=times_of(text),
        in_percent=is_percent(part),
        order=ORDER[kind],
        group=place_name(group),
        unclear=UNCLEAR if kind == Kind.EQUITY and is_unclear(part) else "",
    )


def read_under(one: Column, cell: str, hints: tuple[str, ...], place: str) -> Cell:
    """Read a cell below its heading."""
    if one.in_percent and PLAIN.fullmatch(cell):
        return read_cell(f"{cell}%")
    narrower = len(one.hints) > 1 and hints and set(hints) <= set(one.hints)  # `Base (£/€/$)` for London (GBP)
    return read_cell(cell, hints if narrower else one.hints or hints, place, one.times)


def assemble(
    line: int, region: str | None, level: str | None, cells: list[Stated], text: str, problems: list[Problem]
) -> list[Band]:
    """One band for each currency that the cells of a row, or of a column of parts, print amounts in.

    `cells` come in the order of their kinds. A percentage of bonus belongs to all bands. A row that prints no amount
    at all is a problem record; a currency of which everything was told and nothing read has no band.
    """
    bands: dict[str, Band] = {}
    before = len(problems)
    cells = [_without_sums(one) for one in cells]
    for part, at, shown, cell in cells:
        for amount in cell.amounts:
            if amount.currency not in bands:
                bands[amount.currency] = Band(line, amount.currency, region, level)
        for reason in cell.doubts:
            problems.append(problem(at, shown, f"{part.text}: {reason}"))
    for part, at, shown, cell in cells:
        if cell.percents:
            _put_percents(part, at, shown, cell, list(bands.values()), problems)
    for currency, band in bands.items():
        band.period = _period(cells, currency)
    for part, at, shown, cell in cells:
        for amount in cell.amounts:
            if reason := _put(bands[amount.currency], part, at, shown, amount):
                problems.append(problem(at, shown, f"{part.text}: {reason}"))
    if not bands and len(problems) == before:
        problems.append(problem(line, text, "the row prints no amount"))
    return [band for band in bands.values() if band.sources]


def _without_sums(stated: Stated) -> Stated:
    """A total of which several amounts are printed, as `$180K base + $50K stock`, is none of them."""
    part, at, shown, cell = stated
    if part.kind != Kind.TOTAL or not cell.mixed:
        return stated
    return part, at, shown, replace(cell, amounts=())


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


def _put(band: Band, part: Column, at: int, shown: str, amount: Amount) -> str:
    """Put an amount in its place; the answer is what there is to tell of it, mostly nothing."""
    name, span = FIELDS.get(part.kind, ""), amount.span
    if part.kind == Kind.EQUITY:
        years = amount.years or part.years or YEARS_OF_EQUITY
        if years != YEARS_OF_EQUITY:
            return f"equity over {years} years, not {YEARS_OF_EQUITY}"
        period = amount.period or ("" if amount.years or part.years else part.period)
        said = _BY_THE_YEAR.match(amount.after) if not (amount.period or amount.years) else None
        if said and said["how"]:
            return "it is not said if this is equity of a year or of four"
        if said:
            period = "year"
        elif part.unclear and not (amount.period or amount.years):
            return part.unclear
        if period == "year":
            span = _times(span, YEARS_OF_EQUITY)
        elif period:
            return f"equity for a {period}, while a grant is over four years"
    elif part.kind == Kind.BONUS and "sign" in amount.after:
        name = "signing"
    elif part.kind == Kind.TOTAL and _PLUS_A_PART.match(amount.after):
        return "a total to which a part of pay is still to be added"
    if name in YEARLY:
        period = amount.period or part.period or "year"
        if period not in PERIODS:
            return f"pay for a {period}"
        if period != band.period:
            return f"pay for a {period} beside base pay for {'an' if band.period == 'hour' else 'a'} {band.period}"
    if not name:
        if part.text in band.others:
            return "a second column of this name"
        band.others[part.text] = span
        band.sources[part.text] = Source(at, shown)
        return ASIDE
    if getattr(band, name) is not None:
        return f"a second amount of {name}, left aside"
    setattr(band, name, span)
    band.sources[name] = Source(at, shown)
    return ASIDE if name == "signing" else ""


def _times(span: Span, times: int) -> Span:
    low, high = (None if end is None else end * Decimal(times) for end in span)
    return low, high
