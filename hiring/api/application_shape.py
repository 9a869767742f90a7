"""An application as the API shows it, with its clock and its history."""

from datetime import UTC, datetime, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hiring import assumptions, disclosure, forecasts
from hiring.api.fields import Colleague, Instant, OneOf, Text
from hiring.assumptions import Assumption, Basis
from hiring.forecast import Forecast, Outlook
from hiring.models import Application, ApplicationEvent, Candidate, Deadline, Requisition, RoundResult
from hiring.sla import Standing
from hiring.stages import Stage
from hiring.standing import clock_face
from hiring.step_lengths import Step


class _Hours(serializers.FloatField):
    """A length of time in hours, null where there is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **options)

    def to_representation(self, value: timedelta) -> float:
        return round(value / timedelta(hours=1), 2)


class _Figure(serializers.FloatField):
    """An estimate, to four digits behind the point."""

    def to_representation(self, value: float) -> float:
        return round(value, 4)


class NextDeadlineSerializer(serializers.Serializer[Any]):
    kind = OneOf(Deadline.Kind.choices, source="next_kind", read_only=True)
    due_at = Instant(source="next_due_at", read_only=True)
    party = OneOf(Deadline.Party.choices, source="turn", read_only=True)
    owner = Text(source="turn_name", read_only=True, help_text="First name of whose turn it is.")


class ClockSerializer(serializers.Serializer[Any]):
    """Days are elapsed days of 24 hours; a pause takes its time off the counted ones only."""

    standing = OneOf([(one.value, one.value) for one in Standing], read_only=True)
    started_at = Instant(read_only=True, allow_null=True)
    day = serializers.IntegerField(read_only=True, allow_null=True, help_text="1 in the first 24 hours.")
    of_days = serializers.IntegerField(read_only=True)
    elapsed_days = serializers.FloatField(read_only=True, allow_null=True)
    counted_days = serializers.FloatField(read_only=True, allow_null=True)
    promise_due_at = Instant(read_only=True, allow_null=True)
    next_deadline = NextDeadlineSerializer(read_only=True, allow_null=True)


class ForecastStepSerializer(serializers.Serializer[Assumption]):
    """What is taken for granted of one step that is left."""

    step = OneOf(Step.choices, read_only=True)
    basis = OneOf([(one.value, one.value) for one in Basis], read_only=True)
    finished = serializers.IntegerField(read_only=True, help_text="Finished steps that a history is measured on.")
    typical_hours = _Hours(source="typical", help_text="Median length in elapsed hours, pauses left out.")
    lasted_hours = _Hours(source="lasted", help_text="How long the next step runs already, pauses left out.")
    is_overdrawn = serializers.BooleanField(
        read_only=True, help_text="It has outlasted all known lengths and counts as if it began now."
    )
    booked_for = Instant(source="booked_at", read_only=True, allow_null=True)


class ForecastSerializer(serializers.Serializer[Any]):
    """When the offer goes out if nothing changes, and how likely that is in time. Chances are from 0 to 1."""

    done_at = Instant(read_only=True, help_text="The next step at its booked or likely date, then the median of each.")
    probability = _Figure(read_only=True, help_text="That the promise is kept.")
    outlook = OneOf([(one.value, one.value) for one in Outlook], read_only=True)
    expected_loss = _Figure(read_only=True, help_text="The chance that the candidate is gone by then.")
    vacancy_days = _Figure(read_only=True, help_text="Expected days beyond the promise.")
    draws = serializers.IntegerField(read_only=True)
    seed = serializers.IntegerField(read_only=True)
    steps = ForecastStepSerializer(many=True, read_only=True)


class PauseSerializer(serializers.Serializer[Application]):
    since = Instant(source="paused_at", read_only=True)
    reason = serializers.CharField(source="pause_reason", read_only=True)
    review_at = Instant(source="pause_review_at", read_only=True)


class ResultSerializer(serializers.ModelSerializer[RoundResult]):
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


class DecisionSerializer(serializers.Serializer[Any]):
    outcome = OneOf([("hire", "Hire"), ("no_hire", "Do not hire")], read_only=True)
    reason = serializers.CharField(read_only=True)
    by = Colleague(read_only=True, allow_null=True)
    at = Instant(read_only=True)


class RequisitionBriefSerializer(serializers.ModelSerializer[Requisition]):
    external_id = Text(read_only=True)

    class Meta:
        model = Requisition
        fields = read_only_fields = ("id", "external_id", "title")


class CandidateBriefSerializer(serializers.ModelSerializer[Candidate]):
    external_id = Text(read_only=True)

    class Meta:
        model = Candidate
        fields = read_only_fields = ("id", "external_id", "name")


class ApplicationListSerializer(serializers.ListSerializer[Any]):
    """Reads the forecasts of all rows at once."""

    def to_representation(self, data: Any) -> Any:
        rows = list(data)
        self.child.forecasts = forecasts.of(rows, now=self.context["now"])
        return super().to_representation(rows)


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """One candidate on one requisition. What is missing is null."""

    external_id = Text(read_only=True)
    source_system = Text(read_only=True)
    requisition = RequisitionBriefSerializer(read_only=True)
    candidate = CandidateBriefSerializer(read_only=True)
    stage_since = Instant(read_only=True)
    clock = serializers.SerializerMethodField()
    forecast = serializers.SerializerMethodField()
    paused = serializers.SerializerMethodField()
    results = ResultSerializer(many=True, read_only=True)
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
        face = clock_face(application, now=self.context["now"])
        waiting = not application.is_closed and face.next_kind
        shown = {
            **vars(face),
            "standing": face.standing.value,
            "started_at": application.clock_started_at,
            "next_deadline": face if waiting else None,
        }
        return dict(ClockSerializer(shown).data)

    @extend_schema_field(ForecastSerializer(allow_null=True))
    def get_forecast(self, application: Application) -> dict[str, Any] | None:
        known: dict[int, Forecast] | None = getattr(self, "forecasts", None)
        if known is None:
            known = forecasts.of([application], now=self.context["now"])
        found = known.get(application.pk)
        return dict(ForecastSerializer({**vars(found), **vars(assumptions.of(found))}).data) if found else None

    @extend_schema_field(PauseSerializer(allow_null=True))
    def get_paused(self, application: Application) -> dict[str, Any] | None:
        return dict(PauseSerializer(application).data) if application.paused_at else None

    @extend_schema_field(DecisionSerializer(allow_null=True))
    def get_decision(self, application: Application) -> dict[str, Any] | None:
        decision = getattr(application, "decision", None)
        return dict(DecisionSerializer(decision).data) if decision else None


class EventSerializer(serializers.ModelSerializer[ApplicationEvent]):
    """One line of history: what was done, by whom, why. Reasons that may name an amount need the scope `pay:read`.

    What would give away scorecards that the caller may not read yet is left out.
    """

    application = serializers.IntegerField(source="application_id", read_only=True)
    from_stage = OneOf(Stage.choices, read_only=True, allow_null=True)
    to_stage = OneOf(Stage.choices, read_only=True)
    by = Colleague(read_only=True, allow_null=True)
    at = Instant(read_only=True)
    reason = serializers.SerializerMethodField()
    details = serializers.SerializerMethodField()

    class Meta:
        model = ApplicationEvent
        fields = read_only_fields = (
            "id",
            "application",
            "verb",
            "from_stage",
            "to_stage",
            "by",
            "at",
            "reason",
            "details",
        )

    def get_reason(self, event: ApplicationEvent) -> str | None:
        return disclosure.told(event, sees_pay=self.context["sees_pay"]).reason or None

    def get_details(self, event: ApplicationEvent) -> dict[str, Any]:
        data = disclosure.told(event, sees_pay=self.context["sees_pay"]).data
        return {name: _in_utc(value) if name.endswith("_at") else value for name, value in data.items()}

    def to_representation(self, event: ApplicationEvent) -> dict[str, Any]:
        shown = super().to_representation(event)
        return {**shown, "from_stage": shown["from_stage"] or None}


def _in_utc(value: str) -> str:
    return datetime.fromisoformat(value).astimezone(UTC).isoformat().replace("+00:00", "Z")
