"""Decides what a column, or a row, of a table is about by its heading."""

from __future__ import annotations

import re
from enum import StrEnum

from benchmarks.currencies import CODES
from benchmarks.guides.symbols import shared_sign, stated_in


class Kind(StrEnum):
    """What a heading announces; PLACE is none of the others, such as the name of a city."""

    REGION = "region"
    LEVEL = "level"
    COMPONENT = "component"
    BASE = "base"
    EQUITY = "equity"
    BONUS = "bonus"
    TOTAL = "total"
    SIGNING = "signing"
    OTHER = "other"
    ASIDE = "aside"
    PLACE = "place"


PAY = frozenset({Kind.BASE, Kind.EQUITY, Kind.BONUS, Kind.TOTAL, Kind.SIGNING, Kind.OTHER})
CORE = frozenset({Kind.BASE, Kind.EQUITY, Kind.BONUS, Kind.TOTAL})

_EQUITY = r"stock|equity|rsus?|psus?|options?|shares?|grants?|esops?|esop|warrants?|tokens?|ltip?|lti|vsop|bspce|units"
_RULES = (
    (Kind.ASIDE, r"\b(?:yoe|years? of|experience|notes?|comments?|source|rationale|why|scope)\b|^years?$"),
    (Kind.SIGNING, r"\bsign(?:ing)?[\s-]?(?:on)?\b|\bjoining bonus|\bwelcome bonus"),
    (Kind.OTHER, r"\bote\b|refresh|relocation|total cash|cash (?:total|comp)|^cash$|profit[\s-]?shar(?:e|ing)|pension"
                 r"|benefits|allowance"),
    (Kind.TOTAL, rf"\btotal\b(?! (?:{_EQUITY}|bonus|base|target bonus))|\b(?:tc|ctc|tdc|package)\b|all[\s-]in\b"),
    (Kind.EQUITY, rf"\b(?:{_EQUITY})\b"),
    (Kind.BONUS, r"\bbonus(?:es)?\b|\bvariable\b|\bincentives?\b|\bcommissions?\b|\bsti\b"),
    (Kind.BASE, r"\bbase\b|\bsalar(?:y|ies)\b|\bfixed\b|\bgross\b"),
    (Kind.REGION, r"\bregions?\b|\blocations?\b|\bcit(?:y|ies)\b|\bmarkets?\b|\boffices?\b|\bgeo(?:graphy)?\b|"
                  r"\bcountr(?:y|ies)\b|\bhubs?\b|\bsites?\b|\bmetro\b|\bplaces?\b|\bzones?\b"),
    (Kind.COMPONENT, r"\bcomponents?\b|\belements?\b|\bcompensation (?:item|type|part)\b|\bcomp (?:item|type|part)\b|"
                     r"\bpay (?:item|element|type)\b"),
    (Kind.LEVEL, r"\blevels?\b|\bgrades?\b|\btitles?\b|\bseniority\b|\broles?\b|\bpositions?\b|\bbands?\b|\btiers?\b"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _RULES)
_STOCK_FIRST = re.compile(rf"^(?:{_EQUITY})\b", re.IGNORECASE)
_YEARS = re.compile(r"\b(\d{1,2}|four|three|five)[\s-]*(?:yrs?|years?)\b", re.IGNORECASE)
_PER = re.compile(
    r"(?:/|\bper )\s?(yr|year|annum|mo|month|hr|hour)\b|\b(annual|yearly|monthly|hourly)\b", re.IGNORECASE
)
_MONEY = rf"(?:\b(?:{'|'.join(sorted(CODES))})|[$€£¥₩₹₪])"
_TIMES = (
    (re.compile(rf"\b(?:in )?(?:thousands?|000s?|'000s?)\b|[$€£]\s?0{{3}}s?\b|{_MONEY}\s?[Kk]\b|\([Kk]\)"), 1000),
    (re.compile(rf"\b[Ll]akhs?\b|\b[Ll]acs?\b|\bLPA\b|{_MONEY}\s?L\b"), 10**5),
    (re.compile(rf"\b[Ii]n millions?\b|\(millions?\)|{_MONEY}\s?(?:M|mn|million)\b"), 10**6),
)
_PERCENT = re.compile(r"%|\bpercent(?:age)?\b|\bpct\b", re.IGNORECASE)
_MONEY_SIGN = re.compile(r"[$€£¥₩₹₪]")
_LEVEL_CELL = re.compile(
    r"\b(?:L|E|IC|M|P|T|G|B|S)\d|\b(?:junior|mid|senior|staff|principal|lead|entry|associate|director|head|vp|intern|"
    r"distinguished|fellow|manager|engineer|level|grade|band)\b",
    re.IGNORECASE,
)
_PARENS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*")
_MONEY_WORDS = re.compile(
    r"\b[A-Z]{3}\b|\b(?:C|A|S|US|HK|NZ|NT|R|MX)(?=\$)|\bkr\b|[LK]PA\b|\blakhs?\b|(?<=[$€£₹])\s?[KkL]\b"
)
_NO_NAME = re.compile(r"[\W\d_]*(?:equiv(?:alent)?\.?|local currency|[\W\d_])*", re.IGNORECASE)


_NO_PLACE = re.compile(
    r"(?:(?:annual|typical|estimated|target|market|pay|compensation|comp|offer|salary|usd|eur|gbp) )*"
    r"(?:amounts?|ranges?|values?|figures?|details?|low|mid|high|min(?:imum)?|max(?:imum)?|median|average|target|"
    r"\d{1,2}(?:th|st|nd|rd)?(?: percentile)?|p\d{2})(?: \(.*\))?",
    re.IGNORECASE,
)
_PERCENTILE = re.compile(
    r"p\d{2}|\d{1,2}(?:th|st|nd|rd)?(?: ?%| percentile| pctl?)|\d{2}(?:th|st|nd|rd)", re.IGNORECASE
)


def names_no_place(text: str) -> bool:
    """Whether a heading such as `Range` or `Median` stands where the name of a place could."""
    return bool(_NO_PLACE.fullmatch(text))


def is_percentile(text: str) -> bool:
    """Whether a label is a percentile such as `P50` or `75th percentile`."""
    return bool(_PERCENTILE.fullmatch(text))


def kind_of(text: str) -> Kind:
    """The kind of a heading."""
    if _STOCK_FIRST.search(text):
        return Kind.EQUITY
    for kind, pattern in _COMPILED:
        if pattern.search(text):
            return kind
    return Kind.PLACE


def looks_like_a_level(text: str) -> bool:
    """Whether the first cell of a row names a level rather than a place."""
    return bool(_LEVEL_CELL.search(text))


def years_of(text: str) -> int:
    """The years that the equity of a column is granted over; zero where the heading does not say."""
    match = _YEARS.search(text)
    if match is None:
        return 0
    return {"three": 3, "four": 4, "five": 5}.get(match[1].lower()) or int(match[1])


def is_percent(text: str) -> bool:
    """Whether plain numbers below the heading are percentages: `Bonus (%)`."""
    return bool(_PERCENT.search(text)) and not _MONEY_SIGN.search(text)


def period_of(text: str) -> str:
    """year, month or hour where the heading says so, else nothing."""
    match = _PER.search(text)
    word = (match[1] or match[2]).lower() if match else ""
    return {"m": "month", "h": "hour"}.get(word[:1], "year") if word else ""


def times_of(text: str) -> int:
    """What plain numbers below the heading are to be multiplied by: `Base (USD K)` says 1,000."""
    return next((times for pattern, times in _TIMES if pattern.search(text)), 1)


def place_name(text: str) -> str:
    """The name of a place without a bracket that states nothing but a currency."""

    if "(" not in text and "[" not in text:
        return text

    def shorter(match: re.Match[str]) -> str:
        rest = match[1]
        if not shared_sign(rest) and not stated_in(f"({rest})") and not stated_in(rest):
            return match[0]
        letters = _MONEY_WORDS.sub("", rest)
        return " " if _NO_NAME.fullmatch(letters) else match[0]

    return " ".join(_PARENS.sub(shorter, text).split()) or text
