"""Admin pages of candidates, where nobody finds themselves."""

from dataclasses import fields
from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter

from hiring import candidates, clock, erasing, people, standing
from hiring.admin import cells
from hiring.admin.asking import Reason, Verb, offered
from hiring.admin.read_only import ReadOnlyInline
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.candidates import Person
from hiring.models import Application, Candidate

ERASE = Verb(
    "erase",
    "Erase",
    "Erased",
    "Removes name, contact, profile and whatever people wrote about them, for good: nobody can bring it back. Open "
    "applications are withdrawn. Stages, times, results and levels stay, and the id of the ATS, so that what the ATS "
    "sends later enters nobody anew. The reason is kept: name nobody in it.",
    lambda row, *, by, saw, reason: erasing.erase(row, reason=reason, by=by),
    form=Reason,
    permission="erase",
    icon="person_off",
    danger=True,
    names_rows=False,
)
NOT_WRITTEN_DOWN = "see the history of their applications"
"""Of who was erased before it was."""
FACTS = tuple(field.name for field in fields(Person))


class CandidateForm(VerbForm):
    """Enters or changes a candidate."""

    class Meta:
        model = Candidate
        fields = (*FACTS, "employee")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "employee" in self.fields:
            self.fields["employee"].queryset = people.working_here()

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
    actions = [ERASE.name]
    actions_detail = [ERASE.name]
    erase = offered(ERASE)
    fieldsets = (
        (None, {"fields": ("name", ("email", "phone"), ("location", "time_zone"), ("profile_url", "channel"))}),
        ("In the house", {"fields": ("employee",)}),
        ("In the ATS", {"fields": (("source_system", "external_id"),)}),
    )

    readonly_fields = ("erased_when", "erased_by", "erased_why")

    def get_fieldsets(self, request: HttpRequest, obj: Candidate | None = None) -> Any:
        if obj is None or obj.erased_at is None:
            return self.fieldsets
        return (("Erased", {"fields": (("erased_when", "erased_by"), "erased_why")}), *self.fieldsets)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        of_theirs = Application.objects.open().filter(candidate=OuterRef("pk")).order_by().values("candidate")
        running = Subquery(of_theirs.annotate(number=Count("pk")).values("number"))
        return candidates.visible_to(request.user).annotate(running=Coalesce(running, 0))

    def has_erase_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("hiring.erase_candidate")

    def has_change_permission(self, request: HttpRequest, obj: Candidate | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.erased_at is None)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        row = self.get_object(request, str(object_id))
        return super().get_actions_detail(request, object_id) if row and row.erased_at is None else []

    def get_inlines(self, request: HttpRequest, obj: Candidate | None) -> Any:
        return self.inlines if obj else ()

    @admin.display(description="when")
    def erased_when(self, row: Candidate) -> SafeString | str:
        return cells.moment(row.erased_at)

    @admin.display(description="by")
    def erased_by(self, row: Candidate) -> str:
        erasure = getattr(row, "erasure", None)
        if erasure is None:
            return NOT_WRITTEN_DOWN
        return str(erasure.by or "the product itself")

    @admin.display(description="why")
    def erased_why(self, row: Candidate) -> str:
        erasure = getattr(row, "erasure", None)
        return erasure.reason if erasure else NOT_WRITTEN_DOWN

    @admin.display(description="open applications", ordering="running")
    def running(self, row: Any) -> int:
        return int(row.running)
