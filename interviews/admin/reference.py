"""Admin pages of the rubric: domains, skills, round guides, competencies with their anchors, flags."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import HttpRequest
from unfold.admin import TabularInline

from benchmarks.admin.reference import CurrentFilter, ReferenceAdmin
from benchmarks.forms import TEXTS_GROW, ListsOnLines
from benchmarks.models import Origin
from interviews.admin.rounds_filter import RoundFilter, rounds_field, rounds_text
from interviews.models import Anchor, Competency, Domain, FlagDefinition, RoundGuide, Skill

KEPT = ("Keeping", {"fields": (("slug", "origin"), "position", "retired_at")})


@admin.register(Domain)
class DomainAdmin(ReferenceAdmin):
    list_display = ("title", "summary", "origin")
    fieldsets = ((None, {"fields": ("title", "summary")}), KEPT)


@admin.register(Skill)
class SkillAdmin(ReferenceAdmin):
    list_display = ("title", "domain", "questions_now", "summary", "origin")
    list_filter = (CurrentFilter, "domain", "origin")
    list_select_related = ("domain",)
    ordering = ("position", "slug")
    fieldsets = ((None, {"fields": ("title", "domain", "summary")}), KEPT)

    def get_queryset(self, request: HttpRequest) -> Any:
        asked = Count("questions", filter=Q(questions__retired_at=None))
        return super().get_queryset(request).annotate(questions_asked=asked)

    @admin.display(description="questions asked today", ordering="questions_asked")
    def questions_now(self, skill: Any) -> int:
        return int(skill.questions_asked)


@admin.register(RoundGuide)
class RoundGuideAdmin(ListsOnLines, ReferenceAdmin):
    """The four rounds are stages of the process: their texts may be edited, their number may not."""

    list_display = ("number", "title", "length", "format", "origin")
    list_display_links = ("title",)
    search_fields = ("title", "slug", "purpose", "format")
    lists = ("topics", "deliverables", "evaluate", "materials", "watch_for", "assess")
    tables = {
        "scenario": {"key": str, "value": str, "unit": str, "note": str},
        "plan": {"minutes": int, "what": str},
    }
    readonly_fields = ("number", "slug", "origin")
    fieldsets = (
        (None, {"fields": ("number", "title", ("minutes_min", "minutes_max"), "format", "purpose")}),
        ("For the interviewer", {"fields": ("plan", "topics", "scenario", "materials", "watch_for", "assess")}),
        ("For whoever reads the work", {"fields": ("deliverables", "evaluate", "pass_rule")}),
        ("For the candidate", {"fields": ("candidate_note",)}),
        ("Keeping", {"fields": ("slug", "origin")}),
    )

    @admin.display(description="minutes", ordering="minutes_min")
    def length(self, guide: RoundGuide) -> str:
        low, high = guide.minutes_min, guide.minutes_max
        return str(low) if low == high else f"{low}–{high}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AnchorInline(TabularInline):
    model = Anchor
    min_num = max_num = 4
    extra = 0
    can_delete = False
    formfield_overrides = TEXTS_GROW
    verbose_name_plural = "anchors: what each level looks like"


@admin.register(Competency)
class CompetencyAdmin(ReferenceAdmin):
    list_display = ("code", "title", "round", "must", "looks_for", "origin")
    ordering = ("code",)
    list_display_links = ("title",)
    list_filter = (CurrentFilter, "round", "must_have", "domains", "origin")
    search_fields = ("code", "title", "slug", "looks_for")
    autocomplete_fields = ("domains",)
    inlines = (AnchorInline,)
    fieldsets = (
        (None, {"fields": (("code", "title"), "round", "looks_for")}),
        ("What is required", {"fields": (("must_have", "minimum"),)}),
        ("Where it belongs", {"fields": ("domains",)}),
        KEPT,
    )

    @admin.display(description="must-have", ordering="minimum")
    def must(self, competency: Competency) -> str:
        return f"✓ at least {competency.minimum}" if competency.must_have else "no"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        edited: Competency = form.instance
        if change and edited.origin == Origin.REFERENCE and any(formset.has_changed() for formset in formsets):
            edited.take_over()
            edited.save(update_fields=["origin"])
            messages.info(request, "The anchors are yours now: reading the reference files will not change them again.")


class FlagForm(forms.ModelForm):
    """The admin names the other fields."""

    rounds = rounds_field()


@admin.register(FlagDefinition)
class FlagDefinitionAdmin(ListsOnLines, ReferenceAdmin):
    form = FlagForm
    read_as = {"rounds": rounds_text}
    list_display = ("code", "sign", "title", "severity", "raised_in", "origin")
    list_display_links = ("title",)
    list_filter = (CurrentFilter, "colour", "severity", RoundFilter, "integrity", "domains", "origin")
    search_fields = ("code", "title", "slug", "evidence", "not_evidence")
    autocomplete_fields = ("competencies", "domains")
    fieldsets = (
        (None, {"fields": (("code", "title"), ("colour", "severity"), "integrity")}),
        ("When to raise it", {"fields": ("evidence", "not_evidence")}),
        ("Where it belongs", {"fields": ("rounds", "competencies", "domains")}),
        KEPT,
    )

    @admin.display(description="colour", ordering="colour")
    def sign(self, flag: FlagDefinition) -> str:
        return "▲ green" if flag.colour == FlagDefinition.Colour.GREEN else "▼ red"

    @admin.display(description="rounds")
    def raised_in(self, flag: FlagDefinition) -> str:
        return rounds_text(flag.rounds)
