"""Decides what one cell of a table states in which currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from benchmarks.guides.findings import Span
from benchmarks.guides.notation import COMMON, MYRIADS, Figure, figures
from benchmarks.guides.symbols import DOLLAR, SIGNS, resolve, shared_sign

MOST = Decimal(10) ** 12
"""No pay is printed above a million millions; what is, was misread."""

SECOND = "a second amount in the same currency, left aside"
STEP = "an increase or a cut, not an amount"
NO_CURRENCY = "an amount without a currency"
WHOLE = 10_000
"""From here on a plain number is one of whole units, whatever unit its heading names."""

CELL_LIMIT = 400
_NOTHING = re.compile(
    r"(?:|[-–—−‐/.\s]+|n\s?/?\s?a\b.*|nil|"
    r"(?:none|no|not (?:offered|applicable|provided|eligible|granted|typical))\b.*)",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"(?:up to|max\.?|maximum|below|under|less than|≤|<)\s*$", re.IGNORECASE)
_FROM = re.compile(r"(?:from|min\.?|minimum|above|over|more than|at least|starting at|≥|>)\s*$", re.IGNORECASE)
_STEP = re.compile(
    r"\s*(?:[+±]|[-–−](?=[A-Z]{0,3}[$€£¥₩₹₪\d])|(?:plus|extra|additional|another|minus|less)\b(?! than))", re.IGNORECASE
)
_THAN = re.compile(
    r"[+\s(]*(?:(?:more|less|higher|lower|above|below)\b(?! (?:and|or)\b)|"
    r"on top\b|premium\b|uplift\b|extra\b|increase\b|raise\b|bump\b)"
)
_PARTS = re.compile(r"[+=&/]|\b(?:plus|and|base|salary|equity|stock|rsus?|bonus|cash|tc|total)\b")
_TIMES = re.compile(r"\s?[x×*]\s?\d")
_DIGIT = re.compile(r"\d")
_OR_MORE = re.compile(r"\s*(?:or|and) (?:more|up|above|over|higher|upwards?)\b|\s*upwards?\b", re.IGNORECASE)
_MIXED = re.compile(r"\d[.,]\d{3}[ \u00a0\u202f]\d{3}(?!\d)")
_PERCENT = re.compile(r"(\d{1,3})(?:\s?[-–]\s?(\d{1,3}))?%")
_EAST = re.compile(rf"(\d[\d,.]*)\s?[億亿억]\s?(\d[\d,]*)\s?([{MYRIADS[:3]}])")


@dataclass(slots=True)
class Amount:
    """A range in one currency; `period` is empty where the cell names none, `years` zero likewise; `after` is the
    wording up to the next figure, in small letters."""

    currency: str
    span: Span
    period: str
    years: int
    after: str


@dataclass(slots=True)
class Cell:
    """What a cell states; `doubts` are reasons for problem records, `nothing` is a dash or a plain no, `mixed` where
    several parts of pay are printed in it."""

    amounts: tuple[Amount, ...] = ()
    percents: tuple[Span, ...] = ()
    doubts: tuple[str, ...] = ()
    nothing: bool = False
    mixed: bool = False


def read_cell(text: str, hints: tuple[str, ...] = (), place: str = "", times: int = 1) -> Cell:
    """Read a cell whose heading and row state the currencies `hints`, the wording `place`, and figures in `times`."""
    if times == 1 and (cell := _short(text, hints)) is not None:
        return cell
    return _long(text, hints, place, times)


def _short(text: str, hints: tuple[str, ...]) -> Cell | None:
    """Nine cells of ten are `$165K–$215K`, `£165,000–£215,000` or `10–15%`; None for all others and for doubts."""
    if match := COMMON.fullmatch(text):
        sign, first, unit, second = match.groups()
        low, high = int(first.replace(",", "")), int(second.replace(",", ""))
        if low > high or (not unit and (low < 1000 or high < WHOLE)) or (hints and sign == DOLLAR):
            return None
        if unit:
            low, high = low * 1000, high * 1000
        if high > MOST:
            return None
        currency = "USD" if sign == DOLLAR else SIGNS[sign]
        return Cell((Amount(currency, (Decimal(low), Decimal(high)), "", 0, ""),))
    if match := _PERCENT.fullmatch(text):
        low, high = int(match[1]), int(match[2] or match[1])
        return Cell(percents=((Decimal(low), Decimal(high)),)) if low <= high else None
    return None


@lru_cache(maxsize=8192)
def _long(text: str, hints: tuple[str, ...], place: str, times: int) -> Cell:
    if _NOTHING.fullmatch(text):
        return Cell(nothing=True)
    if len(text) > CELL_LIMIT:
        return Cell(doubts=("the cell is too long to be an amount",))
    if not _DIGIT.search(text):
        return Cell(doubts=("words where an amount is expected",))
    amounts: list[Amount] = []
    percents: list[Span] = []
    doubts: list[str] = []
    mixed = False
    if _STEP.match(text):
        return Cell(doubts=(STEP,))
    if ("," in text or "." in text) and _MIXED.search(text):
        return Cell(doubts=("thousands separated in two ways",))
    source = _with_sign(text, hints) if hints else text
    if not source.isascii() and _EAST.search(source):
        source = _EAST.sub(_in_one, source)
    found = figures(source)
    for number, figure in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(source)
        after = source[figure.end : end].lower()
        span, doubt = _span(figure, source, times)
        if _THAN.match(after):
            doubts.append(STEP)
        elif _TIMES.match(after):
            doubts.append("a product of figures")
        elif doubt:
            doubts.append(doubt)
        elif figure.percent:
            percents.append(span)
        else:
            currency, doubt = _currency(figure, hints, place)
            if doubt:
                doubts.append(doubt)
            if currency and any(one.currency == currency for one in amounts):
                doubts.append(SECOND)
                mixed = mixed or any(one.currency == currency and _PARTS.search(one.after) for one in amounts)
            elif currency:
                amounts.append(Amount(currency, span, figure.period, figure.years, after))
    if not found:
        doubts.append("a number without currency or percent sign")
    return Cell(tuple(amounts), tuple(percents), tuple(doubts), mixed=mixed)


PLAIN = re.compile(r"[~≈\s]*\d[\d.,'’\s]*(?:\+|\s*(?:-|–|—|to)\s*\d[\d.,'’\s]*\+?)?")


def _in_one(match: re.Match[str]) -> str:
    """`1억 3,000만` is one number: a hundred million and three thousand ten-thousands."""
    more = Decimal(match[2].replace(",", "")) / 10_000
    return f"{Decimal(match[1].replace(',', '').rstrip('.')) + more}億"


def _with_sign(text: str, hints: tuple[str, ...]) -> str:
    """Plain numbers under a heading that states one currency are amounts in it."""
    return f"{hints[0]} {text.strip()}" if len(hints) == 1 and PLAIN.fullmatch(text) else text


def _span(figure: Figure, text: str, times: int) -> tuple[Span, str]:
    low, high = figure.low, figure.high
    if times != 1 and not figure.percent and not figure.unit and max(low or 0, high or 0) < WHOLE:
        low, high = low and low * times, high and high * times
    elif figure.bare and not figure.percent and figure.period in ("", "year", "month") and (high or low):
        return (None, None), "an amount under 1,000 without a unit"
    if low is not None and high is not None:
        if 0 < low < 1000 and high >= WHOLE and not (figure.percent or figure.unit or figure.period):
            return (None, None), "one end in thousands, the other in whole units"
        if low > high:
            return (None, None), "the lower figure lies above the upper one"
        if low == high and _UP_TO.search(text, 0, figure.start):
            low = None
        elif low == high and (_FROM.search(text, 0, figure.start) or _OR_MORE.match(text, figure.end)):
            high = None
    if max(low or 0, high or 0) > (10**5 if figure.percent else MOST):
        return (None, None), "too large to be pay"
    return (low, high), ""


def _currency(figure: Figure, hints: tuple[str, ...], place: str) -> tuple[str, str]:
    sign = figure.sign
    if figure.clash:
        second, _ = resolve(figure.clash, hints, place)
        first, _ = resolve(figure.sign, (second, *hints) if not shared_sign(figure.clash) else hints, place)
        second, _ = resolve(figure.clash, (first, *hints), place)
        if first != second:
            return "", f"one end in {first or figure.sign}, the other in {second or figure.clash}"
        if shared_sign(sign):
            sign = figure.clash
    if sign:
        return resolve(sign, hints, place)
    if len(hints) == 1:
        return hints[0], ""
    return "", NO_CURRENCY
