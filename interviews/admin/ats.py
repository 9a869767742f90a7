"""Admin pages of the ATS at the other end: its connections, what it may order."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action

from hiring.admin import cells
from hiring.admin.asking import Verb, ask
from hiring.admin.read_only import text_of
from hiring.admin.verb_forms import VerbAdmin
from interviews.admin.ats_forms import ConnectionForm, PackageForm
from interviews.admin.ats_orders import STATE_SIGNS
from interviews.admin.inbound import SIGNS
from interviews.ats import connections, given, packages, trouble
from interviews.models import AssessmentPackage, AtsConnection


def _rotate(row: Any, *, by: Any, saw: str) -> None:
    _connection, row.fresh_key = connections.rotate_key(row, by=by)


ROTATE = Verb(
    "rotate",
    "Make a new key",
    "A new key was made for",
    "Makes a new key and shows it once. The old one opens for a day more; until then no other one can be made.",
    _rotate,
    permission="manage",
    icon="key",
)


@admin.register(AtsConnection)
class AtsConnectionAdmin(VerbAdmin):
    form = ConnectionForm
    list_display = ("name", "vendor", "slug", "acts_for_it", "state")
    list_select_related = ("acts_as",)
    search_fields = ("name", "slug")
    actions_detail = [ROTATE.name]
    change_form_outer_before_template = "interviews/admin/connection.html"
    acts_for_it = text_of("acts_as", "acts as")

    class Media:
        js = ("twelve/copy.js",)

    @action(description=f"{ROTATE.title}…", permissions=["manage"], icon=ROTATE.icon)
    def rotate(self, request: HttpRequest, object_id: Any) -> HttpResponse | None:
        """Ask, then show the key: not a message after a redirect, which would keep it in a cookie."""
        row: Any = self.get_object(request, str(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        answer = ask(self, request, ROTATE, [row], page_of=row)
        if isinstance(answer, HttpResponseRedirect) and hasattr(row, "fresh_key"):
            return self._show(request, AtsConnection.objects.get(pk=row.pk), row.fresh_key)
        return answer

    def has_manage_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("interviews.change_atsconnection")

    def get_fields(self, request: HttpRequest, obj: AtsConnection | None = None) -> Any:
        secrets = ("remote_url", "remote_key", "webhook_secret")
        if obj is None:
            return (("vendor", "slug"), ("name", "acts_as"), "brought_key", *secrets)
        if not self.has_change_permission(request, obj):
            return (("vendor", "slug"), ("name", "acts_for_it"), "state")
        about = (("vendor", "slug"), ("name", "acts_as"), ("state", "begins_with"))
        return (*about, *secrets, "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: AtsConnection | None = None) -> Any:
        return () if obj is None else ("vendor", "slug", "acts_for_it", "state", "begins_with")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if row := kwargs.get("obj"):
            came = trouble.lately(row, reader=request.user)  # type: ignore[arg-type]
            for order in came.orders:
                order.sign = STATE_SIGNS[order.state]  # type: ignore[attr-defined]
            for event in came.events:
                event.sign = SIGNS[event.state]  # type: ignore[attr-defined]
            context.update(
                connection=row,
                addresses=given.addresses(row, site=settings.SITE_URL),
                steps=f"interviews/admin/steps/{row.vendor}.html",
                lately=came,
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def save_form(self, request: Any, form: Any, change: bool) -> Any:
        request.issued_key = form.key  # for `response_add`, which gets no form
        return super().save_form(request, form, change)

    def response_add(self, request: Any, obj: AtsConnection, post_url_continue: str | None = None) -> HttpResponse:
        return self._show(request, obj, request.issued_key)

    def _show(self, request: HttpRequest, connection: AtsConnection, key: str) -> HttpResponse:
        shown = {
            "connection": connection,
            "key": key,
            "addresses": given.addresses(connection, site=settings.SITE_URL),
        }
        context = {**self.admin_site.each_context(request), "title": str(connection), "opts": self.opts, **shown}
        return TemplateResponse(request, "interviews/admin/connection_key.html", context)

    @admin.display(description="state")
    def state(self, row: AtsConnection) -> SafeString:
        return cells.mark("in_time", "active") if row.is_active else cells.mark("paused", "switched off")

    @admin.display(description="key begins with")
    def begins_with(self, row: AtsConnection) -> str:
        return f"{row.api_key[:8]}…" if row.api_key else cells.NOTHING


@admin.register(AssessmentPackage)
class AssessmentPackageAdmin(VerbAdmin):
    form = PackageForm
    list_display = ("name", "key", "for_whom", "kind", "role", "listed")
    list_filter = (("connection", RelatedDropdownFilter), ("kind", ChoicesDropdownFilter))
    list_filter_submit = True
    list_select_related = ("connection", "requisition")
    search_fields = ("name", "key")
    fields = (("connection", "key"), ("kind", "requisition"), "name", "description", "tells_candidate", "is_active")
    for_whom = text_of("connection")
    role = text_of("requisition")

    def get_fields(self, request: HttpRequest, obj: AssessmentPackage | None = None) -> Any:
        return self.fields if obj is None else (*self.fields, "listed")

    def get_readonly_fields(self, request: HttpRequest, obj: AssessmentPackage | None = None) -> Any:
        return () if obj is None else ("connection", "key", "kind", "listed")

    def save_model(self, request: HttpRequest, obj: AssessmentPackage, form: Any, change: bool) -> None:
        """The form's verb has written the row; that the ATS does not list it yet is told."""
        if obj.is_active and (why := packages.waits(obj)):
            messages.warning(request, f"Not on the list of {obj.connection} for now. {why}")

    @admin.display(description="on the ATS's list")
    def listed(self, row: AssessmentPackage) -> SafeString | str:
        why = packages.waits(row)
        if not why:
            return cells.mark("in_time", "listed")
        return format_html(
            "{} <span>{}</span>", cells.mark("paused" if not row.is_active else "at_risk", "not listed"), why
        )
