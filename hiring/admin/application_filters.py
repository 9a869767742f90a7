"""What the admin's list of applications can be narrowed to."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from hiring import clock, standing
from hiring.models import Application, Deadline, Requisition, User
from hiring.sla import Standing
from hiring.stages import Stage

WORDS = {
    Standing.BREACHED: "Late",
    Standing.AT_RISK: "At risk",
    Standing.IN_TIME: "In time",
    Standing.PAUSED: "Paused",
    Standing.NOT_STARTED: "Not started",
    Standing.CLOSED: "Closed",
}


class StandingFilter(DropdownFilter):
    """How the application stands against its clock."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "All that are open"), *((value.value, word) for value, word in WORDS.items())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        value = self.value()
        if value == "open":
            return queryset.filter(closed_at=None)
        if value not in {one.value for one in Standing}:
            return queryset
        return standing.having(Standing(value), queryset, now=clock.database_now())


class StageFilter(DropdownFilter):
    """Where the application is in the process."""

    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Stage.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        return queryset.filter(stage=self.value()) if self.value() else queryset


class TurnFilter(DropdownFilter):
    """Who has to act for the deadline that comes next."""

    title = "whose turn"
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "Mine"), *Deadline.Party.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        if self.value() == "me":
            mine = Deadline.objects.filter(owner=request.user, state=Deadline.State.OPEN)
            return queryset.filter(pk__in=mine.values("application"))
        return queryset.filter(next_party=self.value()) if self.value() else queryset


class RequisitionFilter(DropdownFilter):
    """For which position."""

    title = "requisition"
    parameter_name = "requisition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), title) for pk, title in Requisition.objects.values_list("pk", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        value = self.value() or ""
        return queryset.filter(requisition=value) if value.isdecimal() else queryset


class ManagerFilter(DropdownFilter):
    """Whose requisitions."""

    title = "hiring manager"
    parameter_name = "manager"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        managers = User.objects.filter(requisitions_managed__isnull=False).distinct()
        return [(str(manager.pk), str(manager)) for manager in managers]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> QuerySet[Application]:
        value = self.value() or ""
        return queryset.filter(requisition__hiring_manager=value) if value.isdecimal() else queryset


FILTERS = (StandingFilter, StageFilter, TurnFilter, RequisitionFilter, ManagerFilter)
