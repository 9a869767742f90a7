"""Decides which role at which company a guide's title names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from benchmarks.guides.lines import heading, plain

_GUIDE = re.compile(
    r"[\s:|—–-]*\b(?:(?:global|international|worldwide|complete|ultimate|full|the|20\d\d)\s+)*"
    r"(?:(?:salary|compensation|comp|offer|pay|total comp(?:ensation)?|job offer)\s+(?:(?:&|and)\s+)?)*"
    r"(?:negotiation|negotiating|compensation|salary|comp|pay|market)\s+"
    r"(?:(?:strategy|market|benchmark(?:s|ing)?|salary|compensation|offer|pay)\s+)*"
    r"(?:guide|playbook|handbook|strategy|brief(?:ing)?|report|dossier|cheat ?sheet|benchmarks?)\b"
    r"(?:\s*[(,—–-]?\s*(?:20\d\d(?:\s*[-–]\s*20\d\d)?)\)?)?[\s:|—–-]*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:engineers?|engineering|developers?|managers?|scientists?|architects?|designers?|analysts?|directors?|"
    r"leads?|researchers?|specialists?|consultants?|administrators?|officers?|head of|vp|swe|sre|sde|pm|tpm|em|devops|"
    r"associate|product|programmers?|technicians?|counsel|accountants?|recruiters?|strategists?|representatives?|executives?|"
    r"advocates?|writers?|traders?|quants?|principal|staff|intern|operator|coordinators?|technologists?|evangelists?)\b",
    re.IGNORECASE,
)
_SPLITS = (
    re.compile(r"\s*[|│¦]\s*"),
    re.compile(r"\s+[—–]\s+"),
    re.compile(r"\s+--?\s+"),
    re.compile(r"\s+(?:at|@)\s+"),
    re.compile(r"\s*[:•·]\s+"),
    re.compile(r",\s+"),
)
FIRST = 40


@dataclass(frozen=True)
class Title:
    """The 1-based line of a title with what it names; None where it does not say."""

    line: int
    text: str
    company: str | None
    role: str | None


def find_title(lines: list[str]) -> Title | None:
    """The first heading of the first lines that names a role or a company, else the first heading of any kind."""
    first: Title | None = None
    for number, line in enumerate(lines[:FIRST], start=1):
        found = heading(line)
        text = found[1] if found else _unmarked(line)
        if not text or line.startswith("|") or len(text) > 300:
            continue
        title = read_title(number, text)
        if title.company and title.role:
            return title
        first = first or title
    return first


def _unmarked(line: str) -> str:
    text = plain(line) if len(line) < 300 else ""
    return text if _GUIDE.search(text) else ""


def read_title(line: int, text: str) -> Title:
    """Take a title apart: `Role | Company Global Negotiation Guide`, `Role — Company Salary Negotiation Guide`,
    `Company: Role Negotiation Guide`, `Negotiation Guide: Role at Company`."""
    rest = " ".join(_GUIDE.sub(" | ", text).split()).strip(" |—–-:")
    for pattern in _SPLITS:
        parts = [part.strip(" |—–-:") for part in pattern.split(rest)]
        parts = [part for part in parts if part]
        if len(parts) < 2:
            continue
        first, others = parts[0], parts[1:]
        if not _ROLE.search(first):
            roles = [part for part in others if _ROLE.search(part)]
            if roles:
                return Title(line, text, first, roles[0])
        return Title(line, text, others[0], first)
    if not rest or not _GUIDE.search(text):
        return Title(line, text, None, None)
    return Title(line, text, None, rest) if _ROLE.search(rest) else Title(line, text, rest, None)
