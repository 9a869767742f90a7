"""How a refusal is tested: its stable codes, with nothing half-written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Model

from benchmarks.models.reference import ReferenceModel


@contextmanager
def refuses(*codes: str) -> Iterator[None]:
    """The block must be refused with exactly these codes, and leave every table of hiring as it was."""
    before = everything()
    with pytest.raises(ValidationError) as refused:
        yield
    assert codes_of(refused.value) == set(codes)
    assert everything() == before


@contextmanager
def forbids() -> Iterator[None]:
    """The block must be refused for want of a permission, and leave every table of hiring as it was."""
    before = everything()
    with pytest.raises(PermissionDenied):
        yield
    assert everything() == before


def codes_of(refusal: ValidationError) -> set[str | None]:
    """All codes of a refusal, whichever field they belong to."""
    if hasattr(refusal, "error_dict"):
        return {each.code for errors in refusal.error_dict.values() for each in errors}
    return {each.code for each in refusal.error_list}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of hiring that a verb may write. Asked so often that it goes without models."""
    models = (model for model in apps.get_app_config("hiring").get_models() if not issubclass(model, ReferenceModel))
    with connection.cursor() as cursor:
        return {model._meta.db_table: _rows(cursor, model) for model in models}


def _rows(cursor: Any, model: type[Model]) -> list[tuple[Any, ...]]:
    table, key = map(connection.ops.quote_name, (model._meta.db_table, model._meta.pk.column))
    cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
