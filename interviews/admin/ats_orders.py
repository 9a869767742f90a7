"""Admin pages of what an ATS ordered and was told."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from hiring.admin import cells
from hiring.admin.asking import Reason, Verb, offered
from hiring.admin.messages import SIGNS as LETTER_SIGNS
from hiring.admin.read_only import ReadOnlyAdmin, ReadOnlyInline, text_of
from hiring.models import Message
from interviews import visibility
from interviews.ats import complaints, orders, reporting, result_links, telling
from interviews.models import AssessmentOrder, AssessmentReport

HIDDEN = "hidden until your own scorecards are in"
STATE_SIGNS = {
    "ordered": "not_started",
    "started": "in_time",
    "completed": "closed",
    "cancelled": "paused",
    "rejected": "breached",
    "ready": "not_started",
    "sent": "closed",
    "dead": "breached",
}


CANCEL = Verb(
    "cancel",
    "Call off",
    "Called off",
    "The ATS is told that this assessment is off. The application goes on: end it on its own page, if it is to end.",
    lambda row, *, by, saw, reason: orders.cancel(row, reason=reason, by=by),
    form=Reason,
    permission="manage",
    icon="cancel",
    danger=True,
)
REPORT = Verb(
    "report_again",
    "Tell the ATS again",
    "The ATS is told again of",
    "Tells the ATS once more how this order stands, within a minute. What was still on its way to it is not sent.",
    lambda row, *, by, saw: reporting.report_again(row, by=by),
    permission="manage",
    icon="send",
)


class ReportInline(ReadOnlyInline):
    model = AssessmentReport
    fields = ("method", "url", "state", "attempt", "next_at", "answer", "sent_at")


@admin.register(AssessmentOrder)
class AssessmentOrderAdmin(ReadOnlyAdmin):
    candidate = "application__candidate"
    list_display = ("what", "who", "state_now", "points", "ordered_when", "ended", "told")
    list_filter = (("state", ChoicesDropdownFilter), ("connection", RelatedDropdownFilter))
    list_filter_submit = True
    list_select_related = ("package", "connection", "application__candidate", "application__requisition")
    search_fields = ("public_id", "external_ref", "application_ref", "application__candidate__name")
    inlines = (ReportInline,)
    actions_detail = [REPORT.name, CANCEL.name]
    report_again = offered(REPORT)
    cancel = offered(CANCEL)
    fields = (
        ("what", "from_where"),
        ("who", "state_now"),
        ("points", "found"),
        ("ordered_when", "begun", "ended"),
        ("told", "told_candidate"),
        "cancel_reason",
        ("external_ref", "application_ref", "candidate_ref"),
        "named_also",
        "page",
        "complaints",
    )
    readonly_fields = (
        *("what", "from_where", "who", "state_now", "points", "found", "ordered_when", "begun", "ended", "told"),
        *("told_candidate", "named_also", "page", "complaints"),
    )
    what = text_of("package", "assessment")
    from_where = text_of("connection", "ordered by")

    def get_queryset(self, request: HttpRequest) -> Any:
        unread = visibility.unread(request.user, application="application")
        return super().get_queryset(request).annotate(is_hidden=unread)

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("interviews.change_assessmentorder")

    @admin.display(description="candidate", ordering="application__candidate__name")
    def who(self, row: AssessmentOrder) -> SafeString | str:
        return cells.page_link(row.application, str(row.application)) if row.application else cells.NOTHING

    @admin.display(description="state", ordering="state")
    def state_now(self, row: AssessmentOrder) -> SafeString:
        return cells.mark(STATE_SIGNS[row.state], str(row.get_state_display()).lower())

    @admin.display(description="score", ordering="score")
    def points(self, row: Any) -> str:
        if row.score is None:
            return cells.NOTHING
        return HIDDEN if row.is_hidden else f"{row.score:.0f} of {row.max_score:.0f}"

    @admin.display(description="what the ATS reads")
    def found(self, row: Any) -> str:
        if row.is_hidden or not row.attributes:
            return HIDDEN if row.attributes else cells.NOTHING
        return " · ".join(f"{each['label']}: {each['value']}" for each in row.attributes)

    @admin.display(description="ordered", ordering="ordered_at")
    def ordered_when(self, row: AssessmentOrder) -> SafeString | str:
        return cells.moment(row.ordered_at)

    @admin.display(description="begun")
    def begun(self, row: AssessmentOrder) -> SafeString | str:
        return cells.moment(row.started_at)

    @admin.display(description="ended", ordering="completed_at")
    def ended(self, row: AssessmentOrder) -> SafeString | str:
        return cells.moment(row.completed_at or row.cancelled_at)

    @admin.display(description="candidate told")
    def told_candidate(self, row: AssessmentOrder) -> SafeString | str:
        letter = Message.objects.filter(idem_key=telling.key(row)).first()
        if letter is None:
            return "no letter"
        words = str(letter.get_state_display()).lower()
        at = cells.moment(letter.accepted_at) if letter.accepted_at else ""
        return format_html(
            "{} {} {}",
            cells.mark(LETTER_SIGNS[Message.State(letter.state)], words),
            at,
            cells.row_link(letter, "Letter"),
        )

    @admin.display(description="last told", ordering="last_reported_at")
    def told(self, row: AssessmentOrder) -> SafeString | str:
        return cells.moment(row.last_reported_at)

    @admin.display(description="came again for")
    def named_also(self, row: AssessmentOrder) -> SafeString | str:
        """The vendor may take the one result for that of two tests: it sent the same address with both."""
        if not row.also_named:
            return cells.NOTHING
        words = f"“{row.also_named}”: the same order, sent again with the name of another test. It stays what it was."
        return format_html("{} {}", cells.mark("at_risk", "differs"), words)

    @admin.display(description="result page")
    def page(self, row: Any) -> SafeString | str:
        if row.is_hidden:
            return HIDDEN
        return format_html('<a class="twelve-link" href="{}">As the ATS shows it</a>', result_links.address(row))

    @admin.display(description="complaints of the ATS")
    def complaints(self, row: AssessmentOrder) -> str:
        return "; ".join(event.outcome for event in complaints.about(row)[:5]) or cells.NOTHING


@admin.register(AssessmentReport)
class AssessmentReportAdmin(ReadOnlyAdmin):
    candidate = "order__application__candidate"
    list_display = ("about", "method", "state_now", "attempt", "answer", "written", "next_try")
    list_filter = (("state", ChoicesDropdownFilter), ("order__connection", RelatedDropdownFilter))
    list_filter_submit = True
    list_select_related = ("order__package", "order__connection")
    search_fields = ("order__public_id", "url", "answer")
    fields = (("order", "state_now"), ("method", "url"), ("attempt", "answer"), ("written", "next_try", "sent_at"))
    readonly_fields = ("state_now", "written", "next_try")

    @admin.display(description="order")
    def about(self, row: AssessmentReport) -> str:
        return str(row.order)

    @admin.display(description="state", ordering="state")
    def state_now(self, row: AssessmentReport) -> SafeString:
        return cells.mark(STATE_SIGNS[row.state], str(row.get_state_display()).lower())

    @admin.display(description="written", ordering="created_at")
    def written(self, row: AssessmentReport) -> SafeString | str:
        return cells.moment(row.created_at)

    @admin.display(description="tried next", ordering="next_at")
    def next_try(self, row: AssessmentReport) -> SafeString | str:
        return cells.moment(row.next_at) if row.state == AssessmentReport.State.READY else cells.NOTHING
