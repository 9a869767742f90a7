"""The clock of an application as the API shows it: how it stands, what is due, when it is likely done."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from rest_framework import serializers

from hiring import assumptions, forecasts
from hiring.api.fields import Colleague, Instant, OneOf, Text
from hiring.api.shown import Shown
from hiring.assumptions import Assumption, Basis
from hiring.forecast import Forecast, Outlook
from hiring.models import Application, Deadline
from hiring.sla import Standing
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


class NextDeadlineSerializer(Shown):
    kind = OneOf(Deadline.Kind.choices, source="next_kind", read_only=True)
    due_at = Instant(source="next_due_at", read_only=True)
    party = OneOf(Deadline.Party.choices, source="turn", read_only=True)
    owner = Text(source="turn_name", read_only=True, help_text="First name of whose turn it is.")


class ClockSerializer(Shown):
    """Days are elapsed days of 24 hours; a pause takes its time off the counted ones only."""

    standing = OneOf([(one.value, one.value) for one in Standing], read_only=True)
    started_at = Instant(read_only=True, allow_null=True)
    day = serializers.IntegerField(read_only=True, allow_null=True, help_text="1 in the first 24 hours.")
    of_days = serializers.IntegerField(read_only=True)
    elapsed_days = serializers.FloatField(read_only=True, allow_null=True)
    counted_days = serializers.FloatField(read_only=True, allow_null=True)
    promise_due_at = Instant(read_only=True, allow_null=True)
    next_deadline = NextDeadlineSerializer(read_only=True, allow_null=True)


class ForecastStepSerializer(Shown):
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

    def to_representation(self, instance: Assumption) -> dict[str, Any]:
        """Further steps are the same for many applications: equal ones are written once."""
        return _further_step(instance) if instance.lasted is None else super().to_representation(instance)


class ForecastSerializer(Shown):
    """When the offer goes out if nothing changes, and how likely that is in time. Chances are from 0 to 1."""

    done_at = Instant(read_only=True, help_text="The next step at its booked or likely date, then the median of each.")
    probability = _Figure(read_only=True, help_text="That the promise is kept.")
    outlook = OneOf([(one.value, one.value) for one in Outlook], read_only=True)
    expected_loss = _Figure(read_only=True, help_text="The chance that the candidate is gone by then.")
    vacancy_days = _Figure(read_only=True, help_text="Expected days beyond the promise.")
    draws = serializers.IntegerField(read_only=True)
    seed = serializers.IntegerField(read_only=True)
    steps = ForecastStepSerializer(many=True, read_only=True)


class DeadlineSerializer(Shown, serializers.ModelSerializer[Deadline]):
    """One obligation with an owner and a time."""

    application = serializers.IntegerField(source="application_id", read_only=True)
    subject = Text(read_only=True, help_text="Tells apart several of one kind.")
    owner = Colleague(read_only=True, allow_null=True)
    begins_at = Instant(read_only=True)
    at_risk_at = Instant(read_only=True)
    due_at = Instant(read_only=True)
    done_at = Instant(read_only=True, allow_null=True)

    class Meta:
        model = Deadline
        fields = read_only_fields = (
            "id",
            "application",
            "kind",
            "subject",
            "party",
            "owner",
            "begins_at",
            "at_risk_at",
            "due_at",
            "state",
            "done_at",
        )


class ClockSheetSerializer(Shown):
    """All of one application's clock: how it stands, each of its deadlines, the forecast."""

    application = serializers.IntegerField(read_only=True)
    clock = ClockSerializer(read_only=True)
    paused_at = Instant(read_only=True, allow_null=True, help_text="Since when it is paused.")
    paused_seconds = serializers.IntegerField(read_only=True, help_text="Sum of the pauses that have ended.")
    stopped_at = Instant(read_only=True, allow_null=True, help_text="When the application was closed.")
    deadlines = DeadlineSerializer(many=True, read_only=True)
    forecast = ForecastSerializer(read_only=True, allow_null=True)


_CLOCK, _FORECAST, _STEP = ClockSerializer(), ForecastSerializer(), ForecastStepSerializer()


@lru_cache(maxsize=512)
def _further_step(assumption: Assumption) -> dict[str, Any]:
    return super(ForecastStepSerializer, _STEP).to_representation(assumption)


def clock_of(application: Application, *, now: datetime) -> dict[str, Any]:
    """How the clock of a row of `with_next_deadline` stands."""
    face = clock_face(application, now=now)
    waiting = not application.is_closed and face.next_kind
    shown = {
        **vars(face),
        "standing": face.standing.value,
        "started_at": application.clock_started_at,
        "next_deadline": face if waiting else None,
    }
    return _CLOCK.to_representation(shown)


def forecast_of(found: Forecast | None) -> dict[str, Any] | None:
    """A forecast with what it takes for granted."""
    return _FORECAST.to_representation({**vars(found), **vars(assumptions.of(found))}) if found else None


def clock_sheet(application: Application, *, now: datetime) -> dict[str, Any]:
    """All of the clock of a row of `with_next_deadline`."""
    due = application.deadlines.select_related("owner").order_by("due_at", "pk")
    return {
        "application": application.pk,
        "clock": clock_of(application, now=now),
        "paused_at": Instant().to_representation(application.paused_at) if application.paused_at else None,
        "paused_seconds": application.paused_seconds,
        "stopped_at": Instant().to_representation(application.closed_at) if application.closed_at else None,
        "deadlines": DeadlineSerializer(due, many=True).data,
        "forecast": forecast_of(forecasts.of([application], now=now).get(application.pk)),
    }
