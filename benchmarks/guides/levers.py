"""Decides which arguments a guide gives to its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.guides.asks import package
from benchmarks.guides.findings import Lever, Package, Problem, problem
from benchmarks.guides.lines import heading, plain, unquoted
from benchmarks.guides.offers import held
from benchmarks.guides.passages import OWN, UNSAID, purposes

_SECTION = re.compile(r"\blevers\b", re.IGNORECASE)
_NUMBERED = r"(?:global |key |negotiation )*lever\s*#?\d+\s*(?:[:.—–-]+\s*)?"
_HEADED = re.compile(_NUMBERED + r"(?P<title>.+)", re.IGNORECASE)
_ITEM = re.compile(
    r"\s{0,3}(?:(?:\d{1,2}[.)]|[-*•])\s+)?(?:\*\*?|__)(?P<title>[^*\s][^*]{1,199}?)(?:\*\*?|__)[\s:]*(?P<rest>.*)"
)
_COUNTED = re.compile(r"\s{0,3}(?:\*\*\s*)?(?:\d{1,2}[.)]|[-*•])\s")
_COUNTED_HEAD = re.compile(r"#?\d{1,2}(?:[.)]|\s*[—–:-])\s*(?P<title>\S.*)")
_UNBOLD = re.compile(r"\s{0,3}\d{1,2}[.)]\s+(?P<title>[^:\"“]{3,120}):\s*(?P<rest>.+)")
_NAMED = re.compile(r"\s{0,3}(?:\d{1,2}[.)]\s+)?(?:\*\*|__)\s*" + _NUMBERED, re.IGNORECASE)
_PREFIX = re.compile(rf"^(?:{_NUMBERED}|\d{{1,2}}[.)]\s*)", re.IGNORECASE)
_UPTIME = re.compile(r"\b(\d{2}(?:\.\d{1,6})?)\s?% (?:uptime|availability)\b", re.IGNORECASE)
_PROTECTION = re.compile(r"trigger|refresh", re.IGNORECASE)
_SAID = re.compile(r"[\"“”]")
LEAST_COUNTED = 3
"""Counted headings, with something to say in quotation marks, are levers where a guide has no list of them."""
PROSE_LIMIT = 100_000
LINES_OF_A_LEVER = 60
_END = re.compile(r"negotiat\w*[\s-]+up\b|\bevidence\b|\bsources\b", re.IGNORECASE)


def find_levers(lines: list[str], problems: list[Problem]) -> list[Lever]:
    """Every lever with what is asked for with it; an amount that is asked for without saying of what is told."""
    levers = [Lever(line, title, text) for line, title, text in _passages(lines)]
    if not levers:
        counted = [Lever(line, title, text) for line, title, text in _passages(lines, counted=True)]
        levers = counted if len(counted) >= LEAST_COUNTED and any(_SAID.search(one.text) for one in counted) else []
    size = 0
    for lever in levers:
        size += len(lever.text)
        if size > PROSE_LIMIT:
            problems.append(problem(lever.line, lever.title, "more prose than a guide has; from here on left unread"))
            break
        _read(lever, problems)
    return levers


def _passages(lines: list[str], *, counted: bool = False) -> Iterator[tuple[int, str, str]]:
    """Line, title and wording of each lever: of a list of levers, or of any counted headings."""
    inside = False
    open_: tuple[int, str, list[str]] | None = None
    for number, raw in enumerate(lines, start=1):
        line = unquoted(raw)
        start: tuple[str, str] | tuple[()] | None = None
        found = heading(line)
        named = _NAMED.match(line)
        if (found or "**" in line[:120]) and _END.search(line[:120]):
            inside, start = False, ()
        elif found and (match := _HEADED.fullmatch(found[1])):
            start = (match["title"], "")
        elif item := _item(line, inside, bool(named)):
            start = (item["title"], item["rest"])
        elif found and (inside or counted) and (match := _COUNTED_HEAD.fullmatch(found[1])):
            start = (match["title"], "")
        elif found:
            inside, start = bool(_SECTION.search(found[1])), ()
        if start is None:
            if open_ is not None and line.strip(" -") and len(open_[2]) < LINES_OF_A_LEVER:
                open_[2].append(plain(line))
            continue
        if open_ is not None:
            yield open_[0], open_[1], "\n".join(open_[2])
        open_ = None
        if start:
            title = _PREFIX.sub("", plain(start[0])).strip(" :.—–-")
            open_ = (number, title, [plain(start[1])] if start[1].strip() else [])
    if open_ is not None:
        yield open_[0], open_[1], "\n".join(open_[2])


def _item(line: str, inside: bool, named: bool) -> re.Match[str] | None:
    """A point of a list of levers, or a line that calls itself one."""
    if (inside and _COUNTED.match(line)) or named:
        return _ITEM.fullmatch(line) or (_UNBOLD.fullmatch(line) if inside else None)
    return None


def _read(lever: Lever, problems: list[Problem]) -> None:
    asked = []
    wording = []
    for text in lever.text.split("\n"):
        for said in purposes(text, without_amounts=_PROTECTION):
            if said.purpose == "hold" and said.parts:
                lever.holding += held(said.text, lever.line, said.parts)
            elif said.purpose == "ask" or (said.purpose == UNSAID and any(part.kind in OWN for part in said.parts)):
                asked += [part for part in said.parts if said.purpose == "ask" or part.kind in OWN]
                wording.append(said.text)
            problems += [
                problem(
                    lever.line, said.text[max(0, part.start - 60) : part.end + 60], "asked for, without saying of what"
                )
                for part in said.parts
                if said.purpose == "ask" and not part.kind
            ]
    if match := _UPTIME.search(lever.text):
        lever.context["uptime_percent"] = float(match[1])
    ask: Package = package(" ".join(wording), lever.line, first=asked)
    lever.ask = ask if ask.says_something else None
