"""Admin pages of messages: what is on its way, what did not arrive, what was done about it; the built-in mailbox."""

import json
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AllValuesCheckboxFilter, ChoicesDropdownFilter, DropdownFilter

from hiring.admin import cells
from hiring.admin.asking import Reason, Verb, offered
from hiring.admin.deadline_cells import candidate_link, reminder_state
from hiring.admin.read_only import ReadOnlyAdmin, ReadOnlyInline, text_of
from hiring.models import MailboxMail, Message, Reminder, User
from hiring.outbox import retrying, settling

SIGNS = {
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
REPLAY = Verb(
    "replay",
    "Send again",
    "Put on their way again",
    "Sends webhooks once more, whatever became of them: the same body under the same identifier, signed anew. A system "
    "that has them already drops them by that.",
    lambda row, *, by, saw: retrying.replay(row, by=by),
    permission="retry",
    icon="replay",
    leads_to=lambda row: str(row.get_state_display()),
)
SETTLE = Verb(
    "settle",
    "Seen to",
    "Seen to",
    "Says that you took care of what these messages were to say, for example by a call. They are no task any more.",
    lambda row, *, by, saw, reason: settling.settle(row, reason=reason, by=by),
    form=Reason,
    permission="retry",
    icon="task_alt",
    leads_to=lambda row: str(row.get_state_display()),
)


class SettledFilter(DropdownFilter):
    """What waits for somebody, and what was seen to."""

    title = "seen to"
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waits for somebody"), ("done", "Seen to")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        match self.value():
            case "waiting":
                return queryset.filter(state__in=retrying.STUCK, settled_at=None)
            case "done":
                return queryset.filter(settled_at__isnull=False)
        return queryset


class CarriedInline(ReadOnlyInline):
    model = Reminder
    related = ("deadline__application__candidate",)
    fields = ("who", "about", "rung", "state_now", "why")
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
    candidate = "candidate"
    list_display = ("created", "to", "letter", "channel", "carries", "state_now", "tried", "last_error", "seen_to")
    list_filter = (("state", ChoicesDropdownFilter), ("channel", AllValuesCheckboxFilter), SettledFilter)
    list_filter_submit = True
    list_fullwidth = True
    search_fields = (
        *("recipient__first_name", "recipient__last_name", "recipient__email"),
        *("candidate__name", "candidate__email"),
        *("endpoint__description", "endpoint__url", "letter", "last_error", "settled_reason", "idem_key"),
        "provider_message_id",
    )
    search_help_text = "Recipient, candidate or endpoint, letter, error, what was done about it, identifier"
    inlines = (CarriedInline,)
    actions = [RETRY.name, REPLAY.name, SETTLE.name]
    actions_detail = [RETRY.name, REPLAY.name, SETTLE.name]
    retry, replay, settle = offered(RETRY), offered(REPLAY), offered(SETTLE)
    fields = (
        ("to", "channel", "letter"),
        ("state_now", "tried", "repeats"),
        ("created_at", "next_at", "give_up_at"),
        ("accepted_at", "provider_message_id", "read_there"),
        "last_error",
        "body",
        ("seen_to", "seen_to_at", "what_was_done"),
        ("idem_key", "lease_owner", "overtaken"),
    )
    readonly_fields = ("to", "state_now", "tried", "read_there", "body", "seen_to", "seen_to_at", "what_was_done")
    seen_to = text_of("settled_by", "seen to by")

    def get_queryset(self, request: HttpRequest) -> Any:
        related = ("recipient", "endpoint", "candidate", "settled_by", "inbox_item")
        rows = super().get_queryset(request).select_related(*related)
        return rows.annotate(carried=Count("reminders"))

    def has_retry_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.change_message")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        if row is None or row.state == Message.State.READY:
            return []
        fitting = {RETRY.name, SETTLE.name} if row.state in retrying.STUCK else {REPLAY.name} if row.endpoint else set()
        if row.settled_at is not None:
            fitting -= {SETTLE.name}
        offers = super().get_actions_detail(request, object_id)
        return [one for one in offers if one.method.original_function_name in fitting]

    @admin.display(description="written", ordering="created_at")
    def created(self, row: Message) -> SafeString | str:
        return cells.moment(row.created_at)

    @admin.display(description="to", ordering="recipient__first_name")
    def to(self, row: Message) -> str:
        return str(row.addressee)

    @admin.display(description="reminders", ordering="carried")
    def carries(self, row: Any) -> int:
        return int(row.carried)

    @admin.display(description="state", ordering="state")
    def state_now(self, row: Message) -> SafeString:
        return cells.mark(SIGNS[Message.State(row.state)], str(row.get_state_display()).lower())

    @admin.display(description="attempts", ordering="attempt")
    def tried(self, row: Message) -> int:
        return row.attempt

    @admin.display(description="seen to on")
    def seen_to_at(self, row: Message) -> SafeString | str:
        return cells.moment(row.settled_at)

    @admin.display(description="what was done")
    def what_was_done(self, row: Message) -> str:
        return row.settled_reason or cells.NOTHING

    @admin.display(description="body")
    def body(self, row: Message) -> str:
        return json.dumps(row.payload, sort_keys=True) if row.endpoint else cells.NOTHING

    @admin.display(description="read in the inbox")
    def read_there(self, row: Any) -> SafeString | str:
        item = getattr(row, "inbox_item", None)
        return cells.moment(item.read_at) if item else cells.NOTHING


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
