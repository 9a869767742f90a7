"""What the pages with market pay have in common: who may see them, how their tables leave as files."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from benchmarks import exports
from benchmarks.market_tables import Table

View = Callable[..., HttpResponse]

CSV, XLSX = "csv", "xlsx"


def pay_page(permission: str) -> Callable[[View], View]:
    """Only for people with that permission; nothing on the way keeps a copy."""

    def decorate(view: View) -> View:
        @require_safe
        @login_required
        @cache_control(private=True, no_store=True)
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied("What the market pays is for those who set or approve pay.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def as_file(name: str, kind: str, sheets: Mapping[str, Table]) -> HttpResponse:
    """Tables as a download: a workbook with a sheet each, or the first of them as CSV."""
    if kind == XLSX:
        answer = HttpResponse(exports.xlsx_file(sheets), content_type=exports.XLSX_TYPE)
    else:
        headers, rows = next(iter(sheets.values()))
        answer = HttpResponse(exports.csv_file(headers, rows), content_type=exports.CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def query_of(request: HttpRequest, *without: str) -> str:
    """The parameters of the address that say something, without some of them, to build others."""
    query = request.GET.copy()
    for name in list(query):
        values = [value for value in query.getlist(name) if value and name not in without]
        query.setlist(name, values) if values else query.pop(name)
    return query.urlencode()
