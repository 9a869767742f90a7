"""Requisitions through the API."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks.models import Level, Region
from hiring import disclosure, drafting, requisitions
from hiring.api.base import Address
from hiring.api.fields import Colleague, Instant, OneOf, Slug, Strict, Text
from hiring.api.permissions import may
from hiring.models import ChecklistAnswer, Panelist, Requisition, RoleScope, User
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
            "opened_at",
            "closed_at",
        )


@extend_schema_field({"type": "string", "description": "A username."})
class Username(Slug):
    """Somebody who works here. Who else does is not told."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            "user", slug_field="username", tells_known=False, queryset=User.objects.filter(is_active=True), **options
        )


class SeatInput(Strict):
    user = Username()
    round = OneOf(Round.choices)


class RequisitionInput(Strict):
    """A position to fill. Only title, hiring manager and coordinator have to be known at first."""

    title = serializers.CharField(max_length=200)
    hiring_manager = Username()
    coordinator = Username()
    scope = Slug("scope", queryset=RoleScope.objects.current(), required=False, allow_null=True)
    level = Slug("level", queryset=Level.objects.current(), required=False, allow_null=True)
    region = Slug("region", queryset=Region.objects.current(), required=False, allow_null=True)
    headcount = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    clock_starts_on = OneOf(Requisition.ClockStart.choices, required=False)
    time_zone = serializers.CharField(max_length=64, required=False, help_text="IANA name; UTC if not given.")
    external_id = Text(max_length=120)
    source_system = Text(max_length=60)


class NewRequisitionInput(RequisitionInput):
    panel = SeatInput(many=True, required=False)


class PanelInput(Strict):
    panel = SeatInput(many=True)


class AnswerInput(Strict):
    point = serializers.CharField(help_text="Slug of a point of the checklist.")
    answer = Text()
    waived = serializers.BooleanField(default=False)
    waive_reason = Text(max_length=300)


class ChecklistInput(Strict):
    answers = AnswerInput(many=True)


class RequisitionFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=Requisition.Status.choices)
    external_id = django_filters.CharFilter(help_text="Id in the source system.")
    source_system = django_filters.CharFilter(help_text="Name of the source system.")

    class Meta:
        model = Requisition
        fields = ()


class RequisitionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Address):
    """Positions to fill."""

    queryset = Requisition.objects.all()
    serializer_class = RequisitionSerializer
    filterset_class = RequisitionFilter
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
        given = self.given(NewRequisitionInput)
        panel = _seats(given.pop("panel", []))
        requisition = drafting.draft(given, panel=panel, by=self.user, now=self.now)
        return Response(self.shown(requisition), status.HTTP_201_CREATED)

    @extend_schema(request=RequisitionInput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a draft. Once it is open, only `title` and `headcount` change."""
        requisition = self.get_object()
        drafting.change(requisition, self.given(RequisitionInput, partial=True), by=self.user)
        return Response(self.shown(requisition))

    @extend_schema(request=ChecklistInput, responses=RequisitionSerializer)
    @action(detail=True, methods=["post"])
    def checklist(self, request: Request, pk: str) -> Response:
        """Answer points of the checklist, or waive them with a reason. Points that are not sent stay as they are."""
        requisition = self.get_object()
        answers = [drafting.Answer(**answer) for answer in self.given(ChecklistInput)["answers"]]
        return Response(self.shown(drafting.answer(requisition, answers, by=self.user)))

    @extend_schema(request=PanelInput, responses=RequisitionSerializer)
    @action(detail=True, methods=["post"])
    def panel(self, request: Request, pk: str) -> Response:
        """Put this panel in the place of the one before."""
        requisition = self.get_object()
        seats = _seats(self.given(PanelInput)["panel"])
        return Response(self.shown(drafting.seat(requisition, seats, by=self.user)))

    @extend_schema(request=None, responses=RequisitionSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """Open it for applications. The 409 names everything that is still missing."""
        requisition = requisitions.open_requisition(self.get_object(), by=self.user, now=self.now)
        return Response(self.shown(requisition))

    @extend_schema(request=None, responses=RequisitionSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close it. The 409 says when applications are still running."""
        requisition = requisitions.close_requisition(self.get_object(), by=self.user, now=self.now)
        return Response(self.shown(requisition))


def _seats(given: list[dict[str, Any]]) -> list[drafting.Seat]:
    return [drafting.Seat(seat["user"], Round(seat["round"])) for seat in given]


ROUTES = [("requisitions", RequisitionViewSet)]
