"""Admin pages of salary bands: entered once, then only superseded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from benchmarks import band_changes
from benchmarks.admin.filters import ChosenFilter
from benchmarks.admin.reference import unbroken
from benchmarks.models import SalaryBand


class BandForm(forms.ModelForm):
    """A new band; it takes the place of the open one, so the rule that only one is open is not the form's to hold."""

    class Meta:
        model = SalaryBand
        fields = ("level", "region", "currency", "period", "low", "high", "open_top", "source", "effective_from")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        wanted = ("level", "region", "currency", "low", "high", "effective_from")
        if all(given.get(name) is not None for name in wanted):
            standing = SalaryBand.objects.open().filter(level=given["level"], region=given["region"]).first()
            values = {name: given[name] for name in wanted if name != "level"}
            band_changes.check(standing, **values)
        return given

    def validate_constraints(self) -> None:
        """The database holds the constraints; the open band will have given way by then."""


class InForceFilter(ChosenFilter):
    """The bands that count today, unless somebody asks for the others."""

    title = "validity"
    parameter_name = "validity"
    first = "In force today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("superseded", "Superseded"), ("coming", "Not yet in force"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.now().date()
        match self.value():
            case "all":
                return queryset
            case "superseded":
                return queryset.filter(effective_to__lte=today)
            case "coming":
                return queryset.filter(effective_from__gt=today)
        return queryset.filter(pk__in=SalaryBand.objects.in_force(today))


@admin.register(SalaryBand)
class SalaryBandAdmin(ModelAdmin):
    form = BandForm
    list_display = ("level", "region", "pay", "effective_from", "effective_to", "source", "origin")
    list_filter = (InForceFilter, "level", "region", "open_top", "origin")
    list_select_related = ("level", "region")
    search_fields = ("level__title", "region__title", "source", "currency")
    fieldsets = (
        (None, {"fields": ("level", "region")}),
        ("Pay", {"fields": ("currency", "period", ("low", "high"), "open_top")}),
        ("Where it comes from", {"fields": ("source", "effective_from")}),
    )

    @admin.display(description="base pay a year", ordering="low")
    def pay(self, band: SalaryBand) -> str:
        return unbroken(band.range_text)

    def get_fieldsets(self, request: HttpRequest, obj: SalaryBand | None = None) -> Any:
        if obj is None:
            return super().get_fieldsets(request, obj)
        return (
            (None, {"fields": ("level", "region", "pay")}),
            ("Where it comes from", {"fields": ("source", "origin", "entered_by", "entered_at")}),
            ("When it counts", {"fields": ("effective_from", "effective_to")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: SalaryBand | None = None) -> Any:
        return () if obj is None else ("pay", "origin", "entered_by", "entered_at")

    def has_change_permission(self, request: HttpRequest, obj: SalaryBand | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SalaryBand | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: SalaryBand, form: forms.ModelForm[Any], change: bool) -> None:
        band = band_changes.supersede(**form.cleaned_data, by=request.user)
        obj.pk = band.pk
