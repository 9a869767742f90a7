"""Admin pages of the reminder engine: whether it runs, on hold and back, the figures that it counts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator
from django.http import HttpRequest
from django.utils.safestring import SafeString

from hiring import clock, engine
from hiring.admin import cells
from hiring.admin.asking import Reason, Verb, offered
from hiring.admin.read_only import ReadOnlyAdmin
from hiring.models import EngineCount, EngineState


class Release(forms.Form):
    """What was surely sent before the engine was put on hold."""

    assume_sent_before = forms.DateTimeField(
        label="Take for sent what was due before",
        required=False,
        validators=[MaxValueValidator(clock.LATEST)],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="After a restore: the time of the failure, in your time zone. Left empty: all that is due is sent.",
    )


HOLD = Verb(
    "hold",
    "Put on hold",
    "The engine is on hold: nothing goes out until it is released",
    "Nothing is queued or sent until somebody releases the engine. Deadlines run on, and their reminders stay as rows.",
    lambda row, *, by, saw, reason: engine.hold(reason=reason, by=by),
    form=Reason,
    permission="steer",
    icon="pause",
    danger=True,
    names_rows=False,
)
RELEASE = Verb(
    "release",
    "Release",
    "The engine runs again",
    "Lets the engine queue and send again.",
    lambda row, *, by, saw, assume_sent_before: engine.release(assume_sent_before=assume_sent_before, by=by),
    form=Release,
    permission="steer",
    icon="play_arrow",
    leads_to=lambda row: row.hold_reason,
    names_rows=False,
)


@admin.register(EngineState)
class EngineStateAdmin(ReadOnlyAdmin):
    list_display = ("mode_now", "why", "looked", "looked_by")
    fields = (
        ("mode_now", "why", "held"),
        ("looked", "looked_by"),
        ("zone_data", "copy"),
    )
    readonly_fields = ("mode_now", "why", "held", "looked", "looked_by", "zone_data", "copy")
    actions_detail = [HOLD.name, RELEASE.name]
    hold, release = offered(HOLD), offered(RELEASE)

    def has_steer_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(engine.CHANGES)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        held = row is not None and row.mode == EngineState.Mode.HOLD
        worth = RELEASE.name if held else HOLD.name
        offers = super().get_actions_detail(request, object_id)
        return [one for one in offers if one.method.original_function_name == worth]

    @admin.display(description="state", ordering="mode")
    def mode_now(self, row: EngineState) -> SafeString:
        if row.mode == EngineState.Mode.HOLD:
            return cells.mark("paused", "on hold")
        if row.suspect_sweeps:
            return cells.mark("at_risk", f"waits until its clock agrees {row.suspect_sweeps} times")
        return cells.mark("in_time", "running")

    @admin.display(description="why")
    def why(self, row: EngineState) -> str:
        return row.hold_reason or (row.suspect_reason if row.suspect_sweeps else "") or cells.NOTHING

    @admin.display(description="since")
    def held(self, row: EngineState) -> SafeString | str:
        return cells.moment(row.held_at)

    @admin.display(description="last look")
    def looked(self, row: EngineState) -> SafeString | str:
        return cells.moment(row.last_sweep_at)

    @admin.display(description="by")
    def looked_by(self, row: EngineState) -> str:
        return row.last_sweep_by or cells.NOTHING

    @admin.display(description="time zone data")
    def zone_data(self, row: EngineState) -> str:
        return row.tzdata_version or cells.NOTHING

    @admin.display(description="this copy of the database")
    def copy(self, row: EngineState) -> str:
        return str(row.incarnation)


@admin.register(EngineCount)
class EngineCountAdmin(ReadOnlyAdmin):
    list_display = ("name", "about", "figure")
    search_fields = ("key",)
    search_help_text = "Name of the figure, channel, rung"
    fields = ("name", "about", "figure")
    readonly_fields = ("about", "figure")
    ordering = ("key",)

    @admin.display(description="of")
    def about(self, row: EngineCount) -> str:
        return ", ".join(f"{name} {value}" for name, value in row.labels.items()) or cells.NOTHING

    @admin.display(description="value", ordering="value")
    def figure(self, row: EngineCount) -> str:
        return f"{row.value:,.0f}" if row.value.is_integer() else f"{row.value:,.1f}"
