"""What people may say about their own working time: where they are, when they are left alone, when they are away."""

from datetime import date, time
from typing import TypedDict, Unpack

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hiring import refitting
from hiring.models import User, WorkCalendar

HOURS = frozenset({"time_zone", "calendar", "quiet_from", "quiet_until"})
"""What reminders are placed by. Days away are asked about only when a reminder goes out."""


class Preferences(TypedDict, total=False):
    """What of it is to change. `time_zone` is an IANA name; times are those of the person's own clock."""

    time_zone: str
    calendar: WorkCalendar | None
    quiet_from: time
    quiet_until: time
    away_from: date | None
    away_until: date | None


def set_preferences(user: User, *, by: User | None, **changes: Unpack[Preferences]) -> User:
    """Write somebody's preferences; reminders that are still to come move into the new hours.

    Everybody sets their own, others need `hiring.change_user` (PermissionDenied). Refuses with `unknown_time_zone`,
    `retired_calendar`, `away_incomplete`, `away_ends_first`.
    """
    if by is not None and by.pk != user.pk and not by.has_perm("hiring.change_user"):
        raise PermissionDenied(f"{by} may not set the working time of {user}.")
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=user.pk)
        changed = {name for name, value in changes.items() if getattr(user, name) != value}
        for name in changed:
            setattr(user, name, changes[name])  # type: ignore[literal-required]
        _refuse_retired(user, changed)
        user.full_clean(exclude=_others(), validate_unique=False)
        user.save(update_fields=sorted(changed))
        if changed & HOURS:
            transaction.on_commit(lambda: refitting.refit([user]))
    return user


def _refuse_retired(user: User, changed: set[str]) -> None:
    if "calendar" in changed and user.calendar is not None and not user.calendar.is_current:
        message = f"“{user.calendar}” is out of use: choose another one."
        raise ValidationError({"calendar": ValidationError(message, code="retired_calendar")})


def _others() -> set[str]:
    """The fields that are no preference: what is wrong with them is not for this form to say."""
    return {field.name for field in User._meta.get_fields()} - set(Preferences.__annotations__)
