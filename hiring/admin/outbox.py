"""Admin pages of what is sent: reminders, messages, the engine behind them, the built-in mailbox."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, F, Value
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, ChoicesDropdownFilter

from hiring import clock
from hiring.admin import cells
from hiring.admin.asking import Verb, offered
from hiring.admin.deadline_cells import addressee, candidate_link
from hiring.admin.read_only import ReadOnlyAdmin, ReadOnlyInline, text_of
from hiring.models import EngineState, MailboxMail, Message, Reminder, User
from hiring.outbox import retrying

REMINDER_SIGNS = {
    Reminder.State.PENDING: "not_started",
    Reminder.State.QUEUED: "at_risk",
    Reminder.State.SENT: "in_time",
    Reminder.State.CANCELLED: "closed",
    Reminder.State.SUPERSEDED: "closed",
    Reminder.State.DEAD: "breached",
}
MESSAGE_SIGNS = {
    Message.State.READY: "at_risk",
    Message.State.SENT: "in_time",
    Message.State.AMBIGUOUS: "breached",
    Message.State.DROPPED: "closed",
    Message.State.DEAD: "breached",
}
RETRY = Verb(
    "retry",
    "Try again",
    "Put back on their way",
    "Puts messages that were given up, or perhaps sent, back on their way. One that did arrive the first time "
    "carries the same identifier, so most mail programs show it once.",
    lambda row, *, by, saw: retrying.retry(row, by=by),
    permission="retry",
    icon="replay",
    leads_to=lambda row: str(row.get_state_display()),
)


def reminder_state(row: Reminder) -> SafeString:
    """The state of a reminder by word and sign."""
    return cells.mark(REMINDER_SIGNS[Reminder.State(row.state)], str(row.get_state_display()).lower())


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    candidate = "deadline__application__candidate"
    list_display = ("due", "who", "about", "rung", "to", "state_now", "sent", "why")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("rung", AllValuesCheckboxFilter),
        ("deadline__kind", ChoicesDropdownFilter),
        ("role", AllValuesCheckboxFilter),
    )
    list_filter_submit = True
    list_fullwidth = True
    list_select_related = ("deadline__application__candidate", "deadline__application__requisition", "recipient")
    search_fields = (
        "deadline__application__candidate__name",
        "recipient__first_name",
        "recipient__last_name",
        "recipient__email",
        "rung",
        "state",
        "why",
    )
    search_help_text = "Candidate, recipient, rung, state or the reason why it was not sent"
    fields = (
        ("deadline", "about"),
        ("rung", "rank", "plan"),
        ("role", "person", "channel"),
        ("due_at", "hard_by"),
        ("state_now", "sent_at"),
        "why",
        "message",
    )
    readonly_fields = ("about", "person", "state_now")
    person = text_of("recipient")

    @admin.display(description="due", ordering="due_at")
    def due(self, row: Reminder) -> SafeString | str:
        return cells.due(row.due_at, now=clock.glance(), over=row.state != Reminder.State.PENDING)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(reader=Value(request.user.pk))

    def get_ordering(self, request: HttpRequest) -> Any:
        """What went out last, then what is due next."""
        return (F("sent_at").desc(nulls_last=True), "due_at", "pk")

    @admin.display(description="candidate", ordering="deadline__application__candidate__name")
    def who(self, row: Any) -> SafeString | str:
        return candidate_link(row.deadline, reader=User(pk=row.reader))

    @admin.display(description="about", ordering="deadline__kind")
    def about(self, row: Reminder) -> str:
        return str(row.deadline.get_kind_display())

    @admin.display(description="to", ordering="role")
    def to(self, row: Reminder) -> str:
        return addressee(row)

    @admin.display(description="state", ordering="state")
    def state_now(self, row: Reminder) -> SafeString:
        return reminder_state(row)

    @admin.display(description="sent", ordering="sent_at")
    def sent(self, row: Reminder) -> SafeString | str:
        return cells.moment(row.sent_at)


class CarriedInline(ReadOnlyInline):
    model = Reminder
    related = ("deadline__application__candidate",)
    fields = ("who", "about", "rung", "state_now")
    verbose_name_plural = "reminders in it"

    def get_queryset(self, request: HttpRequest) -> Any:
        others = super().get_queryset(request).exclude(deadline__application__candidate__employee=request.user)
        return others.annotate(reader=Value(request.user.pk))

    @admin.display(description="candidate")
    def who(self, row: Any) -> SafeString | str:
        return candidate_link(row.deadline, reader=User(pk=row.reader))

    @admin.display(description="about")
    def about(self, row: Reminder) -> str:
        return str(row.deadline.get_kind_display())

    @admin.display(description="state")
    def state_now(self, row: Reminder) -> SafeString:
        return reminder_state(row)


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("created", "recipient", "letter", "channel", "carries", "state_now", "tried", "last_error")
    list_filter = (("state", ChoicesDropdownFilter), ("channel", AllValuesCheckboxFilter))
    list_filter_submit = True
    list_select_related = ("recipient",)
    search_fields = ("recipient__first_name", "recipient__last_name", "recipient__email", "last_error", "idem_key")
    inlines = (CarriedInline,)
    actions = [RETRY.name]
    actions_detail = [RETRY.name]
    retry = offered(RETRY)
    fields = (
        ("person", "channel", "letter"),
        ("state_now", "tried"),
        ("created_at", "next_at", "give_up_at"),
        ("accepted_at", "provider_message_id"),
        "last_error",
        ("idem_key", "lease_owner"),
    )
    readonly_fields = ("person", "state_now", "tried")
    person = text_of("recipient")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("recipient").annotate(carried=Count("reminders"))

    def has_retry_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.change_message")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        stuck = row is not None and row.state in retrying.STUCK
        return super().get_actions_detail(request, object_id) if stuck else []

    @admin.display(description="written", ordering="created_at")
    def created(self, row: Message) -> SafeString | str:
        return cells.moment(row.created_at)

    @admin.display(description="reminders", ordering="carried")
    def carries(self, row: Any) -> int:
        return int(row.carried)

    @admin.display(description="state", ordering="state")
    def state_now(self, row: Message) -> SafeString:
        return cells.mark(MESSAGE_SIGNS[Message.State(row.state)], str(row.get_state_display()).lower())

    @admin.display(description="attempts", ordering="attempt")
    def tried(self, row: Message) -> int:
        return row.attempt


@admin.register(EngineState)
class EngineStateAdmin(ReadOnlyAdmin):
    list_display = ("mode", "looked", "last_sweep_by")

    @admin.display(description="last look")
    def looked(self, row: EngineState) -> SafeString | str:
        return cells.moment(row.last_sweep_at)


class MailboxMailAdmin(ReadOnlyAdmin):
    list_display = ("subject", "to", "when")
    search_fields = ("subject", "text")
    fields = ("subject", ("sender", "to"), "at", "text")
    readonly_fields = ("to",)

    @admin.display(description="to")
    def to(self, mail: MailboxMail) -> str:
        return ", ".join(mail.recipients)

    @admin.display(description="sent", ordering="at")
    def when(self, mail: MailboxMail) -> SafeString | str:
        return cells.moment(mail.at)


if settings.MAILBOX:
    admin.site.register(MailboxMail, MailboxMailAdmin)
