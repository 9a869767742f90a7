"""Candidates through the API."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import candidates, erasing
from hiring.api import etags
from hiring.api.etags import IF_MATCH
from hiring.api.fields import ChangedSince, Instant, Slug, Strict, Text, reachable
from hiring.api.permissions import is_limited, refuse_limited
from hiring.api.upserts import PARAMETERS, PATH, Upserts
from hiring.candidates import Person
from hiring.models import Candidate, SourcingChannel

PERSONAL = ("name", "email", "phone", "location", "time_zone", "profile_url")
"""What is null of a candidate who was erased."""


class CandidateSerializer(serializers.ModelSerializer[Candidate]):
    """A candidate as the API shows one. What is missing is null; of somebody who was erased, all that is personal."""

    external_id = Text(read_only=True)
    source_system = Text(read_only=True)
    name = Text(read_only=True)
    email = Text(read_only=True)
    phone = Text(read_only=True)
    location = Text(read_only=True)
    time_zone = Text(read_only=True)
    profile_url = Text(read_only=True)
    channel = serializers.SlugRelatedField[SourcingChannel](slug_field="slug", read_only=True)
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)
    deleted_at = Instant(
        source="erased_at", read_only=True, allow_null=True, help_text="When it was erased, for good: then ids remain."
    )

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
            "updated_at",
            "deleted_at",
        )

    def to_representation(self, candidate: Candidate) -> dict[str, Any]:
        shown = super().to_representation(candidate)
        return shown if candidate.erased_at is None else {**shown, **dict.fromkeys(PERSONAL)}


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


class KnownCandidateInput(CandidateInput):
    """What changed of a candidate whom the source system has sent before. One who is new needs `name` and `email`."""

    name = serializers.CharField(max_length=200, required=False)
    email = serializers.EmailField(required=False)


class EraseInput(Strict):
    reason = serializers.CharField(max_length=300, help_text="It stands in the history: name nobody.")


class CandidateFilter(ChangedSince):
    external_id = django_filters.CharFilter(help_text="Id in the source system.")
    source_system = django_filters.CharFilter(help_text="Name of the source system.")
    email = django_filters.CharFilter(lookup_expr="iexact", help_text="The whole address, in any capitals.")

    class Meta:
        model = Candidate
        fields = ()


class CandidateViewSet(mixins.ListModelMixin, Upserts):
    """People who may be hired. Nobody sees themselves."""

    queryset = Candidate.objects.all()
    serializer_class = CandidateSerializer
    filterset_class = CandidateFilter
    requisition_path = "applications__requisition"
    is_whole = True
    required_scopes = {"read": "candidates:read", "write": "candidates:write"}

    def get_queryset(self) -> Any:
        return candidates.visible_to(self.user).order_by("-created_at", "-pk")

    @extend_schema(request=CandidateInput, responses={201: CandidateSerializer})
    def create(self, request: Request) -> Response:
        """Enter a candidate. To enter one with an application in one call, POST the application."""
        refuse_limited(request)
        candidate = candidates.enter(Person(**self.given(CandidateInput)), by=self.user, now=self.now)
        return self.tagged(candidate, status.HTTP_201_CREATED)

    @extend_schema(request=CandidateInput, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is known of a candidate. Fields that are not sent stay as they are."""
        candidate, changes = self.get_object(), self.given(CandidateInput, partial=True)
        believed = etags.believed(request, candidate)
        with etags.kept():
            candidates.change(candidate, changes, by=self.user, now=self.now, believed=believed)
        return self.tagged(candidate)

    @extend_schema(
        request=KnownCandidateInput,
        responses={200: CandidateSerializer, 201: CandidateSerializer},
        parameters=PARAMETERS,
    )
    @action(detail=False, methods=["put"], url_path=PATH)
    def upsert(self, request: Request, source_system: str, external_id: str) -> Response:
        """Enter a candidate by the id of the source system, or bring them up to date.

        Fields that are not sent stay as they are: only somebody new needs `name` and `email`. However often it is
        sent, there is one candidate.
        """
        values = self.named(self.given(KnownCandidateInput), source_system, external_id)
        same = candidates.known(values["external_id"], values["source_system"])
        believed = self.believed(same, may_create=False)
        with etags.kept():
            candidate, is_new = candidates.upsert(values, by=self.user, now=self.now, believed=believed)
        return self.tagged(candidate, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(responses=CandidateSerializer, parameters=PARAMETERS, filters=False)
    @upsert.mapping.get
    def by_external_id(self, request: Request, source_system: str, external_id: str) -> Response:
        """One candidate by the id of the source system."""
        return self.retrieved(request, source_system, external_id)

    @extend_schema(request=EraseInput, responses=CandidateSerializer)
    @action(detail=True, methods=["post"])
    def erase(self, request: Request, pk: str) -> Response:
        """Remove what is personal, for good: name, contact, whatever people wrote. Open applications are withdrawn.

        Stages, times, results and levels stay, and so do the ids: what the source system sends later enters nobody
        anew. Erasing twice changes nothing.
        """
        candidate, reason = self.get_object(), self.given(EraseInput)["reason"]
        if is_limited(request):
            mine = reachable(candidate.applications.all(), request.auth, path="requisition")
            if candidate.applications.exclude(pk__in=mine.values("pk")).exists():
                refuse_limited(request)
        return self.tagged(erasing.erase(candidate, by=self.user, reason=reason, now=self.now))


ROUTES = [("candidates", CandidateViewSet)]
