"""What the wording of an offer's letter may say: its paragraphs, with the names in braces that are filled in."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError

DEFAULT_FILE = Path(__file__).parent / "letters" / "offer.txt"
LONGEST = 20_000
"""Characters of a wording."""

WORDS = {
    "candidate": "the candidate's name",
    "company": "the name of your company: COMPANY_NAME of the configuration",
    "position": "the title of the requisition",
    "level": "the level that is offered",
    "region": "the region that is offered",
    "currency": "three letters of ISO 4217",
    "base": "base salary a year",
    "bonus": "bonus a year",
    "equity": "equity over four years, at face value",
    "equity_kind": "what the equity is: RSUs, options",
    "vesting": "the vesting schedule in words",
    "signing": "signing bonus, once",
    "relocation": "relocation allowance, once",
    "annual": "base, bonus, a quarter of the equity",
    "first_year": "total of the first year, with what vests and is paid once in it",
    "starts_on": "the first day, or that it is still to be agreed",
    "expires": "until when the offer stands",
    "date": "the date of the letter",
    "version": "the number of this version of the offer",
    "hiring_manager": "the hiring manager's name",
    "hiring_manager_email": "the hiring manager's e-mail address",
}
BLOCKS = {
    "package_table": "table: what is offered",
    "years_table": "table: years 1 to 4 in money",
    "signatures": "lines to sign on",
}
"""Names that stand alone in their paragraph."""
LETTERHEAD = "From:"
_MARK = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")


@dataclass(frozen=True)
class Paragraph:
    """A piece of the letter. `kind` is `text`, `heading`, `from` or one of `BLOCKS`; lines still have their braces."""

    kind: str
    lines: tuple[str, ...]


def names() -> dict[str, str]:
    """Every name that may stand in braces, with what it stands for."""
    return {**WORDS, **BLOCKS}


@cache
def default_wording() -> str:
    """The wording that is shipped, used until a template is made the default."""
    return DEFAULT_FILE.read_text(encoding="utf-8")


def paragraphs(body: str) -> tuple[Paragraph, ...]:
    """The wording taken apart at its empty lines.

    Refuses with `wording_empty`, `too_long`, and for each line that is wrong with `unknown_placeholder`,
    `brace_alone`, `block_not_alone`, `block_twice`.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    if not body.strip():
        raise ValidationError("The letter has no text.", code="wording_empty")
    if len(body) > LONGEST:
        raise ValidationError(f"Say it in {LONGEST:,} characters; these are {len(body):,}.", code="too_long")
    if wrong := [refusal for number, line in enumerate(body.split("\n"), 1) for refusal in _refusals(number, line)]:
        raise ValidationError(wrong)
    found = tuple(_paragraph(piece) for piece in re.split(r"\n\s*\n", body.strip()))
    kinds = [paragraph.kind for paragraph in found]
    for block in BLOCKS:
        if kinds.count(block) > 1:
            raise ValidationError(f"{{{block}}} stands in the letter twice.", code="block_twice")
    return found


def filled(line: str, values: dict[str, str]) -> str:
    """A line of a checked wording with the values in the place of their names."""
    return _MARK.sub(lambda mark: values[mark[1].strip()] if mark[1] is not None else mark[0][0], line)


def _refusals(number: int, line: str) -> list[ValidationError]:
    found = []
    for mark in _MARK.finditer(line):
        name = None if mark[1] is None else mark[1].strip()
        if mark[0] in ("{", "}"):
            text = f"Line {number}: a brace stands alone. Write {{{{ or }}}} for a brace that is meant."
            found.append(ValidationError(text, code="brace_alone"))
        elif name is not None and name not in names():
            text = f"Line {number}: nothing is known by the name “{name}”. Known are {', '.join(names())}."
            found.append(ValidationError(text, code="unknown_placeholder"))
        elif name in BLOCKS and line.strip() != mark[0]:
            text = f"Line {number}: {{{name}}} stands for a whole block: give it a paragraph of its own."
            found.append(ValidationError(text, code="block_not_alone"))
    return found


def _paragraph(piece: str) -> Paragraph:
    lines = tuple(line.strip() for line in piece.split("\n"))
    first = lines[0]
    if first.startswith(LETTERHEAD):
        rest = (first.removeprefix(LETTERHEAD).strip(), *lines[1:])
        return Paragraph("from", tuple(line for line in rest if line))
    if first.startswith("# ") and len(lines) == 1:
        return Paragraph("heading", (first[2:].strip(),))
    for line in lines:
        name = line.strip("{} ")
        if name in BLOCKS and line.startswith("{"):
            if len(lines) > 1:
                message = f"{{{name}}} stands for a whole block: leave an empty line before it, another one after it."
                raise ValidationError(message, code="block_not_alone")
            return Paragraph(name, ())
    return Paragraph("text", lines)
