"""Reminders on one channel, for tests that count letters."""

from datetime import datetime

from hiring import queueing
from hiring.models import Reminder


def queue_mails(*, now: datetime) -> int:
    """Queue what is due, with no other channel than e-mail."""
    Reminder.objects.exclude(channel="email").delete()
    return queueing.queue_due(now=now)
