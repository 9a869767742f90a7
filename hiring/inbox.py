"""What waits in somebody's inbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from hiring import acknowledging, clock, ledger
from hiring.models import Acknowledgement, Deadline, InboxItem, User
from hiring.outbox import letters
from hiring.sla import Standing


@dataclass(frozen=True)
class Line:
    """One deadline of an item as it stands now, by the name under which the reader knows the candidate."""

    said: letters.Line
    is_nameless: bool
    standing: Standing
    words: str
    on_it: Acknowledgement | None
    may_take: bool
    """Whether the reader may say that they are on it."""

    @property
    def deadline(self) -> Deadline:
        return self.said.deadline


@dataclass(frozen=True)
class Entry:
    """An item with what it says to its reader now."""

    item: InboxItem
    subject: str
    lines: tuple[Line, ...]


def items_of(user: User) -> QuerySet[InboxItem]:
    """Everything in somebody's inbox, newest first."""
    return InboxItem.objects.filter(recipient=user).select_related("message").order_by("-at", "-pk")


def unread(user: User) -> int:
    """How many items nobody has marked as read. One query, which reads the unread ones alone."""
    return InboxItem.objects.filter(recipient=user, read_at=None).order_by().count()


def entries(items: Iterable[InboxItem], *, reader: User, now: datetime) -> list[Entry]:
    """The items as they read now, in two queries however many there are."""
    items = list(items)
    readings = letters.reread_all([item.message for item in items], reader=reader, now=now)
    deadlines = {line.deadline.pk for reading in readings.values() for line in reading.lines}
    taken = ledger.on_it(deadlines, now=now)
    return [
        Entry(
            item,
            readings[item.message_id].subject,
            tuple(
                _line(one, taken.get(one.deadline.pk), reader=reader, now=now)
                for one in readings[item.message_id].lines
            ),
        )
        for item in items
    ]


@transaction.atomic
def mark_read(item: InboxItem | None = None, *, by: User, now: datetime | None = None) -> int:
    """Mark one item of one's own as read, or all of them. Returns how many were unread until now."""
    now = now or clock.database_now()
    waiting = InboxItem.objects.filter(recipient=by, read_at=None)
    if item is not None:
        waiting = waiting.filter(pk=item.pk)
    return waiting.update(read_at=now)


def _line(said: letters.Line, on_it: Acknowledgement | None, *, reader: User, now: datetime) -> Line:
    deadline = said.deadline
    is_nameless = deadline.is_nameless and deadline.owner_id == reader.pk
    if said.over:
        standing, words = Standing.CLOSED, str(deadline.get_state_display()).lower()
        if deadline.state == Deadline.State.PAUSED:
            standing = Standing.PAUSED
    elif said.late:
        standing, words = Standing.BREACHED, "late"
    elif deadline.at_risk_at <= now:
        standing, words = Standing.AT_RISK, "at risk"
    else:
        standing, words = Standing.IN_TIME, "in time"
    return Line(said, is_nameless, standing, words, on_it, acknowledging.is_offered(deadline, to=reader))
