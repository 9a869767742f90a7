"""What forms of all apps share: fields for lists, one item on each line; refusals of rules beside their fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from benchmarks import refusals

BETWEEN = " | "

TEXTS_GROW = {models.TextField: {"widget": UnfoldAdminExpandableTextareaWidget}}
"""For `formfield_overrides`: boxes as high as the text in them."""


def show_refusal(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put each part of a rule's refusal beside its field; above the form what has none on it."""
    for name, errors in refusals.by_field(refusal).items():
        form.add_error(name if name in form.fields else None, errors)


class LinesField(forms.CharField):
    """A list of texts, one on each line; empty lines do not count."""

    widget = UnfoldAdminExpandableTextareaWidget

    def __init__(self, *, help_text: str = "", **options: Any) -> None:
        super().__init__(help_text=f"{help_text} {self.how}".strip(), strip=False, **options)

    @property
    def how(self) -> str:
        return "One item on each line."

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(self.line_of(item) for item in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [self.item_of(line.strip()) for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except ValidationError:
            return True

    def line_of(self, item: Any) -> str:
        return str(item)

    def item_of(self, line: str) -> Any:
        return line


class RowsField(LinesField):
    """A list of small tables of the same columns, one on each line, with a bar between the columns.

    Columns left out at the end are empty. A column of whole numbers is given as `int`.
    """

    def __init__(self, columns: dict[str, type[str] | type[int]], **options: Any) -> None:
        self.columns = columns
        super().__init__(**options)

    @property
    def how(self) -> str:
        return f"One on each line: {BETWEEN.join(self.columns)}."

    def line_of(self, item: Any) -> str:
        cells = [str(item.get(name, "")) for name in self.columns]
        while cells and not cells[-1]:
            cells.pop()
        return BETWEEN.join(cells)

    def item_of(self, line: str) -> dict[str, str | int]:
        cells = [cell.strip() for cell in line.split(BETWEEN.strip(), len(self.columns) - 1)]
        cells += [""] * (len(self.columns) - len(cells))
        try:
            return {name: kind(cell) for (name, kind), cell in zip(self.columns.items(), cells, strict=True)}
        except ValueError:
            raise ValidationError(f"“{line}” does not read as {BETWEEN.join(self.columns)}.", code="row") from None


class ListsOnLines:
    """Admin pages whose JSON lists are written one item on each line, and read as a list.

    `lists` names the lists of texts, `tables` the lists of small tables with their columns, `may_be_empty` those of
    them that may stay empty whatever the model says, `read_as` what else is to be read otherwise than it is written.
    """

    lists: Sequence[str] = ()
    tables: dict[str, dict[str, type[str] | type[int]]] = {}
    may_be_empty: Sequence[str] = ()
    read_as: dict[str, Callable[[Any], str]] = {}

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: HttpRequest, **options: Any) -> Any:
        stated: dict[str, Any] = {
            "label": capfirst(str(db_field.verbose_name)),
            "help_text": str(db_field.help_text),
            "required": not (db_field.blank or db_field.name in self.may_be_empty),
        }
        if db_field.name in self.lists:
            return LinesField(**stated)
        if db_field.name in self.tables:
            return RowsField(self.tables[db_field.name], **stated)
        return super().formfield_for_dbfield(db_field, request, **options)  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever may only look sees lists instead of JSON."""
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        if obj is None or self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return fieldsets
        wanted = {**dict.fromkeys((*self.lists, *self.tables), as_list), **self.read_as}
        shown = {name: _shown(name, write) for name, write in wanted.items()}
        return [
            (title, {**options, "fields": [_swap(field, shown) for field in options["fields"]]})
            for title, options in fieldsets
        ]


def _swap(field: Any, shown: dict[str, Callable[[Any], str]]) -> Any:
    return tuple(_swap(one, shown) for one in field) if isinstance(field, list | tuple) else shown.get(field, field)


def _shown(name: str, write: Callable[[Any], str]) -> Callable[[Any], str]:
    @admin.display(description=name.replace("_", " "))
    def shown(row: Any) -> str:
        return write(getattr(row, name))

    shown.__name__ = f"{name}_shown"
    return shown


def as_list(items: Sequence[Any]) -> SafeString | str:
    """Items of a JSON list, as a list for people to read."""
    texts = [
        BETWEEN.join(str(cell) for cell in item.values() if cell != "") if isinstance(item, dict) else str(item)
        for item in items
    ]
    return format_html_join("", "<div>• {}</div>", ((text,) for text in texts)) if texts else "—"
