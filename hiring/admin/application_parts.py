"""What an application's page in the admin shows beneath its facts: deadlines, results, history, reminders."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from hiring import clock, disclosure
from hiring.admin import cells
from hiring.admin.deadline_cells import addressee, deadline_state, whose
from hiring.admin.read_only import ReadOnlyInline, text_of
from hiring.models import Application, ApplicationEvent, Deadline, Decision, Reminder, RoundResult, User

HIDDEN = "hidden until your own scorecards are in"


class DeadlineInline(ReadOnlyInline):
    model = Deadline
    related = ("owner",)
    fields = ("what", "state_now", "due", "whose_turn", "done")
    ordering = ("due_at", "pk")

    @admin.display(description="deadline")
    def what(self, row: Deadline) -> str:
        return str(row.get_kind_display())

    @admin.display(description="state")
    def state_now(self, row: Deadline) -> SafeString:
        return deadline_state(row, now=clock.glance())

    @admin.display(description="due")
    def due(self, row: Deadline) -> SafeString | str:
        return cells.due(row.due_at, now=clock.glance(), over=row.state != Deadline.State.OPEN)

    @admin.display(description="whose turn")
    def whose_turn(self, row: Deadline) -> str:
        return whose(row)

    @admin.display(description="done")
    def done(self, row: Deadline) -> SafeString | str:
        return cells.moment(row.done_at)


class DoneBySomebody(ReadOnlyInline):
    related = ("by",)
    by_whom = text_of("by", nobody="Twelve")

    @admin.display(description="when")
    def when(self, row: Any) -> SafeString | str:
        return cells.moment(row.at)


class ResultInline(DoneBySomebody):
    model = RoundResult
    fields = ("round", "said", "outcome", "why", "by_whom", "when")
    verbose_name_plural = "results of the rounds"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoundResult]:
        return disclosure.results_for(request.user).select_related(*self.related)

    @admin.display(description="verdict")
    def said(self, row: RoundResult) -> str:
        return HIDDEN if row.is_hidden else str(row.get_verdict_display())

    @admin.display(description="reason")
    def why(self, row: RoundResult) -> str:
        return cells.NOTHING if row.is_hidden else row.reason or cells.NOTHING

    @admin.display(description="outcome")
    def outcome(self, row: RoundResult) -> str:
        return "✓ passed" if row.passed else "✕ not passed"


class DecisionInline(DoneBySomebody):
    model = Decision
    fields = ("outcome", "reason", "by_whom", "when")


class HistoryInline(DoneBySomebody):
    model = ApplicationEvent
    fields = ("when", "what", "stages", "by_whom", "why")
    ordering = ("-at", "-pk")
    verbose_name_plural = "history"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApplicationEvent]:
        return disclosure.history_for(request.user).select_related(*self.related).order_by(*self.ordering)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.sees_pay = request.user.has_perm("hiring.view_offer")  # an inline is made anew for each request
        return super().get_formset(request, obj, **kwargs)

    @admin.display(description="what")
    def what(self, row: ApplicationEvent) -> str:
        return row.in_words

    @admin.display(description="stage")
    def stages(self, row: ApplicationEvent) -> str:
        there = str(row.get_to_stage_display())
        return f"{row.get_from_stage_display()} → {there}" if row.from_stage else there

    @admin.display(description="reason")
    def why(self, row: ApplicationEvent) -> str:
        return disclosure.told(row, sees_pay=self.sees_pay).reason or cells.NOTHING


PARTS = (DeadlineInline, ResultInline, DecisionInline, HistoryInline)


TAKEN_BACK = (Reminder.State.CANCELLED, Reminder.State.SUPERSEDED, Reminder.State.SUPPRESSED)
MOST_TO_COME = 6


def reminders_of(application: Application, user: User) -> tuple[list[tuple[Reminder, str]], int]:
    """The reminders that went out and the next to come, as they fall due, each with its addressee.

    And how many more there are: the later ones, those that were taken back. They are in the ledger.
    """
    if not user.has_perm("hiring.view_reminder"):
        return [], 0
    rows = Reminder.objects.filter(deadline__application=application).select_related("deadline", "recipient")
    found = list(rows.order_by("due_at", "pk"))
    to_come = [row for row in found if row.state == Reminder.State.PENDING]
    left_out = {row.pk for row in to_come[MOST_TO_COME:]} | {row.pk for row in found if row.state in TAKEN_BACK}
    return [(row, addressee(row)) for row in found if row.pk not in left_out], len(left_out)
