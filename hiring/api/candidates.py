"""Candidates through the API."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import candidates
from hiring.api.base import Address
from hiring.api.fields import Instant, Slug, Strict, Text
from hiring.candidates import Person
from hiring.models import Candidate, SourcingChannel


class CandidateSerializer(serializers.ModelSerializer[Candidate]):
    """A candidate as the API shows one. What is missing is null."""

    external_id = Text(read_only=True)
    source_system = Text(read_only=True)
    phone = Text(read_only=True)
    location = Text(read_only=True)
    profile_url = Text(read_only=True)
    channel = serializers.SlugRelatedField[SourcingChannel](slug_field="slug", read_only=True)
    created_at = Instant(read_only=True)

    class Meta:
        model = Candidate
        fields = read_only_fields = (
            "id",
            "external_id",
            "source_system",
            "name",
            "email",
            "phone",
            "location",
            "time_zone",
            "profile_url",
            "channel",
            "created_at",
        )


class CandidateInput(Strict):
    """What is known of a candidate. `external_id` with `source_system` names the same person for good."""

    name = serializers.CharField(max_length=200)
    email = serializers.EmailField()
    phone = Text(max_length=40)
    location = Text(max_length=120)
    time_zone = serializers.CharField(max_length=64, required=False, help_text="IANA name; UTC if not given.")
    profile_url = Text(max_length=200, help_text="http(s) address.")
    channel = Slug("channel", queryset=SourcingChannel.objects.current(), required=False, allow_null=True)
    external_id = Text(max_length=120)
    source_system = Text(max_length=60)


class CandidateFilter(django_filters.FilterSet):
    external_id = django_filters.CharFilter(help_text="Id in the source system.")
    source_system = django_filters.CharFilter(help_text="Name of the source system.")
    email = django_filters.CharFilter(lookup_expr="iexact", help_text="The whole address, in any capitals.")

    class Meta:
        model = Candidate
        fields = ()


class CandidateViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Address):
    """People who may be hired. Nobody sees themselves."""

    queryset = Candidate.objects.all()
    serializer_class = CandidateSerializer
    filterset_class = CandidateFilter
    required_scopes = {"read": "candidates:read", "write": "candidates:write"}

    def get_queryset(self) -> Any:
        return candidates.visible_to(self.user).order_by("-created_at", "-pk")

    @extend_schema(request=CandidateInput, responses={201: CandidateSerializer})
    def create(self, request: Request) -> Response:
        """Enter a candidate. To enter one with an application in one call, POST the application."""
        candidate = candidates.enter(Person(**self.given(CandidateInput)), by=self.user, now=self.now)
        return Response(self.shown(candidate), status.HTTP_201_CREATED)

    @extend_schema(request=CandidateInput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is known of a candidate. Fields that are not sent stay as they are."""
        candidate = self.get_object()
        candidates.change(candidate, self.given(CandidateInput, partial=True), by=self.user)
        return Response(self.shown(candidate))


ROUTES = [("candidates", CandidateViewSet)]
