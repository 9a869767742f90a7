"""Decides what a column, or a row, of a table is about by its heading."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

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

EQUITY = r"stock|equity|rsus?|psus?|options?|shares?|grants?|esops?|esop|warrants?|tokens?|ltip?|lti|vsop|bspce|units"
_RULES = (
    (Kind.ASIDE, r"\b(?:yoe|years? of|experience|notes?|comments?|source|rationale|why|scope)\b|^years?$"
                 r"|^(?:(?:fy|cy)?\s?'?20\d\d|(?:year|yr|y)[\s-]?\d\+?|months? \d.*)$"
                 r"|^(?:(?:pay|yoy|the|%) )?(?:gap|delta|difference|diff|change|increase|yoy|uplift)\b"),
    (Kind.SIGNING, r"\bsign(?:ing)?[\s-]?(?:on)?\b|\bjoining bonus|\bwelcome bonus"),
    (Kind.OTHER, r"\btotal\b.*\b(?:excl\w*|excluding|without|before)\W+(?:equity|stock|rsus?)\b"
                 r"|\bote\b|refresh|relocation|total cash|cash (?:total|comp)|^cash$|profit[\s-]?shar(?:e|ing)|pension"
                 r"|benefits|allowance"),
    (Kind.TOTAL, rf"\btotal\b(?! (?:{EQUITY}|bonus|base|target bonus))|\b(?:tc|ctc|tdc|package)\b|all[\s-]in\b"),
    (Kind.EQUITY, rf"\b(?:{EQUITY})\b"),
    (Kind.BONUS, r"\bbonus(?:es)?\b|\bvariable\b|\bincentives?\b|\bcommissions?\b|\bsti\b"),
    (Kind.BASE, r"\bbase\b|\bsalar(?:y|ies)\b|\bfixed\b|\bgross\b"),
    (Kind.REGION, r"\bregions?\b|\blocations?\b|\bcities\b|"
                  r"(?:^|[/,&(]\s*|\b(?:office|hub|work|location|metro|region|country|state|home|primary) )city\b|"
                  r"\bmarkets?\b|\boffices?\b|\bgeo(?:graphy)?\b|"
                  r"\bcountr(?:y|ies)\b|\bhubs?\b|\bsites?\b|\bmetro\b|\bplaces?\b|\bzones?\b"),
    (Kind.COMPONENT, r"\bcomponents?\b|\belements?\b|\bcompensation (?:item|type|part)\b|\bcomp (?:item|type|part)\b|"
                     r"\bpay (?:item|element|type)\b"),
    (Kind.LEVEL, r"\blevels?\b|\bgrades?\b|\btitles?\b|\bseniority\b|\broles?\b|\bpositions?\b|\bbands?\b|\btiers?\b"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _RULES)
_STOCK_FIRST = re.compile(rf"^(?:{EQUITY})\b", re.IGNORECASE)
_YEARS = re.compile(r"\b(\d{1,2}|four|three|five)[\s-]*(?:yrs?|years?)\b", re.IGNORECASE)
_PER = re.compile(
    r"(?:/|\bper )\s?(yr|year|annum|mo|month|hr|hour|y(?![a-z]))\b|\b(annual|annuali[sz]ed|yearly|monthly|hourly)\b"
    r"|\b(p\.\s?a)\b",
    re.IGNORECASE,
)
_FOUR_YEARS = re.compile(r"\b(?:4|four)[\s-]*(?:yrs?|years?)\b", re.IGNORECASE)
_VESTS = re.compile(
    r"\b(?:annual|yearly)(?: \w+)? (?:vest(?:s|ing|ed)?\b(?! value)|grants?\b|awards?\b)"
    r"|\bvest(?:s|ing|ed)? (?:annually|yearly)|%\s?(?:per|a|each|every|/)\s?(?:yrs?|years?|annum)\b"
    r"|\bvest\w*\b[^)]{0,20}(?:/|\bper |\ba )\s?(?:yr|year)",
    re.IGNORECASE,
)
_ONE_YEAR = re.compile(r"\b(?:year|yr|y)[\s-]?[1-9]\b|\bfirst[\s-]year\b", re.IGNORECASE)
_A_YEAR = re.compile(
    r"(?:/|\bper )\s?(?:yr|year|annum|y(?![a-z]))\b|\b(?:annual|annuali[sz]ed|yearly)\b|\bp\.\s?a\b", re.IGNORECASE
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
    r"distinguished|fellow|manager|engineer|level|grade|band|new[\s-]?grads?|graduate|experienced|analyst|consultant|"
    r"specialist|scientist|developer|architect|designer|expert|mts|sde|swe|sr|jr)\b|^(?:I{1,3}|IV|V)$",
    re.IGNORECASE,
)
_PARENS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*")
_MONEY_WORDS = re.compile(
    r"\b[A-Z]{3}\b|\b(?:C|A|S|US|HK|NZ|NT|R|MX)(?=\$)|\bkr\b|[LK]PA\b|\blakhs?\b|(?<=[$€£₹])\s?[KkL]\b"
)
_NO_NAME = re.compile(
    r"[\W\d_]*(?:equiv(?:alent)?\.?|local currency|"
    r"(?:per|months?|mo|years?|yrs?|annum|annual|monthly|net|gross)\b|[\W\d_])*",
    re.IGNORECASE,
)


_NO_PLACE = re.compile(
    r"(?:(?:annual|typical|estimated|target|market|pay|compensation|comp|offer|salary|usd|eur|gbp) )*"
    r"(?:amounts?|ranges?|values?|figures?|details?|low|mid|high|min(?:imum)?|max(?:imum)?|median|mid[\s-]?point|"
    r"average|target|"
    r"(?:(?:hourly|daily|weekly|monthly|yearly|day|contract(?:or)?) )?rates?|annuali[sz]ed|hourly|monthly|yearly|"
    r"annual|"
    r"(?<=typical )offers?|(?<=average )offers?|\d{1,2}(?:th|st|nd|rd)?(?: percentile)?|p\d{2})(?: \(.*\))?",
    re.IGNORECASE,
)
_SUM = re.compile(r"\s*(?:\+|&|\band\b|\bplus\b)\s*", re.IGNORECASE)
_STANCE = re.compile(
    r"(?:(?:the|your|their|my|our|first|initial|opening|original|current|final|revised|best|competing|rival|"
    r"minimum|acceptable|ideal|realistic|aggressive|ambitious|conservative|negotiated|target|stretch|lowball)[\s/-]+)*"
    r"(?:offers?(?: letter)?|counter(?:[\s-]?offers?)?|asks?|anchors?|floors?|stretch(?: goals?| targets?)?|"
    r"walk[\s-]?away(?: point)?|"
    r"targets?|goals?|landing(?: zone| point)?|bottom line|opening|settle(?:ment)?|accept(?:able|ance)?|outcome|"
    r"(?:before|after) negotiat\w+|conservative|realistic|optimistic|aggressive|ambitious|ideal|"
    r"best case|worst case)(?: package| number| range| \d| [A-C])?(?: \(.*\))?",
    re.IGNORECASE,
)
_PERCENTILE = re.compile(
    r"p\d{2}|\d{1,2}(?:th|st|nd|rd)?(?: ?%| percentile| pctl?)|\d{2}(?:th|st|nd|rd)", re.IGNORECASE
)


LABEL_LENGTH = 80
"""Longer wordings are no labels."""


@lru_cache(maxsize=4096)
def names_no_place(text: str) -> bool:
    """Whether a heading such as `Range` or `Median` stands where the name of a place could."""
    return len(text) < LABEL_LENGTH and bool(_NO_PLACE.fullmatch(text))


def is_percentile(text: str) -> bool:
    """Whether a label is a percentile such as `P50` or `75th percentile`."""
    return bool(_PERCENTILE.fullmatch(text))


@lru_cache(maxsize=4096)
def is_a_stance(text: str) -> bool:
    """Whether a label is a step of a negotiation, such as `Initial offer` or `Walk-away`: what stands there is a
    package, not what a place or a level pays."""
    return len(text) < LABEL_LENGTH and bool(_STANCE.fullmatch(text))


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind:
    """The kind of a heading; `Base + Bonus`, which is two of them in one, is none of both."""
    kind = _kind_of(text)
    if kind in (Kind.BASE, Kind.EQUITY, Kind.BONUS) and _SUM.search(text):
        outside = _PARENS.sub(" ", text)
        if len({one for piece in _SUM.split(outside) if (one := _kind_of(piece)) in CORE}) > 1:
            return Kind.OTHER
    return kind


def _kind_of(text: str) -> Kind:
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
    word = next(one for one in match.groups() if one).lower() if match else ""
    return {"m": "month", "h": "hour"}.get(word[:1], "year") if word else ""


def is_unclear(text: str) -> bool:
    """Whether a heading of equity leaves open if a year's worth or the whole grant stands below: `Annual grant`,
    `Equity (Year 1)`, `RSU (annual vest)`, `Equity/yr (4-year vest)`."""
    if _FOUR_YEARS.search(text):
        return bool(_A_YEAR.search(_VESTS.sub("", text)))
    return bool(_VESTS.search(text) or _ONE_YEAR.search(text))


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
