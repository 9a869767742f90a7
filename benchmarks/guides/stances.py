"""Decides which package a guide tells its readers to aim for, which to refuse, which offers to name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from benchmarks.guides.asks import Part, package
from benchmarks.guides.findings import Package, Problem, problem
from benchmarks.guides.lines import heading, plain, unquoted
from benchmarks.guides.offers import held
from benchmarks.guides.passages import OWN, UNSAID, purposes

_PASSAGE = re.compile(
    r"negotiat\w*[\s-]+up\b|\bcounter[\s-]?offer (?:strategy|script)|\bclosing (?:strategy|script)"
    r"|\bnegotiation (?:strategy|script)\b(?!.*guide)|\btargets?\b[^.]{0,12}\b(?:floors?|walk[\s-]?aways?)\b",
    re.IGNORECASE,
)
_UP = re.compile(r"negotiat\w*[\s-]+up\b", re.IGNORECASE)
_OPENS = re.compile("negotiat|counter|closing|target")
_LABEL = re.compile(rf"^[^:]{{0,60}}?(?:{_PASSAGE.pattern})[^:.]{{0,40}}:\s*", re.IGNORECASE)
_TARGET = re.compile(r"\btargets?(?: landing zone| package| number| total| offer)?\s*:\s", re.IGNORECASE)
PASSAGE_LIMIT = 20_000
PASSAGES = 6
NAMES = {"base": "base pay", "total": "total pay", "equity_4yr": "equity", "signing": "a signing bonus"}


@dataclass
class Stances:
    """A package to aim for, one to walk away below, the offers named; None where the guide names none."""

    target: Package | None = None
    floor: Package | None = None
    competing: list[Package] = field(default_factory=list)


def find_stances(lines: list[str], problems: list[Problem]) -> Stances:
    """Read the passage that tells how to negotiate up, else one that is a script or a strategy; of each part of pay
    the first figure counts."""
    found = [at for at, line in enumerate(lines) if _opens(line)]
    found.sort(key=lambda at: not _UP.search(lines[at][:160]))
    for at in found[:PASSAGES]:
        stances = _read(_passage(lines, at)[:PASSAGE_LIMIT], at + 1, problems)
        if stances.target or stances.floor:
            return stances
    return Stances()


def _opens(line: str) -> bool:
    start = line[:160]
    return bool(_OPENS.search(start.lower()) and _PASSAGE.search(start)) and not line.lstrip().startswith("|")


def _passage(lines: list[str], at: int) -> str:
    """The paragraph that begins in a line; below a heading, the paragraph after it."""
    found = [_LABEL.sub("", plain(unquoted(lines[at])), count=1)]
    number = at + 1
    if heading(unquoted(lines[at])):
        while number < len(lines) and not lines[number].strip():
            number += 1
    quoted = number < len(lines) and lines[number].lstrip().startswith(">")
    while number < len(lines) and lines[number].strip() and not heading(lines[number]) and len(found) < 40:
        if quoted and not lines[number].lstrip().startswith(">"):
            break
        found.append(plain(unquoted(lines[number])))
        number += 1
    return "\n".join(found)


def _read(text: str, line: int, problems: list[Problem]) -> Stances:
    asks: list[tuple[str, tuple[Part, ...]]] = []
    accepted: list[Part] = []
    least: list[str] = []
    stances = Stances()
    for paragraph in text.split("\n"):
        for said in purposes(paragraph):
            listed = said.purpose == UNSAID and sum(part.kind in OWN for part in said.parts) > 1
            if said.purpose == "ask" or listed:
                asks.append((said.text, said.parts))
            elif said.purpose == "floor":
                least.append(said.text)
                accepted += said.parts
            elif said.purpose == "hold":
                stances.competing += held(said.text, line, said.parts)
    asked = [part for _words, parts in asks for part in parts]
    stances.target = _stance([words for words, _parts in asks], line, asked, problems)
    if stances.target:  # a figure to open with is not the one to aim for, where that is named as well
        named = [part for words, parts in asks if _TARGET.search(words) for part in parts]
        stances.target.parts |= package("", line, first=named).parts if _same(named, stances.target) else {}
    if accepted and not any(part.kind for part in accepted) and stances.target and stances.target.parts:
        accepted = [_like(stances.target, accepted[0])]
        kind = NAMES.get(accepted[0].kind, "the same")
        reason = f"the least accepted is printed without saying of what; read as {kind}, which is asked for first"
        problems.append(problem(line, " ".join(least), reason))
    stances.floor = _stance(least, line, accepted, problems)
    if stances.target and stances.floor and (above := _above(stances.floor, stances.target)):
        reason = f"the least accepted names more {above} than is asked for: read as printed, look at it"
        problems.append(problem(line, " ".join(least), reason))
    return stances


def _above(floor: Package, target: Package) -> str:
    """Which part of the floor lies above that of the target, in words; empty where none does."""
    if floor.currency != target.currency:
        return ""
    for name, said in NAMES.items():
        least, asked = floor.parts.get(name), target.parts.get(name)
        if least and asked and least[0] is not None and asked[0] is not None and least[0] > asked[0]:
            return said
    return ""


def _stance(wording: list[str], line: int, found: list[Part], problems: list[Problem]) -> Package | None:
    text = " ".join(wording)
    stated = package(text, line, first=found)
    for part in found:
        if part.kind and part.kind not in stated.parts:
            reason = f"an amount in {part.currency} beside others in {stated.currency}, left aside"
            problems.append(problem(line, text, reason))
    return stated if stated.parts else None


def _same(found: list[Part], stated: Package) -> bool:
    return all(part.currency == stated.currency for part in found)


def _like(target: Package, part: Part) -> Part:
    return Part(next(iter(target.parts)), part.currency, part.span, part.start, part.end)
