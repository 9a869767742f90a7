"""What other apps want done at each look of the engine: their rules, which the settings name."""

import logging
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


class Errand(Protocol):
    """Does what has come to be due in its app, in transactions of its own."""

    def __call__(self, *, now: datetime) -> object: ...


def run(*, now: datetime) -> None:
    """Run them all. One that fails is written down, and keeps no reminder from going out."""
    for path in settings.ERRANDS:
        try:
            _errand(path)(now=now)
        except Exception:
            log.exception("%s failed", path)


@cache
def _errand(path: str) -> Errand:
    errand: Errand = import_string(path)
    return errand
