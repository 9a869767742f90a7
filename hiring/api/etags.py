"""How a caller shows which state of a row it saw: ETag, If-None-Match, If-Match after RFC 9110."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, status
from rest_framework.request import Request

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHANGED = "changed_meanwhile"
"""The code by which a rule refuses to write over what the caller has not seen."""
ANY = "*"

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag that you read, or `*`. Without it: 428.",
)


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = "Send If-Match with the ETag that you read, or * to write over whatever is there."


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = "It has changed since you read it: read it again, then repeat."


def tag(row: Model) -> str:
    """The strong tag of a row: its id with the microsecond of its last change."""
    return f'"{row.pk}-{_micros(_changed_at(row)):x}"'


def is_known(request: Request, row: Model) -> bool:
    """Whether the caller says that it holds this very state already."""
    given = request.headers.get("If-None-Match", "")
    tags = [each.strip().removeprefix("W/") for each in given.split(",")]
    return ANY in tags or tag(row) in tags


def believed(request: Request, row: Model, *, required: bool = True) -> datetime | None:
    """When the row last changed, as the caller believes; None for `*`, or for nothing where nothing is required.

    Raises PreconditionRequired, or PreconditionFailed where the row that was read is another one already. The rule
    looks once more, under its lock.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        if required:
            raise PreconditionRequired
        return None
    if given == ANY:
        return None
    if tag(row) not in [each.strip() for each in given.split(",")]:
        raise PreconditionFailed
    return _changed_at(row)


@contextmanager
def kept(code: str = CHANGED) -> Iterator[None]:
    """Answers with 412 what a rule refuses, by that code, because the row changed after it was read."""
    try:
        yield
    except ValidationError as refusal:
        if any(error.code == code for error in _errors(refusal)):
            raise PreconditionFailed from refusal
        raise


def _errors(refusal: ValidationError) -> list[Any]:
    if hasattr(refusal, "error_dict"):
        return [error for errors in refusal.error_dict.values() for error in errors]
    return list(refusal.error_list)


def _changed_at(row: Model) -> datetime:
    changed: datetime = getattr(row, "updated_at")  # noqa: B009 - not every model has it
    return changed


def _micros(at: datetime) -> int:
    return (at - EPOCH) // (datetime.resolution)
