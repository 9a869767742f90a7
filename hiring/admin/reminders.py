"""Admin pages of reminders: all of them to search, each with its ledger, and what may be done about one."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet, Value
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, ChoicesDropdownFilter

from hiring import clock, ledger, overriding
from hiring.admin import cells
from hiring.admin.asking import Reason, Verb, offered
from hiring.admin.deadline_cells import addressee, candidate_link, reminder_state
from hiring.admin.read_only import ReadOnlyAdmin
from hiring.models import Reminder, User
from hiring.outbox import letters


def _whom(row: Any) -> str:
    """By which channel to whom, about which candidate: by the name under which the reader knows them."""
    return f"by {row.channel} to {addressee(row)}, about {letters.name_for(User(pk=row.reader), row.deadline)}"


SEND_NOW = Verb(
    "send_now",
    "Send now",
    "On their way",
    "Puts each reminder on its way at once, whatever quiet hours or “I am on it” say. It does not come again at its "
    "own time.",
    lambda row, *, by, saw: overriding.send_now(row, by=by),
    permission="override",
    icon="send",
    leads_to=_whom,
)
SUPPRESS = Verb(
    "suppress",
    "Suppress",
    "Suppressed",
    "Takes back each reminder before it is sent. The other rungs of its deadline stay as they are.",
    lambda row, *, by, saw, reason: overriding.suppress(row, reason=reason, by=by),
    form=Reason,
    permission="override",
    icon="notifications_off",
    danger=True,
    leads_to=_whom,
)
VERBS = (SEND_NOW, SUPPRESS)


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    candidate = "deadline__application__candidate"
    list_display = ("due", "who", "what", "rung", "to", "channel", "policy", "state_now", "sent", "why")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("channel", AllValuesCheckboxFilter),
        ("manner", ChoicesDropdownFilter),
        ("rung", AllValuesCheckboxFilter),
        ("deadline__kind", ChoicesDropdownFilter),
        ("role", AllValuesCheckboxFilter),
        ("policy_version", AllValuesCheckboxFilter),
    )
    list_filter_submit = True
    list_fullwidth = True
    search_fields = (
        "deadline__application__candidate__name",
        "recipient__first_name",
        "recipient__last_name",
        "recipient__email",
        "rung",
        "state",
        "why",
        "channel",
        "policy_version",
    )
    search_help_text = "Candidate, recipient, rung, state, channel, policy version, or why it was not sent"
    actions = [verb.name for verb in VERBS]
    actions_detail = [verb.name for verb in VERBS]
    send_now, suppress = (offered(verb) for verb in VERBS)
    fields = (
        ("who", "what"),
        "ledger_page",
        ("rung", "rule"),
        ("policy", "plan"),
        "manner",
        ("nominal", "due"),
        ("moved", "latest"),
        ("to", "channel"),
        ("state_now", "sent"),
        "result",
        ("sent_in", "attempts"),
        "provider",
        "following",
    )
    readonly_fields = (
        *("who", "what", "ledger_page", "rule", "policy", "nominal", "due", "moved", "latest", "to", "state_now"),
        *("result", "sent", "following", "sent_in", "provider", "attempts"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return ledger.with_rows(super().get_queryset(request)).annotate(reader=Value(request.user.pk))

    def get_ordering(self, request: HttpRequest) -> Any:
        """What went out last, then what is due next."""
        return (F("sent_at").desc(nulls_last=True), "due_at", "pk")

    def has_override_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.change_reminder")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        pending = row is not None and row.state == Reminder.State.PENDING
        return super().get_actions_detail(request, object_id) if pending else []

    @admin.display(description="due", ordering="due_at")
    def due(self, row: Reminder) -> SafeString | str:
        return cells.due(row.due_at, now=clock.glance(), over=row.state != Reminder.State.PENDING)

    @admin.display(description="candidate", ordering="deadline__application__candidate__name")
    def who(self, row: Any) -> SafeString | str:
        return candidate_link(row.deadline, reader=User(pk=row.reader))

    @admin.display(description="deadline", ordering="deadline__kind")
    def what(self, row: Reminder) -> str:
        return ledger.about(row.deadline)

    @admin.display(description="to", ordering="role")
    def to(self, row: Reminder) -> str:
        return addressee(row)

    @admin.display(description="policy", ordering="policy_version")
    def policy(self, row: Reminder) -> int:
        return row.policy_version

    @admin.display(description="state", ordering="state")
    def state_now(self, row: Reminder) -> SafeString:
        return reminder_state(row)

    @admin.display(description="sent", ordering="sent_at")
    def sent(self, row: Reminder) -> SafeString | str:
        return cells.moment(row.sent_at)

    @admin.display(description="ledger")
    def ledger_page(self, row: Any) -> SafeString | str:
        return cells.ledger_link(row.deadline, reader=User(pk=row.reader))

    @admin.display(description="why it is due")
    def rule(self, row: Any) -> str:
        return self._line(row).rule

    @admin.display(description="rung’s own instant")
    def nominal(self, row: Reminder) -> SafeString | str:
        return cells.moment(row.nominal_at)

    @admin.display(description="moved")
    def moved(self, row: Any) -> str:
        return self._line(row).moved or "not moved"

    @admin.display(description="at the latest")
    def latest(self, row: Reminder) -> SafeString | str:
        return cells.moment(row.hard_by)

    @admin.display(description="result")
    def result(self, row: Any) -> str:
        return self._line(row).result

    @admin.display(description="next one")
    def following(self, row: Any) -> str:
        return self._line(row).following_text or "none"

    @admin.display(description="sent in")
    def sent_in(self, row: Reminder) -> SafeString | str:
        return cells.row_link(row.message, f"Message {row.message_id}") if row.message else cells.NOTHING

    @admin.display(description="identifier of the channel")
    def provider(self, row: Reminder) -> str:
        return (row.message.provider_message_id if row.message else "") or cells.NOTHING

    @admin.display(description="attempts")
    def attempts(self, row: Reminder) -> int:
        return row.message.attempt if row.message else 0

    def _line(self, row: Any) -> ledger.Line:
        """The row's line in the ledger, for its page alone: a list would ask for each row."""
        if not hasattr(row, "line"):
            [row.line] = ledger.read([row], reader=User(pk=row.reader), now=clock.glance())
        line: ledger.Line = row.line
        return line
