"""Decides what becomes of many guides of which one may be broken."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import DataError, transaction

from benchmarks.guides.findings import Guide, problem
from benchmarks.guides.importing import Outcome, slug_of, store
from benchmarks.guides.reader import read
from benchmarks.guides.report import file_report, whole_report

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".mdown", ".mkd"})


class File(Protocol):
    """A file with a name as its text; reading it raises OSError where it cannot be opened."""

    def read_bytes(self) -> bytes: ...


@dataclass(frozen=True)
class Result:
    """What became of one file: its report, the key of its guide, and its outcome (none on a trial)."""

    report: dict[str, Any]
    slug: str
    outcome: Outcome | None


@dataclass
class Batch:
    """The report of an import, its results file by file, and how many guides met which outcome (nothing on a trial)."""

    report: dict[str, Any]
    results: list[Result] = field(default_factory=list)
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
    files: Iterable[File],
    *,
    dry_run: bool,
    now: datetime | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> Batch:
    """Read every file and, unless it is a trial, store what was read. A file that cannot be opened or stored becomes
    a problem record of its own."""
    begun = timer()
    results: list[Result] = []
    outcomes: Counter[Outcome] = Counter()
    seen: set[str] = set()
    for path in files:
        try:
            guide = read(path.read_bytes())
        except OSError as error:
            guide = Guide(problems=[problem(1, "", f"the file cannot be opened: {error.strerror or error}")])
        outcome = None if dry_run else _store(path, guide, seen, now)
        if outcome is not None:
            outcomes[outcome] += 1
        results.append(Result(file_report(str(path), guide), slug_of(guide), outcome))
    report = whole_report([one.report for one in results], timer() - begun)
    return Batch(report, results, outcomes)


def rehearse(files: Iterable[File], *, now: datetime | None = None) -> Batch:
    """What `run` would do, with the outcome of each file: done in one transaction that is taken back."""
    with transaction.atomic():
        batch = run(files, dry_run=False, now=now)
        transaction.set_rollback(True)
    return batch


def _store(path: File, guide: Guide, seen: set[str], now: datetime | None) -> Outcome:
    try:
        outcome = store(str(path), guide, seen=seen, now=now)
    except ValidationError as refusal:
        guide.problems.append(problem(1, "", f"not stored: {'; '.join(refusal.messages)}"))
        return Outcome.UNUSABLE
    except DataError as refusal:
        guide.problems.append(problem(1, "", f"not stored: {str(refusal).splitlines()[0]}"))
        return Outcome.UNUSABLE
    if outcome == Outcome.TWICE:
        guide.problems.append(
            problem(guide.title_line or 1, f"{guide.role}, {guide.company}", f"not stored: {outcome}")
        )
    return outcome
