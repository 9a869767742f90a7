"""Addresses by the id of another system, under which that system keeps its rows up to date."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api import etags
from hiring.api.base import Readable
from hiring.api.fields import Strict, reachable
from hiring.api.permissions import is_limited, refuse_limited

PATH = r"external/(?P<source_system>[^/]+)/(?P<external_id>[\s\S]+?)"
"""The name of a system has no slash. An id may have some, and one slash behind it is the address's own."""
PARAMETERS = [
    OpenApiParameter(
        "source_system",
        {"type": "string", "minLength": 1, "maxLength": 60, "pattern": "^[^/]+$"},
        OpenApiParameter.PATH,
        description="Name of the source system, percent-encoded. It has no slash.",
    ),
    OpenApiParameter(
        "external_id",
        {"type": "string", "minLength": 1, "maxLength": 120},
        OpenApiParameter.PATH,
        description="Id in the source system, percent-encoded: any characters.",
    ),
]


class NamesInput(Strict):
    """The two pieces of the address that name a row."""

    source_system = serializers.CharField(max_length=60)
    external_id = serializers.CharField(max_length=120)


class Upserts(Readable):
    """A resource whose rows another system names."""

    def retrieved(self, request: Request, source_system: str, external_id: str) -> Response:
        """What the row's own address answers."""
        names = self.named({}, source_system, external_id)
        found = self.filter_queryset(self.get_queryset()).filter(**names).order_by().values_list("pk", flat=True)[:1]
        if not found:
            raise Http404
        self.kwargs = {"pk": found[0]}
        return self.retrieve(request)

    def named(self, given: dict[str, Any], source_system: str, external_id: str) -> dict[str, Any]:
        """What was sent, with the names that the address says. The body may repeat these, not contradict them."""
        reader = NamesInput(data={"source_system": source_system, "external_id": external_id})
        reader.is_valid(raise_exception=True)
        names = dict(reader.validated_data)
        others = {
            name: f"The address says “{value}”." for name, value in names.items() if (given.get(name) or value) != value
        }
        if others:
            raise serializers.ValidationError(others, "differs_from_address")
        return {**given, **names}

    def believed(self, same: QuerySet[Any], *, may_create: bool) -> datetime | None:
        """When the row of that name last changed, as the caller believes; None for whoever does not say so.

        Refuses what lies beyond a key that is limited to requisitions: whether the row exists is not told.
        """
        row = same.first()
        if is_limited(self.request):
            within = reachable(same, self.request.auth, path=self.requisition_path)
            if not (may_create if row is None else within.filter(pk=row.pk).exists()):
                refuse_limited(self.request)
        if row is None:
            if "If-Match" in self.request.headers:
                raise etags.PreconditionFailed
            return None
        if self.request.headers.get("If-None-Match", "").strip() == etags.ANY:
            raise etags.PreconditionFailed
        return etags.believed(self.request, row, required=False)
