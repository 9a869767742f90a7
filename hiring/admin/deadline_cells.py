"""How the admin words deadlines with their reminders: states by word and sign, whose turn it is."""

from datetime import datetime

from django.utils.safestring import SafeString

from hiring.admin import cells
from hiring.models import Deadline, Reminder, User
from hiring.outbox import letters

REMINDER_SIGNS = {
    Reminder.State.PENDING: "not_started",
    Reminder.State.QUEUED: "at_risk",
    Reminder.State.SENT: "in_time",
    Reminder.State.CANCELLED: "closed",
    Reminder.State.SUPERSEDED: "closed",
    Reminder.State.SUPPRESSED: "paused",
    Reminder.State.DEAD: "breached",
}


def deadline_state(row: Deadline, *, now: datetime) -> SafeString:
    """Open ones by how near they are; the others by how they ended."""
    match row.state:
        case Deadline.State.DONE:
            late = row.done_at is not None and row.done_at > row.due_at
            return cells.mark("closed", "done late" if late else "done")
        case Deadline.State.CANCELLED:
            return cells.mark("not_started", "cancelled")
        case Deadline.State.PAUSED:
            return cells.mark("paused", "paused")
    if row.due_at <= now:
        return cells.mark("breached", "late")
    if row.begins_at > now:
        return cells.mark("not_started", "to come")
    return cells.mark("at_risk", "at risk") if row.at_risk_at <= now else cells.mark("in_time", "in time")


def whose(row: Deadline) -> str:
    """The party, with the name of the person where there is one in the house."""
    party = str(row.get_party_display())
    return f"{party} ({row.owner})" if row.owner and row.party != Deadline.Party.CANDIDATE else party


def candidate_link(row: Deadline, *, reader: User) -> SafeString | str:
    """The candidate, with a link to the application's page; without both where the reader reviews them blind."""
    name = letters.name_for(reader, row)
    return name if row.is_nameless and row.owner_id == reader.pk else cells.page_link(row.application, name)


def reminder_state(row: Reminder) -> SafeString:
    """The state of a reminder by word and sign."""
    return cells.mark(REMINDER_SIGNS[Reminder.State(row.state)], str(row.get_state_display()).lower())


def addressee(row: Reminder) -> str:
    """The person to whom a reminder went, or the role that says who it will be."""
    return str(row.recipient or row.role.replace("_", " "))
