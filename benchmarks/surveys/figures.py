"""Decides which notations of a figure a survey's file may use."""

from __future__ import annotations

import re
from decimal import Decimal

from benchmarks.surveys.mistakes import WrongCell

LARGEST = Decimal(10) ** 13
LEAST_YEAR = 1000
_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?", re.ASCII)
_COUNT = re.compile(r"\d{1,9}|\d{1,3}(?:,\d{3}){1,2}", re.ASCII)
_NOTHING = {"-", "–", "—", "n/a", "na", "none", "null", "*", "x", "."}
_SHORT = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([km])", re.IGNORECASE | re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:[.,]\d{1,2})?", re.ASCII)
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+", re.ASCII)
_CONTINENTAL = re.compile(r"(?:\d{1,15}|\d{1,3}(?:\.\d{3})+),\d{1,2}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}|[A-Z]{0,2}[$€£¥₹₪₩]|z[łl]", re.IGNORECASE)


def amount(cell: str | Decimal, *, period: str) -> Decimal | None:
    """Money in whole units with at most two places: `130000`, `130,000`, `62.50`, or a number of a workbook.

    None where the cell is empty. Raises WrongCell with what would be right for everything else, also for a year's pay
    below 1,000: that is a figure in thousands.
    """
    if cell == "":
        return None
    if isinstance(cell, str) and not _PLAIN.fullmatch(cell):
        raise WrongCell(_meant(cell))
    figure = Decimal(cell.replace(",", "")) if isinstance(cell, str) else cell
    if figure <= 0:
        raise WrongCell("pay is more than nothing; leave the cell empty where the survey prints no figure.")
    if figure > LARGEST:
        raise WrongCell("this is more than anybody is paid; write whole units of the currency.")
    if figure != round(figure, 2):
        raise WrongCell(f"at most two places after the point: write {round(figure, 2)}.")
    if period == "year" and figure < LEAST_YEAR:
        raise WrongCell(f"whole units, not thousands: write {_write(figure * 1000)} if that is meant.")
    return figure


def count(cell: str | Decimal) -> int | None:
    """How many, at least one: `64`, `1,200`, or a whole number of a workbook. None where the cell is empty."""
    if cell == "":
        return None
    if isinstance(cell, str) and cell.casefold() in _NOTHING:
        raise WrongCell("leave the cell empty where the survey does not say.")
    if isinstance(cell, str) and not _COUNT.fullmatch(cell):
        raise WrongCell("write a whole number such as 64, or leave the cell empty.")
    figure = Decimal(cell.replace(",", "")) if isinstance(cell, str) else cell
    if not 0 < figure < 10**9 or figure != int(figure):
        raise WrongCell("write a whole number of one or more, or leave the cell empty.")
    return int(figure)


def _meant(text: str) -> str:
    """What would be right, with the figure itself where it is clear which one is meant."""
    if text.casefold() in _NOTHING:
        return "leave the cell empty where the survey prints no figure."
    if text.startswith(("-", "−", "(")) and any(sign.isdigit() for sign in text):
        return "pay is more than nothing: write a figure without a sign."
    bare = _CURRENCY.sub("", text).strip()
    if bare != text and _PLAIN.fullmatch(bare):
        return f"the currency has its own column: write {bare}."
    bare = bare.removesuffix("+").strip()
    if short := _SHORT.fullmatch(bare):
        times = 1000 if short[2].casefold() == "k" else 1_000_000
        return f"write the figure in full: {_write(Decimal(short[1].replace(',', '.')) * times)}."
    if _GROUPED.fullmatch(bare):
        plain = re.sub(r"[^0-9.,]", "", bare).replace(",", ".")
        return f"thousands are grouped by commas or not at all: write {plain}."
    if _DOTTED.fullmatch(bare):
        return f"a point begins the decimals, commas group thousands: write {bare.replace('.', '')} if that is meant."
    if _CONTINENTAL.fullmatch(bare):
        return f"decimals begin with a point: write {bare.replace('.', '').replace(',', '.')}."
    if bare != text and _PLAIN.fullmatch(bare):
        return f"write the figure alone: {bare}."
    if re.fullmatch(r"\S*\d\S*\s*(?:-|–|—|to|\.\.)\s*\S*\d\S*", bare):
        return "one figure, not a range: write the percentile itself."
    return "write a figure in whole units, such as 130000 or 130,000."


def _write(figure: Decimal) -> str:
    return f"{figure.normalize():f}"
