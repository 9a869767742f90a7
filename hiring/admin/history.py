"""Admin pages of what was done: the history of all applications, results, decisions."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    AllValuesCheckboxFilter,
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)

from hiring import disclosure
from hiring.admin import cells
from hiring.admin.read_only import ReadOnlyAdmin, text_of
from hiring.models import ApplicationEvent, Decision, RoundResult


class AboutAnApplication(ReadOnlyAdmin):
    candidate = "application__candidate"
    list_select_related = ("application__candidate", "application__requisition", "by")
    list_filter_submit = True
    search_fields = ("application__candidate__name", "by__first_name", "by__last_name")
    ordering = ("-at", "-pk")
    readonly_fields: tuple[str, ...] = ("when", "by_whom")
    by_whom = text_of("by", nobody="Twelve")

    @admin.display(description="when", ordering="at")
    def when(self, row: Any) -> SafeString | str:
        return cells.moment(row.at)

    @admin.display(description="candidate", ordering="application__candidate__name")
    def who(self, row: Any) -> str:
        return str(row.application.candidate)


@admin.register(ApplicationEvent)
class ApplicationEventAdmin(AboutAnApplication):
    list_display = ("when", "who", "what", "from_stage", "to_stage", "by_whom")
    list_filter = (("verb", AllValuesCheckboxFilter), ("to_stage", ChoicesDropdownFilter))
    fields = (("application", "what"), ("from_stage", "to_stage"), ("when", "by_whom"), "why")
    readonly_fields = ("what", "when", "by_whom", "why")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApplicationEvent]:
        told = disclosure.history_for(request.user).select_related(*self.list_select_related)
        return told.exclude(application__candidate__employee=request.user)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Not by reason or data: whoever is told neither would learn them by asking whether they hold a word."""
        return lookup.partition("__")[0] not in ("reason", "data") and super().lookup_allowed(lookup, value, request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.told = disclosure.told(row, sees_pay=request.user.has_perm("hiring.view_offer"))
        return row

    @admin.display(description="what", ordering="verb")
    def what(self, row: ApplicationEvent) -> str:
        return row.in_words

    @admin.display(description="reason")
    def why(self, row: Any) -> str:
        return row.told.reason or cells.NOTHING


@admin.register(RoundResult)
class RoundResultAdmin(AboutAnApplication):
    list_display = ("when", "who", "round", "verdict", "outcome", "by_whom")
    list_filter = (("round", ChoicesDropdownFilter), ("verdict", ChoicesDropdownFilter), ("passed", BooleanRadioFilter))
    fields = ("application", ("round", "verdict", "outcome"), "reason", ("when", "by_whom"))
    readonly_fields = ("outcome", "when", "by_whom")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoundResult]:
        """Without those whose verdict is hidden: a filter would tell it. An application's page shows how they ended."""
        told = disclosure.results_for(request.user).filter(is_hidden=False)
        return told.exclude(application__candidate__employee=request.user)

    @admin.display(description="outcome", ordering="passed")
    def outcome(self, row: RoundResult) -> str:
        return "✓ passed" if row.passed else "✕ not passed"


@admin.register(Decision)
class DecisionAdmin(AboutAnApplication):
    list_display = ("when", "who", "outcome", "by_whom", "reason")
    list_filter = (("outcome", ChoicesDropdownFilter),)
    fields = ("application", "outcome", "reason", ("when", "by_whom"))
