"""What an adapter is handed of a vendor's call, what it answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from interviews.models import AtsConnection

PLACE = "([^/]+)"
"""In a pattern: the part of the path that becomes the `place` of the call."""
LARGEST = 1024 * 1024
"""Bytes of a body."""
DEEPEST = 40
"""Objects within objects beyond this are nobody's order."""
HALVES = 0xD800, 0xDFFF
"""Halves of characters, which no database keeps alone."""


@dataclass(frozen=True)
class Call:
    """One call of a vendor whose key was right. `place` is what the address itself names, such as an order."""

    connection: AtsConnection
    query: Mapping[str, str]
    body: bytes
    now: datetime
    place: str = ""

    def json(self) -> dict[str, Any]:
        """The body as a JSON object, with what no database keeps taken out. Refuses with 400."""
        return read(self.body)


def read(body: bytes) -> dict[str, Any]:
    """A body as a JSON object, with what no database keeps taken out. Refuses with 400."""
    try:
        found = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise CallRefused(400, "The body is not JSON.") from None
    if not isinstance(found, dict):
        raise CallRefused(400, "The body has to be a JSON object.")
    kept: dict[str, Any] = _storable(found)
    return kept


class Reply(NamedTuple):
    """What the vendor is answered. None: no body. `allow`: the methods that the address takes, when it was another."""

    status: int
    body: Any = None
    allow: str = ""


@dataclass
class CallRefused(Exception):
    """A call that is not carried out: why, and which fields are to blame."""

    status: int
    message: str
    fields: dict[str, str] = field(default_factory=dict)
    code: str = ""

    def __str__(self) -> str:
        return self.message


class Address(NamedTuple):
    """One address of an adapter. `pattern` matches the whole of what follows the connection in the path."""

    method: str
    pattern: str
    answer: Callable[[Call], Reply]

    @property
    def shown(self) -> str:
        """The pattern as people read it."""
        return self.pattern.replace("\\", "").replace(PLACE, "{id}")


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _storable(value: Any, depth: int = 0) -> Any:
    if depth > DEEPEST:
        raise CallRefused(400, f"The body is nested more than {DEEPEST} levels deep.")
    match value:
        case str():
            return _text(value)
        case float() if value in (float("inf"), float("-inf")):  # 1e999, which JSON allows
            return None
        case list():
            return [_storable(each, depth + 1) for each in value]
        case dict():
            return {_text(name): _storable(each, depth + 1) for name, each in value.items()}
    return value


def _text(value: str) -> str:
    low, high = HALVES
    return "".join("\ufffd" if low <= ord(sign) <= high else sign for sign in value if sign != "\0")
