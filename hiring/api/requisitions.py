"""Requisitions through the API."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks.models import Level, Region
from hiring import disclosure, drafting, requisitions
from hiring.api import etags
from hiring.api.etags import IF_MATCH
from hiring.api.fields import ChangedSince, Colleague, Instant, Text
from hiring.api.permissions import may, refuse_limited
from hiring.api.requisition_inputs import (
    ChecklistInput,
    KnownRequisitionInput,
    NewRequisitionInput,
    PanelInput,
    RequisitionInput,
)
from hiring.api.upserts import PARAMETERS, PATH, Upserts
from hiring.models import ChecklistAnswer, Panelist, Requisition, RoleScope
from hiring.stages import Round


class ChecklistAnswerSerializer(serializers.ModelSerializer[ChecklistAnswer]):
    """An answer to one point. What the salary range was checked to be is null for whoever may not see pay."""

    point = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    answer = Text(read_only=True)
    waive_reason = Text(read_only=True)

    class Meta:
        model = ChecklistAnswer
        fields = read_only_fields = ("point", "answer", "waived", "waive_reason")

    def to_representation(self, answer: ChecklistAnswer) -> dict[str, Any]:
        shown = super().to_representation(answer)
        told = disclosure.tells(answer, sees_pay=self.context["sees_pay"])
        return shown if told else {**shown, "answer": None, "waive_reason": None}


class SeatSerializer(serializers.ModelSerializer[Panelist]):
    user = Colleague(read_only=True)

    class Meta:
        model = Panelist
        fields = read_only_fields = ("user", "round")


class RequisitionSerializer(serializers.ModelSerializer[Requisition]):
    """A position to fill. Pay is not part of it: the band of its level and region has its own address."""

    external_id = Text(read_only=True)
    source_system = Text(read_only=True)
    scope = serializers.SlugRelatedField[RoleScope](slug_field="slug", read_only=True)
    level = serializers.SlugRelatedField[Level](slug_field="slug", read_only=True)
    region = serializers.SlugRelatedField[Region](slug_field="slug", read_only=True)
    hiring_manager = Colleague(read_only=True)
    coordinator = Colleague(read_only=True)
    checklist = ChecklistAnswerSerializer(source="checklist_answers", many=True, read_only=True)
    panel = SeatSerializer(many=True, read_only=True)
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)
    opened_at = Instant(read_only=True, allow_null=True)
    closed_at = Instant(read_only=True, allow_null=True)

    class Meta:
        model = Requisition
        fields = read_only_fields = (
            "id",
            "external_id",
            "source_system",
            "title",
            "status",
            "scope",
            "level",
            "region",
            "headcount",
            "hiring_manager",
            "coordinator",
            "clock_starts_on",
            "time_zone",
            "checklist",
            "panel",
            "created_at",
            "updated_at",
            "opened_at",
            "closed_at",
        )


class RequisitionFilter(ChangedSince):
    status = django_filters.ChoiceFilter(choices=Requisition.Status.choices)
    external_id = django_filters.CharFilter(help_text="Id in the source system.")
    source_system = django_filters.CharFilter(help_text="Name of the source system.")

    class Meta:
        model = Requisition
        fields = ()


class RequisitionViewSet(mixins.ListModelMixin, Upserts):
    """Positions to fill."""

    queryset = Requisition.objects.all()
    serializer_class = RequisitionSerializer
    filterset_class = RequisitionFilter
    requisition_path = "pk"
    is_whole = True
    required_scopes = {"read": "requisitions:read", "write": "requisitions:write"}

    def get_queryset(self) -> QuerySet[Requisition]:
        answers = Prefetch("checklist_answers", ChecklistAnswer.objects.select_related("point"))
        panel = Prefetch("panel", Panelist.objects.select_related("user"))
        people = Requisition.objects.select_related("scope", "level", "region", "hiring_manager", "coordinator")
        return people.prefetch_related(answers, panel).order_by("-created_at", "-pk")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "sees_pay": may(self.request, "pay:read")}

    @extend_schema(request=NewRequisitionInput, responses={201: RequisitionSerializer})
    def create(self, request: Request) -> Response:
        """Draft a requisition."""
        refuse_limited(request)
        given = self.given(NewRequisitionInput)
        panel = _seats(given.pop("panel", []))
        requisition = drafting.draft(given, panel=panel, by=self.user, now=self.now)
        return self.tagged(requisition, status.HTTP_201_CREATED)

    @extend_schema(request=RequisitionInput, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a draft. Once it is open, only `title`, `headcount` and the people who answer for it change."""
        requisition, changes = self.get_object(), self.given(RequisitionInput, partial=True)
        believed = etags.believed(request, requisition)
        with etags.kept():
            drafting.change(requisition, changes, by=self.user, now=self.now, believed=believed)
        return self.tagged(requisition)

    @extend_schema(
        request=KnownRequisitionInput,
        responses={200: RequisitionSerializer, 201: RequisitionSerializer},
        parameters=PARAMETERS,
    )
    @action(detail=False, methods=["put"], url_path=PATH)
    def upsert(self, request: Request, source_system: str, external_id: str) -> Response:
        """Draft a requisition by the id of the source system, or bring it up to date.

        Fields that are not sent stay as they are: only a new one needs `title`, `hiring_manager` and `coordinator`.
        However often it is sent, there is one requisition.
        """
        values = self.named(self.given(KnownRequisitionInput), source_system, external_id)
        names = {name: values[name] for name in ("source_system", "external_id")}
        believed = self.believed(Requisition.objects.filter(**names), may_create=False)
        with etags.kept():
            requisition, is_new = drafting.upsert(values, by=self.user, now=self.now, believed=believed)
        return self.tagged(requisition, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(responses=RequisitionSerializer, parameters=PARAMETERS, filters=False)
    @upsert.mapping.get
    def by_external_id(self, request: Request, source_system: str, external_id: str) -> Response:
        """One requisition by the id of the source system."""
        return self.retrieved(request, source_system, external_id)

    @extend_schema(request=ChecklistInput, responses=RequisitionSerializer)
    @action(detail=True, methods=["post"])
    def checklist(self, request: Request, pk: str) -> Response:
        """Answer points of the checklist, or waive them with a reason. Points that are not sent stay as they are."""
        requisition = self.get_object()
        answers = [drafting.Answer(**answer) for answer in self.given(ChecklistInput)["answers"]]
        return self.tagged(drafting.answer(requisition, answers, by=self.user, now=self.now))

    @extend_schema(request=PanelInput, responses=RequisitionSerializer)
    @action(detail=True, methods=["post"])
    def panel(self, request: Request, pk: str) -> Response:
        """Put this panel in the place of the one before."""
        requisition = self.get_object()
        seats = _seats(self.given(PanelInput)["panel"])
        return self.tagged(drafting.seat(requisition, seats, by=self.user, now=self.now))

    @extend_schema(request=None, responses=RequisitionSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """Open it for applications. The 409 names everything that is still missing."""
        requisition = requisitions.open_requisition(self.get_object(), by=self.user, now=self.now)
        return self.tagged(requisition)

    @extend_schema(request=None, responses=RequisitionSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close it. The 409 says when applications are still running."""
        requisition = requisitions.close_requisition(self.get_object(), by=self.user, now=self.now)
        return self.tagged(requisition)


def _seats(given: list[dict[str, Any]]) -> list[drafting.Seat]:
    return [drafting.Seat(seat["user"], Round(seat["round"])) for seat in given]


ROUTES = [("requisitions", RequisitionViewSet)]
