"""Brings the rows of reference files into the database, each under its stable slug."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from pydantic_core import to_jsonable_python

from benchmarks.models.reference import Origin, ReferenceModel
from benchmarks.reference.errors import Problem, ReferenceFileError
from benchmarks.reference.reader import Row
from benchmarks.refusals import by_field

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True)
class Counts:
    """What a loader did. `manual` counts rows of the file that people have taken over: those stay as they are."""

    created: int = 0
    updated: int = 0
    retired: int = 0
    unchanged: int = 0
    manual: int = 0

    def summary(self, name: str) -> str:
        """One line for the terminal, such as `levels: 5 new, 0 changed, 0 retired, 0 as before`."""
        kept = f", {self.manual} left as entered by hand" if self.manual else ""
        return (
            f"{name}: {self.created} new, {self.updated} changed, {self.retired} retired, "
            f"{self.unchanged} as before{kept}"
        )


@transaction.atomic
def upsert(
    model: type[ReferenceModel],
    rows: Sequence[RowT],
    *,
    key: str = "slug",
    fields: Iterable[str] | Callable[[RowT], Mapping[str, Any]],
    now: datetime | None = None,
) -> Counts:
    """Make the reference rows of a model equal to the rows read, in the order read.

    `fields` names the fields that row and model share, or is a function from a row to the model's values
    (foreign keys as instances). What left the file gets `retired_at`; what came back loses it; rows entered
    by hand are never touched. Running it a second time changes nothing. Raises ReferenceFileError with the line of
    every row that the model's own rules refuse (too long, not among the choices, a constraint); nothing is written.
    """
    now = now or timezone.now()
    names = None if callable(fields) else tuple(fields)
    known = {getattr(one, key): one for one in model._default_manager.select_for_update()}
    tally = {"created": 0, "updated": 0, "retired": 0, "unchanged": 0, "manual": 0}
    problems: list[Problem] = []
    for position, one in enumerate(rows, start=1):
        values = fields(one) if callable(fields) else {name: getattr(one, name) for name in names or ()}
        wanted = {"position": position, **values, "origin": Origin.REFERENCE, "retired_at": None}
        try:
            tally[_put(model, key, getattr(one, key), known.pop(getattr(one, key), None), wanted)] += 1
        except ValidationError as refusal:
            problems.extend(refused(one, refusal))
    if problems:
        raise ReferenceFileError(problems)
    for left in known.values():
        if left.origin == Origin.REFERENCE and left.retired_at is None:
            left.retired_at = now
            left.save(update_fields=["retired_at"])
            tally["retired"] += 1
    return Counts(**tally)


def refused(row: Row, refusal: ValidationError) -> list[Problem]:
    """What a model refuses to hold, told of the line that asked for it."""
    return [
        Problem(row.file, row.line, f"“{name}”: {message}" if name else message)
        for name, errors in by_field(refusal).items()
        for error in errors
        for message in error.messages
    ]


def _put(
    model: type[ReferenceModel], key: str, slug: str, existing: ReferenceModel | None, wanted: Mapping[str, Any]
) -> str:
    columns = dict(_column(model, name, value) for name, value in wanted.items())
    if existing is None:
        made = model(**{key: slug, **columns})
        made.full_clean(validate_unique=False)
        made.save(force_insert=True)
        return "created"
    if existing.origin == Origin.MANUAL:
        return "manual"
    changed = {name: value for name, value in columns.items() if getattr(existing, name) != value}
    if not changed:
        return "unchanged"
    for name, value in changed.items():
        setattr(existing, name, value)
    existing.full_clean(validate_unique=False)
    existing.save(update_fields=list(changed))
    return "updated"


def _column(model: type[ReferenceModel], name: str, value: Any) -> tuple[str, Any]:
    """A value under its column's name, as the column holds it: only so can read and stored be compared."""
    field = model._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return field.attname, None if value is None else value.pk
    return name, to_jsonable_python(value) if isinstance(field, models.JSONField) else value
