"""Admin pages that show and never write, where nobody finds their own candidacy."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from benchmarks.admin.read_only import ReadOnly


def text_of(name: str, description: str = "", *, nobody: str = "–") -> Any:
    """A column with the name of the row that another one points at: not every reader may open that one's page."""

    @admin.display(description=description or name.replace("_", " "))
    def shown(self: Any, row: Any) -> str:
        other = getattr(row, name)
        return nobody if other is None else str(other)

    return shown


class ReadOnlyAdmin(ReadOnly, ModelAdmin):
    """A list with a page for each row."""

    candidate = ""
    """The way from a row to its candidate, as in a lookup; empty where there is none."""
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.exclude(**{f"{self.candidate}__employee": request.user}) if self.candidate else rows


class ReadOnlyInline(ReadOnly, TabularInline):
    """Rows on the page of what they belong to."""

    extra = 0
    tab = True
    hide_title = True
    related: tuple[str, ...] = ()
    """Rows that a line shows as well, fetched with it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.related)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fields
