"""Whom the role of a reminder means at an instant."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from hiring.calendars import Book
from hiring.models import Application, Deadline, Reminder, User

LADDER = ("owner", "coordinator", "hiring_manager")
"""The order in which a reminder goes on from somebody who cannot act to the next in line."""


def recipient(reminder: Reminder, *, book: Book, at: datetime) -> User | None:
    """Who is reminded, from the rows that the reminder belongs to. None: nobody is there who may be."""
    deadline = reminder.deadline
    requisition = deadline.application.requisition
    people = {
        "owner": deadline.owner,
        "coordinator": requisition.coordinator,
        "hiring_manager": requisition.hiring_manager,
    }
    return choose(reminder.role, people, candidate=deadline.application.candidate.employee_id, book=book, at=at)


def choose(
    role: str, people: Mapping[str, User | None], *, candidate: int | None, book: Book, at: datetime
) -> User | None:
    """The person of a role, or who acts in their place: the coordinator, then the hiring manager.

    Passed over is who is missing, has left, is away on that day, or is the `candidate` (their user's key). When all
    who may be told are away, it is the first of them; None when there is nobody.
    """
    line = [people.get(each) for each in (role, *LADDER[1:])]
    able = [person for person in line if person is not None and person.is_active and person.pk != candidate]
    return next((person for person in able if not book.is_away(person, at)), able[0] if able else None)


def people_of(application: Application, deadlines: Iterable[Deadline]) -> dict[int, User]:
    """All who may be reminded of these deadlines, by their key, as they are now: one query."""
    requisition = application.requisition
    keys = {requisition.coordinator_id, requisition.hiring_manager_id, *(each.owner_id for each in deadlines)}
    return User.objects.in_bulk({key for key in keys if key is not None})
