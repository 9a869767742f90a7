"""Flags that interviewers raised, through the API: those on scorecards that the caller may read."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.base import Address
from hiring.api.fields import Colleague, IdFilter, Instant, OneOf, Strict
from hiring.api.permissions import token_of
from hiring.stages import Round
from interviews import flags, scorecard_reading
from interviews.api.scorecards import RaisedFlagSerializer
from interviews.models import Flag, FlagDefinition, Scorecard


class RaisedFlagRowSerializer(RaisedFlagSerializer):
    """A flag with the scorecard that it stands on."""

    application = serializers.IntegerField(source="scorecard.interview.application_id", read_only=True)
    interview = serializers.IntegerField(source="scorecard.interview_id", read_only=True)
    scorecard = serializers.IntegerField(source="scorecard_id", read_only=True)
    round = OneOf(Round.choices, source="scorecard.interview.round", read_only=True)
    waived_by = Colleague(read_only=True, allow_null=True)
    raised_at = Instant(source="created_at", read_only=True)

    class Meta:
        model = Flag
        fields = read_only_fields = (
            "id",
            "application",
            "interview",
            "scorecard",
            "round",
            *RaisedFlagSerializer.Meta.fields,
            "waived_by",
            "raised_at",
        )


class RaisedFlagFilter(django_filters.FilterSet):
    application = IdFilter(field_name="scorecard__interview__application_id", help_text="Id of an application.")
    interview = IdFilter(field_name="scorecard__interview_id", help_text="Id of an interview.")
    scorecard = IdFilter(field_name="scorecard_id", help_text="Id of a scorecard.")
    flag = django_filters.CharFilter(field_name="definition__code", help_text="Code of a flag.")
    colour = django_filters.ChoiceFilter(field_name="definition__colour", choices=FlagDefinition.Colour.choices)
    severity = django_filters.ChoiceFilter(choices=FlagDefinition.Severity.choices)
    waived = django_filters.BooleanFilter(
        field_name="waived_at", lookup_expr="isnull", exclude=True, help_text="Whether somebody has waived it."
    )

    class Meta:
        model = Flag
        fields = ()


class WaiveInput(Strict):
    reason = serializers.CharField(max_length=300)


class RaisedFlagViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Address):
    """Flags on submitted scorecards that the caller may read, the newest first. `flags` says what each one means."""

    queryset = Flag.objects.all()
    serializer_class = RaisedFlagRowSerializer
    filterset_class = RaisedFlagFilter
    requisition_path = "scorecard__interview__application__requisition"
    required_scopes = {"read": "scorecards:read", "write": "decisions:write"}
    required_permissions = {"read": ""}

    def get_queryset(self) -> QuerySet[Flag]:
        cards = Scorecard.objects.readable_by(self.user).filter(state=Scorecard.State.SUBMITTED)
        raised = Flag.objects.filter(scorecard__in=cards.values("pk"))
        people = raised.select_related("definition", "waived_by", "scorecard__interview")
        return people.order_by("-created_at", "-pk")

    def paginate_queryset(self, queryset: Any) -> Any:
        return self._recorded(super().paginate_queryset(queryset))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.read(self.get_object()))

    def read(self, row: Any) -> dict[str, Any]:
        """One flag with its evidence: whoever is answered with it has read the card of another."""
        return super().read(*self._recorded([row]))

    def _recorded(self, flags: Any) -> Any:
        cards = [flag.scorecard for flag in flags]
        scorecard_reading.record(self.user, cards, door="api", token=token_of(self.request), now=self.now)
        return flags

    @extend_schema(request=WaiveInput, responses=RaisedFlagRowSerializer)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, pk: str) -> Response:
        """Let the process go on in spite of a critical red flag."""
        flag = self.get_object()
        return Response(self.shown(flags.waive(flag, by=self.user, now=self.now, **self.given(WaiveInput))))


ROUTES: list[tuple[str, Any]] = [("raised-flags", RaisedFlagViewSet)]
