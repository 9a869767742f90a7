"""Admin pages of candidates, where nobody finds themselves."""

from dataclasses import fields
from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter

from hiring import candidates, clock, standing
from hiring.admin import cells
from hiring.admin.read_only import ReadOnlyInline
from hiring.admin.requisition_form import people
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.candidates import Person
from hiring.models import Application, Candidate

FACTS = tuple(field.name for field in fields(Person))


class CandidateForm(VerbForm):
    """Enters or changes a candidate."""

    class Meta:
        model = Candidate
        fields = (*FACTS, "employee")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "employee" in self.fields:
            self.fields["employee"].queryset = people()

    def perform(self) -> Model:
        if self.instance.pk is None:
            entered = candidates.enter(Person(**self.entered(*FACTS)), by=self.by)
            employee = self.entered("employee")
            return candidates.change(entered, employee, by=None) if employee.get("employee") else entered
        return candidates.change(self.instance, self.entered(*FACTS, "employee"), by=self.by)


class ApplicationInline(ReadOnlyInline):
    model = Application
    fields = ("position", "stage", "day", "stands", "page")
    verbose_name_plural = "applications"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return Application.objects.visible_to(request.user).with_people().with_next_deadline()

    @admin.display(description="requisition")
    def position(self, row: Application) -> SafeString:
        return cells.row_link(row, row.requisition.title)

    @admin.display(description="day")
    def day(self, row: Application) -> SafeString:
        return cells.day(standing.clock_face(row, now=clock.glance()))

    @admin.display(description="standing")
    def stands(self, row: Application) -> SafeString:
        return cells.standing(standing.clock_face(row, now=clock.glance()))

    @admin.display(description="page")
    def page(self, row: Application) -> SafeString:
        return cells.page_link(row, "Open")


@admin.register(Candidate)
class CandidateAdmin(VerbAdmin):
    form = CandidateForm
    list_display = ("name", "email", "location", "channel", "running", "external_id")
    list_filter = (("channel", RelatedDropdownFilter), "source_system")
    list_filter_submit = True
    list_select_related = ("channel",)
    search_fields = ("name", "email", "external_id")
    ordering = ("name", "pk")
    inlines = (ApplicationInline,)
    fieldsets = (
        (None, {"fields": ("name", ("email", "phone"), ("location", "time_zone"), ("profile_url", "channel"))}),
        ("In the house", {"fields": ("employee",)}),
        ("In the ATS", {"fields": (("source_system", "external_id"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        of_theirs = Application.objects.open().filter(candidate=OuterRef("pk")).order_by().values("candidate")
        running = Subquery(of_theirs.annotate(number=Count("pk")).values("number"))
        return candidates.visible_to(request.user).annotate(running=Coalesce(running, 0))

    def get_inlines(self, request: HttpRequest, obj: Candidate | None) -> Any:
        return self.inlines if obj else ()

    @admin.display(description="open applications", ordering="running")
    def running(self, row: Any) -> int:
        return int(row.running)
