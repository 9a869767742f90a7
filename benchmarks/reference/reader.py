"""Decides whether a reference file may be used: every field known, present and of the right type."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast, dataclass_transform

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as pydantic_dataclass

from benchmarks.reference import lines
from benchmarks.reference.errors import Problem, ReferenceFileError, explain

PROJECT = Path(__file__).resolve().parents[2]

T = TypeVar("T")


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"should be a number, written without quotation marks, not {value!r}.")
    return Decimal(str(value))


Amount = Annotated[Decimal, BeforeValidator(_number)]
"""A number of a reference file, whole or with a point, kept exactly."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def row(cls: type[T]) -> type[T]:
    """Make a class the frozen dataclass of a file's table: its annotations are all that the file may say there.

    Give lists as `tuple[str, ...]`, tables inside the table as another class made by `row`.
    """
    config = ConfigDict(strict=True, extra="forbid")
    return cast("type[T]", pydantic_dataclass(cls, config=config, frozen=True, kw_only=True))


@row
class Row:
    """What every row read knows besides its fields: the file and the 1-based line on which it begins."""

    file: str = field(init=False, default="", compare=False)
    line: int = field(init=False, default=0, compare=False)


RowT = TypeVar("RowT", bound=Row)


def read(
    paths: Path | Iterable[Path],
    table: str,
    row_type: type[RowT],
    *,
    key: str | tuple[str, ...] = "slug",
    beside: tuple[str, ...] = (),
) -> list[RowT]:
    """Read the rows `[[table]]` of one file, or of several as if they were one.

    `key` names the field, or the fields, that no two rows may share. `beside` names other tables that may stand
    in the same files; anything else is refused. Raises ReferenceFileError (code "reference_file") naming every
    mistake of all the files with file, line, and what would be right; nothing is returned then.
    """
    problems: list[Problem] = []
    rows: list[RowT] = []
    for path in [paths] if isinstance(paths, Path) else paths:
        rows.extend(_read_file(path, table, row_type, beside, problems))
    problems.extend(_repeated(rows, (key,) if isinstance(key, str) else key))
    if problems:
        raise ReferenceFileError(problems)
    return rows


def _read_file(
    path: Path, table: str, row_type: type[RowT], beside: tuple[str, ...], problems: list[Problem]
) -> Iterator[RowT]:
    name = _name(path)
    opened = _open(path, name)
    if isinstance(opened, Problem):
        problems.append(opened)
        return
    document, text = opened
    places = lines.lines_of(text)
    allowed = (table, *beside)
    for other in document.keys() - set(allowed):
        problems.append(Problem(name, places[(other,)], f"unknown table “{other}”; known here: {', '.join(allowed)}."))
    found = document.get(table, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        problems.append(Problem(name, places[(table,)], f"“{table}” should be written as [[{table}]]."))
        return
    adapter = TypeAdapter(row_type)
    for number, item in enumerate(found):
        try:
            made = adapter.validate_json(json.dumps(item, default=str))
        except ValidationError as refusal:
            for error in refusal.errors(include_url=False):
                line = _line(places, (table, number, *error["loc"]))
                problems.append(Problem(name, line, explain(error, row_type)))
        else:
            _place(made, name, places, (table, number))
            yield made


def _place(value: object, name: str, places: dict[lines.Path, int], path: lines.Path) -> None:
    """Tell a row, and every row inside it, where it was read."""
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            _place(item, name, places, (*path, number))
    elif dataclasses.is_dataclass(value):
        if isinstance(value, Row):
            object.__setattr__(value, "file", name)
            object.__setattr__(value, "line", _line(places, path))
        for part in dataclasses.fields(value):
            _place(getattr(value, part.name), name, places, (*path, part.name))


def _open(path: Path, name: str) -> tuple[dict[str, Any], str] | Problem:
    try:
        raw = path.read_bytes()
    except OSError as refusal:
        return Problem(name, 0, f"cannot be opened: {refusal.strerror}.")
    try:
        text = raw.decode("utf-8-sig")
        return tomllib.loads(text), text
    except UnicodeDecodeError as refusal:
        return Problem(name, raw.count(b"\n", 0, refusal.start) + 1, "holds a sign that is not UTF-8.")
    except tomllib.TOMLDecodeError as refusal:
        at = re.search(r"line (\d+)", str(refusal))
        return Problem(name, int(at[1]) if at else raw.count(b"\n") + 1, f"is not TOML: {refusal}.")


def _line(places: dict[lines.Path, int], path: lines.Path) -> int:
    """The line of a value, or of the nearest thing around it when the value itself is not there."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, 0)


def _repeated(rows: list[RowT], key: tuple[str, ...]) -> Iterator[Problem]:
    first: dict[tuple[object, ...], RowT] = {}
    for one in rows:
        values = tuple(getattr(one, part) for part in key)
        known = first.setdefault(values, one)
        if known is not one:
            shown = ", ".join(f"{part} “{value}”" for part, value in zip(key, values, strict=True))
            message = f"{shown} is taken by {known.file}:{known.line}; every row needs one of its own."
            yield Problem(one.file, one.line, message)


def _name(path: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(PROJECT)) if resolved.is_relative_to(PROJECT) else path.name
