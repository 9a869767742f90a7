"""Admin pages of webhook endpoints: a secret is shown once, when it is made."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model, Q
from django.db.models.aggregates import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from hiring import clock, endpoints
from hiring.admin import cells
from hiring.admin.asking import Reason, Verb, ask, offered
from hiring.admin.messages import SIGNS
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.models import Message, WebhookEndpoint
from hiring.outbox import announcing

PUBLIC = "https, on port 443 or 8443, on the public internet."
ANYWHERE = "http or https, on any port, inside your network too: WEBHOOK_ALLOW_PRIVATE is on here."
LAST = 10
"""Messages that the page of an endpoint tells of."""


def _rotate(row: Any, *, by: Any, saw: str) -> None:
    _endpoint, row.fresh_secret = endpoints.rotate(row, by=by)


PING = Verb(
    "ping",
    "Send a test",
    "A test is on its way to",
    "Puts a message of the type “ping” on its way. How it ended stands among the messages, within a minute.",
    lambda row, *, by, saw: endpoints.ping(row, by=by),
    permission="manage",
    icon="network_ping",
)
ROTATE = Verb(
    "rotate",
    "Make a new secret",
    "A new secret was made for",
    "Makes a new secret and shows it once. For a day messages are signed with the old one as well; until then no other "
    "one can be made.",
    _rotate,
    permission="manage",
    icon="key",
)
DISABLE = Verb(
    "disable",
    "Disable",
    "Disabled",
    "The endpoint is told nothing any more. What waits for it is dropped.",
    lambda row, *, by, saw, reason: endpoints.disable(row, reason=reason, by=by),
    form=Reason,
    permission="manage",
    icon="pause_circle",
    danger=True,
)
ENABLE = Verb(
    "enable",
    "Enable",
    "Enabled",
    "The endpoint is told again what happens from now on. What it missed meanwhile is not sent.",
    lambda row, *, by, saw: endpoints.enable(row, by=by),
    permission="manage",
    icon="play_circle",
)


class EndpointForm(VerbForm):
    """Registers an endpoint with its secret, or changes what it is told where."""

    url = forms.CharField(
        label="URL",
        max_length=500,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    events = forms.MultipleChoiceField(
        choices=[(name, f"{name}: {words.lower()}") for name, words in announcing.EVENTS.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        required=False,
        help_text="What it is told. None chosen: all of it, also what later versions add.",
    )
    secret = ""

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "description", "events")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "url" in self.fields:  # not where it is only looked at
            self.fields["url"].help_text = ANYWHERE if settings.WEBHOOK_ALLOW_PRIVATE else PUBLIC

    def perform(self) -> Model:
        given = self.entered("url", "description", "events")
        if self.instance.pk:
            return endpoints.change(self.instance, by=self.by, **given)
        endpoint, self.secret = endpoints.register(by=self.by, **given)
        return endpoint


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(VerbAdmin):
    form = EndpointForm
    list_display = ("name", "address", "wants", "state", "taken", "trouble")
    search_fields = ("url", "description")
    actions = [PING.name, DISABLE.name, ENABLE.name]
    actions_detail = [PING.name, ROTATE.name, DISABLE.name, ENABLE.name]
    ping = offered(PING)
    disable = offered(DISABLE)
    enable = offered(ENABLE)

    @action(description=f"{ROTATE.title}…", permissions=["manage"], icon=ROTATE.icon)
    def rotate(self, request: HttpRequest, object_id: Any) -> HttpResponse | None:
        """Ask, then show the secret: not a message after a redirect, which would keep it in a cookie."""
        row: Any = self.get_object(request, str(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        answer = ask(self, request, ROTATE, [row], page_of=row)
        if isinstance(answer, HttpResponseRedirect) and hasattr(row, "fresh_secret"):
            return self._show(request, WebhookEndpoint.objects.get(pk=row.pk), row.fresh_secret)
        return answer

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.change_webhookendpoint")

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        without = (DISABLE, PING) if row is not None and not row.is_active else (ENABLE,)
        names = {verb.name for verb in without}
        found = super().get_actions_detail(request, object_id)
        return [each for each in found if each.method.original_function_name not in names]

    def get_queryset(self, request: HttpRequest) -> Any:
        dead = Q(messages__state__in=(Message.State.DEAD, Message.State.AMBIGUOUS), messages__settled_at=None)
        return (
            super()
            .get_queryset(request)
            .annotate(last_taken=Max("messages__accepted_at"), stuck=Count("messages", filter=dead))
        )

    def get_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        about = ("url", "description", "events")
        if obj is None:
            return about
        return (*about, ("state", "disabled_reason"), ("created_at", "created_by"), ("taken", "messages"), "lately")

    def get_readonly_fields(self, request: HttpRequest, obj: WebhookEndpoint | None = None) -> Any:
        shown = ("state", "disabled_reason", "created_at", "created_by", "taken", "messages", "lately")
        return () if obj is None else shown

    def save_form(self, request: Any, form: Any, change: bool) -> Any:
        request.fresh_secret = form.secret  # for `response_add`, which gets no form
        return super().save_form(request, form, change)

    def response_add(self, request: Any, obj: WebhookEndpoint, post_url_continue: str | None = None) -> HttpResponse:
        return self._show(request, obj, request.fresh_secret)

    def _show(self, request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": str(endpoint), "opts": self.opts}
        return TemplateResponse(
            request, "hiring/admin/endpoint/secret.html", {**context, "endpoint": endpoint, "secret": secret}
        )

    @admin.display(description="endpoint", ordering="description")
    def name(self, row: WebhookEndpoint) -> str:
        return row.description or f"Endpoint {row.pk}"

    @admin.display(description="address", ordering="url")
    def address(self, row: WebhookEndpoint) -> str:
        return row.url

    @admin.display(description="is told")
    def wants(self, row: WebhookEndpoint) -> str:
        return ", ".join(row.events) or "everything"

    @admin.display(description="state")
    def state(self, row: WebhookEndpoint) -> SafeString:
        if not row.is_active:
            return cells.mark("paused", "disabled")
        if row.rests_until is not None and row.rests_until > clock.glance():
            return cells.mark("at_risk", f"does not answer, rests until {timezone.localtime(row.rests_until):%H:%M}")
        return cells.mark("in_time", "active")

    @admin.display(description="last taken", ordering="last_taken")
    def taken(self, row: Any) -> SafeString | str:
        return cells.moment(row.last_taken) if row.last_taken else "never"

    @admin.display(description="given up", ordering="stuck")
    def trouble(self, row: Any) -> SafeString | str:
        return cells.mark("breached", f"{row.stuck} given up") if row.stuck else "–"

    @admin.display(description="how the last ones went")
    def lately(self, row: WebhookEndpoint) -> SafeString | str:
        last = row.messages.order_by("-created_at", "-pk")[:LAST]
        lines = [
            (
                reverse("admin:hiring_message_change", args=[one.pk]),
                one.letter,
                cells.mark(SIGNS[Message.State(one.state)], str(one.get_state_display()).lower()),
                cells.moment(one.accepted_at or one.created_at),
                f"after {one.attempt} attempts" if one.attempt > 1 else "",
                one.last_error[:90] if one.state != Message.State.SENT else "",
            )
            for one in last
        ]
        shown = '<li><a class="twelve-link" href="{}">{}</a> {} {} {} {}</li>'
        return format_html("<ul>{}</ul>", format_html_join("", shown, lines)) if lines else "nothing sent yet"

    @admin.display(description="messages")
    def messages(self, row: WebhookEndpoint) -> SafeString:
        listed = f"{reverse('admin:hiring_message_changelist')}?endpoint__id__exact={row.pk}"
        return format_html('<a class="twelve-link" href="{}">All messages to it</a>', listed)
