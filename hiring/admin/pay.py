"""Admin pages around offers: who read them, what candidates expect."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    AllValuesCheckboxFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)

from benchmarks.money import amount_text
from hiring import expectations
from hiring.admin import cells
from hiring.admin.asking import Verb, offered
from hiring.admin.read_only import ReadOnlyAdmin, text_of
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.models import Application, Expectation, OfferRead

AMOUNTS = ("base", "bonus", "equity_4yr", "signing", "total")
WITHDRAW = Verb(
    "withdraw_expectation",
    "Withdraw",
    "Withdrawn",
    "The candidate no longer says so: offers are not compared with it any more.",
    lambda row, *, by, saw: expectations.withdraw(row, by=by),
    permission="withdraw",
    icon="undo",
    danger=True,
)


@admin.register(OfferRead)
class OfferReadAdmin(ReadOnlyAdmin):
    """The audit. It names no amount."""

    candidate = "offer__application__candidate"
    list_display = ("when", "until", "times", "by_whom", "who", "version", "door", "key")
    list_filter = (
        ("reader", RelatedDropdownFilter),
        ("door", AllValuesCheckboxFilter),
        ("at", RangeDateFilter),
    )
    list_filter_submit = True
    list_select_related = ("offer__application__candidate", "offer__application__requisition", "reader", "token")
    search_fields = ("offer__application__candidate__name", "reader__first_name", "reader__last_name")
    ordering = ("-at", "-pk")
    fields = (("when", "until", "times"), "by_whom", ("who", "version"), ("door", "key"))
    readonly_fields = ("when", "until", "by_whom", "who", "version", "key")
    by_whom, key = text_of("reader"), text_of("token", "API token")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OfferRead]:
        return super().get_queryset(request).select_related(*self.list_select_related)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Not through the offer: the audit would tell its amounts and keep no note of it."""
        return lookup.partition("__")[0] != "offer" and super().lookup_allowed(lookup, value, request)

    @admin.display(description="when, first", ordering="at")
    def when(self, row: OfferRead) -> SafeString | str:
        return cells.moment(row.at)

    @admin.display(description="last", ordering="last_at")
    def until(self, row: OfferRead) -> SafeString | str:
        """When the last of several looks was, empty for one."""
        return cells.moment(row.last_at) if row.times > 1 else cells.NOTHING

    @admin.display(description="candidate", ordering="offer__application__candidate__name")
    def who(self, row: OfferRead) -> str:
        return str(row.offer.application.candidate)

    @admin.display(description="version")
    def version(self, row: OfferRead) -> int:
        return row.offer.version


class StateForm(VerbForm):
    """What a candidate says."""

    class Meta:
        model = Expectation
        fields = ("application", "kind", "company", "currency", *AMOUNTS, "note")

    def perform(self) -> Model:
        given = dict(self.cleaned_data)
        return expectations.state(given.pop("application"), given.pop("kind"), **given, by=self.by)


@admin.register(Expectation)
class ExpectationAdmin(VerbAdmin):
    form = StateForm
    list_display = ("who", "kind", "company", "named", "stated", "stands")
    list_filter = (("kind", ChoicesDropdownFilter),)
    list_filter_submit = True
    list_select_related = ("application__candidate", "application__requisition", "stated_by")
    search_fields = ("application__candidate__name", "company")
    autocomplete_fields = ("application",)
    fields = (
        ("application", "kind"),
        ("company", "currency"),
        ("base", "bonus"),
        ("equity_4yr", "signing"),
        "total",
        "note",
    )
    actions = [WITHDRAW.name]
    actions_detail = [WITHDRAW.name]
    withdraw_expectation = offered(WITHDRAW)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expectation]:
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.filter(application__in=Application.objects.visible_to(request.user))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "application":
            options["queryset"] = Application.objects.visible_to(request.user).open()
        return super().formfield_for_foreignkey(db_field, request, **options)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_withdraw_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.change_expectation")

    @admin.display(description="candidate", ordering="application__candidate__name")
    def who(self, row: Expectation) -> str:
        return str(row.application.candidate)

    @admin.display(description="named")
    def named(self, row: Expectation) -> str:
        amounts = ((name, getattr(row, name)) for name in AMOUNTS)
        return ", ".join(
            f"{row._meta.get_field(name).verbose_name} {amount_text(amount, row.currency)}"
            for name, amount in amounts
            if amount is not None
        )

    @admin.display(description="stated", ordering="stated_at")
    def stated(self, row: Expectation) -> SafeString | str:
        return cells.moment(row.stated_at)

    @admin.display(description="state")
    def stands(self, row: Expectation) -> SafeString:
        return cells.mark("closed", "withdrawn") if row.withdrawn_at else cells.mark("in_time", "stands")
