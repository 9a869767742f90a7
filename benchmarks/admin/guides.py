"""Admin pages of company guides: what is published beside what its parts add up to."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from benchmarks.admin import guide_upload
from benchmarks.admin.guide_displays import (
    BAND_COLUMNS,
    PACKAGE_COLUMNS,
    POSITION_COLUMNS,
    BandDisplays,
    LeverDisplays,
    PackageDisplays,
)
from benchmarks.admin.read_only import ReadOnly
from benchmarks.admin.reference import CurrentFilter, ReferenceAdmin, unbroken
from benchmarks.models import (
    CompanyGuide,
    CompetingOffer,
    GuideBand,
    GuideLevel,
    GuideLever,
    GuidePosition,
    GuideProblem,
)
from benchmarks.models.guide import GuidePart
from benchmarks.money import NOTHING, amount_text, percent_text

AGREES = {True: "✓ agree", False: "⚠ differ", None: "not stated"}


class ReadOnlyInline(ReadOnly, TabularInline):
    """Shows; a row is changed on its own page."""

    extra = 0
    hide_title = True

    @admin.display(description="what")
    def opened(self, part: Any) -> SafeString:
        address = reverse(f"admin:benchmarks_{part._meta.model_name}_change", args=[part.pk])
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>', address, self.named(part)
        )

    def named(self, part: Any) -> str:
        return str(part)


class GuideBandInline(BandDisplays, ReadOnlyInline):
    model = GuideBand
    fields = readonly_fields = ("opened", *BAND_COLUMNS)
    verbose_name_plural = "pay: published beside computed (base + equity / 4 + bonus)"

    def named(self, part: GuideBand) -> str:
        return ", ".join(filter(None, (part.region, part.level)))


class GuideLevelInline(ReadOnlyInline):
    model = GuideLevel
    fields = readonly_fields = ("opened",)
    verbose_name_plural = "level mapping"


class GuideLeverInline(LeverDisplays, ReadOnlyInline):
    model = GuideLever
    fields = readonly_fields = ("opened", "asks_for", "holds")
    verbose_name_plural = "levers"


class GuidePositionInline(PackageDisplays, ReadOnlyInline):
    model = GuidePosition
    fields = readonly_fields = ("opened", *POSITION_COLUMNS)
    verbose_name_plural = "target and floor"


class CompetingOfferInline(PackageDisplays, ReadOnlyInline):
    model = CompetingOffer
    fields = readonly_fields = ("opened", *PACKAGE_COLUMNS)
    verbose_name_plural = "competing offers"


class GuideProblemInline(ReadOnlyInline):
    model = GuideProblem
    fields = readonly_fields = ("line", "reason", "text")
    verbose_name_plural = "what could not be read"


@admin.register(CompanyGuide)
class CompanyGuideAdmin(ReferenceAdmin):
    list_display = ("company", "role", "equity_kind", "premium", "average", "top_tenth", "totals", "effective_from")
    list_filter = (CurrentFilter, "equity_kind", "signature_role", "origin")
    search_fields = ("company", "role", "slug", "premium_name")
    readonly_fields = ("origin", "place")
    actions_list = ("upload",)
    inlines = (
        *(GuideBandInline, GuideLevelInline, GuideLeverInline, GuidePositionInline),
        *(CompetingOfferInline, GuideProblemInline),
    )
    fieldsets = (
        (None, {"fields": (("company", "role"), "title", "slug", "currency")}),
        ("Company", {"fields": (("valuation", "valuation_open"), "equity_kind")}),
        (
            "Role",
            {
                "fields": (
                    ("signature_role", "scarcity_people_below"),
                    ("premium_name", "premium_percent_low", "premium_percent_high"),
                    ("average_total", "top_decile_total", "top_decile_open"),
                )
            },
        ),
        (
            "Where it comes from",
            {"fields": ("source", "effective_from", "origin", "place", "retired_at", "position")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[CompanyGuide]:
        found: QuerySet[CompanyGuide] = super().get_queryset(request)
        return found.prefetch_related("bands")

    @action(description="Upload guides", url_path="upload", icon="upload_file", permissions=["add"])
    def upload(self, request: HttpRequest) -> HttpResponse:
        """Bring in guides from files."""
        return guide_upload.page(self, request)

    @admin.display(description="file and line")
    def place(self, guide: CompanyGuide) -> str:
        if not guide.file:
            return NOTHING
        parts = f"{PurePath(guide.file).name}:{guide.line}".split("_")
        return format_html_join(mark_safe("_<wbr>"), "{}", ((part,) for part in parts))

    @admin.display(description="premium")
    def premium(self, guide: CompanyGuide) -> str:
        if guide.premium_percent_low is None:
            return NOTHING
        percents = percent_text(guide.premium_percent_low, guide.premium_percent_high)
        return unbroken(f"{guide.premium_name} +{percents}")

    @admin.display(description="average total", ordering="average_total")
    def average(self, guide: CompanyGuide) -> str:
        return unbroken(amount_text(guide.average_total, guide.currency))

    @admin.display(description="top tenth", ordering="top_decile_total")
    def top_tenth(self, guide: CompanyGuide) -> str:
        return unbroken(amount_text(guide.top_decile_total, guide.currency, open_top=guide.top_decile_open))

    @admin.display(description="published totals")
    def totals(self, guide: CompanyGuide) -> str:
        found = {band.total_check.agrees for band in guide.bands.all()} - {None}
        return AGREES[all(found) if found else None]


class GuidePartAdmin(ModelAdmin):
    """A part of a guide; the guide of a part that was edited is taken over from its file."""

    list_select_related = ("guide",)
    autocomplete_fields = ("guide",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.filter(guide__retired_at=None)

    def get_readonly_fields(self, request: HttpRequest, obj: GuidePart | None = None) -> Any:
        return () if obj is None else ("guide",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._take_over(obj.guide)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self._take_over(obj.guide)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for part in queryset.select_related("guide"):
            self.delete_model(request, part)

    def _take_over(self, guide: CompanyGuide) -> None:
        guide.take_over()
        guide.save(update_fields=["origin"])


@admin.register(GuideBand)
class GuideBandAdmin(BandDisplays, GuidePartAdmin):
    list_display = ("guide", "region", *BAND_COLUMNS)
    list_filter = ("currency", "guide__equity_kind")
    search_fields = ("guide__company", "guide__role", "region")


@admin.register(GuideLevel)
class GuideLevelAdmin(GuidePartAdmin):
    list_display = ("guide", "text")
    list_filter = ("guide__equity_kind",)
    search_fields = ("guide__company", "guide__role", "text")


@admin.register(GuideLever)
class GuideLeverAdmin(LeverDisplays, GuidePartAdmin):
    list_display = ("guide", "title", "asks_for", "holds")
    list_filter = ("currency", "guide__equity_kind")
    search_fields = ("guide__company", "guide__role", "title", "key")


@admin.register(GuidePosition)
class GuidePositionAdmin(PackageDisplays, GuidePartAdmin):
    list_display = ("guide", "kind", *POSITION_COLUMNS)
    list_filter = ("kind", "currency")
    search_fields = ("guide__company", "guide__role")


@admin.register(CompetingOffer)
class CompetingOfferAdmin(PackageDisplays, GuidePartAdmin):
    list_display = ("guide", "company", *PACKAGE_COLUMNS)
    list_filter = ("currency", "company")
    search_fields = ("guide__company", "guide__role", "company")
