"""Decides what a guide's prose states of its company and role."""

from __future__ import annotations

import re
from decimal import Decimal

from benchmarks.guides.findings import Facts, Source, Span
from benchmarks.guides.headings import Kind, kind_of
from benchmarks.guides.lines import heading, plain, unquoted
from benchmarks.guides.notation import figures
from benchmarks.guides.shapes import Table

_SUMMARY = re.compile(r"\s*(?:\*\*|__)?\s*Negotiation DNA\s*(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(\S.*)", re.IGNORECASE)
_PREMIUM = re.compile(
    r"\+?(\d{1,3})(?:\s?[-–]\s?(\d{1,3}))?\s?% (?P<name>[A-Z][\w/&-]*(?: [A-Z][\w/&-]*){0,3}) (?i:premium)\b"
)
_AVERAGE = re.compile(
    r"average (?:TC|total comp(?:ensation)?)(?: is| of|:)?\s(?P<behind>\S{2,12})|(?P<ahead>\S{2,12}) average TC", re.I
)
_TOP = re.compile(
    r"(?P<ahead>\S{2,12}) top (?:10\s?%|decile)|top (?:10\s?%|decile)(?: earns?| is| of|:)\s(?P<behind>\S{2,12})", re.I
)
_VALUATION = re.compile(
    r"(\S{2,12}) (?:private |post-money |public )?valuation|valu(?:ed at|ation of) (\S{2,12})", re.IGNORECASE
)
_SCARCE = re.compile(
    r"fewer than ([\d,]{1,11}) (?:engineers|people|professionals|specialists|\w+ engineers)", re.IGNORECASE
)
_SIGNATURE = re.compile(r"\bsignature role\b", re.IGNORECASE)
_EVIDENCE = re.compile(r"\bevidence\b|^sources\b", re.IGNORECASE)
_POINT = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)]|\[\d{1,2}\])\s*(\S.*)")
PROSE_LIMIT = 100_000
LEAST_VALUATION = 10**7
REACH = 160
WORDS_TRIED = 500


def read_facts(lines: list[str], tables: list[Table]) -> Facts:
    """The summary line, the premium, the average, the top tenth, the valuation, the scarcity, the evidence."""
    facts = Facts()
    for number, line in enumerate(lines, start=1):
        if match := _SUMMARY.fullmatch(unquoted(line).strip()):
            facts.summary, facts.summary_line = plain(match[1]), number
            break
    prose = _prose(lines)
    facts.signature_role = bool(_SIGNATURE.search(facts.summary or prose[:2000]))
    for text in (facts.summary, prose):
        if match := _near("premium", _PREMIUM, text, text.lower()):
            low, high = Decimal(match[1]), Decimal(match[2] or match[1])
            if low <= high:
                facts.premium_name, facts.premium_percent = match["name"], (low, high)
            break
    lower = prose.lower()
    facts.average_total = _amount(_near("average t", _AVERAGE, prose, lower))
    facts.top_decile_total = _amount(_near("top ", _TOP, prose, lower))
    valuation = _amount(_near("valu", _VALUATION, prose, lower))
    facts.valuation = valuation if valuation and (valuation[0] or 0) >= LEAST_VALUATION else None
    if match := _SCARCE.search(prose):
        facts.scarcity_people_below = int(match[1].replace(",", "")) if match[1].strip(",") else None
    facts.equity_kind = _equity_kind(tables, facts.summary)
    facts.evidence = _evidence(lines)
    return facts


def _prose(lines: list[str]) -> str:
    kept, size = [], 0
    for line in lines:
        if line and not line.startswith("|"):
            kept.append(plain(line))
            size += len(line)
            if size > PROSE_LIMIT:
                break
    return "\n".join(kept)


def _near(word: str, pattern: re.Pattern[str], prose: str, lower: str) -> re.Match[str] | None:
    """The first match around a word that every match holds: the expressions begin with what is slow to look for."""
    if len(lower) != len(prose):  # a few letters have two small ones
        return pattern.search(prose)
    at = lower.find(word)
    for _ in range(WORDS_TRIED):
        if at < 0:
            break
        if match := pattern.search(prose, max(0, at - REACH), at + REACH):
            return match
        at = lower.find(word, at + 1)
    return None


def _amount(match: re.Match[str] | None) -> Span | None:
    if match is None:
        return None
    found = figures(next(group for group in match.groups() if group).strip('.,;:()"“”'))
    amounts = [one for one in found if one.sign and not one.percent]
    return (amounts[0].low, amounts[0].high) if amounts else None


def _equity_kind(tables: list[Table], summary: str) -> str:
    """By the headings of the equity columns, then by the summary line; empty where neither says."""
    heads = " ".join(
        text
        for table in tables
        for text in (*(table.header.cells if table.header else ()), *(row.cells[0] for row in table.rows[:12]))
        if kind_of(text) == Kind.EQUITY
    ).lower()
    said = summary.lower()
    if re.search(r"\bno (?:public )?equity\b", said):
        return "none"
    if "pre-ipo" in heads:
        return "pre_ipo"
    if "rsu" in heads and "option" not in heads:
        return "rsu_growth_stage" if re.search(r"growth[\s-]stage", said) else "rsu"
    if "option" in heads and "rsu" not in heads:
        return "options"
    return ""


def _evidence(lines: list[str]) -> list[Source]:
    found: list[Source] = []
    inside = False
    for number, line in enumerate(lines, start=1):
        if head := heading(line):
            inside = bool(_EVIDENCE.search(head[1]))
        elif inside and (match := _POINT.fullmatch(line.strip())) and len(found) < 200:
            found.append(Source(number, plain(match[1])))
    return found
