"""How a letter becomes a PDF: its texts are handed to the layout as data, never as markup."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from hiring.letter_figures import Table

LAYOUT = Path(__file__).parent / "letters" / "offer.typ"
_STRETCH = 60


@dataclass(frozen=True)
class Piece:
    """A heading, a paragraph or the place of a block, ready to print."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """All that stands in a letter."""

    title: str
    author: str
    reference: str
    date: str
    letterhead: tuple[str, ...]
    recipient: tuple[str, ...]
    pieces: Sequence[Piece]
    package: Table
    years: Table
    signatures: tuple[str, ...]


def pdf(letter: Letter, *, dated: datetime) -> bytes:
    """The letter as a tagged PDF on A4. The same letter of the same instant gives the same bytes.

    The fonts on board write Latin, Greek and Cyrillic; such a letter keeps PDF/UA-1. Names in other scripts are set
    with the fonts of the machine; where these lack a sign as well, an empty box stands for it.
    """
    data = json.dumps(_printable(asdict(letter)))
    try:
        return _compiled(data, dated, _fonts(with_system=False), ["ua-1"])
    except typst.TypstError:  # PDF/UA refuses a sign without a glyph; what else is wrong shows again without it
        return _compiled(data, dated, _fonts(with_system=True), [])


def _compiled(data: str, dated: datetime, fonts: typst.Fonts, standards: list[Any]) -> bytes:
    made = typst.compile(
        LAYOUT.read_bytes(),
        format="pdf",
        sys_inputs={"letter": data},
        font_paths=fonts,
        pdf_standards=standards,
        timestamp=int(dated.timestamp()),
    )
    if not isinstance(made, bytes):  # a list of pages, in formats other than PDF
        raise TypeError("The layout gave no PDF.")
    return made


@cache
def _fonts(*, with_system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=with_system)


def _printable(value: object) -> object:
    """The same data without characters that print nothing or turn the direction of what follows."""
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    kept = "".join(
        " " if one.isspace() else one for one in text if one.isspace() or unicodedata.category(one) not in _SILENT
    )
    # a word longer than a line would run off the page: it may break at zero-width spaces
    return re.sub(rf"(\S{{{_STRETCH}}})(?=\S)", "\\1\u200b", kept)


_SILENT = ("Cc", "Cf", "Cs", "Co", "Cn")
