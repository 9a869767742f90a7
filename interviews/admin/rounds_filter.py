"""The round as something to choose: a filter of lists, a field of forms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from hiring.stages import Round
from interviews import question_bank


class RoundFilter(admin.SimpleListFilter):
    """Rows whose `rounds` name the one chosen."""

    title = "round"
    parameter_name = "round"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Round.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return question_bank.in_round(queryset, chosen) if chosen in Round.values else queryset


def rounds_field() -> forms.MultipleChoiceField:
    """The rounds in which something fits, as boxes to tick."""
    return forms.MultipleChoiceField(choices=Round.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget)


def rounds_text(rounds: list[str]) -> str:
    """Rounds in words, in the order of the process."""
    return ", ".join(str(one.label) for one in Round if one.value in rounds) or "—"
