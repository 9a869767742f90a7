"""Admin pages of applications: the list by what is due, each with its clock, its history and its verbs."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from hiring import clock, pipeline, standing
from hiring.admin import cells, ledger, planning_anew
from hiring.admin.application_filters import FILTERS, WORDS
from hiring.admin.application_parts import PARTS, reminders_of
from hiring.admin.application_verbs import ADVANCE, PAUSE, REJECT, RESUME, WITHDRAW, worth_offering
from hiring.admin.asking import offered
from hiring.admin.foreseeing import ForeseeingChangeList
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.models import Application
from hiring.sla import Standing

VERBS = (ADVANCE, PAUSE, RESUME, REJECT, WITHDRAW)


class OpenApplicationForm(VerbForm):
    """Accepts a candidate into the process: its clock runs from here, or from where the requisition says."""

    class Meta:
        model = Application
        fields = ("candidate", "requisition", "applied_at", "external_id", "source_system")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "applied_at" in self.fields:
            self.fields["applied_at"].required = False
            self.fields["applied_at"].help_text = "Left empty: now."

    def perform(self) -> Model:
        given = self.cleaned_data
        return pipeline.open_application(
            given["requisition"],
            given["candidate"],
            by=self.by,
            applied_at=given["applied_at"],
            external_id=given["external_id"],
            source_system=given["source_system"],
        )


@admin.register(Application)
class ApplicationAdmin(VerbAdmin):
    form = OpenApplicationForm
    list_display = ("who", "position", "stage_now", "day", "stands", "next_deadline", "likely_done", "turn", "page")
    list_filter = FILTERS
    list_filter_submit = True
    list_fullwidth = True
    list_before_template = "hiring/admin/application/standings.html"
    change_form_outer_before_template = "hiring/admin/application/clock.html"
    change_form_outer_after_template = "hiring/admin/application/reminders.html"
    search_fields = ("candidate__name", "candidate__email", "external_id", "requisition__title")
    search_help_text = "Name or e-mail of the candidate, the ATS's id, title of the requisition"
    autocomplete_fields = ("candidate", "requisition")
    inlines = PARTS
    add_fieldsets = (
        (None, {"fields": ("candidate", "requisition", "applied_at")}),
        ("In the ATS", {"fields": (("source_system", "external_id"),)}),
    )
    actions = [verb.name for verb in VERBS]
    actions_detail = [
        ADVANCE.name,
        PAUSE.name,
        RESUME.name,
        {"title": "End", "icon": "block", "items": [REJECT.name, WITHDRAW.name]},
    ]
    advance, pause, resume, reject, withdraw = (offered(verb) for verb in VERBS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return Application.objects.visible_to(request.user).with_people().with_next_deadline()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ForeseeingChangeList]:
        return ForeseeingChangeList

    def get_urls(self) -> list[Any]:
        return [ledger.url_of(self), planning_anew.url_of(self), *super().get_urls()]

    def get_ordering(self, request: HttpRequest) -> Any:
        """Open ones first, and among them what is due first.

        Where another admin offers applications to choose from, its rows do not know what is due.
        """
        here = getattr(request.resolver_match, "url_name", "")
        if here not in ("hiring_application_changelist", "autocomplete"):
            return ("-pk",)
        return (F("closed_at").desc(nulls_first=True), F("next_due_at").asc(nulls_last=True), "-pk")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_move_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.move_application")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        worth = worth_offering(row) if row else set()
        offers = super().get_actions_detail(request, object_id)
        return [one for one in offers if one.method.original_function_name in worth]

    def get_inlines(self, request: HttpRequest, obj: Application | None) -> Any:
        return self.inlines if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Application | None = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        facts: list[Any] = [("candidate", "requisition"), ("stage_now", "stage_since"), ("applied_at", "policy")]
        if obj.external_id or obj.source_system:
            facts.append(("source_system", "external_id"))
        if obj.paused_at:
            facts.append(("paused_at", "pause_reason", "pause_review_at"))
        if obj.is_closed:
            facts.append(("closed_at", "close_reason"))
        return ((None, {"fields": facts}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Application | None = None) -> Any:
        return () if obj is None else ("stage_now",)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        seen = Application.objects.visible_to(request.user)
        counted = seen.values(standing=standing.column(now=clock.database_now())).annotate(number=Count("pk"))
        numbers = {row["standing"]: row["number"] for row in counted.order_by()}
        standings = [(value, word, numbers.get(value.value, 0)) for value, word in WORDS.items()]
        now_shown = request.GET.get("standing", "")
        return super().changelist_view(
            request, {**(extra_context or {}), "standings": standings, "standing_shown": now_shown}
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if row := kwargs.get("obj"):
            now = clock.database_now()
            face = standing.clock_face(row, now=now)
            closed = face.standing == Standing.CLOSED
            reminders, in_ledger = reminders_of(row, request.user)
            context.update(application=row, face=face, now=now, closed=closed, reminders=reminders, in_ledger=in_ledger)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="candidate", ordering="candidate__name")
    def who(self, row: Application) -> str:
        return row.candidate.name

    @admin.display(description="requisition", ordering="requisition__title")
    def position(self, row: Application) -> str:
        return row.requisition.title

    @admin.display(description="stage")
    def stage_now(self, row: Application) -> str:
        return str(row.get_stage_display())

    @admin.display(description="day", ordering="clock_started_at")
    def day(self, row: Application) -> SafeString:
        return cells.day(self._face(row))

    @admin.display(description="standing")
    def stands(self, row: Application) -> SafeString:
        return cells.standing(self._face(row))

    @admin.display(description="due next", ordering="next_due_at")
    def next_deadline(self, row: Application) -> SafeString | str:
        face = self._face(row)
        return cells.due(face.next_due_at, now=row.looked_at, title=face.next_text)

    @admin.display(description="likely done")
    def likely_done(self, row: Any) -> SafeString | str:
        return cells.likely_done(row.forecast)

    @admin.display(description="whose turn")
    def turn(self, row: Application) -> str:
        return self._face(row).turn_text or cells.NOTHING

    @admin.display(description="page")
    def page(self, row: Application) -> SafeString:
        return cells.page_link(row, "Open")

    def _face(self, row: Any) -> standing.ClockFace:
        if not hasattr(row, "face"):
            row.looked_at = clock.glance()
            row.face = standing.clock_face(row, now=row.looked_at)
        face: standing.ClockFace = row.face
        return face
