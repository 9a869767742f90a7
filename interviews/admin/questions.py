"""Admin pages of the question bank: an edited question becomes a new version."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.text import Truncator
from unfold.admin import ModelAdmin

from benchmarks.admin.reference import CurrentFilter
from benchmarks.forms import TEXTS_GROW, ListsOnLines
from hiring.models import User
from interviews import question_bank
from interviews.admin.rounds_filter import RoundFilter, rounds_field, rounds_text
from interviews.models import Question


class QuestionForm(forms.ModelForm):
    """What is missing before the question can be asked is said beside its field."""

    rounds = rounds_field()

    class Meta:
        model = Question
        fields = (
            "slug",
            "skill",
            "depth",
            "rounds",
            "competencies",
            "prompt",
            "strong_answer",
            "weak_answer",
            "follow_ups",
            "minutes",
            "language",
            "sources",
            "reviewed_on",
        )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            question_bank.check(self.instance, new=self.instance.pk is None)
        except ValidationError as refusal:
            self.add_error(None, refusal)


@admin.register(Question)
class QuestionAdmin(ListsOnLines, ModelAdmin):
    form = QuestionForm
    list_display = ("asks", "skill", "depth", "fits", "minutes", "version", "origin")
    list_filter = (CurrentFilter, "depth", RoundFilter, "skill__domain", "skill", "language", "origin")
    list_select_related = ("skill",)
    list_per_page = 50
    formfield_overrides = TEXTS_GROW
    search_fields = ("prompt", "slug", "strong_answer", "skill__title")
    autocomplete_fields = ("skill", "competencies")
    readonly_fields = ("version", "origin", "created_at", "retired_at", "other_versions")
    lists = ("strong_answer", "weak_answer", "follow_ups", "sources")
    may_be_empty = ("sources",)
    read_as = {"rounds": rounds_text}
    ordering = ("slug", "-version")
    fieldsets = (
        (None, {"fields": ("slug", "prompt")}),
        ("What to listen for", {"fields": ("strong_answer", "weak_answer", "follow_ups")}),
        ("Where it fits", {"fields": ("skill", ("depth", "minutes"), "rounds", "competencies", "language")}),
        ("Where it comes from", {"fields": ("sources", "reviewed_on")}),
    )
    kept = ("Versions", {"fields": (("version", "origin"), ("created_at", "retired_at"), "other_versions")})

    @admin.display(description="question", ordering="slug")
    def asks(self, question: Question) -> str:
        return f"{question.slug}: {Truncator(question.prompt).chars(110)}"

    @admin.display(description="rounds")
    def fits(self, question: Question) -> str:
        return rounds_text(question.rounds)

    @admin.display(description="other versions")
    def other_versions(self, question: Question) -> str:
        others = Question.objects.filter(slug=question.slug).exclude(pk=question.pk)
        rows = [
            (
                reverse("admin:interviews_question_change", args=[other.pk]),
                other.version,
                f"asked until {other.retired_at:%Y-%m-%d %H:%M} UTC" if other.retired_at else "asked now",
            )
            for other in others
        ]
        return format_html_join("", '<div><a class="underline" href="{}">Version {}</a>, {}</div>', rows) or "—"

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj is None else (*fieldsets, self.kept)

    def get_readonly_fields(self, request: HttpRequest, obj: Question | None = None) -> Any:
        return super().get_readonly_fields(request, obj) if obj is None else (*self.readonly_fields, "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("competencies")

    def has_change_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.retired_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Question, form: QuestionForm, change: bool) -> None:
        verb = question_bank.revise if change else question_bank.add
        saved = verb(obj, competencies=form.cleaned_data["competencies"], by=cast(User, request.user))
        if change and saved.pk != obj.pk:
            text = (
                f"Version {saved.version} is asked from now on; scorecards written before keep version {obj.version}."
            )
            messages.info(request, text)
        obj.pk, obj.version, obj.origin = saved.pk, saved.version, saved.origin
        obj._state.adding = False

    def response_change(self, request: HttpRequest, obj: Question) -> Any:
        if "_continue" in request.POST:
            return HttpResponseRedirect(reverse("admin:interviews_question_change", args=[obj.pk]))
        return super().response_change(request, obj)

    @admin.action(description="Retire: no longer ask these questions", permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        for question in queryset:
            try:
                question_bank.retire(question, by=cast(User, request.user))
            except ValidationError as refusal:
                messages.error(request, f"{question.slug}: {' '.join(refusal.messages)}")
            else:
                messages.success(request, f"{question.slug} is no longer asked.")

    actions = ("retire",)
