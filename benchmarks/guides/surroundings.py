"""Decides what the words around a table say of all of it."""

from __future__ import annotations

import re
from collections import defaultdict

from benchmarks.guides.atlas import is_place
from benchmarks.guides.headings import EQUITY, Kind, kind_of, looks_like_a_level, place_name
from benchmarks.guides.parts import column
from benchmarks.guides.shapes import Table
from benchmarks.guides.symbols import stated_in

LABEL_LENGTH = 40
_BEHIND = re.compile(r"(?:\s[—–|-]|:)\s([^—–|:]+)$")
_OF_PAY = re.compile(
    r"pay\b|compensation|salar|\bcomp\b|package|bands?\b|ranges?\b|levels?\b|ladder|data|breakdown|structure|"
    r"offer|table|"
    r"summary|guide|benchmark|engineer|manager|scientist|developer|architect|all figures",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\b(?:all|amounts?|figures?|values?|numbers?|ranges?|bands?|salaries|compensation|pay)\b", re.IGNORECASE
)
_BUT = re.compile(r"\b(?:convert\w*|equivalents?|exchange|rates?|approx\w*|fx)\b", re.IGNORECASE)
_IN_MONEY = re.compile(r"\b(?:in|are) (?:[\w-]+ ){0,2}?\(?([A-Z]{3})\b")
_SENTENCE = re.compile(r"(?<=[.;])\s+")
_EQUITY = re.compile(rf"\b(?:{EQUITY})\b", re.IGNORECASE)
_OF_A_YEAR = re.compile(
    r"\b(?:annual|annuali[sz]ed|yearly|per[\s-]year|per annum|a year's|one year's|each year|"
    r"year[\s-](?:1|one))\b|/\s?yr\b",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\b(?:figures?|values?|numbers?|columns?|amounts?|shown|listed|stated|quoted|expressed|"
    r"represents?|reflects?|are|is|=)"
    r"(?:\b|(?<==))",
    re.IGNORECASE,
)
_SCHEDULE = re.compile(
    r"\bvest\w*|refresh\w*|\bbonus|\btotal|\btop[\s-]?up|review|cliff|\b(?:4|four|three|3|five|5)[\s-]?(?:yrs?|years?)",
    re.I,
)


def table_hints(table: Table) -> tuple[str, ...]:
    """Currencies that the heading above a table, or the line before it, states for all of it; else the one that a note
    below says all amounts are in."""
    for text in reversed(table.near):
        if hints := column(text).hints:
            return hints
    is_note = len(table.below) < 1000 and _IN_MONEY.search(table.below)
    for sentence in _SENTENCE.split(table.below) if is_note else ():
        if _NOTE.search(sentence) and not _BUT.search(sentence) and (match := _IN_MONEY.search(sentence)):
            codes = stated_in(sentence)
            return codes if codes == (match[1],) else ()
    return ()


def says_equity_is_of_a_year(table: Table) -> bool:
    """Whether a note beside a table says that its equity is printed a year."""
    return any(
        bool(_EQUITY.search(part) and _OF_A_YEAR.search(part) and _SHOWN.search(part)) and not _SCHEDULE.search(part)
        for text in (table.below, *table.near)
        if len(text) < 1000 and _OF_A_YEAR.search(text)
        for sentence in _SENTENCE.split(text)
        for part in sentence.split(",")
    )


def name_places(tables: list[Table]) -> None:
    """Where tables with the same heading row stand below headings of which one is a known place, all of them are
    places, as far as none is a level or a word for pay."""
    alike: dict[tuple[str, ...], list[Table]] = defaultdict(list)
    for table in tables:
        if table.header and len(table.above) > 1:
            alike[table.header.cells].append(table)
    for group in alike.values():
        names = [one.above[-2] for one in group]
        if len(set(names)) > 1 and any(map(is_place, names)) and all(map(_may_be_a_place, names)):
            for table, name in zip(group, names, strict=True):
                table.place = name


def _may_be_a_place(text: str) -> bool:
    is_short = (
        text[:1].isupper() and len(text) < LABEL_LENGTH and not any(one.isdigit() or one in ".:?!" for one in text)
    )
    is_other = kind_of(text) != Kind.PLACE or bool(_OF_PAY.search(text)) or looks_like_a_level(text)
    return is_place(text) or (is_short and not is_other)


def place_of(table: Table) -> str | None:
    """The place that the heading of a table, or the label before it, names: with its currency (`London (GBP)`), behind
    the word for what is paid there (`Compensation — London`), or alone where it is a known one."""
    for text in reversed(table.near):
        found = _BEHIND.search(text)
        is_behind = found is not None and bool(_OF_PAY.search(text[: found.start()]))
        printed = (found[1] if found and is_behind else text).strip(" :")
        name = place_name(printed) if len(printed) < 2 * LABEL_LENGTH else ""
        if not name[:1].isupper() or len(name) >= LABEL_LENGTH:
            continue
        is_named = name != printed or (is_behind and not any(one.isdigit() for one in name)) or is_place(name)
        is_one = is_place(name) or (
            kind_of(name) == Kind.PLACE and not _OF_PAY.search(name) and not looks_like_a_level(name)
        )
        if is_named and is_one:
            return name
    return place_name(table.place) or None
