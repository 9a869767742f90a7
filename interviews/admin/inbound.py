"""Admin pages of what the ATS sends: its events as they arrived."""

import contextlib
import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from hiring.admin import cells
from hiring.admin.asking import Reason, Verb, offered
from hiring.admin.read_only import ReadOnlyAdmin, text_of
from interviews.ats import complaints
from interviews.ats.inbound import processing, setting_aside
from interviews.models import InboundEvent

SIGNS = {
    InboundEvent.State.RECEIVED.value: "not_started",
    InboundEvent.State.PROCESSED.value: "in_time",
    InboundEvent.State.IGNORED.value: "closed",
    InboundEvent.State.WAITING.value: "at_risk",
    InboundEvent.State.FAILED.value: "breached",
    InboundEvent.State.COMPLAINT.value: "breached",
}
AGAIN = Verb(
    "process_again",
    "Process again",
    "To be processed again",
    "Applies these events once more, within a minute. What they would change may be known already, or be older than "
    "what is known: then nothing changes.",
    lambda row, *, by, saw: processing.process_again(row, by=by),
    permission="manage",
    icon="replay",
    leads_to=lambda row: str(row.get_state_display()),
)
ASIDE = Verb(
    "set_aside",
    "Set aside",
    "Set aside",
    "Says that nothing is to be done about these events. Nobody is told of them any more; they can still be "
    "processed again.",
    lambda row, *, by, saw, reason: setting_aside.set_aside(row, reason=reason, by=by),
    form=Reason,
    permission="manage",
    icon="task_alt",
    leads_to=lambda row: str(row.get_state_display()),
)


@admin.register(InboundEvent)
class InboundEventAdmin(ReadOnlyAdmin):
    candidate = "application__candidate"
    list_display = ("received", "what", "for_whom", "subject", "state_now", "outcome", "times_received")
    list_display_links = ("received", "what")
    list_filter = (("state", ChoicesDropdownFilter), ("connection", RelatedDropdownFilter))
    list_filter_submit = True
    list_fullwidth = True
    list_select_related = ("connection", "application__candidate", "application__requisition")
    search_fields = ("event_id", "action", "subject", "outcome")
    actions = [AGAIN.name, ASIDE.name]
    actions_detail = [AGAIN.name, ASIDE.name]
    process_again, set_aside = offered(AGAIN), offered(ASIDE)
    fields = (
        ("what", "for_whom"),
        ("state_now", "outcome"),
        ("subject", "whose"),
        ("happened", "received", "times_received"),
        ("attempt", "next_try", "processed"),
        "event_id",
        "headers",
        "said",
    )
    readonly_fields = (
        "what",
        "for_whom",
        "state_now",
        "whose",
        "happened",
        "received",
        "next_try",
        "processed",
        "said",
    )
    for_whom = text_of("connection")

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        is_list = request.resolver_match is None or "object_id" not in request.resolver_match.kwargs
        return rows.defer("body", "headers") if is_list else rows

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("interviews.change_inboundevent")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        without = set()
        if row is not None and row.state not in processing.IN_TROUBLE:
            without.add(ASIDE.name)
        if row is not None and row.action == complaints.ACTION:
            without.add(AGAIN.name)
        found = super().get_actions_detail(request, object_id)
        return [one for one in found if one.method.original_function_name not in without]

    @admin.display(description="event", ordering="action")
    def what(self, row: InboundEvent) -> str:
        return row.action or "without a name"

    @admin.display(description="state", ordering="state")
    def state_now(self, row: InboundEvent) -> SafeString:
        return cells.mark(SIGNS[row.state], str(row.get_state_display()).lower())

    @admin.display(description="application")
    def whose(self, row: InboundEvent) -> SafeString | str:
        return cells.page_link(row.application, str(row.application)) if row.application else cells.NOTHING

    @admin.display(description="happened", ordering="happened_at")
    def happened(self, row: InboundEvent) -> SafeString | str:
        return cells.moment(row.happened_at)

    @admin.display(description="received", ordering="received_at")
    def received(self, row: InboundEvent) -> SafeString | str:
        return cells.moment(row.received_at)

    @admin.display(description="processed", ordering="processed_at")
    def processed(self, row: InboundEvent) -> SafeString | str:
        return cells.moment(row.processed_at)

    @admin.display(description="tried next")
    def next_try(self, row: InboundEvent) -> SafeString | str:
        return cells.moment(row.next_at) if row.state == InboundEvent.State.RECEIVED else cells.NOTHING

    @admin.display(description="what it said")
    def said(self, row: InboundEvent) -> SafeString | str:
        """As text, whatever it is: it comes from outside."""
        raw = bytes(row.body)
        if not raw:
            return cells.NOTHING
        text = raw.decode(errors="backslashreplace")
        with contextlib.suppress(ValueError, RecursionError):
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        text = text.encode(errors="backslashreplace").decode()  # halves of characters, which no page carries
        return format_html('<pre class="ats-body" tabindex="0">{}</pre>', text)
