"""Admin pages of API tokens: a key is shown once, when it is made."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import action
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from hiring import clock, tokens
from hiring.access import ROLES
from hiring.admin import cells
from hiring.admin.asking import Verb, ask, offered
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.models import ApiToken, User


def _rotate(row: Any, *, by: Any, saw: str) -> None:
    row.fresh = tokens.rotate(row, by=by)


ROTATE = Verb(
    "rotate",
    "Make a new key",
    "A new key was made for",
    "Makes a second key for the same work and shows it once. The old one opens for a day more.",
    _rotate,
    permission="revoke",
    icon="key",
)
REVOKE = Verb(
    "revoke",
    "Revoke",
    "Revoked",
    "Makes the keys worthless at once. Whatever uses one of them stops working.",
    lambda row, *, by, saw: tokens.revoke(row, by=by),
    permission="revoke",
    icon="key_off",
    danger=True,
)


class IssueForm(VerbForm):
    """Makes a token, with its key."""

    scopes = forms.MultipleChoiceField(
        choices=[(name, f"{name}: {scope.allows}") for name, scope in tokens.SCOPES.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Give what the integration needs, no more. The user's own rights hold as well.",
    )
    key = ""

    class Meta:
        model = ApiToken
        fields = ("name", "user", "scopes", "requisitions", "expires_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = User.objects.filter(is_active=True)

    def perform(self) -> Model:
        given = self.cleaned_data
        token, self.key = tokens.issue(
            given["user"],
            name=given["name"],
            scopes=given["scopes"],
            expires_at=given["expires_at"],
            requisitions=list(given["requisitions"]),
            by=self.by,
        )
        return token

    def _save_m2m(self) -> None:
        """The rule has written the requisitions as well."""


class ValidityFilter(DropdownFilter):
    """Whether the key still opens anything."""

    title = "validity"
    parameter_name = "validity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("valid", "Valid"), ("revoked", "Revoked"), ("expired", "Expired")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        expired = {"expires_at__lte": clock.database_now()}
        match self.value():
            case "valid":
                return queryset.filter(revoked_at=None).exclude(**expired)
            case "revoked":
                return queryset.exclude(revoked_at=None)
            case "expired":
                return queryset.filter(**expired)
        return queryset


@admin.register(ApiToken)
class ApiTokenAdmin(VerbAdmin):
    form = IssueForm
    list_display = ("name", "begins_with", "user", "state", "allowed", "used", "expires")
    list_filter = (ValidityFilter,)
    list_filter_submit = True
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__first_name", "user__last_name", "user__username")
    fields = ("name", "user", "scopes", "requisitions", "expires_at")
    autocomplete_fields = ("requisitions",)
    actions = [REVOKE.name]
    actions_detail = [ROTATE.name, REVOKE.name]
    revoke = offered(REVOKE)

    @action(description=f"{ROTATE.title}…", permissions=["revoke"], icon=ROTATE.icon)
    def rotate(self, request: HttpRequest, object_id: Any) -> HttpResponse | None:
        """Ask, then show the key: not a message after a redirect, which would keep it in a cookie."""
        row: Any = self.get_object(request, str(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        answer = ask(self, request, ROTATE, [row], page_of=row)
        if isinstance(answer, HttpResponseRedirect) and hasattr(row, "fresh"):
            return self._show(request, *row.fresh)
        return answer

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        if row is None or row.revoked_at is not None:
            return []
        return super().get_actions_detail(request, object_id)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.change_apitoken")

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        if obj is None:
            return self.fields
        about = ("name", "begins_with"), ("user", "state"), "allowed", "reaches"
        return (*about, ("created_at", "used", "expires"), "replaced")

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        shown = ("begins_with", "state", "allowed", "reaches", "used", "expires", "replaced")
        return () if obj is None else shown

    def save_form(self, request: Any, form: Any, change: bool) -> Any:
        request.issued_key = form.key  # for `response_add`, which gets no form
        return super().save_form(request, form, change)

    def response_add(self, request: Any, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        """The page with the key. Not a message after a redirect: that would keep the key in a cookie."""
        return self._show(request, obj, request.issued_key)

    def _show(self, request: HttpRequest, token: ApiToken, key: str) -> HttpResponse:
        useless = [
            (scope, code, [role for role, codes in ROLES.items() if code in codes])
            for scope, code in tokens.useless(token.user, token.scopes).items()
        ]
        shown = {"token": token, "key": key, "limits": token.requisitions.all(), "useless": useless}
        context = {**self.admin_site.each_context(request), "title": token.name, "opts": self.opts, **shown}
        return TemplateResponse(request, "hiring/admin/token/key.html", context)

    @admin.display(description="begins with", ordering="prefix")
    def begins_with(self, token: ApiToken) -> str:
        return f"{tokens.KIND}_{token.prefix}…"

    @admin.display(description="state")
    def state(self, token: ApiToken) -> SafeString:
        if token.revoked_at:
            return cells.mark("closed", "revoked")
        expired = token.expires_at is not None and token.expires_at <= clock.database_now()
        return cells.mark("breached", "expired") if expired else cells.mark("in_time", "valid")

    @admin.display(description="scopes")
    def allowed(self, token: ApiToken) -> str:
        return ", ".join(token.scopes)

    @admin.display(description="reaches")
    def reaches(self, token: ApiToken) -> str:
        named = ", ".join(map(str, token.requisitions.all()))
        return named or ("none that is still there" if token.is_limited else "all requisitions")

    @admin.display(description="in place of")
    def replaced(self, token: ApiToken) -> SafeString | str:
        return cells.row_link(token.replaces, str(token.replaces)) if token.replaces else cells.NOTHING

    @admin.display(description="last used", ordering="last_used_at")
    def used(self, token: ApiToken) -> SafeString | str:
        return cells.moment(token.last_used_at) if token.last_used_at else "never"

    @admin.display(description="ends", ordering="expires_at")
    def expires(self, token: ApiToken) -> SafeString | str:
        return cells.moment(token.expires_at) if token.expires_at else "no end"
