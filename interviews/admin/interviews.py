"""Admin pages of interviews: what is booked, held or called off. They are booked on the application's page."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter

from hiring.admin import cells
from hiring.admin.read_only import ReadOnlyAdmin
from interviews.models import Interview, Scorecard

SIGNS = {
    Interview.State.PLANNED: "not_started",
    Interview.State.HELD: "in_time",
    Interview.State.CANCELLED: "closed",
    Interview.State.NO_SHOW: "breached",
}
CARD_WORDS = {
    Scorecard.State.DRAFT: "○ awaited",
    Scorecard.State.SUBMITTED: "✓ in",
    Scorecard.State.DECLINED: "– declined",
}


@admin.register(Interview)
class InterviewAdmin(ReadOnlyAdmin):
    candidate = "application__candidate"
    list_display = ("starts", "who", "round", "state_now", "cards", "requisition", "page")
    list_filter = (
        ("round", ChoicesDropdownFilter),
        ("state", ChoicesDropdownFilter),
        ("starts_at", RangeDateTimeFilter),
    )
    list_filter_submit = True
    search_fields = (
        "application__candidate__name",
        "scorecards__interviewer__first_name",
        "scorecards__interviewer__last_name",
    )
    ordering = ("-starts_at", "-pk")
    fields = (
        ("application", "round", "state_now"),
        ("starts_at", "ends_at", "ended_at"),
        ("location", "close_reason"),
        "cards",
        "page",
    )
    readonly_fields = ("state_now", "cards", "page")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Interview]:
        rows = super().get_queryset(request).select_related("application__candidate", "application__requisition")
        return rows.prefetch_related("scorecards__interviewer")

    @admin.display(description="starts", ordering="starts_at")
    def starts(self, row: Interview) -> SafeString | str:
        return cells.moment(row.starts_at)

    @admin.display(description="candidate", ordering="application__candidate__name")
    def who(self, row: Interview) -> str:
        return row.application.candidate.name

    @admin.display(description="state", ordering="state")
    def state_now(self, row: Interview) -> SafeString:
        return cells.mark(SIGNS[Interview.State(row.state)], str(row.get_state_display()).lower())

    @admin.display(description="scorecards")
    def cards(self, row: Interview) -> SafeString | str:
        """Whose cards are in: what they say is for their readers."""
        lines = [(card.interviewer, CARD_WORDS[Scorecard.State(card.state)]) for card in row.scorecards.all()]
        return format_html_join("", '<span class="line">{}: {}</span>', lines) or cells.NOTHING

    @admin.display(description="requisition", ordering="application__requisition__title")
    def requisition(self, row: Interview) -> str:
        return row.application.requisition.title

    @admin.display(description="page")
    def page(self, row: Interview) -> SafeString:
        return cells.page_link(row.application, "Open")
