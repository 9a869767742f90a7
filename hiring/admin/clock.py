"""Admin pages of the clock: deadlines, and what happened to each application's clock."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter

from hiring import clock
from hiring.admin import cells
from hiring.admin.deadline_cells import candidate_link, deadline_state, whose
from hiring.admin.read_only import ReadOnlyAdmin, text_of
from hiring.models import ClockEvent, Deadline, User

State = Deadline.State


class DeadlineStateFilter(DropdownFilter):
    """Open deadlines, unless somebody asks for others."""

    title = "state"
    parameter_name = "state"
    all_option = ["", "Open"]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        ended = [(str(value), label) for value, label in State.choices if value != State.OPEN]
        return [("late", "Open, late"), ("at_risk", "Open, at risk"), *ended, ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        now = clock.database_now()
        match self.value():
            case "all":
                return queryset
            case "late":
                return queryset.filter(state=State.OPEN, due_at__lte=now)
            case "at_risk":
                return queryset.filter(state=State.OPEN, at_risk_at__lte=now, due_at__gt=now)
            case value if value in State.values:
                return queryset.filter(state=value)
        return queryset.filter(state=State.OPEN)


class OwnerFilter(DropdownFilter):
    """One's own deadlines."""

    title = "owner"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "Me"), ("nobody", "Nobody here")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deadline]) -> QuerySet[Deadline]:
        match self.value():
            case "me":
                return queryset.filter(owner=request.user)
            case "nobody":
                return queryset.filter(owner=None)
        return queryset


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    candidate = "application__candidate"
    list_display = ("what", "about", "state_now", "due", "whose_turn")
    list_filter = (
        DeadlineStateFilter,
        ("kind", ChoicesDropdownFilter),
        ("party", ChoicesDropdownFilter),
        OwnerFilter,
    )
    list_filter_submit = True
    list_select_related = ("application__candidate", "application__requisition", "owner")
    search_fields = ("application__candidate__name", "owner__first_name", "owner__last_name")
    ordering = ("due_at", "pk")
    fields = (
        ("about", "what"),
        ("state_now", "whose_turn"),
        ("begins_at", "at_risk_at", "due_at"),
        ("booked_for", "done_at", "plan"),
    )
    readonly_fields = ("about", "what", "state_now", "whose_turn")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deadline]:
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.annotate(reader=Value(request.user.pk))

    @admin.display(description="candidate", ordering="application__candidate__name")
    def about(self, row: Any) -> SafeString | str:
        return candidate_link(row, reader=User(pk=row.reader))

    @admin.display(description="deadline", ordering="kind")
    def what(self, row: Deadline) -> str:
        return str(row.get_kind_display())

    @admin.display(description="state")
    def state_now(self, row: Deadline) -> SafeString:
        return deadline_state(row, now=clock.glance())

    @admin.display(description="due", ordering="due_at")
    def due(self, row: Deadline) -> SafeString | str:
        return cells.due(row.due_at, now=clock.glance(), over=row.state != State.OPEN)

    @admin.display(description="whose turn", ordering="party")
    def whose_turn(self, row: Deadline) -> str:
        return whose(row)


@admin.register(ClockEvent)
class ClockEventAdmin(ReadOnlyAdmin):
    candidate = "application__candidate"
    list_display = ("when", "who", "kind", "by_whom")
    list_filter = (("kind", ChoicesDropdownFilter),)
    list_filter_submit = True
    list_select_related = ("application__candidate", "application__requisition", "by")
    search_fields = ("application__candidate__name",)
    ordering = ("-at", "-pk")
    fields = ("application", "kind", ("when", "by_whom"), "data")
    readonly_fields = ("when", "by_whom")
    by_whom = text_of("by", nobody="Twelve")

    @admin.display(description="when", ordering="at")
    def when(self, row: ClockEvent) -> SafeString | str:
        return cells.moment(row.at)

    @admin.display(description="candidate", ordering="application__candidate__name")
    def who(self, row: ClockEvent) -> str:
        return row.application.candidate.name
