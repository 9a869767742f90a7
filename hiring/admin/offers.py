"""Admin pages of offers, for those who may see pay. They are made on the application's page."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import action
from unfold.views import ChangeList

from benchmarks.money import amount_text
from hiring import letter_figures, letter_files, offer_letters, offer_reading, offer_terms, pay_statistics
from hiring.admin import cells
from hiring.admin.approvals import ApprovalInline
from hiring.admin.read_only import ReadOnlyAdmin, text_of
from hiring.models import Offer

State = Offer.State
SIGNS = {
    State.DRAFT: "not_started",
    State.IN_APPROVAL: "at_risk",
    State.APPROVED: "in_time",
    State.EXTENDED: "at_risk",
    State.ACCEPTED: "in_time",
    State.DECLINED: "breached",
    State.EXPIRED: "breached",
    State.SUPERSEDED: "closed",
    State.RESCINDED: "closed",
}
AMOUNTS = frozenset({*offer_terms.MONEY, *offer_terms.PERCENTS, "vesting", "band"})
WORDS = frozenset({"note", "exception_reason", "answer_reason"})
"""Columns in which somebody may have written an amount."""


class RecordedList(ChangeList):
    """A page of the list: each offer that it shows is in the audit."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = offer_reading.record(request.user, self.result_list, door="admin")


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    list_display = ("who", "version", "state_now", "base_pay", "yearly_bonus", "equity", "signing_bonus", "drafted")
    list_filter = (("state", ChoicesDropdownFilter), ("is_out_of_band", BooleanRadioFilter), "currency")
    list_filter_submit = True
    list_select_related = (
        "application__candidate",
        "application__requisition",
        "level",
        "region",
        "drafted_by",
        "extended_by",
    )
    search_fields = ("application__candidate__name", "application__requisition__title")
    ordering = ("-drafted_at", "-pk")
    inlines = (ApprovalInline,)
    actions_list = ("statistics",)
    actions_detail = ("letter",)
    fieldsets = (
        (None, {"fields": (("application", "version", "state_now"), ("level_text", "region_text", "chosen"))}),
        (
            "Package",
            {
                "fields": (
                    ("base_pay", "yearly_bonus"),
                    ("equity", "equity_kind", "schedule"),
                    ("refresh_percent", "discount_percent"),
                    ("signing_bonus", "relocation_allowance"),
                    "starts_on",
                    "note",
                )
            },
        ),
        ("Band", {"fields": (("band_stands", "held_against"), "exception_reason")}),
        (
            "Course",
            {
                "fields": (
                    ("drafted", "author"),
                    ("submitted_at", "approved_at"),
                    ("extended", "made_by"),
                    ("expires_at", "answered_at"),
                    "answer_reason",
                )
            },
        ),
    )
    readonly_fields = (
        "state_now",
        "level_text",
        "region_text",
        "chosen",
        "base_pay",
        "yearly_bonus",
        "equity",
        "schedule",
        "signing_bonus",
        "relocation_allowance",
        "band_stands",
        "held_against",
        "drafted",
        "author",
        "extended",
        "made_by",
    )
    made_by, author = text_of("extended_by", "extended by"), text_of("drafted_by", "author", nobody="Twelve")
    level_text, region_text = text_of("level"), text_of("region")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        rows: QuerySet[Offer] = super().get_queryset(request).select_related(*self.list_select_related)
        return offer_reading.visible_to(request.user, rows)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordedList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Not by amounts: counting the rows above one would read it without a line in the audit."""
        return lookup.partition("__")[0] not in AMOUNTS | WORDS and super().lookup_allowed(lookup, value, request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if offer := kwargs.get("obj"):
            offer_reading.record(request.user, [offer], door="admin")
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if offer := self.get_object(request, object_id):
            offer_reading.record(request.user, [offer], door="admin")
        return super().history_view(request, object_id, extra_context)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """The letter only where there is one."""
        offer = self.get_object(request, str(object_id))
        has_letter = offer is not None and offer.state in offer_letters.HAVE_A_LETTER
        return super().get_actions_detail(request, object_id) if has_letter else []

    @action(description="Letter", url_path="letter", icon="picture_as_pdf", permissions=["view"])
    def letter(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The letter as PDF, or why there is none."""
        offer = get_object_or_404(self.get_queryset(request), pk=object_id)
        try:
            made = offer_letters.render(offer, None, by=request.user)
        except ValidationError as refusal:
            for message in refusal.messages:
                messages.error(request, message)
            return HttpResponseRedirect(reverse("admin:hiring_offer_change", args=[offer.pk]))
        return HttpResponse(made, headers=letter_files.headers(offer, "inline"))

    @action(description="Statistics", url_path="statistics", icon="bar_chart", permissions=["view"])
    def statistics(self, request: HttpRequest) -> HttpResponse:
        """What was offered in each level and region, as far as it gives away nobody's own."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Statistics of offers",
            "opts": self.opts,
            "cells": pay_statistics.offers_by(),
            "fewest": pay_statistics.FEWEST,
        }
        return TemplateResponse(request, "hiring/admin/offer/statistics.html", context)

    @admin.display(description="candidate", ordering="application__candidate__name")
    def who(self, offer: Offer) -> str:
        return offer.application.candidate.name

    @admin.display(description="state", ordering="state")
    def state_now(self, offer: Offer) -> SafeString:
        return cells.mark(SIGNS[State(offer.state)], offer.state_words)

    @admin.display(description="premiums")
    def chosen(self, offer: Offer) -> str:
        return ", ".join(offer.premiums) or cells.NOTHING

    @admin.display(description="base a year")
    def base_pay(self, offer: Offer) -> str:
        return amount_text(offer.base, offer.currency)

    @admin.display(description="bonus a year")
    def yearly_bonus(self, offer: Offer) -> str:
        return amount_text(offer.bonus, offer.currency)

    @admin.display(description="equity, 4 years")
    def equity(self, offer: Offer) -> str:
        return amount_text(offer.equity_4yr, offer.currency)

    @admin.display(description="vesting")
    def schedule(self, offer: Offer) -> str:
        return letter_figures.vesting_text(offer_terms.package(offer))

    @admin.display(description="signing bonus")
    def signing_bonus(self, offer: Offer) -> str:
        return amount_text(offer.signing, offer.currency)

    @admin.display(description="relocation")
    def relocation_allowance(self, offer: Offer) -> str:
        return amount_text(offer.relocation, offer.currency)

    @admin.display(description="inside the band")
    def band_stands(self, offer: Offer) -> SafeString | str:
        if offer.is_out_of_band is None:
            return "not submitted yet"
        return cells.mark("breached", "outside") if offer.is_out_of_band else cells.mark("in_time", "inside")

    @admin.display(description="held against")
    def held_against(self, offer: Offer) -> str:
        return (offer.band or {}).get("range_text") or cells.NOTHING

    @admin.display(description="drafted", ordering="drafted_at")
    def drafted(self, offer: Offer) -> SafeString | str:
        return cells.moment(offer.drafted_at)

    @admin.display(description="extended", ordering="extended_at")
    def extended(self, offer: Offer) -> SafeString | str:
        return cells.moment(offer.extended_at)
