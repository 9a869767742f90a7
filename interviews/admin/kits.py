"""Admin pages of interview kits: which questions a round asks, in which order."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from interviews.models import InterviewKit, KitQuestion


class KitQuestionInline(TabularInline):
    model = KitQuestion
    fields = ("position", "question", "minutes")
    readonly_fields = ("minutes",)
    autocomplete_fields = ("question",)
    ordering = ("position",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[KitQuestion]:
        return super().get_queryset(request).select_related("question")

    @admin.display(description="minutes")
    def minutes(self, place: KitQuestion) -> int | str:
        return place.question.minutes if place.question_id else ""


@admin.register(InterviewKit)
class InterviewKitAdmin(ModelAdmin):
    list_display = ("round", "requisition", "asks", "takes")
    list_filter = (("round", ChoicesDropdownFilter), ("requisition", RelatedDropdownFilter))
    list_filter_submit = True
    list_select_related = ("requisition",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("requisition__title",)
    autocomplete_fields = ("requisition",)
    inlines = (KitQuestionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewKit]:
        rows = super().get_queryset(request).select_related("requisition")
        return rows.annotate(asked=Count("places"), minutes=Sum("places__question__minutes", default=0))

    def get_readonly_fields(self, request: HttpRequest, obj: InterviewKit | None = None) -> Any:
        return ("requisition", "round") if obj else ()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Places that change are moved out of the way first: two that swap must not meet, not even for an instant."""
        moving = [one.instance.pk for one in formset.initial_forms if "position" in one.changed_data]
        KitQuestion.objects.filter(pk__in=moving).update(position=F("position") + 10_000)
        super().save_formset(request, form, formset, change)

    @admin.display(description="questions", ordering="asked")
    def asks(self, kit: Any) -> int:
        return int(kit.asked)

    @admin.display(description="minutes", ordering="minutes")
    def takes(self, kit: Any) -> int:
        return int(kit.minutes)
