"""Says what is wrong in a reference file: where, what, what would be right."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.core.exceptions import ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in one file; `line` is 1-based, 0 when the file as a whole is meant."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class ReferenceFileError(ValidationError):
    """A reference file cannot be used. `problems` names every mistake found, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__([ValidationError(str(problem), code="reference_file") for problem in self.problems])
        self.code = "reference_file"

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def explain(error: ErrorDetails, row_type: type) -> str:
    """One of pydantic's errors in plain words, with the fields that the place knows."""
    path = error["loc"]
    name = str(path[-1]) if path else ""
    match error["type"]:
        case "unexpected_keyword_argument":
            known = _fields_at(row_type, path[:-1])
            near = get_close_matches(name, known, n=1)
            meant = f", did you mean “{near[0]}”?" if near else "."
            return f"unknown field “{name}”{meant} Known here: {', '.join(known)}."
        case "missing":
            return f"the field “{name}” is missing; it must be given here."
        case "value_error" | "assertion_error":
            reason = str(error["msg"]).partition(", ")[2] or str(error["msg"])
            return f"“{name}”: {reason}" if name else reason
    wanted = str(error["msg"]).replace("Input should be", "should be")
    return f"“{_dotted(path)}” {wanted}, not {_short(error.get('input'))}."


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(str(part) if isinstance(part, str) else str(part + 1) for part in path)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _fields_at(row_type: Any, path: Sequence[str | int]) -> list[str]:
    """Names of the fields that a file may give at a path inside a row."""
    here = row_type
    for part in path:
        here = _inside(here, part)
    return [field.name for field in dataclasses.fields(here) if field.init] if dataclasses.is_dataclass(here) else []


def _inside(kind: Any, part: str | int) -> Any:
    """The type that stands behind a field's name or a list's index."""
    if isinstance(part, int):
        return _plain(next((argument for argument in get_args(kind) if argument is not Ellipsis), None))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _plain(get_type_hints(kind).get(part))
    return _plain(get_args(kind)[-1]) if get_args(kind) else None


def _plain(kind: Any) -> Any:
    """A type without its `| None`."""
    if get_origin(kind) in (Union, types.UnionType):
        return next((argument for argument in get_args(kind) if argument is not type(None)), None)
    return kind
