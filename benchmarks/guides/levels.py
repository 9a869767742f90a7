"""Decides which levels elsewhere a guide puts on a par with its role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.guides.findings import Source
from benchmarks.guides.headings import Kind, kind_of, looks_like_a_level
from benchmarks.guides.lines import heading, plain
from benchmarks.guides.shapes import Table

ITEM_LIMIT = 250
_LABEL = re.compile(r"\s*(?:[-*]\s+)?(?:\*\*|__)?[^:*|]{0,40}\blevel (?:mapping|equivalents?|equivalence)\b[^:*|]{0,40}"
                    r"(?:\*\*|__)?\s*(?::|(?<=\*\*)\s*[—–-]+(?=\s))\s*(?:\*\*|__)?\s*(.*)", re.IGNORECASE)  # fmt: skip
_LEVEL_NAME = re.compile(r"\b(?:L|E|IC|M|P|T|G|B|S)\d|\b(?:senior|staff|principal|junior|lead)\b", re.IGNORECASE)
_LISTED = re.compile(r"\blevel (?:mapping|equivalents?|equivalence)\b|\bequivalent levels\b", re.IGNORECASE)
_POINT = re.compile(r"[-*•]\s+[^:]*$")
_TITLE = re.compile(r"level mapping|level equivalen|levell?ing|internal titles|level comparison", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:—|–|--)\s+.*|\.\s+(?=[A-Z]).*|\.\s*$")
_MAPS = re.compile(r"\bmaps? (?:roughly |approximately )?to\b|\bis equivalent to\b|\bcorresponds to\b|\bEquivalents?:")
_SAME = re.compile(r"\s*(?:→|⇒|(?<=\s)->(?=\s)|(?<![<>!=])=+(?![>])|[≈≅≃]|(?<=\s)~(?=\s)|⇔|↔)\s*")
_NEXT = re.compile(r";\s+|\s+\|\s+")
_AT_A_COMPANY = re.compile(
    r"(?P<company>(?!(?:senior|staff|principal|junior|lead|mid|level|tier|grade)\b)[A-Za-z][\w.&]{2,}"
    r"(?: [A-Z][\w.&]+)?) "
    r"\(?(?:L|E|IC|ICT|M|P|T|SDE ?)?-?(?:\d{1,2}|I{1,3})[ab]?\)?",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+(?:and\s+)?(?![^()]*\))|\s+/\s+|\s+\|\s+|;\s+")
_HEADER_WORDS = re.compile(
    r"\b(?:equivalents?|internal|external|level|levels|title|titles|role|at|public|company|mapping)\b", re.IGNORECASE
)
_NOT_A_LEVEL = re.compile(
    r"^(?:scope|typical.*|comp\b.*|compensation.*|years.*|yoe|experience.*|notes?|focus|span|attribute|tc|team size.*)$"
    r"|\$\s?\d",
    re.IGNORECASE,
)


def from_lines(lines: list[str], own: str = "") -> Iterator[Source]:
    """The levels of a `Level Mapping:` line, or of the points below it, with the line that says so; `own` is the
    guide's company."""
    for at, line in enumerate(lines):
        if "evel" not in line[:120]:
            continue
        found = heading(line)
        match = _LABEL.match(line.strip())
        if match is None and not (found and _LISTED.search(found[1])):
            continue
        if match and (text := plain(match[1])):
            yield from (Source(at + 1, item) for item in split_line(text, own))
            continue
        for number in range(at + 1, min(at + 12, len(lines))):
            point = lines[number].strip()
            if not point and number == at + 1:
                continue
            if not point or heading(point) or point.startswith("|"):
                break
            if _SAME.search(point) or _MAPS.search(point):
                yield from (Source(number + 1, item) for item in split_line(plain(point.lstrip("-*• ")), own))
            elif _POINT.match(point) and found and len(point) < 80 and looks_like_a_level(point):
                yield Source(number + 1, plain(point.lstrip("-*• ")))


def split_line(text: str, own: str = "") -> list[str]:
    """`Own = Google L4 = Meta E4`, `Own ~ Google L5 | Amazon L6`, `Own maps to Google L5, AWS Senior`: all but Own,
    which a line that begins with another company than `own` does not name. Several levels of one's own, each with
    its peers, keep their link: `L4 = Google L4; L5 = Google L5`."""
    several = [piece for piece in _NEXT.split(text) if piece.strip()]
    if len(several) > 1 and all(_SAME.search(piece) for piece in several):
        return [f"{_SAME.split(piece)[0].strip()} = {item}" for piece in several for item in split_line(piece)]
    parts = _SAME.split(text)
    if len(parts) > 1:
        rest = parts if _is_elsewhere(parts[0], own) else parts[1:]
    elif match := _MAPS.search(text):
        rest = [text[match.end() :].strip()]
    elif all(_AT_A_COMPANY.search(item) for item in _COMMA.split(text)):
        rest = [text]
    else:
        return []
    if len(rest) == 1 or "|" in text:
        rest = [item for part in rest for item in _COMMA.split(_TAIL.sub("", part))]
    items = (_TAIL.sub("", item).strip(" .|") for item in rest)
    return [item[:ITEM_LIMIT] for item in items if item]


def _is_elsewhere(first: str, own: str) -> bool:
    """Whether a level that begins a line is one of another company: `Google L5 = Meta E5`."""
    match = _AT_A_COMPANY.fullmatch(first.strip())
    if match is None or not own:
        return False
    words = {word.lower() for word in re.findall(r"\w+", own)}
    return not words.intersection(word.lower() for word in re.findall(r"\w+", match["company"]))


def is_mapping(table: Table) -> bool:
    """Whether a table compares levels."""
    if table.header is None or len(table.header.cells) < 2:
        return False
    heads = table.header.cells
    if any(_TITLE.search(text) for text in (*table.near, *heads)) or any("quivalent" in text for text in heads):
        return True
    levels = [cell for row in table.rows[:20] for cell in row.cells if _LEVEL_NAME.search(cell)]
    named = "level" in heads[0].lower() and all(kind_of(text) == Kind.PLACE for text in heads[1:])
    return named and len(levels) > sum(len(row.cells) for row in table.rows[:20]) // 2


def from_table(table: Table) -> Iterator[Source]:
    """`Own level = Company level` for every cell that names a level elsewhere or within."""
    assert table.header is not None
    heads = table.header.cells
    first = 1 if _NOT_A_LEVEL.search(heads[0]) and len(heads) > 2 else 0
    for row in table.rows:
        own = row.cells[first] if first < len(row.cells) else ""
        if not own or _NOT_A_LEVEL.search(row.cells[0]) or "$" in own:
            continue
        for head, cell in zip(heads[first + 1 :], row.cells[first + 1 :], strict=False):
            if (
                not cell.strip("-–— ")
                or kind_of(head) == Kind.ASIDE
                or head.startswith("IC")
                or _NOT_A_LEVEL.search(cell)
            ):
                continue
            whose = " ".join(_HEADER_WORDS.sub(" ", head).split()).strip(" /&")
            elsewhere = cell if not whose or cell.lower().startswith(whose.lower()) else f"{whose} {cell}"
            yield Source(row.line, f"{own} = {elsewhere}"[:ITEM_LIMIT])
