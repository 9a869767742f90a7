"""What is answered where no view answers: a page to people, a problem after RFC 9457 to programs."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.views import csrf, defaults

from hiring.api.problems import CONTENT_TYPE, Problem, as_http

PROGRAMS = ("/api/", "/ats/")
"""Beginnings of the addresses that programs call, whatever they say they accept."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_program(request):
        return defaults.bad_request(request, exception)
    return as_http(exception if isinstance(exception, SuspiciousOperation) else SuspiciousOperation())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not _is_program(request):
        return defaults.permission_denied(request, exception)
    return as_http(exception if isinstance(exception, PermissionDenied) else PermissionDenied())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return as_http(Http404()) if _is_program(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse | HttpResponseServerError:
    """Nothing of the cause is told: it is in the log."""
    return as_http(Exception()) if _is_program(request) else defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "", **options: Any) -> HttpResponse:
    if not _is_program(request):
        return csrf.csrf_failure(request, reason, **options)
    return _problem(HTTPStatus.FORBIDDEN, "csrf_failed", reason or "The CSRF token is missing or wrong.")


def _is_program(request: HttpRequest) -> bool:
    if request.path.startswith(PROGRAMS):
        return True
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "text/html" not in accepted


def _problem(status: HTTPStatus, code: str, detail: str) -> JsonResponse:
    return JsonResponse(Problem(status, code, detail), status=status, content_type=CONTENT_TYPE)
