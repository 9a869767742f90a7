"""Filters of the admin's lists that choose something until somebody asks for more."""

from __future__ import annotations

from typing import Any

from django.contrib import admin


class ChosenFilter(admin.SimpleListFilter):
    """A filter whose first choice is not all rows but those that `first` names."""

    first: str

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": self.first}
        yield from others
