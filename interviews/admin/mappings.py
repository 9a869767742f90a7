"""Admin pages of what the jobs and stages of an ATS are here."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, Model, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter, RelatedDropdownFilter

from hiring.admin import cells
from hiring.admin.read_only import text_of
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.models import Requisition
from hiring.stages import Stage
from interviews.ats.inbound import mapping
from interviews.models import AtsMapping


class MappingForm(VerbForm):
    """Says what a job, or a stage of it, is here."""

    class Meta:
        model = AtsMapping
        fields = mapping.FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "stage" in self.fields:
            left_out = mapping.ENDINGS - {self.instance.stage}
            kept = [choice for choice in self.fields["stage"].choices if choice[0] not in left_out]
            self.fields["stage"].choices = kept

    def perform(self) -> Model:
        given = {name: self.cleaned_data[name] for name in mapping.FIELDS if name in self.cleaned_data}
        return mapping.fill(self.instance, given, by=self.by)


class ToBeFilledFilter(DropdownFilter):
    """What events wait for, and what is settled."""

    title = "to be filled"
    parameter_name = "filled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "To be filled"), ("yes", "Filled or ignored")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AtsMapping]) -> QuerySet[AtsMapping]:
        match self.value():
            case "no":
                return queryset.filter(mapping.TO_BE_FILLED)
            case "yes":
                return queryset.exclude(mapping.TO_BE_FILLED)
        return queryset


@admin.register(AtsMapping)
class AtsMappingAdmin(VerbAdmin):
    form = MappingForm
    list_display = ("job", "stage_there", "state_now", "requisition_here", "stage_here", "for_whom", "seen")
    list_display_links = ("job", "stage_there")
    list_filter = (ToBeFilledFilter, ("connection", RelatedDropdownFilter))
    list_filter_submit = True
    list_select_related = ("connection", "requisition")
    search_fields = ("job_id", "job_name", "stage_id", "stage_name", "requisition__title")
    autocomplete_fields = ("requisition",)
    order = ("to_fill", "connection", "job_name", "job_id", "stage_name", "stage_id")
    readonly_fields = ("for_whom", "job", "stage_there", "seen")
    for_whom = text_of("connection")
    requisition_here = text_of("requisition")

    def get_queryset(self, request: HttpRequest) -> Any:
        first = Case(When(mapping.TO_BE_FILLED, then=Value(0)), default=Value(1))
        return AtsMapping.objects.annotate(to_fill=first).order_by(*self.order)

    def get_ordering(self, request: HttpRequest) -> Any:
        return self.order

    def get_fields(self, request: HttpRequest, obj: AtsMapping | None = None) -> Any:
        here = "stage" if obj is not None and obj.stage_id else "requisition"
        about = ("for_whom", "seen"), ("job", "stage_there")
        if not self.has_change_permission(request, obj):
            return (*about, f"{here}_here", "state_now")
        return (*about, here, "is_ignored")

    def get_readonly_fields(self, request: HttpRequest, obj: AtsMapping | None = None) -> Any:
        return (*self.readonly_fields, "requisition_here", "stage_here", "state_now")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and db_field.name == "requisition":
            field.help_text = (
                "Whoever applies for that job there enters the process of this requisition. While it is a draft, their "
                "events wait; they go on by themselves once it is open."
            )
        if field is not None and db_field.name == "stage":
            field.help_text = (
                "Whoever comes there is moved on to here, as far as the rounds are passed. Never back. Who is hired, "
                "rejected or withdrawn the ATS says by events of their own: no stage there has to be mapped to that."
            )
        return field

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AtsMapping, form: Any, change: bool) -> None:
        """The form's verb has written the row; what follows from it is told."""
        requisition = obj.requisition
        if requisition is not None and not obj.is_ignored and requisition.status == Requisition.Status.DRAFT:
            messages.warning(
                request,
                f"“{requisition}” is a draft: whoever applies for this job there waits until it is open.",
            )

    @admin.display(description="job there", ordering="job_name")
    def job(self, row: AtsMapping) -> str:
        return f"{row.job_name} ({row.job_id})" if row.job_name else row.job_id

    @admin.display(description="stage there", ordering="stage_name")
    def stage_there(self, row: AtsMapping) -> str:
        return row.stage_name or row.stage_id or "the job as a whole"

    @admin.display(description="stage here")
    def stage_here(self, row: AtsMapping) -> str:
        return str(Stage(row.stage).label) if row.stage else cells.NOTHING

    @admin.display(description="state", ordering="to_fill")
    def state_now(self, row: AtsMapping) -> SafeString:
        if row.is_ignored:
            return cells.mark("paused", "ignored")
        return cells.mark("in_time", "filled") if mapping.is_filled(row) else cells.mark("at_risk", "to be filled")

    @admin.display(description="first seen", ordering="first_seen_at")
    def seen(self, row: AtsMapping) -> SafeString | str:
        return cells.moment(row.first_seen_at)
