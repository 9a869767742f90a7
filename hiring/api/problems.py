"""How the API says no: problem details after RFC 9457, for every error."""

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.core.signals import got_request_exception
from django.db import IntegrityError
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.views import set_rollback

from benchmarks.refusals import by_field
from hiring.api import rate_limits, refusals

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
TYPES: dict[int, tuple[str, str]] = {
    400: ("invalid-request", "The request cannot be accepted as it is"),
    401: ("unauthenticated", "Not authenticated"),
    403: ("forbidden", "Not allowed"),
    404: ("not-found", "Nothing there"),
    405: ("method-not-allowed", "The address does not know this method"),
    406: ("not-acceptable", "The answer is JSON only"),
    409: ("state-conflict", "The present state does not allow this"),
    412: ("precondition-failed", "It has changed meanwhile"),
    413: ("too-large", "The body is too large"),
    415: ("unsupported-media-type", "The body has to be JSON"),
    422: ("unprocessable", "The request contradicts an earlier one"),
    428: ("precondition-required", "Say which state you have seen"),
    429: ("https://iana.org/assignments/http-problem-types#quota-exceeded", "Too many requests"),
    500: ("internal-error", "A mistake of ours"),
}
SEVERAL = {400: "invalid_request", 409: "state_conflict"}
"""The code of a problem whose `errors` have different ones."""


class Problem(dict[str, Any]):
    """One problem: always with type, title, status, detail, code and errors."""

    def __init__(self, status: int, code: str, detail: str, errors: list[dict[str, Any]] | None = None) -> None:
        name, title = TYPES.get(
            status, (HTTPStatus(status).phrase.lower().replace(" ", "-"), HTTPStatus(status).phrase)
        )
        super().__init__(
            type=name if ":" in name else f"urn:twelve:problem:{name}",
            title=title,
            status=status,
            detail=_whole(detail),
            code=code,
            errors=[{key: _whole(value) for key, value in error.items()} for error in errors or []],
        )


def _whole(text: Any) -> Any:
    """A text as it can be written: a refusal may quote half a character, as JSON is able to spell one."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else text


def answer(exception: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's exception handler: every exception becomes a problem; the details of unexpected ones go to the log only."""
    set_rollback()
    exception, request = _counted(exception, context), context["request"]
    problem = problem_of(exception)
    for error in problem["errors"]:
        if error["field"] is not None and request.method not in SAFE_METHODS:
            error["pointer"] = pointer(error["field"], request.data)
    if problem["status"] == 500:
        logger.error("%s %s failed", request.method, request.path, exc_info=exception)
        got_request_exception.send(sender=type(context["view"]), request=request._request)
    return Response(problem, status=problem["status"], headers=_headers(exception), content_type=CONTENT_TYPE)


def _counted(exception: Exception, context: Mapping[str, Any]) -> Exception:
    """What to answer where a call was refused before it was counted, as by a 406: it counts, so may be one too many."""
    if hasattr(context["request"]._request, "rate_limit") or getattr(exception, "status_code", 0) in (401, 429):
        return exception
    try:
        context["view"].check_throttles(context["request"])
    except exceptions.Throttled as one_too_many:
        return one_too_many
    except exceptions.APIException:  # nobody that we know
        pass
    return exception


def _headers(exception: Exception) -> dict[str, str]:
    headers = {}
    if getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = str(getattr(exception, "auth_header"))  # noqa: B009 - DRF adds it to some
    if getattr(exception, "wait", None):
        headers["Retry-After"] = f"{getattr(exception, 'wait'):.0f}"  # noqa: B009
    return headers


def pointer(field: str, body: Any) -> str:
    """The JSON pointer of a field, as far as its dotted path leads into that body: `#/candidate/email`."""
    found = "#"
    for step in field.split("."):
        if isinstance(body, Mapping):
            body = body.get(step)
        elif isinstance(body, list) and step.isdecimal() and int(step) < len(body):
            body = body[int(step)]
        else:
            break
        found += "/" + quote(step.replace("~", "~0").replace("/", "~1"), safe="~", errors="replace")
    return found


def as_http(exception: Exception) -> JsonResponse:
    """The same outside of a view of the API."""
    problem = problem_of(exception)
    headers = _headers(exception)
    return JsonResponse(problem, status=problem["status"], headers=headers, content_type=CONTENT_TYPE)


def problem_of(exception: Exception) -> dict[str, Any]:
    """What to say of an exception."""
    match exception:
        case ValidationError():
            errors = list(_refused(exception))
            return _invalid(errors, refusals.status_of([error["code"] for error in errors]))
        case exceptions.ValidationError():
            return _invalid(list(_unreadable(exception.detail)), exception.status_code)
        case exceptions.ParseError():
            return Problem(400, "malformed_json", f"The body is not JSON: {exception.detail}.")
        case Http404() | exceptions.NotFound():
            return Problem(404, "not_found", "There is nothing at this address, or nothing that you may see.")
        case PermissionDenied():
            return Problem(403, "permission_denied", str(exception) or "You may not do this.")
        case RequestDataTooBig():
            return Problem(413, "too_large", f"A body may have {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes.")
        case SuspiciousOperation():
            return Problem(400, "bad_request", "The request cannot be read.")
        case exceptions.Throttled():
            return Problem(429, "throttled", str(exception.detail)) | {"violated-policies": [rate_limits.POLICY]}
        case exceptions.APIException():
            return Problem(exception.status_code, str(exception.get_codes()), str(exception.detail))
        case IntegrityError() if _is_taken(exception):
            return Problem(409, "changed_meanwhile", "Another request was faster with the same: read it, then repeat.")
    return Problem(500, "internal_error", "Something went wrong here. It is in our log; nothing was half-written.")


def _invalid(errors: list[dict[str, Any]], status: int) -> Problem:
    codes = {error["code"] for error in errors}
    code = codes.pop() if len(codes) == 1 else SEVERAL[status]
    detail = errors[0]["detail"] if len(errors) == 1 else f"{len(errors)} things stand in the way: see errors."
    return Problem(status, code, detail, errors)


def _refused(exception: ValidationError) -> Iterator[dict[str, Any]]:
    for field, found in by_field(exception).items():
        for error in found:
            yield {"field": field or None, "code": error.code or "invalid", "detail": error.messages[0]}


def _unreadable(detail: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from _unreadable(inner, path if key == "non_field_errors" else (*path, str(key)))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from _unreadable(inner, (*path, str(place)) if isinstance(inner, Mapping) else path)
    else:
        yield {"field": ".".join(path) or None, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def _is_taken(exception: IntegrityError) -> bool:
    cause = exception.__cause__
    names = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
    return getattr(cause, "sqlstate", "") == "23505" or getattr(cause, "sqlite_errorname", "") in names
