"""Admin page of who read which scorecard of others."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, RangeDateFilter, RelatedDropdownFilter

from hiring.admin import cells
from hiring.admin.read_only import ReadOnlyAdmin, text_of
from interviews import blinding
from interviews.models import ScorecardRead


@admin.register(ScorecardRead)
class ScorecardReadAdmin(ReadOnlyAdmin):
    """The audit. It says nothing of what the cards say."""

    candidate = "scorecard__interview__application__candidate"
    list_display = ("when", "until", "times", "by_whom", "card", "who", "door", "key")
    list_filter = (
        ("reader", RelatedDropdownFilter),
        ("door", AllValuesCheckboxFilter),
        ("at", RangeDateFilter),
    )
    list_filter_submit = True
    list_select_related = (
        "scorecard__interviewer",
        "scorecard__interview__application__candidate",
        "scorecard__interview__application__requisition",
        "reader",
        "token",
    )
    search_fields = (
        "scorecard__interview__application__candidate__name",
        "reader__first_name",
        "reader__last_name",
        "token__name",
    )
    ordering = ("-at", "-pk")
    fields = (("when", "until", "times"), "by_whom", ("card", "who"), ("door", "key"))
    readonly_fields = ("when", "until", "by_whom", "card", "who", "key")
    by_whom, key = text_of("reader"), text_of("token", "API token")
    card = text_of("scorecard", "scorecard of")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScorecardRead]:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Not through the card: counting rows by its verdict would read it without a line in the audit."""
        return lookup.partition("__")[0] != "scorecard" and super().lookup_allowed(lookup, value, request)

    @admin.display(description="when, first", ordering="at")
    def when(self, row: ScorecardRead) -> SafeString | str:
        return cells.moment(row.at)

    @admin.display(description="last", ordering="last_at")
    def until(self, row: ScorecardRead) -> SafeString | str:
        """When the last of several looks was, empty for one."""
        return cells.moment(row.last_at) if row.times > 1 else cells.NOTHING

    @admin.display(description="candidate")
    def who(self, row: Any) -> str:
        return blinding.candidate_name(row.scorecard)
