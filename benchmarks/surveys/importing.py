"""Decides which edition of a survey a file becomes, all of its rows or none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from benchmarks.models import Survey, SurveyRow
from benchmarks.surveys.reader import read
from benchmarks.surveys.rows import Row

EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=366)
_BATCH = 500


class Outcome(StrEnum):
    """What became of a file, or would."""

    NEW = "new"
    SUPERSEDES = "supersedes"
    UNCHANGED = "unchanged"


WORDS = {
    Outcome.NEW: "a new edition",
    Outcome.SUPERSEDES: "takes the place of the rows that this edition had",
    Outcome.UNCHANGED: "nothing to do: the same rows are here already",
}


@dataclass(frozen=True)
class Imported:
    """`rows` are those of the file, `before` those the edition had. `survey` is None after a dry run of a new one."""

    outcome: Outcome
    survey: Survey | None
    name: str
    effective_on: date
    rows: int
    before: int
    is_dry_run: bool

    @property
    def text(self) -> str:
        """One sentence for people."""
        tail = " Nothing was stored: this was a dry run." if self.is_dry_run else ""
        rows = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        return f"{self.name}, {self.effective_on.isoformat()}: {rows}, {WORDS[self.outcome]}.{tail}"


def bring(
    content: bytes,
    *,
    file: str,
    name: str,
    effective_on: date,
    by: Any,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Imported:
    """Read a survey's file and keep it as the edition of a name and a day.

    The same rows again, in whatever order or kind of file, change nothing; other rows for the same name and day
    supersede those before. `by` is the user, None for a command. Names are the same whatever their capitals.

    Raises PermissionDenied; SurveyFileError with every mistake of the file; ValidationError by field, with code
    "no_name", "name_too_long" or "effective_on_out_of_range". Nothing is stored then.
    """
    if by is not None and not by.has_perm("benchmarks.add_survey"):
        raise PermissionDenied("You may not bring in surveys.")
    now = now or timezone.now()
    name = check(name, effective_on, today=now.date())
    rows = read(content, file=PurePath(file).name)
    with transaction.atomic():
        return _keep(rows, file, name, effective_on, "" if by is None else by.get_username(), now, dry_run=dry_run)


def check(name: str, effective_on: date, *, today: date) -> str:
    """The name as it is kept. Raises ValidationError as `bring` says."""
    wrong = {}
    name = " ".join(name.split())
    if not name or not name.isprintable():
        wrong["name"] = ValidationError("Give the survey a name, without control characters.", code="no_name")
    elif len(name) > 120:
        wrong["name"] = ValidationError("A name has at most 120 signs.", code="name_too_long")
    if not EARLIEST <= effective_on <= today + AHEAD:
        message = f"The day of a survey lies between {EARLIEST.isoformat()} and a year from today."
        wrong["effective_on"] = ValidationError(message, code="effective_on_out_of_range")
    if wrong:
        raise ValidationError(wrong)
    return name


def fingerprint(rows: Sequence[Row]) -> str:
    """Sixty-four signs that change when any row says something else; the order and the lines do not count."""
    said = sorted(json.dumps(_said(row)) for row in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _said(row: Row) -> list[Any]:
    amounts = [None if figure is None else f"{figure:.2f}" for figure in (row.p25, row.p50, row.p75, row.p90)]
    place = [row.role, row.level.slug, row.region.slug, row.measure, row.currency, row.period]
    return [*place, *amounts, row.people, row.companies]


def _keep(
    rows: Sequence[Row], file: str, name: str, effective_on: date, by: str, now: datetime, *, dry_run: bool
) -> Imported:
    editions = Survey.objects.select_for_update()
    same_name = Survey.objects.filter(name__iexact=name).values_list("name", flat=True).first()
    name = same_name or name
    survey = editions.filter(name=name, effective_on=effective_on).first()
    before = survey.rows.count() if survey else 0
    print_ = fingerprint(rows)
    outcome = Outcome.NEW if survey is None else Outcome.SUPERSEDES
    if survey is not None and survey.fingerprint == print_ and before == len(rows):
        outcome = Outcome.UNCHANGED
    if not dry_run and outcome is not Outcome.UNCHANGED:
        origin = {"file": PurePath(file).name[:250], "fingerprint": print_, "imported_at": now, "imported_by": by}
        if survey is None:
            # Somebody who brings in the same edition in this moment gets here as well: one waits for the other.
            survey, _ = editions.get_or_create(name=name, effective_on=effective_on, defaults=origin)
        survey.rows.all().delete()
        Survey.objects.filter(pk=survey.pk).update(**origin)
        survey.refresh_from_db()
        SurveyRow.objects.bulk_create((SurveyRow(survey=survey, **vars(row)) for row in rows), batch_size=_BATCH)
    return Imported(outcome, survey, name, effective_on, len(rows), before, dry_run)
