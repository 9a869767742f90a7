"""What is read from a vendor's JSON: whatever stands there, the reading does not fail."""

import contextlib
import hashlib
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from interviews.ats.calls import CallRefused, read
from interviews.ats.inbound import subjects
from interviews.ats.inbound.changes import NotUnderstood

NAME, EMAIL, PHONE, LOCATION, URL = 200, 254, 40, 120, 200
"""How long our columns are."""
MAPPING_ID, MAPPING_NAME = 120, 250
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing happened in an ATS before: a clock that started then would be late by decades."""


def parsed(raw: bytes) -> dict[str, Any]:
    """The body as an object; an empty one where it is none."""
    try:
        return read(raw)
    except CallRefused:
        return {}


def at(value: Any, *path: str | int) -> Any:
    """What stands at a path of keys and positions; None where nothing does."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def text(value: Any, *, at_most: int) -> str:
    """A text on one line, cut to a length; empty where it is none."""
    return " ".join(value.split())[:at_most].strip() if isinstance(value, str) else ""


def fitting(value: Any, *, at_most: int) -> str:
    """A text on one line; empty where it is none, or longer: half an address is no address."""
    found = text(value, at_most=at_most + 1)
    return found if len(found) <= at_most else ""


def email(values: Any) -> str:
    """The first of these texts, or of the values of such a list, that is an e-mail address; empty where none is."""
    for one in values if isinstance(values, list) else [values]:
        found = fitting(at(one, "value") if isinstance(one, dict) else one, at_most=EMAIL)
        with contextlib.suppress(ValidationError):
            validate_email(found)
            return found
    return ""


def identifier(value: Any) -> str:
    """An id as text, whether it is a number or a text; empty where it is neither."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**MAPPING_ID else ""
    return fitting(value, at_most=MAPPING_ID)


def ref(value: Any) -> str:
    """The id of a person or an application; empty where it cannot be one."""
    found = identifier(value)
    return found if subjects.usable(found) else ""


def needed(value: Any, what: str) -> str:
    """The same, for what nothing can be done without. Raises NotUnderstood."""
    found = ref(value)
    if not found:
        raise NotUnderstood(f"It does not name {what}.")
    return found


def instant(value: Any) -> datetime | None:
    """An instant from ISO 8601, or from milliseconds since 1970; None where it is neither, or before 1970.

    Without a zone it is UTC; a date alone is its first instant.
    """
    found = None
    try:
        if isinstance(value, str):
            read_so = datetime.fromisoformat(value.strip())
            found = (read_so if read_so.tzinfo else read_so.replace(tzinfo=UTC)).astimezone(UTC)
        elif isinstance(value, int) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found and found >= EPOCH else None


def latest(*values: Any) -> datetime | None:
    """The latest of the instants that are there."""
    return max(filter(None, map(instant, values)), default=None)


def url(value: Any) -> str:
    """An address of a page; empty where it is none."""
    found = fitting(value, at_most=URL)
    try:
        URLValidator(schemes=["http", "https"])(found)
    except ValidationError:
        return ""
    return found


def digest(raw: bytes) -> str:
    """An id for what came without one: the same bytes, the same id."""
    return f"body:{hashlib.sha256(raw).hexdigest()}"
