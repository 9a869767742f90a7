"""What the addresses of the API have in common."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from rest_framework import serializers, viewsets
from rest_framework.request import Request

from hiring import clock
from hiring.models import User


class Address(viewsets.GenericViewSet[Any]):
    """A resource of the API. Rows are fetched by `get_queryset`, which asks a rule what the caller may see."""

    required_scopes: dict[str, str]
    lookup_value_regex = "[0-9]+"
    request: Request

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Personal data: no cache on the way keeps it, and none gives it to the next key."""
        return {**super().default_response_headers, "Cache-Control": "private, no-store", "Vary": "Authorization"}

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
        fresh = self.get_queryset().get(pk=row.pk)
        return dict(self.get_serializer(fresh).data)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": self.now}

    @property
    def now(self) -> datetime:
        """The instant of this request, read once."""
        if not hasattr(self, "_now"):
            self._now = clock.database_now()
        return self._now
