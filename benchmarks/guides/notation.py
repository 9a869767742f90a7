"""Decides which figures a piece of text prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from benchmarks.currencies import CODES
from benchmarks.guides.symbols import PREFIX, SHARED, STARTS, SUFFIX, shared_sign

UNITS = {
    "k": 10**3, "thousand": 10**3, "tys": 10**3, "m": 10**6, "mm": 10**6, "mn": 10**6, "mio": 10**6, "mln": 10**6,
    "million": 10**6, "l": 10**5, "lpa": 10**5, "lac": 10**5, "lacs": 10**5, "lakh": 10**5, "lakhs": 10**5,
    "cr": 10**7, "crore": 10**7, "crores": 10**7, "b": 10**9, "bn": 10**9, "billion": 10**9, "lk": 10**5,
    "万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8,
}  # fmt: skip
MYRIADS = "万萬만億亿억"
PERIODS = {"y": "year", "a": "year", "p": "year", "m": "month", "h": "hour", "w": "week", "d": "day", "q": "quarter"}
WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}
DIGITS = 24
RANGE = re.compile(r"\s*(?:-{1,3}|[–—−‐‑‒~→]|\.{2,3}|…|to|and(?= ))\s*", re.IGNORECASE)

_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_NUMBER = (
    r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?"  # 120 000
    r"|\d+(?:[.,'’]\d+)*)"
)
_WORDS = "|".join(sorted((unit for unit in UNITS if unit not in MYRIADS), key=len, reverse=True))
_UNIT = rf"(?:(?=[ \u00a0]?[A-Za-z])[ \u00a0]?(?:{_WORDS})(?![^\W\d_])|[ \u00a0]?[{MYRIADS}])"
_PERIOD = (
    r"\s?(?:(?:/|\bper\b|\bover\b|\b(?:a|an|each)\b(?=\s))\s?(?:(?P<n>\d{1,2}|two|three|four|five)[\s-]?)?"
    r"(?P<p>years?|yrs?|y|annum|an|ano|año|months?|mos?|mth|m[êe]s|mois|Monat|mån|måned|mnd|maand|mies|"
    r"hours?|hrs?|h|weeks?|wk|days?|quarters?|qtr)(?![^\W\d_])"
    r"|(?P<w>annually|yearly|monthly|hourly|p\.\s?a\.?|pa|p\.\s?m\.)(?![^\W\d_]))"
)
_SPACE = r"[ \u00a0\u202f]?"
_AMOUNT = (
    rf"(?:(?P<cur>{PREFIX}){_SPACE}[~≈]?|(?<![.,\d]))(?P<num>{_NUMBER})(?P<unit>(?i:{_UNIT}))?(?P<plus>\+)?"
    rf"(?:(?P<pct>{_SPACE}%)(?P<plus2>\+)?|(?={_SPACE}[{STARTS}]){_SPACE}(?P<suf>{SUFFIX})(?P<plus3>\+)?"
    rf"|{_SPACE}\((?P<code>[A-Z]{{3}})\))?(?:(?=\s?[/A-Za-z]){_PERIOD})?"
)
_BRACKET = (
    rf"(?P<cur2>{PREFIX})\s?\[(?P<num2>\d[\d.,]{{0,20}})(?P<unit2>(?i:{_UNIT}))?\s?[-–—]\s?(?P<num3>\d[\d.,]{{0,20}})"
    rf"(?P<unit3>(?i:{_UNIT}))?\](?P<unit4>(?i:{_UNIT}))?"
)
# The look ahead spares prose the long list of currencies wherever no digit follows soon.
_TOKEN = re.compile(rf"(?=\d|[{STARTS}][^\s\d]{{0,4}}{_SPACE}[~≈]?\s?\[?\d)(?:{_AMOUNT}|{_BRACKET})")
_DIGIT = re.compile(r"\d")

# Nine cells of ten are `$165K–$215K` or `$165,000–$215,000`: these are read without the full grammar.
COMMON = re.compile(r"([$€£₹₪])(\d{1,3}(?:,?\d{3})*)(K?)\s?[-–]\s?\1(\d{1,3}(?:,?\d{3})*)\3")


@dataclass(slots=True)
class Figure:
    """One printed number, or a range of two: `low` and `high` with their unit worked in, `high` None for an open top.

    `sign` is the currency as printed (empty when none is), `years` the number of years it is printed over, `period`
    year, month, hour (or week, day, quarter) where it says so. `clash` holds the second sign of a range that names
    two. `bare` marks an amount that prints no unit and no thousands.
    """

    start: int
    end: int
    sign: str
    low: Decimal | None
    high: Decimal | None
    percent: bool = False
    period: str = ""
    years: int = 0
    clash: str = ""
    bare: bool = False
    unit: int = 0


def figures(text: str) -> list[Figure]:
    """The figures of a text in its order: amounts with a currency or a unit, percentages; other numbers are not."""
    if match := COMMON.fullmatch(text):
        return [_common(match)]
    return general(text)


def general(text: str) -> list[Figure]:
    """The same by the full grammar, without the short way for the commonest form."""
    tokens = list(_tokens(text)) if _DIGIT.search(text) else []
    if len(tokens) < 2:
        return [token for token in tokens if _means_something(token)]
    found: list[Figure] = []
    at = 0
    while at < len(tokens):
        if at + 3 < len(tokens) and (crossed := _crossed(text, tokens[at : at + 4])) is not None:
            found += crossed
            at += 4
        elif at + 1 < len(tokens) and _is_range(text, tokens[at], tokens[at + 1]):
            found.append(_joined(tokens[at], tokens[at + 1]))
            at += 2
        else:
            found.append(tokens[at])
            at += 1
    return [one for one in found if _means_something(one)]


def _common(match: re.Match[str]) -> Figure:
    sign, first, unit, second = match.groups()
    times = 1000 if unit else 1
    low, high = int(first.replace(",", "")) * times, int(second.replace(",", "")) * times
    bare = not unit and low < 1000 and high < 1000
    return Figure(0, match.end(), sign, Decimal(low), Decimal(high), bare=bare, unit=times if unit else 0)


def number(text: str, *, has_unit: bool) -> Decimal | None:
    """The value of a printed number: `26,00,000`, `120'000`, `110.000`, `1,2` before a unit, `40.6`."""
    if text.isdigit():
        return Decimal(text)
    plain = _SPACES.sub("", text)
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return Decimal(plain)
    head, _, tail = plain.rpartition(marks[-1])
    if len(set(marks)) == 2:  # the last one is the decimal mark, the others group
        return Decimal(re.sub(r"[.,]", "", head) + "." + tail)
    mark = marks[-1]
    grouped = len(tail) == 3 and (len(marks) > 1 or mark == "," or (not has_unit and head != "0"))
    if grouped:
        return Decimal(plain.replace(mark, ""))
    return Decimal(head + "." + tail) if len(marks) == 1 else None


def _tokens(text: str) -> Iterator[Figure]:
    for match in _TOKEN.finditer(text):
        if match["num2"]:
            yield _bracketed(match)
            continue
        printed, before, named, behind, percent = match.group("num", "cur", "unit", "suf", "pct")
        start = match.start("num")
        if not before and start and (text[start - 1].isalpha() or text[start - 1] == "_"):
            continue  # the 5 of L5
        unit = UNITS[named.strip(" \u00a0").lower()] if named else 0
        value = number(printed, has_unit=bool(unit)) if len(printed) <= DIGITS else None
        if value is None:
            continue
        if unit:
            value *= unit
        plus = match["plus"] or match["plus2"] or match["plus3"]
        sign = before if before and not behind and before not in SHARED else _sign(match, text)
        word, count = match["p"] or match["w"], match["n"]
        years = (WORDS.get(count) or int(count)) if count and word and word[0] in "yY" else 0
        yield Figure(
            start=match.start("cur") if before else start,
            end=match.end(),
            sign=sign,
            low=value,
            high=None if plus else value,
            percent=bool(percent),
            period="" if not word or years > 1 else _period(word),
            years=years if years > 1 else 0,
            bare=not unit and value < 1000,
            unit=unit,
        )


def _sign(match: re.Match[str], text: str) -> str:
    """The currency as printed; a code beside a sign that several currencies share wins: `CAD $165K`, `$165K CAD`."""
    sign = match["cur"] or match["suf"] or ""
    if match["cur"] and not shared_sign(sign):
        return sign
    beside = match["suf"] or match["code"] or text[max(0, match.start() - 4) : match.start()].strip(" (")
    return beside if match["cur"] and beside in CODES else sign


def _period(word: str) -> str:
    plain = word.lower().replace(" ", "")
    return "month" if plain.startswith("p.m") else PERIODS[plain[0]]


def _bracketed(match: re.Match[str]) -> Figure:
    unit = match["unit4"] or match["unit3"] or match["unit2"] or ""
    times = UNITS[unit.strip(" \u00a0").lower()] if unit else 1
    low, high = (number(match[name].rstrip(".,"), has_unit=bool(unit)) for name in ("num2", "num3"))
    ends = (low and low * times, high and high * times)
    return Figure(match.start(), match.end(), match["cur2"], *ends, bare=not unit and (high or 0) < 1000, unit=times)


def _means_something(figure: Figure) -> bool:
    return bool(figure.sign or figure.percent or figure.unit)


def _is_range(text: str, low: Figure, high: Figure) -> bool:
    if not (_means_something(low) or _means_something(high)) or low.low is None or high.low is None:
        return False
    if low.percent and not high.percent:
        return False
    gap = RANGE.fullmatch(text, low.end, high.start)
    if gap is None:
        return False
    word = gap.group().strip().lower()
    return word != "and" or text[: low.start].rstrip().lower().endswith("between")


def _joined(low: Figure, high: Figure) -> Figure:
    """Two numbers with a dash between them: what only one of them prints holds for both."""
    first, second = low.low, high.low
    if first is not None and second is not None:
        if high.unit and not low.unit and low.bare:
            first *= high.unit
        elif low.unit and not high.unit and high.bare:
            second *= low.unit
    clash = high.sign if low.sign and high.sign and low.sign != high.sign else ""
    return Figure(
        start=low.start,
        end=high.end,
        sign=low.sign or high.sign,
        low=first,
        high=None if high.high is None else second,
        percent=high.percent,
        period=high.period or low.period,
        years=high.years or low.years,
        clash=clash,
        bare=low.bare and high.bare and not (low.unit or high.unit),
        unit=max(low.unit, high.unit),
    )


def _crossed(text: str, four: list[Figure]) -> list[Figure] | None:
    """`£92K / $115K - £124K / $155K`: each end in two currencies."""
    a, b, c, d = four
    if not (a.sign and b.sign and a.sign == c.sign and b.sign == d.sign and a.sign != b.sign):
        return None
    slashes = text[a.end : b.start].strip() == "/" == text[c.end : d.start].strip()
    if not slashes or not RANGE.fullmatch(text, b.end, c.start):
        return None
    return [replace(_joined(a, c), start=a.start, end=d.end), replace(_joined(b, d), start=b.start, end=d.end)]
