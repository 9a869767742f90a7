"""Admin pages of exchange rates, entered one by one with the day and who says so."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from benchmarks.models import ExchangeRate


class RateForm(forms.ModelForm):
    """A rate under names that say which way it goes."""

    class Meta:
        model = ExchangeRate
        fields = ("base", "quote", "rate", "on", "source")
        labels = {"base": "From", "quote": "To", "on": "Day"}
        help_texts = {"source": "Who says so, such as the central bank."}


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ModelAdmin):
    form = RateForm
    list_display = ("pair", "rate_text", "on", "source")
    list_filter = ("base", "quote", "on")
    search_fields = ("base", "quote", "source")
    date_hierarchy = "on"
    fieldsets = (
        (None, {"fields": (("base", "quote"), "rate")}),
        ("Where it comes from", {"fields": (("on", "source"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExchangeRate]:
        found: QuerySet[ExchangeRate] = super().get_queryset(request)
        return found.order_by("-on", "base", "quote")

    @admin.display(description="from and to", ordering="base")
    def pair(self, rate: ExchangeRate) -> str:
        return f"{rate.base} → {rate.quote}"

    @admin.display(description="rate", ordering="rate")
    def rate_text(self, rate: ExchangeRate) -> str:
        return f"1 {rate.base} = {rate.rate.normalize():f} {rate.quote}"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
