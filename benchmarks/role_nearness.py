"""Decides how near the titles of two roles are."""

from __future__ import annotations

import re
from functools import lru_cache

NEAR = {
    "infrastructure": r"infra\w*|devops|sre|reliability|platform|cloud|gpu|hpc|systems?|production|kubernetes",
    "learning": r"ml|ai|mlops|machine learning|inference|training|llm|research",
}
"""Families of roles between which people move: titles with a word of the same one are near."""
_COMMON = frozenset(
    (
        "engineer",
        "engineering",
        "software",
        "senior",
        "staff",
        "principal",
        "junior",
        "lead",
        "head",
        "of",
        "and",
        "for",
    )
)
_FAMILIES = tuple(re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in NEAR.values())


@lru_cache(maxsize=4096)
def nearness(role: str, wanted: str) -> int:
    """Two for each word that both titles share and that says something, one for each family; nothing is far."""
    families = sum(bool(one.search(role) and one.search(wanted)) for one in _FAMILIES)
    return 2 * len(_words(role) & _words(wanted)) + families


def _words(title: str) -> set[str]:
    return set(re.findall(r"\w+", title.casefold())) - _COMMON
