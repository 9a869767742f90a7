"""Admin pages of requisitions: what they ask for, what keeps them from opening, how their candidates stand."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.views import ChangeList

from hiring import clock, disclosure, drafting, requisitions, standing
from hiring.admin import cells
from hiring.admin.application_filters import WORDS
from hiring.admin.approvals import StepInline
from hiring.admin.asking import Verb, offered
from hiring.admin.read_only import text_of
from hiring.admin.requisition_form import RequisitionForm, facts, fieldsets, form_for, seats_of
from hiring.admin.verb_forms import VerbAdmin
from hiring.models import Application, ChecklistPoint, Requisition
from hiring.sla import Standing

Status = Requisition.Status
SIGNS = {Status.DRAFT: "not_started", Status.OPEN: "in_time", Status.CLOSED: "closed"}
AS_TEXT = ("scope_text", "hiring_manager_text", "coordinator_text")
SHOWN = (Standing.BREACHED, Standing.AT_RISK, Standing.IN_TIME, Standing.PAUSED, Standing.NOT_STARTED)

OPEN = Verb(
    "open_requisition",
    "Open",
    "Opened",
    "The requisition takes applications from now on. Scope, level, region and clock are settled with it.",
    lambda row, *, by, saw: requisitions.open_requisition(row, by=by),
    permission="open",
    icon="lock_open",
)
CLOSE = Verb(
    "close_requisition",
    "Close",
    "Closed",
    "The requisition takes no more applications. Applications that still run have to be ended first.",
    lambda row, *, by, saw: requisitions.close_requisition(row, by=by),
    permission="open",
    icon="lock",
    danger=True,
)


class RequisitionList(ChangeList):
    """Adds to the rows of one page how their applications stand: one query for all of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        mine = Application.objects.visible_to(request.user).open().filter(requisition__in=rows)
        counted = mine.values("requisition", standing=standing.column(now=clock.database_now()))
        numbers = {
            (row["requisition"], row["standing"]): row["number"]
            for row in counted.annotate(number=Count("pk")).order_by()
        }
        for row in rows:
            row.standings = {one: numbers.get((row.pk, one.value), 0) for one in SHOWN}
        self.result_list = rows


@admin.register(Requisition)
class RequisitionAdmin(VerbAdmin):
    form = RequisitionForm
    list_display = ("title", "state", "level", "region", "hiring_manager", "running", "standings")
    list_filter = (("status", ChoicesDropdownFilter),)
    list_filter_submit = True
    list_select_related = ("level", "region", "hiring_manager")
    search_fields = ("title", "external_id")
    ordering = ("-status", "title", "pk")  # open, draft, closed
    change_form_outer_before_template = "hiring/admin/requisition/status.html"
    warn_unsaved_form = True
    actions = [OPEN.name, CLOSE.name]
    actions_detail = [OPEN.name, CLOSE.name]
    open_requisition, close_requisition = offered(OPEN), offered(CLOSE)
    inlines = (StepInline,)
    scope_text, hiring_manager_text, coordinator_text = (
        text_of(name) for name in ("scope", "hiring_manager", "coordinator")
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RequisitionList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.sees_pay = request.user.has_perm("hiring.view_offer")
        return row

    def get_inlines(self, request: HttpRequest, obj: Requisition | None) -> Any:
        return self.inlines if obj is not None else ()

    def _changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A wrong approval step keeps the requisition as it was, too: its verb has written before the step is read."""
        response = super()._changeform_view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse):
            transaction.set_rollback(True)
        return response

    def has_open_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.open_requisition")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        closed = isinstance(obj, Requisition) and obj.status == Status.CLOSED
        return not closed and super().has_change_permission(request, obj)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        wanted = CLOSE.name if row is not None and row.status == Status.OPEN else OPEN.name
        offers = super().get_actions_detail(request, object_id)
        return [one for one in offers if one.method.original_function_name == wanted]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if self._is_editable(request, obj):
            kwargs["form"] = form_for(self._points(request))
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Requisition | None = None) -> Any:
        if self._is_editable(request, obj):
            return fieldsets(self._points(request), settled=self._is_settled(obj))
        return (
            *facts(settled=True, closed=True),
            ("Panel", {"fields": ("panel",)}),
            ("Checklist", {"fields": ("checklist",)}),
            ("In the ATS", {"fields": (("source_system", "external_id"),)}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Requisition | None = None) -> Any:
        if not self._is_editable(request, obj):
            return (*AS_TEXT, "panel", "checklist")
        if not self._is_settled(obj):
            return ()
        return ("scope_text", *(name for name in RequisitionForm.Meta.fields if name not in drafting.ALWAYS))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if row := kwargs.get("obj"):
            blockers = requisitions.blockers(row) if row.status != Status.OPEN else []
            reasons = [message for one in blockers for message in one.messages]
            context.update(requisition=row, sign=SIGNS[Status(row.status)], blockers=reasons)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="status", ordering="status")
    def state(self, row: Requisition) -> SafeString:
        return cells.mark(SIGNS[Status(row.status)], str(row.get_status_display()).lower())

    @admin.display(description="open applications")
    def running(self, row: Any) -> SafeString:
        url = reverse("admin:hiring_application_changelist")
        return format_html(
            '<a class="twelve-link" href="{}?standing=open&requisition={}">{}</a>',
            url,
            row.pk,
            sum(row.standings.values()),
        )

    @admin.display(description="standing")
    def standings(self, row: Any) -> SafeString | str:
        marks = [(cells.mark(one.value, f"{n} {WORDS[one].lower()}"),) for one, n in row.standings.items() if n]
        return (
            format_html('<span class="marks">{}</span>', format_html_join("", "{}", marks)) if marks else cells.NOTHING
        )

    @admin.display(description="panel")
    def panel(self, row: Requisition) -> SafeString:
        seats = ((round.label, ", ".join(map(str, people)) or "nobody") for round, people in seats_of(row).items())
        return format_html_join("", "<p>{}: {}</p>", seats)

    @admin.display(description="checklist")
    def checklist(self, row: Any) -> SafeString:
        answers = row.checklist_answers.select_related("point")
        told = (one for one in answers if disclosure.tells(one, sees_pay=row.sees_pay))
        lines = ((one.point, one.answer or f"waived: {one.waive_reason}") for one in told)
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", lines)

    def _is_settled(self, obj: Requisition | None) -> bool:
        return obj is not None and obj.status != Status.DRAFT

    def _is_editable(self, request: HttpRequest, obj: Requisition | None) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def _points(self, request: HttpRequest) -> list[ChecklistPoint]:
        points = ChecklistPoint.objects.filter(retired_at=None)
        sees_pay = request.user.has_perm("hiring.view_offer")
        return list(points if sees_pay else points.exclude(slug__in=disclosure.POINTS_OF_PAY))
