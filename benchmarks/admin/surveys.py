"""Admin pages of surveys: brought in whole from a file, then only looked at or deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import PaginationInlineFormSet

from benchmarks import aging
from benchmarks.admin import survey_upload
from benchmarks.admin.filters import ChosenFilter
from benchmarks.admin.read_only import ReadOnly
from benchmarks.admin.survey_displays import FIGURES, PercentileDisplays, attach
from benchmarks.models import MarketPolicy, Survey, SurveyRow


def newer_editions(name: str, effective_on: str) -> QuerySet[Survey]:
    """The editions that supersede the one of an outer query."""
    return Survey.objects.filter(name=OuterRef(name), effective_on__gt=OuterRef(effective_on))


class EditionFilter(ChosenFilter):
    """The newest edition of each survey, unless somebody asks for the others."""

    title = "edition"
    parameter_name = "edition"
    first = "Newest"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("superseded", "Superseded"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        superseded = Exists(newer_editions("survey__name", "survey__effective_on"))
        match self.value():
            case "all":
                return queryset
            case "superseded":
                return queryset.filter(superseded)
        return queryset.filter(~superseded)


class RowsOfSurvey(PaginationInlineFormSet):
    """The rows of a page, each with what is shown of it under the policy."""

    @cached_property
    def policy(self) -> MarketPolicy:
        return MarketPolicy.current()

    def _construct_form(self, i: int, **options: Any) -> Any:
        form = super()._construct_form(i, **options)
        attach(form.instance, self.policy)
        return form


class SurveyRowInline(PercentileDisplays, ReadOnly, TabularInline):
    model = SurveyRow
    formset = RowsOfSurvey
    extra = 0
    per_page = 50
    hide_title = True
    verbose_name_plural = "rows, as they are shown today"
    fields = readonly_fields = ("printed_role", "place", "paid_for", *FIGURES, "sample")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurveyRow]:
        rows: QuerySet[SurveyRow] = super().get_queryset(request)
        return rows.select_related("survey", "level", "region")


@admin.register(Survey)
class SurveyAdmin(ModelAdmin):
    list_display = ("name", "effective_on", "row_count", "is_newest", "file", "imported_at", "imported_by")
    list_filter = ("effective_on",)
    search_fields = ("name", "file")
    date_hierarchy = "effective_on"
    inlines = (SurveyRowInline,)
    fields = readonly_fields = (
        "name",
        "effective_on",
        "shown_today",
        "row_count",
        "is_newest",
        "file",
        "imported_at",
        "imported_by",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Survey]:
        found: QuerySet[Survey] = super().get_queryset(request)
        superseded = Exists(newer_editions("name", "effective_on"))
        return found.annotate(how_many=Count("rows"), superseded=superseded)

    @admin.display(description="rows", ordering="how_many")
    def row_count(self, survey: Survey) -> str:
        return f"{survey.how_many:,}"

    @admin.display(description="figures below")
    def shown_today(self, survey: Survey) -> str:
        """What was done to the printed figures before they are shown."""
        policy, today = MarketPolicy.current(), timezone.now().date()
        to = max(today, survey.effective_on)
        told = aging.aging_text(from_=survey.effective_on, to=to, percent=policy.aging_percent)
        return (
            f"{told}. What the survey printed stands in its file."
            if to > survey.effective_on
            else f"{told}, as printed"
        )

    @admin.display(description="edition")
    def is_newest(self, survey: Survey) -> str:
        return "superseded by a newer one" if survey.superseded else "✓ newest"

    def get_urls(self) -> list[Any]:
        template = path(
            "template.<str:kind>",
            self.admin_site.admin_view(lambda request, kind: survey_upload.template_file(self, request, kind)),
            name="benchmarks_survey_template",
        )
        return [template, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A survey is not typed in: the page takes its file."""
        return survey_upload.page(self, request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A survey goes with all of its rows, counted instead of listed."""
        surveys = list(objs)
        rows = SurveyRow.objects.filter(survey__in=surveys).count()
        counted = {"surveys": len(surveys), "survey rows": rows}
        needed = set() if self.has_delete_permission(request) else {"survey"}
        return [*map(str, surveys), f"{rows:,} rows"], counted, needed, []


@admin.register(SurveyRow)
class SurveyRowAdmin(PercentileDisplays, ReadOnly, ModelAdmin):
    list_display = ("edition", "printed_role", "place", "paid_for", *FIGURES, "sample")
    list_filter = (
        EditionFilter,
        "level",
        "region",
        "measure",
        "currency",
        ("survey", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("survey", "level", "region")
    list_per_page = 50
    search_fields = ("survey__name", "role", "level__title", "region__title")
    readonly_fields = (
        *("survey", "line", "printed_role", "level", "region", "paid_for"),
        *FIGURES,
        *("aging", "sample", "wanted"),
    )
    fieldsets = (
        (None, {"fields": (("survey", "line"), "printed_role", ("level", "region"))}),
        ("Percentiles", {"fields": ("paid_for", FIGURES, "aging")}),
        ("How far they carry", {"fields": ("sample", "wanted")}),
    )

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        policy = MarketPolicy.current()
        shown.result_list = [attach(row, policy) for row in shown.result_list]
        return shown

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Not by an amount: a figure that is withheld could be found by asking for what lies above it."""
        return lookup.partition("__")[0] not in {"p25", "p50", "p75", "p90"} and super().lookup_allowed(
            lookup, value, request
        )


@admin.register(MarketPolicy)
class MarketPolicyAdmin(ModelAdmin):
    list_display = ("title", "least_people", "least_companies", "aging_percent")
    fieldsets = (
        ("A sample that is large enough", {"fields": (("least_people", "least_companies"),)}),
        ("From the day of a survey to today", {"fields": ("aging_percent",)}),
    )

    @admin.display(description="policy")
    def title(self, policy: MarketPolicy) -> str:
        return str(policy)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MarketPolicy]:
        MarketPolicy.objects.get_or_create(pk=1)
        found: QuerySet[MarketPolicy] = super().get_queryset(request)
        return found

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
