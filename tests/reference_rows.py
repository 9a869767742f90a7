"""The reference data as rows in memory: what a test that commits has emptied is full again in a moment."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

Rows = dict[type[models.Model], list[models.Model]]


def keep() -> Rows:
    """Every row that is in the database now, by its model, in no order: foreign keys are looked at with the commit."""
    kept = {model: list(model._base_manager.all()) for model in _models()}
    return {model: rows for model, rows in kept.items() if rows}


def put_back(kept: Rows) -> None:
    """The rows again, with their keys, into the tables as a flush leaves them.

    Django makes content types and permissions anew after a flush, under other keys: those give way to the kept ones.
    """
    with transaction.atomic():
        for model in kept:
            model._base_manager.all()._raw_delete(using="default")
        for model, rows in kept.items():
            model._base_manager.bulk_create(rows)
    ContentType.objects.clear_cache()


def _models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]
