"""Decides what part of pay each amount in a sentence is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.guides.findings import Package, Span
from benchmarks.guides.notation import Figure, figures
from benchmarks.guides.symbols import resolve

YEARS = 4
LEAST, MOST = Decimal(1_000), Decimal(10) ** 10

_KINDS = {
    "signing": r"(?:sign(?:ing)?[\s-]?on|signing|joining|make-whole)(?: (?:cash )?bonus)?",
    "total": r"TC|total[\s-](?:annual |year[\s-]1 |target |first[\s-]year )?(?:comp(?:ensation)?|pay|package|cash)"
             r"|tot(?:al)?(?: TC)?|first[\s-]year comp(?:ensation)?|year[\s-]1 (?:TC|comp(?:ensation)?)"
             r"|comp package|all[\s-]in",
    "bonus_amount": r"(?:annual |guaranteed |target |performance |cash |year[\s-]end )*bonus(?:es)?|carry/bonus",
    "equity_4yr": r"RSUs?|equity|stock|options?|share grant|shares|equity grant|grant|PSUs?|VSOPs?|ESOPs?",
    "base": r"base(?: salary| pay)?|salary",
}  # fmt: skip
_KIND = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _KINDS.items()), re.IGNORECASE)
_AFTER = re.compile(
    r"[,;+:()\[\]“”\"]|\s(?:and|with|plus|or|to|for|but|while|at|versus|vs\.?|by|so|because|from|on|—|–|--)\s"
)
_LINK = re.compile(
    r"(?:\s(?:grant|package|component|target|figure|number|salary|pay|award|valued|bonus|band|range|floor|comp|to|of|at|"
    r"is|be|should|the|a|an|in|for|around|about|approximately|reflect|reflects|exceeds|exceed|above|over|least|by|worth|"
    r"near|between|moves?|increased?|my|each|up|from)|/4\s?yrs?|\s4\s?yrs?|[(:=~≈]|\s)*\s?[(~≈$]?",
    re.IGNORECASE,
)
_FOUR = re.compile(r"\s?(?:/|over|in|across|per)?\s?(?:the )?(?:4|four)[\s-]?(?:yrs?|years?)", re.IGNORECASE)
_MORE = re.compile(r"\b(?:increase|uplift|raise|bump|higher|more|adjustment)\b", re.IGNORECASE)
_BILLIONS = frozenset({"IDR", "VND", "KRW", "IRR", "COP"})
_NOT_PAY = re.compile(
    r"^\s?(?:valuation|in (?:revenue|arr|funding|savings)|revenue|arr\b|acquisition|market cap|deal)", re.I
)
_RAISED = re.compile(r"(?<!ranging )(?<!range )(?<!ranges )\bfrom (?:about |around |roughly )?$", re.IGNORECASE)
_BY_THE_YEAR = re.compile(r"\s?(?:in |of )?(?:annual|yearly) (?:RSUs?|equity|stock)\b(?! refresh)", re.IGNORECASE)
_REFRESHER = re.compile(r"\brefresh(?:er)?s?(?: grants?| RSUs?)?(?: of| at| worth|:)? (?:about )?$", re.IGNORECASE)
_REFRESHES = re.compile(r"\s?(?:in |of )?(?:an |annual |yearly |RSU |equity ){0,3}refresh", re.IGNORECASE)
_TRIGGER = re.compile(r"\b(single|double)[\s-]trigger", re.IGNORECASE)
_PERCENT_UNVESTED = re.compile(r"(\d{1,3})\s?% (?:of )?(?:the |my |all )?unvested", re.IGNORECASE)
_MONTHS = re.compile(r"within (\d{1,2}) months", re.IGNORECASE)
_REFRESH = re.compile(r"refresh[^.;]{0,60}?\b(\d{1,3})\s?%", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One amount of a sentence: what it is of (empty when unsaid), its currency, its range, where it stands."""

    kind: str
    currency: str
    span: Span
    start: int
    end: int


