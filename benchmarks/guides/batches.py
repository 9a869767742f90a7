"""Decides what becomes of many guides of which one may be broken."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from benchmarks.guides.findings import Guide, problem
from benchmarks.guides.importing import Outcome, store
from benchmarks.guides.reader import read
from benchmarks.guides.report import file_report, whole_report

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".mdown", ".mkd"})


@dataclass
class Batch:
    """The report of an import, and how many guides met which outcome (nothing on a trial)."""

    report: dict[str, Any]
    outcomes: Counter[Outcome] = field(default_factory=Counter)


def find(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the guides in the folders named, in the order of their names; each once."""
    return list(dict.fromkeys(_each(paths)))


def _each(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
        else:
            yield path


def run(
    files: Iterable[Path],
    *,
    dry_run: bool,
    now: datetime | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> Batch:
    """Read every file and, unless it is a trial, store what was read. A file that cannot be opened or stored becomes
    a problem record of its own."""
    begun = timer()
    reports: list[dict[str, Any]] = []
    outcomes: Counter[Outcome] = Counter()
    seen: set[str] = set()
    for path in files:
        try:
            guide = read(path.read_bytes())
        except OSError as error:
            guide = Guide(problems=[problem(1, "", f"the file cannot be opened: {error.strerror or error}")])
        if not dry_run:
            outcomes[_store(path, guide, seen, now)] += 1
        reports.append(file_report(str(path), guide))
    return Batch(whole_report(reports, timer() - begun), outcomes)


def _store(path: Path, guide: Guide, seen: set[str], now: datetime | None) -> Outcome:
    try:
        outcome = store(str(path), guide, seen=seen, now=now)
    except ValidationError as refusal:
        guide.problems.append(problem(1, "", f"not stored: {'; '.join(refusal.messages)}"))
        return Outcome.UNUSABLE
    if outcome == Outcome.TWICE:
        guide.problems.append(
            problem(guide.title_line or 1, f"{guide.role}, {guide.company}", f"not stored: {outcome}")
        )
    return outcome
