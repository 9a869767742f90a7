"""Decides which companies' offers a sentence says are held, with what amounts."""

from __future__ import annotations

import re

from benchmarks.guides.asks import Part
from benchmarks.guides.findings import Package

_WORD = r"(?:[a-z]?[A-Z][\w.&'’-]*)"
_NAME = re.compile(rf"(?<![\w$€£₹-])(?:{_WORD}|\d+x)(?:\s+(?:&\s+)?(?:{_WORD}|of(?=\s[A-Z])))*")
_BRACKET = re.compile(r"\[([^\]$]{2,80})\]?")
_AFTER = re.compile(r"^[^$€£,;.]{0,25}?\bfrom ((?:an? )?[A-Z][\w.&'’-]*(?:\s+[A-Z][\w.&'’-]*)*)")
_NOT_A_NAME = re.compile(
    r"(?:I|I'm|I’m|I'd|I've|My|To|The|A|An|If|And|But|For|From|With|At|Cite|Reference|References?|Lead|Anchor|Given|Your|"
    r"Since|Post|TC|RSUs?|Currently|Other|Public|Holding|Using|Citing|Competing|Offers?|Big|FAANG|Tech|"
    r"Series|Counter|We|Our|You|They|These|Because|While|When|That|This|It|Also|SF|NYC|US|UK|EU)$"
)
_NO_COMPANY = re.compile(
    r"company|\d+|SA|EM|DE|PM|SE|SRE|SWE|AI|ML|PMTS|TC|Defense|Cloud|SaaS|Market|Engineers?|Staff|Senior|Scripts?",
    re.IGNORECASE,
)
_ROLE_WORD = re.compile(
    r"(?:[A-Z]{2,3}|[A-Z]+\d+\+?|\d+|Senior|Staff|Principal|Lead|Junior|Engineer(?:ing)?|Manager|Software|Data|Security|"
    r"DevOps|Developer|Architect|Solutions|Scientist|Research|SWE|SRE|offers?|Level|Quant|Machine|Learning|Infra|Platform|"
    r"TC|RSUs?)$"
)


def held(sentence: str, line: int, found: tuple[Part, ...]) -> list[Package]:
    """One package for each company that the sentence names beside amounts, in its order."""
    packages: list[Package] = []
    left = 0
    current: Package | None = None
    for part in found:
        gap = sentence[left : part.start]
        names = companies(gap)
        if current is None or names or (part.kind or "total") in current.parts:
            after = _AFTER.match(sentence[part.end :])
            if not names and after:
                names, left = companies(after[1]), part.end + after.end()
            current = Package(line=line, text=sentence, currency=part.currency, companies=names)
            packages.append(current)
        if part.currency == current.currency:
            current.parts.setdefault(part.kind or "total", part.span)
        left = max(left, part.end)
    return [one for one in packages if one.companies]


def companies(text: str) -> tuple[str, ...]:
    """The last names of companies in a wording: `[NVIDIA/Google]` names two, `a Google L5 offer` names Google."""
    bracket = next(reversed(list(_BRACKET.finditer(text))), None)
    if bracket and ("/" in bracket[1] or "," in bracket[1] or " or " in bracket[1]):
        items = re.split(r"\s*[/,]\s*|\s+or\s+", bracket[1])
        return tuple(name for name in (_trimmed(item) for item in items) if name)
    for match in reversed(list(_NAME.finditer(text))):
        if name := _trimmed(match[0]):
            return (name,)
    return ()


def _trimmed(text: str) -> str:
    words = text.strip(" []()\"“'’.").split()
    while words and _NOT_A_NAME.match(words[0]):
        words.pop(0)
    while len(words) > 1 and _ROLE_WORD.match(words[-1]):
        words.pop()
    name = " ".join(words).strip(" .,'’\"")
    if len(name) < 2 or len(name) > 60 or not any(sign.isupper() or sign.isdigit() for sign in name[:2]):
        return ""
    return "" if _NO_COMPANY.fullmatch(name) else name.removesuffix("'s").removesuffix("’s")
