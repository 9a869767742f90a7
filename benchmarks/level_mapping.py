"""Decides which of our levels a level elsewhere corresponds to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from benchmarks.ladders import FINANCE, HEAD, LADDERS, MID, RISING, ROMAN, SENIOR, STAFF, WORDS, Ladder
from benchmarks.models import CompanyGuide

NUMERALS = {"I": 1, "II": 2, "III": 3}
_TO = r"\s*(?:[-–—/]|to|or)\s*"
_WORDS = tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), slug) for words, slug in WORDS.items())
_FINANCE = re.compile(rf"\b(?:{FINANCE})\b", re.IGNORECASE)
_MANAGER = re.compile(r"\b(?:[Mm]anagers?|[Mm]anagement|EM|SDM|M[1-5])\b")
_NO_LEVEL = re.compile(
    r"\bmembers? of (?:the )?technical staff\b|\btechnical staff\b|\bchief of staff\b|\bmid[\s-]market\b|"
    r"\b(?:senior|sr\.?) associate\b|\b(?:swe|sde|engineer|developer)\s?/\s?(?:senior|sr)\b|"
    r"\b(?:senior|sr\.?)\s+(?=staff|principal|distinguished|director|vp|vice|head)",
    re.IGNORECASE,
)
# Meta's letter counts without the name where nothing but words of the trade stands beside it: "E5", "E5 SecEng".
_E_ALONE = re.compile(
    rf"\s*(?:E[3-9](?:{_TO}E?[3-9])?)(?:[\s,]+(?:software|systems?|infra(?:structure)?|production|data|security|ml|ai|"
    r"devops|engineer|eng|engineering|swe|sre|mle|seceng|de))*\s*",
    re.IGNORECASE,
)
_OWN = re.compile(r"\s*=\s*")


def level_of(text: str) -> str | None:
    """The slug of our level for a level elsewhere, such as `Google L5 Systems Engineer`, `E5`, `ICT4`, `Senior SRE`.

    None when nothing in the text says a level, and when what says it disagrees: a range over two levels, a word beside
    a number that means another one. `benchmarks.ladders` holds the table and its reasons.
    """
    found = levels_in(text)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=8192)
def levels_in(text: str) -> tuple[str, ...]:
    """All of our levels that a text names, rising: `Google L4-L5` names mid and senior. Empty when it names none.

    Where a number and a word disagree, nothing is named: neither is believed over the other.
    """
    numbers, words = _by_number(text), _by_word(text)
    named = numbers & words if numbers and words else numbers | words
    return tuple(slug for slug in RISING if slug in named)


def level_at(company: str, text: str) -> str | None:
    """The slug for a level of a company's own, as the rows of its guide print it: `Senior (L5)`, or at Meta `E5`.

    The text counts by itself first, then with the company's name, whose ladder may be known.
    """
    alone = levels_in(text)
    found = _without_house_titles(company, alone or levels_in(f"{company} {text}"))
    return found[0] if len(found) == 1 else None


def levels_of(guide: CompanyGuide) -> dict[str, str]:
    """Our levels at which a guide's role is, each with the text that says so; empty when nothing does.

    `guide.levels` should be prefetched.
    """
    return levels_of_role(guide.role, [level.text for level in guide.levels.all()])


def levels_of_role(role: str, mapping: Sequence[str]) -> dict[str, str]:
    """Our levels of a role that a guide compares with levels elsewhere, each with the text that says so.

    The comparisons count first: a level holds that is named by at least half as many of them as the level named most,
    so that one outlier does not make a level. Where the comparisons describe a whole ladder (`Senior SRE = L5`,
    `Staff SRE = L6`), only the lines of this role count. Without any of that, the role's own title is asked.
    """
    told: dict[str, list[str]] = {}
    for text in _of_this_role(role, mapping):
        for slug in _in_comparison(text):
            told.setdefault(slug, []).append(text)
    if told:
        most = max(len(texts) for texts in told.values())
        return {slug: told[slug][0] for slug in RISING if slug in told and 2 * len(told[slug]) >= most}
    named = level_of(role)
    return {named: role} if named else {}


def _of_this_role(role: str, mapping: Sequence[str]) -> Iterable[str]:
    """All lines of a plain comparison; of a ladder those whose own side is this role."""
    own = Counter(_plain(_OWN.split(text)[0]) for text in mapping if "=" in text)
    if len(own) < 2:
        return mapping
    wanted = _plain(role)
    if wanted in own:
        return [text for text in mapping if "=" not in text or _plain(_OWN.split(text)[0]) == wanted]
    level = level_of(role)
    return [text for text in mapping if "=" not in text or (level is not None and level in _in_comparison(text))]


def _in_comparison(text: str) -> tuple[str, ...]:
    """What `own = elsewhere` says: the level elsewhere, else the own one."""
    own, *elsewhere = _OWN.split(text, maxsplit=1)
    if elsewhere and (found := levels_in(elsewhere[0])):
        return found
    return _without_house_titles(text, levels_in(own))


def _without_house_titles(text: str, found: tuple[str, ...]) -> tuple[str, ...]:
    """What is left where a text speaks of a house of finance: its “VP” and “Principal” say nothing."""
    return tuple(slug for slug in found if slug not in (STAFF, HEAD)) if _FINANCE.search(text) else found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\(.*?\)", " ", text).casefold().split())


def _by_number(text: str) -> set[str]:
    """The levels of all rungs that are named with their employer."""
    found: set[str] = set()
    for ladder in (*LADDERS, ROMAN):
        if ladder.alone or re.search(rf"\b(?:{ladder.names})\b", text, re.IGNORECASE):
            found |= _rungs(ladder, text)
    if not found and _E_ALONE.fullmatch(text):
        found |= _rungs(LADDERS[1], text)
    return found


def _rungs(ladder: Ladder, text: str) -> set[str]:
    one = r"(III|II|I)" if ladder is ROMAN else r"(\d{1,2})"
    pattern = rf"(?<![$€£\w]){ladder.prefix}{one}(?:{_TO}(?:{ladder.prefix})?{one})?(?![\w,.]*\d|\w)"
    found: set[str] = set()
    for match in re.finditer(pattern, text):
        low = _number(match[1])
        high = _number(match[2]) if match[2] else low
        found |= {ladder.rungs[rung] for rung in range(low, high + 1) if rung in ladder.rungs}
        if low not in ladder.rungs or high not in ladder.rungs:
            return set()
    return found


def _number(text: str) -> int:
    return NUMERALS.get(text) or int(text)


def _by_word(text: str) -> set[str]:
    """The levels of all words; a manager's “Senior” is no engineer's, a bank's “VP” heads nothing."""
    said = _NO_LEVEL.sub(" ", text)
    found = {slug for pattern, slug in _WORDS if pattern.search(said)}
    if _MANAGER.search(said):
        found -= {MID, SENIOR, STAFF}
    return set(_without_house_titles(text, tuple(found)))
