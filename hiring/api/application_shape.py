"""An application as the API shows it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hiring import forecasts
from hiring.api.clock_shape import ClockSerializer, ForecastSerializer, clock_of, forecast_of
from hiring.api.fields import Colleague, Instant, OneOf, Text
from hiring.api.shown import Shown
from hiring.forecast import Forecast
from hiring.models import Application, Candidate, Requisition, RoundResult


class PauseSerializer(Shown):
    since = Instant(source="paused_at", read_only=True)
    reason = serializers.CharField(source="pause_reason", read_only=True)
    review_at = Instant(source="pause_review_at", read_only=True)


class ResultSerializer(Shown, serializers.ModelSerializer[RoundResult]):
    """How a round ended. Verdict and reason are null for whoever may not read all of its scorecards yet."""

    verdict = serializers.SerializerMethodField()
    reason = Text(read_only=True)
    by = Colleague(read_only=True, allow_null=True)
    at = Instant(read_only=True)

    class Meta:
        model = RoundResult
        fields = read_only_fields = ("round", "verdict", "passed", "reason", "by", "at")

    @extend_schema_field({"oneOf": [{"$ref": "#/components/schemas/ResultVerdict"}, {"type": "null"}]})
    def get_verdict(self, result: RoundResult) -> str | None:
        return None if result.is_hidden else result.verdict

    def to_representation(self, result: RoundResult) -> dict[str, Any]:
        shown = super().to_representation(result)
        return {**shown, "reason": None} if result.is_hidden else shown


class DecisionSerializer(Shown):
    outcome = OneOf([("hire", "Hire"), ("no_hire", "Do not hire")], read_only=True)
    reason = serializers.CharField(read_only=True)
    by = Colleague(read_only=True, allow_null=True)
    at = Instant(read_only=True)


_PAUSE, _DECISION = PauseSerializer(), DecisionSerializer()


class RequisitionBriefSerializer(Shown, serializers.ModelSerializer[Requisition]):
    external_id = Text(read_only=True)
    source_system = Text(read_only=True)

    class Meta:
        model = Requisition
        fields = read_only_fields = ("id", "external_id", "source_system", "title")


class CandidateBriefSerializer(Shown, serializers.ModelSerializer[Candidate]):
    """Whose application it is. The name is null once the candidate was erased."""

    external_id = Text(read_only=True)
    source_system = Text(read_only=True)
    name = Text(read_only=True)

    class Meta:
        model = Candidate
        fields = read_only_fields = ("id", "external_id", "source_system", "name")

    def to_representation(self, candidate: Candidate) -> dict[str, Any]:
        shown = super().to_representation(candidate)
        return shown if candidate.erased_at is None else {**shown, "name": None}


class ApplicationListSerializer(serializers.ListSerializer[Any]):
    """Reads the forecasts of all rows at once."""

    def to_representation(self, data: Any) -> Any:
        rows = list(data)
        self.child.forecasts = forecasts.of(rows, now=self.context["now"])
        return super().to_representation(rows)


class ApplicationSerializer(Shown, serializers.ModelSerializer[Application]):
    """One candidate on one requisition. What is missing is null."""

    external_id = Text(read_only=True)
    source_system = Text(read_only=True)
    requisition = RequisitionBriefSerializer(read_only=True)
    candidate = CandidateBriefSerializer(read_only=True)
    stage_since = Instant(read_only=True)
    clock = serializers.SerializerMethodField()
    forecast = serializers.SerializerMethodField()
    paused = serializers.SerializerMethodField()
    results = ResultSerializer(source="told_results", many=True, read_only=True)
    decision = serializers.SerializerMethodField()
    applied_at = Instant(read_only=True)
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)
    closed_at = Instant(read_only=True, allow_null=True)
    close_reason = Text(read_only=True)

    class Meta:
        model = Application
        list_serializer_class = ApplicationListSerializer
        fields = read_only_fields = (
            "id",
            "external_id",
            "source_system",
            "requisition",
            "candidate",
            "stage",
            "stage_since",
            "clock",
            "forecast",
            "paused",
            "results",
            "decision",
            "applied_at",
            "created_at",
            "updated_at",
            "closed_at",
            "close_reason",
        )

    @extend_schema_field(ClockSerializer)
    def get_clock(self, application: Application) -> dict[str, Any]:
        return clock_of(application, now=self.context["now"])

    @extend_schema_field(ForecastSerializer(allow_null=True))
    def get_forecast(self, application: Application) -> dict[str, Any] | None:
        known: dict[int, Forecast] | None = getattr(self, "forecasts", None)
        if known is None:
            known = forecasts.of([application], now=self.context["now"])
        return forecast_of(known.get(application.pk))

    @extend_schema_field(PauseSerializer(allow_null=True))
    def get_paused(self, application: Application) -> dict[str, Any] | None:
        return _PAUSE.to_representation(application) if application.paused_at else None

    @extend_schema_field(DecisionSerializer(allow_null=True))
    def get_decision(self, application: Application) -> dict[str, Any] | None:
        decision = getattr(application, "decision", None)
        return _DECISION.to_representation(decision) if decision else None
