"""Guides a second: reading all that they say, beside only reading the files and splitting their lines."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import NamedTuple

from benchmarks.guides.reader import read

HEADING = f"{'market guides, a second':<34} {'guides':>8} {'ours':>9} {'bare':>9} {'ratio':>7}"
ROUNDS = 5
PLACES = ("Lisbon", "Leeds", "Austin (USD)", "Kraków", "Pune (INR ₹)", "Remote US", "Zürich", "Osaka", "Recife")
ROLES = ("Data Engineer", "Solutions Architect", "Security Engineer", "Staff Software Engineer", "Product Manager")
COMPANIES = ("Acme Labs", "Globex", "Initech", "Hooli", "Umbra Pay", "Northgate", "Pied Piper")
WORDS = [
    "market",
    "revenue",
    "platform",
    "customers",
    "growth",
    "engineers",
    "teams",
    "latency",
    "region",
    "product",
    "services",
    "contract",
    "renewal",
    "quarter",
    "launch",
    "regulated",
    "network",
    "storage",
    "payments",
    "forecast",
    "design",
    "review",
    "pipeline",
    "migration",
    "budget",
]


class Rate(NamedTuple):
    """How many guides were read in a second, and how many files were only read and split."""

    guides: int
    ours: float
    bare: float

    def __str__(self) -> str:
        what = "read wholly; bare: lines split"
        return f"{what:<34} {self.guides:>8,} {self.ours:>9,.0f} {self.bare:>9,.0f} {self.bare / self.ours:>7.1f}"


def rate(count: int) -> Rate:
    """Medians of rounds in which each way has its turn; every round has guides of its own, so that no cache helps."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            files = [Path(folder, f"{number}-{n}.md") for n in range(count)]
            for file, text in zip(files, corpus(count, seed=number), strict=True):
                file.write_text(text, "utf-8")
            _split(files)
            bare.append(_timed(_split, files))
            ours.append(_timed(_read, files))
    return Rate(count, count / median(ours), count / median(bare))


def corpus(count: int, *, seed: int) -> Iterator[str]:
    """Guides of five kilobytes, in the shapes that are about: rows of places, grids of levels, rows of parts of pay."""
    chance = Random(seed)
    for _ in range(count):
        company, role = chance.choice(COMPANIES), chance.choice(ROLES)
        table = chance.choice((_wide, _wide, _wide, _grid, _parts))(chance)
        base = chance.randrange(120, 260)
        levers = "\n".join(
            f"{n}. **{_words(chance, 3).title()}:** \"{_words(chance, 25)}. I'd like ${base + n}K base and "
            f'${base + 40}K RSUs over 4 years. {_words(chance, 20)}."'
            for n in range(1, 5)
        )
        yield (
            f"### {role} | {company} Global Negotiation Guide\n\n**Negotiation DNA:** RSU + Bonus | "
            f"+{chance.randrange(5, 20)}% DATA PREMIUM\n\n{table}\n{_words(chance, 90)}.\n\n"
            f"**Level Mapping:** {company} {role} = Globex L5 = Initech E5 = Hooli 63\n\n{_words(chance, 120)}.\n\n"
            f"**Global Levers**\n\n{levers}\n\n> **Negotiate Up Strategy:** \"I'm targeting ${base + 20}K base and "
            f'${base * 2}K RSUs. I have an offer from Northgate at ${base * 2}K TC. {_words(chance, 30)}." '
            f"Accept at ${base}K+ base.\n\n**Evidence & Sources**\n"
            + "".join(f"- [{_words(chance, 6).title()} 2026]\n" for _ in range(4))
        )


def _words(chance: Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize()


def _range(chance: Random, sign: str) -> str:
    low = chance.randrange(60, 300)
    high = low + chance.randrange(15, 90)
    if sign == "₹":
        return f"₹{low // 6}L–₹{high // 6}L"
    ways = (f"{sign}{low}K–{sign}{high}K", f"{sign}{low},000–{sign}{high},500", f"{sign}{low}K - {sign}{high}K+")
    return chance.choice(ways)


def _wide(chance: Random) -> str:
    rows = [
        f"| {place} | {_range(chance, sign)} | {_range(chance, sign)} | {n}–{n + 5}% | {_range(chance, sign)} |\n"
        for place, sign, n in zip(chance.sample(PLACES, 3), chance.sample("$€£₹", 3), (8, 10, 12), strict=True)
    ]
    return "| Region | Base Salary | Stock (RSU/4yr) | Bonus | Total Comp |\n|---|---|---|---|---|\n" + "".join(rows)


def _grid(chance: Random) -> str:
    rows = [
        f"| {level} | {_range(chance, '$')} | {_range(chance, '£')} | {_range(chance, '₹')} |\n"
        for level in ("Mid (L4)", "Senior (L5)", "Staff (L6)")
    ]
    return "| Level | Austin (USD) | London (GBP £) | Pune (INR ₹) |\n|---|---|---|---|\n" + "".join(rows)


def _parts(chance: Random) -> str:
    rows = [
        f"| {part} | {_range(chance, '$')} | {_range(chance, '€')} |\n"
        for part in ("Base Salary", "RSU Grant (4-yr vest)", "Signing Bonus", "Total Comp (Year 1)")
    ]
    return "| Component | Austin (USD) | Dublin (EUR) |\n|---|---|---|\n" + "".join(rows)


def _read(files: list[Path]) -> None:
    for file in files:
        assert read(file.read_bytes()).bands


def _split(files: list[Path]) -> None:
    for file in files:
        assert file.read_bytes().decode().split("\n")


def _timed(act: Callable[[list[Path]], None], files: list[Path]) -> float:
    begun = perf_counter()
    act(files)
    return perf_counter() - begun