def parts(text: str) -> list[Part]:
    """The amounts of pay in a sentence, in its order; prices and valuations are none."""
    found = figures(text)
    kinds = [_kind(text, found, at) for at in range(len(found))]
    for at in reversed(range(len(found) - 1)):  # `$210K / $250K RSU`: base, then equity
        between = text[found[at].end : found[at + 1].start].strip()
        if between == "/" and not kinds[at]:
            same = found[at].sign == found[at + 1].sign
            kinds[at] = "base" if same and kinds[at + 1] == "equity_4yr" else kinds[at + 1]
    answer: list[Part] = []
    for figure, kind in zip(found, kinds, strict=True):
        part = _part(text, figure, kind)
        if part is not None:
            answer.append(part)
    return answer


def package(text: str, line: int, *, first: list[Part] | None = None) -> Package:
    """What a passage asks for: of each part of pay the first amount, in the currency of the first amount of all."""
    stated = Package(line=line, text=text.strip())
    for part in parts(text) if first is None else first:
        if not part.kind:
            continue
        stated.currency = stated.currency or part.currency
        if part.currency == stated.currency:
            stated.parts.setdefault(part.kind, part.span)
    if match := _TRIGGER.search(text):
        stated.acceleration = f"{match[1].lower()}_trigger"
        if share := _PERCENT_UNVESTED.search(text):
            stated.acceleration_percent = int(share[1])
        if months := _MONTHS.search(text):
            stated.acceleration_months = int(months[1])
    if match := _REFRESH.search(text):
        stated.refresh_percent = Decimal(match[1])
    return stated


def _kind(text: str, found: list[Figure], at: int) -> str:
    figure = found[at]
    if figure.percent or not figure.sign:
        return ""
    left = found[at - 1].end if at else 0
    right = found[at + 1].start if at + 1 < len(found) else len(text)
    before = text[max(left, figure.start - 60) : figure.start]
    last = next(reversed(list(_KIND.finditer(before))), None)
    after = text[figure.end : min(right, figure.end + 60)]
    near = _AFTER.split(after, maxsplit=1)[0]
    match = None if _MORE.search(near) else _KIND.search(near)
    if last is not None and _LINK.fullmatch(before, last.end()):
        # `base of $280K`; but `$215K base, $270K RSU` belongs to the word behind
        directly = match is not None and not near[: match.start()].strip(" /4yr+")
        if not directly:
            return last.lastgroup or ""
    return (match.lastgroup or "") if match else ""


def _part(text: str, figure: Figure, kind: str) -> Part | None:
    low, high = figure.low, figure.high
    top = high if high is not None else low
    if figure.percent or not figure.sign or figure.clash or top is None or not LEAST <= top <= MOST:
        return None
    if low is not None and high is not None and low > high:
        return None
    if _NOT_PAY.match(text, figure.end):
        return None
    if low is not None and high is not None and _RAISED.search(text, 0, figure.start):
        low = high  # `from $200K to $260K`: the second is asked for
    if kind == "equity_4yr" and (_REFRESHER.search(text, 0, figure.start) or _REFRESHES.match(text, figure.end)):
        kind = ""  # what may come in later years is no part of the grant
    if kind == "equity_4yr" and (figure.period == "year" or _BY_THE_YEAR.match(text, figure.end)):
        low, high = low and low * YEARS, high and high * YEARS
    elif figure.period not in ("", "year"):
        return None
    if not kind and (figure.years == YEARS or _FOUR.match(text, figure.end)):
        kind = "equity_4yr"
    currency, doubt = resolve(figure.sign, (), text)
    if doubt or not currency or (figure.unit >= 10**9 and currency not in _BILLIONS):
        return None
    if not kind and figure.unit >= 10**6:
        return None
    return Part(kind, currency, (low, high), figure.start, figure.end)
