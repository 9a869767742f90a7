"""Admin pages of API tokens: a key is shown once, when it is made."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from hiring import clock, tokens
from hiring.admin import cells
from hiring.admin.asking import Verb, offered
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.models import ApiToken, User

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
        fields = ("name", "user", "scopes", "expires_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = User.objects.filter(is_active=True)

    def perform(self) -> Model:
        given = self.cleaned_data
        token, self.key = tokens.issue(
            given["user"], name=given["name"], scopes=given["scopes"], expires_at=given["expires_at"], by=self.by
        )
        return token


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
    fields = ("name", "user", "scopes", "expires_at")
    actions = [REVOKE.name]
    actions_detail = [REVOKE.name]
    revoke = offered(REVOKE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.change_apitoken")

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        if obj is None:
            return self.fields
        return (("name", "begins_with"), ("user", "state"), "allowed", ("created_at", "used", "expires"))

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        return () if obj is None else ("begins_with", "state", "allowed", "used", "expires")

    def save_form(self, request: Any, form: Any, change: bool) -> Any:
        request.issued_key = form.key  # for `response_add`, which gets no form
        return super().save_form(request, form, change)

    def response_add(self, request: Any, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        """The page with the key. Not a message after a redirect: that would keep the key in a cookie."""
        context = {**self.admin_site.each_context(request), "title": obj.name, "token": obj, "opts": self.opts}
        return TemplateResponse(request, "hiring/admin/token/key.html", {**context, "key": request.issued_key})

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

    @admin.display(description="last used", ordering="last_used_at")
    def used(self, token: ApiToken) -> SafeString | str:
        return cells.moment(token.last_used_at) if token.last_used_at else "never"

    @admin.display(description="ends", ordering="expires_at")
    def expires(self, token: ApiToken) -> SafeString | str:
        return cells.moment(token.expires_at) if token.expires_at else "no end"
