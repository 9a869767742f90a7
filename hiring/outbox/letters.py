"""What a message says: its template triple, rendered when it is sent."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hiring.models import Deadline, Message, Reminder, User


@dataclass(frozen=True)
class Letter:
    """A rendered message: one line of subject, plain text, HTML."""

    subject: str
    text: str
    html: str


def render(message: Message, *, now: datetime) -> Letter | None:
    """The letter as it reads now, in the recipient's time zone; None when nothing is left to say."""
    lines = reminder_lines(message, now=now)
    if not lines:
        return None
    context = {"lines": lines, "recipient": message.recipient, "site_url": settings.SITE_URL, "now": now}
    with timezone.override(ZoneInfo(message.recipient.time_zone)):
        return Letter(
            subject=" ".join(render_to_string(f"hiring/letters/{message.letter}.subject.txt", context).split()),
            text=render_to_string(f"hiring/letters/{message.letter}.txt", context),
            html=render_to_string(f"hiring/letters/{message.letter}.html", context),
        )


def reminder_lines(message: Message, *, now: datetime) -> list[dict[str, object]]:
    """One line for each deadline that is still open, most urgent first. Who is reminded in two roles reads it once."""
    reminders = (
        Reminder.objects.filter(message=message, state=Reminder.State.QUEUED, deadline__state=Deadline.State.OPEN)
        .select_related("deadline__application__candidate", "deadline__application__requisition", "deadline__owner")
        .order_by("deadline__due_at", "deadline_id", "rank", "pk")
    )
    last = {reminder.deadline_id: reminder for reminder in reminders}
    return [
        {
            "reminder": reminder,
            "deadline": reminder.deadline,
            "application": reminder.deadline.application,
            "candidate": name_for(message.recipient, reminder.deadline),
            "late": reminder.deadline.due_at <= now,
            "url": settings.SITE_URL + reverse("application", args=[reminder.deadline.application_id]),
        }
        for reminder in last.values()
    ]


def name_for(reader: User, deadline: Deadline) -> str:
    """The candidate's name, or “Candidate A17” for the owner of a deadline that is worked on blind."""
    if deadline.is_nameless and deadline.owner_id == reader.pk:
        return f"Candidate A{deadline.application_id}"
    return deadline.application.candidate.name
