"""What a message says: its template triple, rendered when it is sent."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hiring.models import Application, Deadline, Message, Reminder, User

MOST_LINES = 50
"""Of a letter. What comes beyond is counted in it; mail programs cut off what is longer."""
SAID = (Reminder.State.QUEUED, Reminder.State.SENT)


@dataclass(frozen=True)
class Line:
    """One deadline of a letter. `late` and `over` are as of the instant at which it was rendered."""

    reminder: Reminder
    candidate: str
    late: bool
    distance: str
    """How far away its due time is: “in 5 h”, “late by 2 d 3 h”."""
    url: str

    @property
    def deadline(self) -> Deadline:
        return self.reminder.deadline

    @property
    def application(self) -> Application:
        return self.reminder.deadline.application

    @property
    def what(self) -> str:
        """The name of the obligation."""
        return str(self.reminder.deadline.get_kind_display())

    @property
    def over(self) -> bool:
        """Whether nothing is to be done about it any more."""
        return self.reminder.deadline.state != Deadline.State.OPEN


@dataclass(frozen=True)
class Letter:
    """A rendered message: one line of subject, plain text, HTML; what it is about, as of which instant."""

    subject: str
    text: str
    html: str
    lines: tuple[Line, ...] = ()
    at: datetime | None = None
    reply_to: str = ""
    """Who gets the answer, where that is not the sender."""


@dataclass(frozen=True)
class Reading:
    """A message as it reads to somebody who looks at it now."""

    subject: str
    lines: tuple[Line, ...]


def render(message: Message, *, now: datetime) -> Letter | None:
    """The letter as it reads now, in the recipient's time zone; None when nothing is left to say.

    What goes to another system is no prose: its text is the payload, the same in every attempt.
    """
    reader = message.recipient
    if reader is None:
        body = json.dumps(message.payload, sort_keys=True, separators=(",", ":"))
        return Letter(subject=message.letter, text=body, html="", at=now)
    standing = _carried(message).filter(state=Reminder.State.QUEUED, deadline__state=Deadline.State.OPEN)
    lines = _lines(standing, reader=reader, now=now)
    if not lines:
        return None
    context = {
        "lines": lines[:MOST_LINES],
        "number": len(lines),
        "more": len(lines[MOST_LINES:]),
        "recipient": reader,
        "site_url": settings.SITE_URL,
        "now": now,
    }
    with timezone.override(ZoneInfo(reader.time_zone)):
        return Letter(
            subject=_subject(message, context),
            text=render_to_string(f"hiring/letters/{message.letter}.txt", context),
            html=render_to_string(f"hiring/letters/{message.letter}.html", context),
            lines=lines,
            at=now,
        )


def reread(message: Message, *, reader: User, now: datetime) -> Reading:
    """What a message that went out says to a reader now: what has ended since is still in it."""
    return reread_all([message], reader=reader, now=now)[message.pk]


def reread_all(messages: Iterable[Message], *, reader: User, now: datetime) -> dict[int, Reading]:
    """`reread` for many messages with one query, by the messages' ids. Nobody reads of their own candidacy."""
    wanted = {message.pk: message for message in messages}
    rows: dict[int, list[Reminder]] = {pk: [] for pk in wanted}
    said = _with_people(Reminder.objects.filter(message__in=list(wanted), state__in=SAID))
    for reminder in said.exclude(deadline__application__candidate__employee=reader):
        rows[reminder.message_id or 0].append(reminder)
    read = {}
    with timezone.override(ZoneInfo(reader.time_zone)):
        for pk, message in wanted.items():
            lines = _lines(rows[pk], reader=reader, now=now)
            subject = _subject(message, {"lines": lines, "number": len(lines)}) if lines else "Nothing of this is left"
            read[pk] = Reading(subject, lines)
    return read


def name_for(reader: User, deadline: Deadline) -> str:
    """The candidate's name, or “Candidate A17” for the owner of a deadline that is worked on blind."""
    if deadline.is_nameless and deadline.owner_id == reader.pk:
        return f"Candidate A{deadline.application_id}"
    return deadline.application.candidate.name


def _subject(message: Message, context: dict[str, object]) -> str:
    return " ".join(render_to_string(f"hiring/letters/{message.letter}.subject.txt", context).split())


def _carried(message: Message) -> QuerySet[Reminder]:
    return _with_people(Reminder.objects.filter(message=message))


def _with_people(reminders: QuerySet[Reminder]) -> QuerySet[Reminder]:
    return reminders.select_related(
        "deadline__application__candidate", "deadline__application__requisition", "deadline__owner"
    ).order_by("deadline__due_at", "deadline_id", "rank", "pk")


def _lines(reminders: Iterable[Reminder], *, reader: User, now: datetime) -> tuple[Line, ...]:
    """One line for each deadline, most urgent first. Who is reminded in two roles reads it once."""
    last = {reminder.deadline_id: reminder for reminder in reminders}
    return tuple(
        Line(
            reminder=reminder,
            candidate=name_for(reader, reminder.deadline),
            late=reminder.deadline.due_at <= now,
            distance=_distance(reminder.deadline.due_at, now),
            url=settings.SITE_URL + reverse(_page(reader, reminder.deadline), args=[reminder.deadline.application_id]),
        )
        for reminder in last.values()
    )


def _page(reader: User, deadline: Deadline) -> str:
    """Where the reader does what is due: an offer has a page of its own, for those who may see offers."""
    is_offer = deadline.kind in (Deadline.Kind.OFFER_APPROVAL, Deadline.Kind.OFFER_ANSWER)
    return "offer" if is_offer and reader.has_perm("hiring.view_offer") else "application"


def _distance(due_at: datetime, now: datetime) -> str:
    minutes = int(abs(due_at - now).total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    span = f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
    span = span.replace(" 0 h", "").replace(" 0 min", "") if minutes >= 60 else span
    if due_at > now:
        return f"in {span}"
    return f"late by {span}" if minutes else "due now"
