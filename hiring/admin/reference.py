"""Admin pages of what the guide says about the role, its market and its process."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from benchmarks.admin.read_only import ReadOnly
from benchmarks.admin.reference import CurrentFilter, ReferenceAdmin
from benchmarks.forms import ListsOnLines, as_list
from hiring.models import ChecklistPoint, Deadline, LandscapeCategory, MarketFact, RoleScope, SlaPolicy, SourcingChannel

KEPT = ("Keeping", {"fields": (("slug", "origin"), "position", "retired_at")})


@admin.register(RoleScope)
class RoleScopeAdmin(ListsOnLines, ReferenceAdmin):
    list_display = ("title", "pay", "summary", "origin")
    search_fields = ("title", "slug", "summary", "question")
    lists = ("focus", "builds", "core_tools", "needed_when")
    fieldsets = (
        (None, {"fields": ("title", "summary", ("eur_low", "eur_high"))}),
        ("What tells it from its neighbours", {"fields": ("question", "needed_when")}),
        ("The work", {"fields": ("focus", "builds", "core_tools")}),
        KEPT,
    )

    @admin.display(description="base pay a year", ordering="eur_low")
    def pay(self, scope: RoleScope) -> str:
        return f"EUR {scope.eur_low:,.0f}–{scope.eur_high:,.0f}"


@admin.register(LandscapeCategory)
class LandscapeCategoryAdmin(ListsOnLines, ReferenceAdmin):
    list_display = ("title", "leading", "coming", "origin")
    search_fields = ("title", "slug", "note", "leaders", "rising")
    lists = ("leaders", "rising")
    fieldsets = ((None, {"fields": ("title", "leaders", "rising", "note")}), KEPT)

    @admin.display(description="leaders")
    def leading(self, category: LandscapeCategory) -> str:
        return ", ".join(category.leaders)

    @admin.display(description="rising or niche")
    def coming(self, category: LandscapeCategory) -> str:
        return ", ".join(category.rising)


@admin.register(SourcingChannel)
class SourcingChannelAdmin(ListsOnLines, ReferenceAdmin):
    list_display = ("title", "where", "evidence", "origin")
    search_fields = ("title", "slug", "evidence", "how_to", "signals")
    lists = ("signals",)
    fieldsets = ((None, {"fields": ("title", "signals", "evidence", "how_to")}), KEPT)

    @admin.display(description="signals")
    def where(self, channel: SourcingChannel) -> str:
        return ", ".join(channel.signals)


@admin.register(ChecklistPoint)
class ChecklistPointAdmin(ReferenceAdmin):
    list_display = ("number", "title", "question", "origin")
    list_display_links = ("title",)
    search_fields = ("title", "slug", "question", "help")
    fieldsets = ((None, {"fields": ("number", "title", "question", "help", "example")}), KEPT)


@admin.register(MarketFact)
class MarketFactAdmin(ReferenceAdmin):
    list_display = ("title", "figure", "as_of", "source", "origin")
    list_filter = (CurrentFilter, "bound", "as_of", "origin")
    search_fields = ("title", "slug", "note", "source", "unit")
    fieldsets = (
        (None, {"fields": ("title", "bound", ("low", "high", "unit"), "note")}),
        ("Where it comes from", {"fields": ("source", "as_of")}),
        KEPT,
    )

    @admin.display(description="figure", ordering="low")
    def figure(self, fact: MarketFact) -> str:
        low, high = (f"{end.normalize():,f}" for end in (fact.low, fact.high))
        figure = low if low == high else f"{low}–{high}"
        if fact.bound in (MarketFact.Bound.ABOVE, MarketFact.Bound.BELOW):
            figure = f"{fact.get_bound_display()} {figure}"
        return f"{figure} {fact.unit}"


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ReadOnly, ModelAdmin):
    """Versions come from the figures of the code and the ladder's file; an application keeps the one it began with."""

    list_display = ("version", "promise", "decision", "rungs", "created_at")
    fields = readonly_fields = ("version", "created_at", "promise", "decision", "planned", "reminders")

    @admin.display(description="promise")
    def promise(self, policy: SlaPolicy) -> str:
        return f"{policy.figures['promise_hours']} elapsed hours"

    @admin.display(description="decision after the final round")
    def decision(self, policy: SlaPolicy) -> str:
        return f"{policy.figures['decision_hours']} elapsed hours"

    @admin.display(description="rungs of the ladder")
    def rungs(self, policy: SlaPolicy) -> int:
        return len(policy.ladder)

    @admin.display(description="planned steps")
    def planned(self, policy: SlaPolicy) -> str:
        kinds = dict(Deadline.Kind.choices)
        return as_list(
            [f"{kinds[kind]}: hour {low} to {high}" for kind, (low, high) in policy.figures["budgets"].items()]
        )

    @admin.display(description="reminders")
    def reminders(self, policy: SlaPolicy) -> str:
        return as_list(
            [
                f"{rung['name']}: {rung['hours']:g} h from “{rung['start'].replace('_', ' ')}”, "
                f"to {', '.join(role.replace('_', ' ') for role in rung['roles'])}"
                for rung in policy.ladder
            ]
        )
