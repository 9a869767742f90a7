"""Decides which role at which company a guide's title names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

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
    r"advocates?|writers?|traders?|quants?|principal|staff|intern|operator|coordinators?|technologists?|evangelists?|"
    r"success|attorneys?|lawyers?|nurses?|physicians?|teachers?|instructors?|marketing|marketer|sales|support|operations|"
    r"ops|finance|people partner|buyers?|planners?|editors?|copywriters?|pharmacists?|chemists?|biologists?|"
    r"statisticians?|actuar(?:y|ies)|economists?|underwriters?|auditors?|bankers?|paralegals?|trainers?|agents?|"
    r"investigators?|controllers?|assistants?|chief|modelers?|editors?|adjusters?|buyers?|partner manager)\b",
    re.IGNORECASE,
)
_SPLITS = (
    re.compile(r"\s*[|│¦]\s*"),
    re.compile(r"\s+[—–]\s+"),
    re.compile(r"\s+--?\s+"),
    re.compile(r"\s+/\s+"),
    re.compile(r"\s+(?:at|@)\s+"),
    re.compile(r"\s*[:•·]\s+"),
    re.compile(r",\s+"),
)
_ROLE_AT_THE_END = re.compile(
    rf"(?:{_ROLE.pattern})(?:\s+(?:[IVX]+|\d|L\d|IC\d)\b)?\s*(?:\(.*\)|,.*|[-–—].*)?$", re.IGNORECASE
)
_ROLE_HEAD = re.compile(
    r"\b(?:senior|staff|principal|lead|junior|sr|jr|associate|director|head|vp|chief|software|data|machine|ml|ai|"
    r"devops|security|product|solutions?|engineering|backend|frontend|full[\s-]?stack|mobile|platform|site|cloud|network|"
    r"infrastructure|research|quantitative|quant|qa|ux|ui|technical|program|project|account|customer|"
    r"engineer|developer|manager|scientist|architect|designer|analyst|consultant)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][\w.&'’-]*(?: (?:[A-Z&][\w.&'’-]*|of|and|de))*")
_LEAD = re.compile(
    r"^(?:(?:how to )?negotiat(?:e|ing) (?:your|an?|the|my)\s+|"
    r"(?:salary |compensation |offer |pay )*(?:negotiation|guide|compensation|salary)\s*:\s+)",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"\s+(?:job )?(?:offers?|compensation|salary|salaries|pay|package)$", re.IGNORECASE)
_YEARS = re.compile(
    r"\s*[(\[][^()\[\]]{0,30}\b20\d\d\b[^()\[\]]{0,20}[)\]]\s*$|\s*\b20\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?\b\s*$"
)
_NAMED = re.compile(r"^(company|employer|role|position|job title)\s*:\s*(\S.{0,118})$", re.IGNORECASE)
_BRACKETS = re.compile(r"^\[([^\]]{2,60})\]\s*(.+)$|^(.+?)\s*\(([^()]{2,60})\)$")
_LEVEL = re.compile(r"^(?:L|E|IC|T|P|M)?\d|^(?:remote|hybrid|us|uk|eu|all levels|mid|junior)\b", re.IGNORECASE)
QUOTES = "\"'"
EDGES = " |—–-:•·/,"
FIRST = 40


@dataclass(frozen=True)
class Title:
    """The 1-based line of a title with what it names; None where it does not say."""

    line: int
    text: str
    company: str | None
    role: str | None
    doubt: str = ""


def find_title(lines: list[str]) -> Title | None:
    """The first heading of the first lines that names a role or a company, else the first heading of any kind; lines
    such as `Company: Acme` fill in what the heading leaves out."""
    first: Title | None = None
    named: dict[str, str] = {}
    for number, line in enumerate(lines[:FIRST], start=1):
        if len(line) < 300 and (label := _NAMED.match(plain(line).lstrip("#-*> "))):
            named.setdefault(
                "company" if label[1].lower() in ("company", "employer") else "role", label[2].strip(EDGES + QUOTES)
            )
            continue
        found = heading(line)
        text = found[1] if found else _unmarked(line)
        if not text or line.startswith("|") or len(text) > 300:
            continue
        title = read_title(number, text)
        if title.company and title.role:
            return title
        first = first or title
    if named and first is None:
        first = Title(1, lines[0], None, None)
    if first is not None and named:
        return replace(first, company=named.get("company", first.company), role=named.get("role", first.role))
    return first


def _unmarked(line: str) -> str:
    text = plain(line) if len(line) < 300 else ""
    return text if _GUIDE.search(text) else ""


def read_title(line: int, text: str) -> Title:
    """Take a title apart: `Role | Company Global Negotiation Guide`, `Role — Company Salary Negotiation Guide`,
    `Company: Role Negotiation Guide`, `Negotiation Guide: Role at Company`, `Negotiating a Role Offer at Company`."""
    rest = _YEARS.sub("", _LEAD.sub("", text))
    rest = " ".join(_GUIDE.sub(" | ", rest).split()).strip(EDGES)
    rest = _YEARS.sub("", rest).strip(EDGES)
    for pattern in _SPLITS:
        parts = [_TRAIL.sub("", part.strip(EDGES)) for part in pattern.split(rest)]
        parts = [part for part in parts if part]
        if len(parts) < 2:
            continue
        first, others = parts[0], parts[1:]
        if not _ROLE.search(first):
            roles = [part for part in others if _ROLE_AT_THE_END.search(part)]
            if roles:
                return Title(line, text, first, roles[0])
        return Title(line, text, others[0], first)
    if match := _BRACKETS.match(rest):
        company, role = (match[1], match[2]) if match[1] else (match[4], match[3])
        if _ROLE.search(role) and not _ROLE.search(company) and not _LEVEL.search(company):
            return Title(line, text, company, role)
    if not rest or not _GUIDE.search(text):
        return Title(line, text, None, None)
    if not _ROLE.search(rest):
        return Title(line, text, rest, None)
    head = _ROLE_HEAD.search(rest)
    if head and _NAME.fullmatch(company := rest[: head.start()].strip(EDGES)):
        role = rest[head.start() :]
        return Title(line, text, company, role, f"nothing divides company and role; read as {company} and {role}")
    return Title(line, text, None, rest)
