"""Admin pages of scorecards: only those that the reader may read, and nothing to write."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from hiring.admin import cells
from hiring.admin.read_only import ReadOnlyAdmin, ReadOnlyInline, text_of
from interviews import blinding, scorecard_reading
from interviews.models import Flag, FlagDefinition, Rating, Scorecard, ScorecardVersion

SIGNS = {
    Scorecard.State.DRAFT: "not_started",
    Scorecard.State.SUBMITTED: "in_time",
    Scorecard.State.DECLINED: "closed",
}


class OfReadableCards(ReadOnlyInline):
    """Parts of a card. The card comes from the readable ones already; the parts ask for themselves once more."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        readable = Scorecard.objects.readable_by(request.user)
        return super().get_queryset(request).filter(scorecard__in=readable.order_by().values("pk"))


class RatingInline(OfReadableCards):
    model = Rating
    related = ("competency",)
    fields = ("competency", "rated", "evidence")

    @admin.display(description="level")
    def rated(self, row: Rating) -> str:
        return "not observed" if row.not_observed else str(row.level or cells.NOTHING)


class FlagInline(OfReadableCards):
    model = Flag
    related = ("definition", "waived_by")
    fields = ("flag", "severity", "evidence", "waived")

    @admin.display(description="flag")
    def flag(self, row: Flag) -> str:
        sign = "▲ green" if row.definition.colour == FlagDefinition.Colour.GREEN else "▼ red"
        return f"{sign}: {row.definition}"

    @admin.display(description="waived")
    def waived(self, row: Flag) -> str:
        return f"by {row.waived_by}: {row.waive_reason}" if row.waived_at else cells.NOTHING


class VersionInline(OfReadableCards):
    model = ScorecardVersion
    related = ("unlocked_by",)
    fields = ("submitted_at", "unlocked_at", "by_whom", "reason")
    by_whom = text_of("unlocked_by", "by")
    verbose_name_plural = "earlier versions"


class RecordedList(ChangeList):
    """A page of the list: each card of others whose verdict it shows is in the audit."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        scorecard_reading.record(request.user, self.result_list, door="admin")


@admin.register(Scorecard)
class ScorecardAdmin(ReadOnlyAdmin):
    list_display = ("interviewer", "who", "round", "state_now", "said", "submitted")
    list_filter = (("interview__round", ChoicesDropdownFilter), ("state", ChoicesDropdownFilter))
    list_filter_submit = True
    search_fields = ("interview__application__candidate__name", "interviewer__first_name", "interviewer__last_name")
    ordering = ("-interview__starts_at", "-pk")
    inlines = (RatingInline, FlagInline, VersionInline)
    fields = (
        ("whose", "who", "round"),
        ("state_now", "said"),
        "summary",
        ("submitted_at", "updated_at"),
        "declined_reason",
    )
    whose = text_of("interviewer")
    readonly_fields = ("whose", "who", "round", "state_now", "said")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scorecard]:
        """Where every page of this admin begins: list, detail, search, history."""
        return Scorecard.objects.readable_by(request.user).select_related(
            "interviewer", "interview__application__candidate", "interview__application__requisition"
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordedList

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if card := kwargs.get("obj"):
            scorecard_reading.record(request.user, [card], door="admin")  # type: ignore[arg-type]
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="candidate", ordering="interview__application__candidate__name")
    def who(self, card: Scorecard) -> str:
        return blinding.candidate_name(card)

    @admin.display(description="round", ordering="interview__round")
    def round(self, card: Scorecard) -> str:
        return str(card.interview.get_round_display())

    @admin.display(description="state", ordering="state")
    def state_now(self, card: Scorecard) -> SafeString:
        return cells.mark(SIGNS[Scorecard.State(card.state)], str(card.get_state_display()).lower())

    @admin.display(description="verdict")
    def said(self, card: Scorecard) -> str:
        return str(card.get_verdict_display()) or cells.NOTHING

    @admin.display(description="submitted", ordering="submitted_at")
    def submitted(self, card: Scorecard) -> SafeString | str:
        return cells.moment(card.submitted_at)
