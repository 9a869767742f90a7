"""Admin pages of offers, for those who may see pay. They are made on the application's page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from benchmarks.money import amount_text
from hiring.admin import cells
from hiring.admin.read_only import ReadOnlyAdmin, text_of
from hiring.models import Offer

SIGNS = {
    Offer.State.EXTENDED: "at_risk",
    Offer.State.ACCEPTED: "in_time",
    Offer.State.DECLINED: "breached",
    Offer.State.SUPERSEDED: "closed",
    Offer.State.RESCINDED: "closed",
}


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    candidate = "application__candidate"
    list_display = ("who", "version", "state_now", "base_pay", "yearly_bonus", "equity", "signing_bonus", "extended")
    list_filter = (("state", ChoicesDropdownFilter), "currency")
    list_filter_submit = True
    list_select_related = ("application__candidate", "application__requisition", "extended_by")
    search_fields = ("application__candidate__name", "application__requisition__title")
    ordering = ("-extended_at", "-pk")
    fields = (
        ("application", "version", "state_now"),
        ("base_pay", "yearly_bonus", "equity", "signing_bonus"),
        "note",
        ("extended_at", "made_by"),
        ("answered_at", "answer_reason"),
    )
    readonly_fields = ("state_now", "base_pay", "yearly_bonus", "equity", "signing_bonus", "made_by")
    made_by = text_of("extended_by")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.list_select_related)

    @admin.display(description="candidate", ordering="application__candidate__name")
    def who(self, offer: Offer) -> str:
        return offer.application.candidate.name

    @admin.display(description="state", ordering="state")
    def state_now(self, offer: Offer) -> SafeString:
        return cells.mark(SIGNS[Offer.State(offer.state)], str(offer.get_state_display()).lower())

    @admin.display(description="base a year")
    def base_pay(self, offer: Offer) -> str:
        return amount_text(offer.base, offer.currency)

    @admin.display(description="bonus a year")
    def yearly_bonus(self, offer: Offer) -> str:
        return amount_text(offer.bonus, offer.currency)

    @admin.display(description="equity, 4 years")
    def equity(self, offer: Offer) -> str:
        return amount_text(offer.equity_4yr, offer.currency)

    @admin.display(description="signing bonus")
    def signing_bonus(self, offer: Offer) -> str:
        return amount_text(offer.signing, offer.currency)

    @admin.display(description="extended", ordering="extended_at")
    def extended(self, offer: Offer) -> SafeString | str:
        return cells.moment(offer.extended_at)
