"""Admin pages of rows that came from reference files; the other apps' reference pages inherit from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from benchmarks.admin.filters import ChosenFilter
from benchmarks.forms import TEXTS_GROW, ListsOnLines
from benchmarks.models import Level, Origin, Premium, ReferenceModel, Region


def unbroken(text: str) -> SafeString:
    """A figure that stays on one line of a list."""
    return format_html('<span class="whitespace-nowrap">{}</span>', text)


class CurrentFilter(ChosenFilter):
    """Rows in use, unless somebody asks for the retired ones."""

    title = "state"
    parameter_name = "state"
    first = "In use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("retired", "Retired"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "all":
                return queryset
            case "retired":
                return queryset.exclude(retired_at=None)
        return queryset.filter(retired_at=None)


class ReferenceAdmin(ModelAdmin):
    """A row edited here is taken over from its file: no later reading of the file changes it."""

    readonly_fields: Sequence[str] = ("origin",)
    search_fields: Sequence[str] = ("title", "slug")
    list_filter: Sequence[Any] = (CurrentFilter, "origin")
    list_per_page = 50
    formfield_overrides = TEXTS_GROW

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return fixed if obj is None else (*fixed, "slug")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {"slug": ("title",)} if obj is None else {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if isinstance(obj, ReferenceModel) and obj.origin == Origin.REFERENCE:
            return False
        return bool(super().has_delete_permission(request, obj))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Not by the rows that point here: which flag somebody raised is for the readers of its scorecard."""
        pointing = {relation.name for relation in self.opts.related_objects}
        return lookup.partition("__")[0] not in pointing and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: ReferenceModel, form: ModelForm[Any], change: bool) -> None:
        if change and obj.origin == Origin.REFERENCE and form.has_changed():
            obj.take_over()
            messages.info(request, "This row is yours now: reading the reference files will not change it again.")
        super().save_model(request, obj, form, change)


@admin.register(Level)
class LevelAdmin(ReferenceAdmin):
    list_display = ("title", "slug", "years", "origin")

    @admin.display(description="experience")
    def years(self, level: Level) -> str:
        return level.years_text or "—"


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    list_display = ("title", "slug", "currency", "origin")
    list_filter = (CurrentFilter, "currency", "origin")


@admin.register(Premium)
class PremiumAdmin(ListsOnLines, ReferenceAdmin):
    lists = ("companies",)
    list_display = ("title", "kind", "effect", "examples", "source", "origin")
    list_filter = (CurrentFilter, "kind", "no_ceiling", "origin")
    search_fields = ("title", "slug", "description", "relation", "companies")
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "description", "companies")}),
        ("What it adds", {"fields": (("percent_low", "percent_high"), "no_ceiling", "relation")}),
        ("Amounts named", {"fields": ("currency", "example_base", "total_above")}),
        ("Where it comes from", {"fields": ("source", "origin", "retired_at", "position")}),
    )

    @admin.display(description="what it adds")
    def effect(self, premium: Premium) -> str:
        return premium.effect_text

    @admin.display(description="examples")
    def examples(self, premium: Premium) -> str:
        return ", ".join(premium.companies) or "—"
