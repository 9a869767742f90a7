"""Which reminders move when the working time of somebody changes: those still to come, into the new hours."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from hiring import history, reminders
from hiring.models import Application, Deadline, Reminder, User


def refit(people: Iterable[User]) -> int:
    """Plan the waiting reminders of these people anew. Returns how many applications had any.

    One short transaction for each application, so that nobody waits behind somebody else's change. What is not
    reached is placed when it is due: nobody is reminded in their quiet hours for that.
    """
    keys = [person.pk for person in people]
    return sum(_refit_one(application) for application in _concerned(keys))


def _concerned(keys: list[int]) -> list[Application]:
    """The open applications in which one of these people may be reminded of something."""
    requisition = Q(requisition__coordinator__in=keys) | Q(requisition__hiring_manager__in=keys)
    owned = Deadline.objects.filter(owner__in=keys, state=Deadline.State.OPEN).values("application")
    return list(Application.objects.open().filter(requisition | Q(pk__in=owned)).order_by("pk"))


@transaction.atomic
def _refit_one(application: Application) -> bool:
    application = history.locked(application)
    waiting = Reminder.objects.filter(state=Reminder.State.PENDING).values("deadline")
    standing = Deadline.objects.filter(application=application, state=Deadline.State.OPEN, pk__in=waiting)
    found = list(standing)
    reminders.place_anew(found, application)
    return bool(found)
