"""Counts rows and amounts of pay tables with expressions of its own, so that the reader can be held against them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

RULE = re.compile(r"^\s*\|[\s:|-]+\|\s*$")
PAY = re.compile(r"\bbase\b|total comp|salary", re.IGNORECASE)
OTHER_LEVELS = re.compile(r"equivalent|google|citadel|internal", re.IGNORECASE)
CURRENCY = r"(?:[A-Z]{1,3}\$|\$|€|£|₹|₪|¥|[A-Z]{3})"
MONEY = re.compile(rf"{CURRENCY}\s?\[?\d")
NUMBER = re.compile(
    r"(?<![\dA-Za-z.,-])(?P<sign>[A-Z]{0,3}[$€£₹₪¥]|[A-Z]{3}\s?)?(?P<n>\d[\d,]*(?:\.\d+)?)(?P<u>[KMLkm]?)(?P<pct>%?)"
)
TIMES = {"K": 1_000, "M": 1_000_000, "L": 100_000, "": 1}


@dataclass(frozen=True)
class PayRow:
    """A row of a pay table: its line, and its cells that print money as text with the values that they print."""

    line: int
    cells: tuple[tuple[str, frozenset[float]], ...]


def pay_rows(text: str) -> list[PayRow]:
    """Every row of every table whose heading, or whose first column, speaks of pay."""
    lines = text.lstrip("\ufeff").splitlines()
    rows: list[PayRow] = []
    for at, line in enumerate(lines):
        if not RULE.match(line) or at == 0:
            continue
        body = []
        for number in range(at + 1, len(lines)):
            if not lines[number].lstrip().startswith("|"):
                break
            body.append(number)
        head = lines[at - 1]
        with_money = [number for number in body if MONEY.search(lines[number])]
        is_pay = PAY.search(head) or any(PAY.search(lines[number].split("|")[1]) for number in body)
        if not is_pay and (OTHER_LEVELS.search(head) or len(with_money) * 2 < len(body)):
            continue
        rows += [
            _row(number + 1, lines[number]) for number in body if number in with_money or "None" not in lines[number]
        ]
    return rows


def _row(line: int, text: str) -> PayRow:
    text = re.sub(r"/\s?4yr|\(RSU/4yr\)", "", text)
    cells = [cell.strip() for cell in text.strip().strip("|").split("|")][1:]
    return PayRow(line, tuple((cell, _values(cell)) for cell in cells if MONEY.search(cell)))


def _values(cell: str) -> frozenset[float]:
    found = list(NUMBER.finditer(cell.replace("–", " ").replace("—", " ").replace("-", " ")))
    units = [match["u"].upper() for match in found]
    values = set()
    for at, match in enumerate(found):
        if match["pct"] or any(one["pct"] for one in found[at + 1 : at + 2] if not match["sign"]):
            continue
        unit = units[at] or (units[at + 1] if at + 1 < len(units) and float(match["n"].replace(",", "")) < 1000 else "")
        values.add(float(match["n"].replace(",", "")) * TIMES[unit])
    return frozenset(values)


def read_values(bands: list[Any], line: int) -> set[float]:
    """What the reader made of a line: the ends of every range, equity also as a quarter of it (printed a year)."""
    found: set[float] = set()
    for band in bands:
        for name, source in band.sources.items():
            if source.line != line:
                continue
            span = band.others[name] if name in band.others else getattr(band, name)
            ends = [float(end) for end in span if end is not None]
            found.update(ends)
            if name == "equity_4yr" and "/yr" in source.text:
                found.update(end / 4 for end in ends)
    return found
