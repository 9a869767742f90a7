"""How a long list is read: page by page along its order, without loss or repetition while rows come and go."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Field, Model, Q, QuerySet
from django_filters import BooleanFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions
from rest_framework.exceptions import ErrorDetail
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

LIMIT, MOST = 100, 500
SALT = "twelve.api.cursor"


class KeysetPagination(BasePagination):
    """`?limit=` rows from `?cursor=` on. The order is the queryset's own, made unique by the primary key.

    An order of timestamps alone is not enough: a cursor would stand still where more rows share one than fit
    on a page.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        refuse_unknown_parameters(queryset, request, view)
        self.request = request
        limit = _limit(request.query_params.get("limit"))
        order = _order(queryset)
        queryset = queryset.order_by(*order)
        cursor = request.query_params.get("cursor")
        after = _typed(queryset.model, order, _read(cursor, request)) if cursor else []
        rows = getattr(view, "page", page)(queryset, after, limit + 1)
        more = len(rows) > limit
        self.next_cursor = _write(rows[limit - 1], order, request) if more else None
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        headers = {}
        if self.next_cursor:
            address = replace_query_param(self.request.build_absolute_uri(), "cursor", self.next_cursor)
            headers["Link"] = f'<{address}>; rel="next"'
        more = self.next_cursor is not None
        return Response({"data": data, "next_cursor": self.next_cursor, "has_more": more}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["data", "next_cursor", "has_more"],
            "properties": {
                "data": schema,
                "next_cursor": {
                    "type": ["string", "null"],
                    "description": "Send it back as `cursor`; null at the end.",
                },
                "has_more": {"type": "boolean"},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
        cursor = {"type": "string", "minLength": 1}
        return [
            _parameter("limit", "Rows on a page.", limit),
            _parameter("cursor", "`next_cursor` of the page before, with the same filters.", cursor),
        ]


def refuse_unknown_parameters(queryset: QuerySet[Any], request: Request, view: Any) -> None:
    """Refuse a filter that the list does not know or cannot read: ignored, it would answer what nobody asked."""
    readers = [backend() for backend in view.filter_backends if issubclass(backend, DjangoFilterBackend)]
    filters = [reader.get_filterset_class(view, queryset) for reader in readers]
    declared = {name: each for one in filters if one for name, each in one.base_filters.items()}
    known = [*declared, "limit", "cursor"]
    given = dict(request.query_params.lists())
    if unknown := [name for name in given if name not in known]:
        message = f"There is no such parameter; known are {', '.join(known)}."
        raise exceptions.ValidationError({name: [message] for name in unknown}, "unknown_parameter")
    wrong = {name: error for name, values in given.items() if (error := _problem(declared.get(name), values))}
    if wrong:
        raise exceptions.ValidationError(wrong)


def _problem(declared: Any, values: list[str]) -> ErrorDetail | None:
    """What is wrong with a parameter that the framework would read as if it had not been sent, or only in part."""
    if "" in values:
        return ErrorDetail("Give a value, or leave the parameter out.", "blank")
    if isinstance(declared, BooleanFilter) and not {*values} <= {"true", "false"}:
        return ErrorDetail("Write true or false.", "not_a_boolean")
    if len(values) > 1:
        return ErrorDetail("Give it once.", "parameter_repeated")
    return None


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _limit(given: str | None) -> int:
    if given is None:
        return LIMIT
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= MOST:
        raise exceptions.ValidationError({"limit": f"A number from 1 to {MOST}."}, "invalid_limit")
    return int(given)


def _order(queryset: QuerySet[Any]) -> list[str]:
    order = list(queryset.query.order_by or queryset.model._meta.ordering or ())
    if not all(isinstance(name, str) for name in order):
        raise ImproperlyConfigured(f"The list of {queryset.model.__name__} has an order that is not made of fields.")
    keys = ("pk", queryset.model._meta.pk.name)
    return order if any(name.lstrip("-") in keys for name in order) else [*order, "pk"]


def page(queryset: QuerySet[Any], after: Sequence[Any], limit: int) -> list[Any]:
    """So many rows of an ordered list, those behind the one with these values in the columns of the order."""
    return list((queryset.filter(behind(queryset, after)) if after else queryset)[:limit])


def behind(queryset: QuerySet[Any], values: Sequence[Any]) -> Q:
    """What comes behind the row with those values: (a, b) > (x, y) spelt as a >= x and (a > x or (a = x and b > y))."""
    order = [str(name) for name in queryset.query.order_by]
    condition, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        path, beyond = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        condition |= same & Q(**{f"{path}__{beyond}": value})
        same &= Q(**{path: value})
    first, bound = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": values[0]}) & condition


def _typed(model: type[Model], order: list[str], values: list[str]) -> list[Any]:
    if len(values) != len(order):
        raise _wrong_cursor()
    return [_field(model, name.lstrip("-")).to_python(value) for name, value in zip(order, values, strict=True)]


def _field(model: type[Model], path: str) -> Field[Any, Any]:
    field: Any = None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model or model
    return field  # type: ignore[no-any-return]


def _write(row: Any, order: list[str], request: Request) -> str:
    values = []
    for name in order:
        value = row
        for part in name.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(value.isoformat() if isinstance(value, date) else str(value))
    return signing.dumps([_list_of(request), *values], salt=SALT, compress=True)


def _read(cursor: str, request: Request) -> list[str]:
    try:
        which, *values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise _wrong_cursor() from None
    if which != _list_of(request):
        raise exceptions.ValidationError(
            {"cursor": "This cursor belongs to a list with other filters: send the same ones, or begin anew."},
            "cursor_of_another_list",
        )
    return list(values)


def _list_of(request: Request) -> str:
    given: Mapping[str, Any] = dict(request.query_params.lists())
    filters = sorted((name, *given[name]) for name in given if name not in ("cursor", "limit"))
    return hashlib.sha256(repr((request.path, filters)).encode()).hexdigest()[:16]


def _wrong_cursor() -> exceptions.ValidationError:
    return exceptions.ValidationError(
        {"cursor": "This is not a cursor of ours: begin anew without one."}, "invalid_cursor"
    )
