"""What else may stand in the way of a candidate's next step: checks of other apps, which the settings name."""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hiring.models import Application, User


class Guard(Protocol):
    """Raises ValidationError, with a stable code, while a locked application may not go on."""

    def __call__(self, application: Application, *, by: User | None) -> None: ...


def refuse_blocked(application: Application, *, by: User | None) -> None:
    """Refuse the next step of a locked application while any guard does, with that guard's code."""
    for path in settings.NEXT_STEP_GUARDS:
        _guard(path)(application, by=by)


@cache
def _guard(path: str) -> Guard:
    guard: Guard = import_string(path)
    return guard
