"""Decides how the bytes of a file fall into lines of text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from benchmarks.guides.findings import Problem, problem

LINE_LIMIT = 10_000
LINES_LIMIT = 100_000
FILE_LIMIT = 64 * 2**20
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MARKUP = re.compile(r"\*\*|__|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")
_FLAG = re.compile(r":[a-z][a-z0-9_+-]*:")
_PICTURE = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)")
_LABEL = re.compile(r"\s{0,3}(?:\*\*|__)([^*]{1,160}?)(?:\*\*|__)\s*:?\s*")
_QUOTE = re.compile(r"^(?:\s{0,3}>\s?)+")


@dataclass(frozen=True)
class Lines:
    """The lines of a file from the first; an unreadable line is empty and told among the problems."""

    lines: list[str]
    problems: list[Problem]


def split(content: bytes) -> Lines:
    """The lines of a file, whatever its encoding and line ends; never raises."""
    if len(content) > FILE_LIMIT:
        return Lines([], [problem(1, "", "the file is larger than 64 MB")])
    text, problems = _decode(content)
    if "\0" in text:  # no database holds it
        text = text.replace("\0", "\ufffd")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n", LINES_LIMIT)
    if len(lines) > LINES_LIMIT:
        problems.append(problem(len(lines), lines.pop(), "more lines than a guide has; from here on left unread"))
    for number, line in enumerate(lines):
        if len(line) > LINE_LIMIT:
            problems.append(problem(number + 1, line, f"a line of {len(line)} characters"))
            lines[number] = ""
        elif number and line[:1] in "=-" and _is_underlined(lines, number):
            lines[number - 1] = f"{'#' if line[0] == '=' else '##'} {lines[number - 1].strip()}"
    if lines and lines[-1] == "":
        lines.pop()
    return Lines(lines, problems)


def _is_underlined(lines: list[str], number: int) -> bool:
    """Whether a line of `===` or `---` makes the short line above it a heading: nothing else stands around it."""
    above, line = lines[number - 1], lines[number].rstrip()
    return (
        len(line) > 2
        and set(line) in ({"="}, {"-"})
        and 0 < len(above.strip()) < 120
        and above.lstrip()[:1] not in "|>#-*_=+"
        and (number == 1 or not lines[number - 2].strip())
    )


def _decode(content: bytes) -> tuple[str, list[Problem]]:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), []
    if len(_CONTROL.findall(content[:65536])) > len(content[:65536]) // 50:
        return "", [problem(1, "", "not a text file")]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        start = content.rfind(b"\n", 0, error.start) + 1
        text = content.decode("cp1252", errors="replace")
        shown = content[start : start + 200].split(b"\n")[0].decode("cp1252", errors="replace")
        return text, [problem(line, shown, "not UTF-8; read as Windows-1252")]


def unquoted(line: str) -> str:
    """A line without the signs of a quotation."""
    return _QUOTE.sub("", line) if ">" in line[:12] else line


def plain(text: str) -> str:
    """A text without bold, code, flags and other pictures, as a person would read it aloud."""
    return " ".join(without_markup(text).split())


def without_markup(text: str) -> str:
    """A text without bold, code, flags and other pictures, its spaces untouched."""
    if "*" in text or "`" in text or "__" in text:
        text = _MARKUP.sub("", text)
    if ":" in text:
        text = _FLAG.sub("", text)
    return text if text.isascii() else _PICTURE.sub("", text)


def heading(line: str) -> tuple[int, str] | None:
    """The level and the wording of a heading; a line that is bold as a whole is one of level 7; None for others."""
    first = line.lstrip()[:1]
    if first == "#":
        match = _HEADING.fullmatch(line)
        return (len(match[1]), plain(match[2].rstrip("# "))) if match else None
    match = _LABEL.fullmatch(line) if first in ("*", "_") else None
    return (7, plain(match[1]).rstrip(":").strip()) if match else None
