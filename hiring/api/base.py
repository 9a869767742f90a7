"""What the addresses of the API have in common."""

import contextlib
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import exceptions, mixins, serializers, status, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import clock
from hiring.api import etags, idempotency, problems
from hiring.api.fields import reachable
from hiring.models import User


class Address(viewsets.GenericViewSet[Any]):
    """A resource of the API. Rows are fetched by `get_queryset`, which asks a rule what the caller may see."""

    required_scopes: dict[str, str]
    lookup_value_regex = "[0-9]+"
    requisition_path = ""
    """The way from a row to its requisition, for keys that are limited to some. Empty: rows of no requisition."""
    request: Request

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Personal data: no cache on the way keeps it, and none gives it to the next key."""
        return {**super().default_response_headers, "Cache-Control": "private, no-store", "Vary": "Authorization"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Answer a call; one that writes and names an Idempotency-Key is done once, however often it is sent."""
        if request.method in SAFE_METHODS or idempotency.HEADER not in request.headers:
            return super().dispatch(request, *args, **kwargs)
        self.args, self.kwargs = args, kwargs
        caller = self.initialize_request(request, *args, **kwargs)
        with contextlib.suppress(exceptions.APIException):  # the view says so itself
            _ = caller.user
        asked: list[bool] = []

        def respond() -> HttpResponseBase:
            asked.append(True)
            return super(Address, self).dispatch(request, *args, **kwargs)

        response = idempotency.answer(caller, respond)
        if asked:
            return response
        try:  # who may not do it by now is not told what came of it
            self.check_permissions(caller)
            self.check_throttles(caller)
        except exceptions.APIException as refusal:
            return problems.as_http(refusal)
        if idempotency.REPLAYED in response.headers:
            self.replayed(caller, response)
        return response

    def replayed(self, request: Request, response: HttpResponseBase) -> None:
        """Called when the answer of an earlier call is given again: the view itself has not been asked."""

    def get_object(self) -> Any:
        """The row that the address names. A verb that sends If-Match is refused when the row is another one by now."""
        row = self.find()
        if self.request.method not in SAFE_METHODS and hasattr(row, "updated_at"):
            etags.believed(self.request, row, required=False)
        return row

    def find(self) -> Any:
        """The row that the address names, as the caller may see it. Raises Http404."""
        return super().get_object()

    def fetched(self, pk: Any) -> Any:
        """A row of `get_queryset`, read anew."""
        return self.get_queryset().get(pk=pk)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of lists, and those that an id is looked up in: what a limited key does not reach is not there.

        An address that names no filter asks none of them.
        """
        if self.requisition_path:
            queryset = reachable(queryset, self.request.auth, path=self.requisition_path)
        return super().filter_queryset(queryset) if self.is_filtered else queryset

    @property
    def is_filtered(self) -> bool:
        """Whether the address names more than a page of a list."""
        return not self.request.query_params.keys() <= {"limit", "cursor"}

    def tagged(self, row: Model, code: int = status.HTTP_200_OK) -> Response:
        """A row as its address shows it, read anew after a verb, with the ETag to send back as If-Match."""
        fresh = self.fetched(row.pk)
        return Response(self.read(fresh), code, headers={"ETag": etags.tag(fresh)})

    @property
    def user(self) -> User:
        """Who calls: whoever may not was turned away before."""
        return self.request.user  # type: ignore[return-value]

    def given(self, form: type[serializers.Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        """The body of the request, read by a serializer. Refuses what it does not know or cannot read."""
        reader = form(data=self.request.data, partial=partial, context=self.get_serializer_context())
        reader.is_valid(raise_exception=True)
        return dict(reader.validated_data)

    def shown(self, row: Model) -> dict[str, Any]:
        """A row as its address shows it, read anew after a verb."""
        return self.read(self.fetched(row.pk))

    def read(self, row: Any) -> dict[str, Any]:
        """A row of `get_queryset` as its own address shows it."""
        return dict(self.get_serializer(row).data)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": self.now}

    @property
    def now(self) -> datetime:
        """The instant of this request, read once; for one that writes not before its body is there."""
        if not hasattr(self, "_now"):
            self._now = clock.glance() if self.request.method in SAFE_METHODS else clock.database_now()
        return self._now


class Readable(mixins.RetrieveModelMixin, Address):
    """An address of single rows that can be changed: each comes with its ETag.

    `is_whole` says that all of the answer changes with the row, so that whoever holds its tag need not be sent it.
    """

    is_whole = False
    untagged: tuple[str, ...] = ()
    """Actions that answer with something else than the row, and so without its tag."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        headers = {"ETag": etags.tag(row)}
        if self.is_whole and etags.is_known(request, row):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers=headers)
        return Response(self.read(row), headers=headers)
