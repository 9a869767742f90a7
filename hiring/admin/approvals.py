"""Admin pages of approval: the chains that offers go through, each offer's own steps."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from hiring import approval_chains
from hiring.admin import cells
from hiring.admin.read_only import ReadOnlyInline
from hiring.models import ApprovalSeat, ApprovalStep, OfferApproval

EVERYBODY = "all without a chain of their own"


class StepForm(forms.ModelForm):
    """A step, refused when nobody could pass it."""

    class Meta:
        model = ApprovalStep
        fields = ("requisition", "position", "title", "applies", "approvers", "needed")

    def clean(self) -> Any:
        given = super().clean() or self.cleaned_data
        if given.get("needed") is not None and "approvers" in given:
            try:
                approval_chains.check(needed=given["needed"], named=list(given["approvers"]))
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return given


class NamesApprovers:
    """Offers as approvers those who may approve."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "approvers":
            options["queryset"] = approval_chains.approvers()
        return super().formfield_for_manytomany(db_field, request, **options)  # type: ignore[misc]


class StepInline(NamesApprovers, TabularInline):
    """The chain of one requisition, on its page."""

    model = ApprovalStep
    form = StepForm
    fields = ("position", "title", "applies", "approvers", "needed")
    extra = 0
    hide_title = True
    tab = True
    verbose_name = "approval step"
    verbose_name_plural = "approval of its offers"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApprovalStep]:
        return super().get_queryset(request).prefetch_related("approvers")


@admin.register(ApprovalStep)
class ApprovalStepAdmin(NamesApprovers, ModelAdmin):
    form = StepForm
    list_display = ("title", "of", "position", "applies", "names", "needed")
    list_filter = (("requisition", RelatedDropdownFilter), ("applies", ChoicesDropdownFilter))
    list_filter_submit = True
    list_select_related = ("requisition",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("title", "requisition__title")
    autocomplete_fields = ("requisition",)
    filter_horizontal = ("approvers",)
    fields = (("title", "requisition"), ("position", "applies"), "approvers", "needed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApprovalStep]:
        return super().get_queryset(request).prefetch_related("approvers")

    @admin.display(description="requisition", ordering="requisition__title")
    def of(self, step: ApprovalStep) -> str:
        return str(step.requisition) if step.requisition else EVERYBODY

    @admin.display(description="approvers")
    def names(self, step: ApprovalStep) -> str:
        return ", ".join(str(each) for each in step.approvers.all())


class ApprovalInline(ReadOnlyInline):
    """The steps of one offer, with what was answered."""

    model = OfferApproval
    fields = ("position", "title", "applies", "needed", "stands", "answers")
    verbose_name_plural = "approvals"

    def get_queryset(self, request: HttpRequest) -> QuerySet[OfferApproval]:
        return super().get_queryset(request).prefetch_related("seats__user")

    @admin.display(description="state")
    def stands(self, step: OfferApproval) -> SafeString:
        if step.voided_at:
            return cells.mark("closed", f"void: {step.void_reason}" if step.void_reason else "void")
        if step.completed_at:
            return cells.mark("in_time", "complete")
        return cells.mark("at_risk", "asked") if step.opened_at else cells.mark("not_started", "not yet its turn")

    @admin.display(description="answers")
    def answers(self, step: OfferApproval) -> str:
        return "; ".join(_answer(seat) for seat in step.seats.all()) or cells.NOTHING


def _answer(seat: ApprovalSeat) -> str:
    said = str(seat.get_answer_display()).lower() if seat.answer else "not answered"
    return f"{seat.user}: {said}" + (f" ({seat.note})" if seat.note else "")
