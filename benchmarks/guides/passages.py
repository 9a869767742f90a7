"""Decides what the amounts in a passage are said for: asked, the least accepted, held elsewhere, or somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.guides.asks import Part, parts

_SENTENCE = re.compile(
    r"(?<=[.!?])[\"”’*)]*\s+(?=[\"“‘*(\[A-Z$€£₹])|(?<=[a-z0-9%)\]])(?:,|;)?\s(?=but\s)|\s—\s(?=but\s)"
)
_OTHERS = (
    r"(?:will|may|might|would|likely|typically) counter|expect (?:a )?counter|if (?:they|the|[A-Z]\w+)\b[^.]{0,30}?"
    r"(?:counters?|opens?|offers?|initial(?: \w+)? offer)|initial (?:\w+ )?offer|current offer|counter any|"
    r"earn(?:s|ing|ed)?|pays?|paying|"
    r"averages?|typically|median|forfeit(?:ing|ed)?|leaving|baseline|current role|valuation|costs?|"
    r"saves?|saving|revenue|(?:anchor|benchmark|compar|position)\w* against|"
    r"raised|pushing total|minimum of"
)
_FLOOR = "|".join(
    (
        r"floors?(?: (?:should be|would be|is|of))?",
        r"accept(?:ing)?(?:[\s-](?:at|if|above|no|only))?",
        r"walk(?:ing)?[\s-](?:away|at)|no (?:lower|less) than|bottom line",
        r"reservation price|my minimum|minimum acceptable",
        r"(?:not|\w+n[’']t|never|decline|reject) (?:(?:go|settle|sign|take) )?(?:for )?(?:anything )?"
        r"(?:below|under|less than)",
    )
)
_HOLD = (
    r"offers?(?! (?:letter|stage|process))|offering|holding|competing|evaluating|weighing|active conversations|"
    r"in process with|indicated|current role includes"
)
_ASK = (
    r"i(?:'|’)?d (?:also )?like|would (?:also )?like|i(?:'|’)?ll need|needs?|want|target(?:ing)?|expect|"
    r"request(?:ing)?|ask(?:ing)?|"
    r"push(?:ing)?|negotiate|aim(?:ing)?|looking for|seek(?:ing)?|propos(?:e|ing)|open (?:at|with)|"
    r"anchor(?:ed|ing)?|start(?:ing)? "
    r"(?:at|with|by)|non-negotiable|should (?:be|reflect)|justif(?:y|ies)|to join|move to|increase|counter (?:at|with)|"
    r"require|reflects?|bring me to|can we|could we|(?:that|this|my|it)\b[^.]{0,80}?\bcommands"
)
_BUSINESS = re.compile(r"revenue|raised|valuation|costs?|saves?|saving", re.IGNORECASE)
"""Words for the company's money: pay of one's own that is named behind them is not that."""
_TRIGGER = re.compile(rf"\b(?:(?P<other>{_OTHERS})|(?P<floor>{_FLOOR})|(?P<hold>{_HOLD})|(?P<ask>{_ASK}))\b", re.I)
UNSAID = ""
OWN = frozenset({"base", "equity_4yr", "signing"})
"""Parts that people name of their own package; a total alone may be the market's."""
_AT_COMPANY = re.compile(r"^(?:and )?[\"“]?[A-Z][\w.&]*(?: [A-Z][\w.&]*){0,3} at $")
_AVERAGE = re.compile(r"\+?\s(?:average|median|baseline|range)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """The amounts of one sentence that are said for one purpose: ask, floor, hold, other, or nothing that is said."""

    purpose: str
    text: str
    parts: tuple[Part, ...]


def sentences(text: str) -> list[str]:
    """The sentences of a passage; a clause that begins with “but” is one of its own."""
    return [one.strip() for one in _SENTENCE.split(text) if one and one.strip()]


def purposes(text: str, without_amounts: re.Pattern[str] | None = None) -> Iterator[Said]:
    """What each sentence says its amounts for: the nearest word before an amount decides, else any word of the
    sentence. A sentence without amounts is told with its last purpose, if it holds `without_amounts`."""
    for sentence in sentences(text):
        found = parts(sentence)
        if not found and without_amounts is not None and not without_amounts.search(sentence):
            continue
        words = list(_TRIGGER.finditer(sentence))
        triggers = [(match.start(), match.lastgroup or "") for match in words]
        business = {match.start() for match in words if _BUSINESS.fullmatch(match[0])}
        if not found:
            yield Said(triggers[-1][1] if triggers else UNSAID, sentence, ())
            continue
        groups: dict[str, list[Part]] = {}
        for part in found:
            if _AVERAGE.match(sentence, part.end):
                groups.setdefault("other", []).append(part)
                continue
            foreign = business if part.kind in OWN else frozenset()
            before = [purpose for start, purpose in triggers if start < part.start and start not in foreign]
            after = [purpose for start, purpose in triggers if start > part.start and purpose == "ask"]
            purpose = before[-1] if before else after[0] if after else UNSAID
            if purpose == UNSAID and _AT_COMPANY.search(sentence, 0, part.start):
                purpose = "hold"
            groups.setdefault(purpose, []).append(part)
        for purpose, some in groups.items():
            yield Said(purpose, sentence, tuple(some))
