"""Interviews through the API."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.base import Readable
from hiring.api.fields import ChangedSince, Colleague, IdFilter, Instant, InstantFilter, OneOf, Strict, Text
from hiring.api.named import Named
from hiring.api.requisition_inputs import Username
from hiring.models import Application
from hiring.stages import Round
from interviews import booking_warnings, scheduling
from interviews.models import Interview, Scorecard
from interviews.visibility import interviews_visible_to


class InterviewSeatSerializer(serializers.ModelSerializer[Scorecard]):
    """Who sits in an interview, and whether their scorecard is in. What it says is not told here."""

    scorecard = serializers.IntegerField(source="pk", read_only=True)
    user = Colleague(source="interviewer", read_only=True)

    class Meta:
        model = Scorecard
        fields = read_only_fields = ("scorecard", "user", "state")


class InterviewSerializer(serializers.ModelSerializer[Interview]):
    """One round of one application: a call, or a take-home from its sending to its return."""

    application = serializers.IntegerField(source="application_id", read_only=True)
    starts_at = Instant(read_only=True)
    ends_at = Instant(read_only=True)
    ended_at = Instant(read_only=True, allow_null=True)
    location = Text(read_only=True)
    close_reason = Text(read_only=True)
    panel = InterviewSeatSerializer(source="scorecards", many=True, read_only=True)
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True, help_text="Also when a scorecard of its panel came in.")

    class Meta:
        model = Interview
        fields = read_only_fields = (
            "id",
            "application",
            "round",
            "state",
            "starts_at",
            "ends_at",
            "ended_at",
            "location",
            "close_reason",
            "panel",
            "created_at",
            "updated_at",
        )


class BookedSerializer(serializers.Serializer[Any]):
    """An interview, and which planned dates it makes late."""

    interview = InterviewSerializer(read_only=True)
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)


class TimesInput(Strict):
    starts_at = Instant()
    ends_at = Instant()


class BookInput(TimesInput):
    """A round with its interviewers, by username. For the take-home: when it is sent, when it is due."""

    application = Named("application", rows=Application.objects.visible_to, path="requisition")
    round = OneOf(Round.choices)
    interviewers = serializers.ListField(child=Username(), max_length=50)
    location = Text(max_length=300)


class FinishInput(Strict):
    ended_at = Instant(required=False, help_text="The actual end; now if not given.")


class CallOffInput(Strict):
    reason = serializers.CharField(max_length=300)
    did_not_happen = serializers.BooleanField(default=False, help_text="It was to take place and did not.")


class InterviewFilter(ChangedSince):
    application = IdFilter(field_name="application_id", help_text="Id of an application.")
    round = django_filters.ChoiceFilter(choices=Round.choices)
    state = django_filters.ChoiceFilter(choices=Interview.State.choices)
    interviewer = django_filters.CharFilter(field_name="scorecards__interviewer__username", help_text="A username.")
    starts_from = InstantFilter(field_name="starts_at", lookup_expr="gte", help_text="Starts at or after this instant.")
    starts_before = InstantFilter(field_name="starts_at", lookup_expr="lt", help_text="Starts before this instant.")

    class Meta:
        model = Interview
        fields = ()


class InterviewViewSet(mixins.ListModelMixin, Readable):
    """Rounds with their time and their interviewers. Without the permission to view all, one sees one's own."""

    queryset = Interview.objects.all()
    serializer_class = InterviewSerializer
    filterset_class = InterviewFilter
    requisition_path = "application__requisition"
    required_scopes = {"read": "interviews:read", "write": "interviews:write"}
    required_permissions = {"read": ""}

    def get_queryset(self) -> QuerySet[Interview]:
        panel = Prefetch("scorecards", Scorecard.objects.select_related("interviewer").order_by("pk"))
        return interviews_visible_to(self.user).prefetch_related(panel).order_by("starts_at", "pk")

    @extend_schema(request=BookInput, responses={201: BookedSerializer})
    def create(self, request: Request) -> Response:
        """Book a round. Each interviewer gets a scorecard to fill in."""
        given = self.given(BookInput)
        interview = scheduling.book(
            given["application"],
            Round(given["round"]),
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            interviewers=given["interviewers"],
            location=given.get("location", ""),
            by=self.user,
            now=self.now,
        )
        return self._booked(interview, status.HTTP_201_CREATED)

    @extend_schema(request=TimesInput, responses=BookedSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Give a booked round another time."""
        interview = self.get_object()
        return self._booked(scheduling.move(interview, by=self.user, now=self.now, **self.given(TimesInput)))

    @extend_schema(request=FinishInput, responses=InterviewSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: str) -> Response:
        """Say that it has ended, or that the take-home has come back. Its scorecards fall due."""
        interview = self.get_object()
        return self.tagged(scheduling.finish(interview, by=self.user, now=self.now, **self.given(FinishInput)))

    @extend_schema(request=CallOffInput, responses=InterviewSerializer)
    @action(detail=True, methods=["post"])
    def call_off(self, request: Request, pk: str) -> Response:
        """Cancel it, or say that it did not take place."""
        interview = self.get_object()
        return self.tagged(scheduling.call_off(interview, by=self.user, now=self.now, **self.given(CallOffInput)))

    def _booked(self, interview: Interview, code: int = status.HTTP_200_OK) -> Response:
        response = self.tagged(interview, code)
        response.data = {"interview": response.data, "warnings": booking_warnings.warnings(interview)}
        return response


ROUTES = [("interviews", InterviewViewSet)]
