"""What becomes of the reminders that are due."""

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hiring import circumstances, engine, lateness, parcels, row_updates, tallies
from hiring.models import Message, Reminder
from hiring.triage import NOBODY, Action, Address, Verdict, triage

State = Reminder.State
LIMIT = 20_000
"""How many reminders one transaction takes."""

ENDS = {
    Action.SUPERSEDE: State.SUPERSEDED,
    Action.CANCEL: State.CANCELLED,
    Action.SUPPRESS: State.SUPPRESSED,
    Action.GIVE_UP: State.DEAD,
}
COUNTED = {
    Action.SUPERSEDE: "sla_superseded",
    Action.CANCEL: "sla_cancelled",
    Action.SUPPRESS: "sla_suppressed_by_ack",
    Action.POSTPONE: "sla_postponed",
}
WRITTEN = ("state", "why", "due_at", "recipient_id", "message_id")

log = logging.getLogger(__name__)


def due(now: datetime) -> QuerySet[Reminder]:
    """The reminders that wait and whose time has come, longest first: one table, by its partial index."""
    return Reminder.objects.filter(state=State.PENDING, due_at__lte=now).order_by("due_at")


@transaction.atomic
def queue_due(*, now: datetime, limit: int = LIMIT) -> int:
    """Turn due reminders into messages: one to each person and channel. Returns how many reminders were taken.

    One worker queues at a time, others are told that there is nothing to do; so no two look at one deadline or write
    to one person. On hold, or by a clock that is not trusted, nothing is taken. Nothing leaves the house here. The
    number of statements does not depend on how many are due.
    """
    engine.state()
    if not engine.running().select_for_update(skip_locked=True):
        return 0
    claimed = _claim(now=now, limit=limit)
    if not claimed:
        return 0
    known = circumstances.read(claimed, now=now)
    facts = {reminder.pk: known.of(reminder) for reminder in claimed}
    recipients = {each.recipient for each in facts.values() if each.recipient is not None}
    waiting = parcels.waiting(recipients)
    lately = circumstances.written_lately(recipients, now=now)
    verdicts = triage(facts.values(), now=now, lately=lately, waiting=waiting)
    addresses = {pk: each.address for pk, each in facts.items()}
    for reminder in claimed:
        if verdicts[reminder.pk].action == Action.GIVE_UP:
            addresses[reminder.pk] = (known.answerable(reminder), reminder.channel)
    _put(claimed, addresses, verdicts, waiting, now=now)
    reminded = {each.deadline for each in facts.values() if verdicts[each.reminder].action == Action.SEND}
    lateness.announce_reminded([known.deadlines[key] for key in sorted(reminded)], now=now)
    _tell(claimed, verdicts)
    return len(claimed)


def _claim(*, now: datetime, limit: int) -> list[Reminder]:
    """The reminders that are due, locked: all due rungs of a deadline, or none.

    A verb that ends a deadline in this moment holds its reminders: they are skipped.
    """
    claimed = list(due(now).select_for_update(skip_locked=True)[:limit])
    if len(claimed) < limit:
        return claimed
    begun = {reminder.deadline_id for reminder in claimed}
    return list(due(now).filter(deadline__in=begun).select_for_update(skip_locked=True))


def _put(
    claimed: Sequence[Reminder],
    addresses: Mapping[int, Address | None],
    verdicts: Mapping[int, Verdict],
    waiting: Mapping[Address, Message],
    *,
    now: datetime,
) -> None:
    """Write the verdicts on locked reminders down, and the messages of those that are sent, or given up."""
    packed: dict[Action, dict[Address, list[Reminder]]] = defaultdict(lambda: defaultdict(list))
    for reminder in claimed:
        address = addresses[reminder.pk]
        if address is not None:
            packed[verdicts[reminder.pk].action][address].append(reminder)
    messages = {
        Action.SEND: parcels.pack(packed[Action.SEND], waiting, now=now),
        Action.GIVE_UP: parcels.give_up(packed[Action.GIVE_UP], why=NOBODY, now=now),
    }
    for _person, channel in messages[Action.GIVE_UP]:
        tallies.count("sla_dead", channel=channel)
    rows: list[dict[str, Any]] = []
    for reminder in claimed:
        action, why, at = verdicts[reminder.pk]
        row = {
            "id": reminder.pk,
            "state": ENDS.get(action, State.PENDING),
            "why": why or reminder.why,
            "due_at": at or reminder.due_at,
            "recipient_id": reminder.recipient_id,
            "message_id": reminder.message_id,
        }
        address = addresses[reminder.pk]
        if action == Action.SEND and address is not None:
            row |= {"state": State.QUEUED, "recipient_id": address[0], "message_id": messages[action][address]}
        elif action == Action.GIVE_UP and address is not None:
            row["message_id"] = messages[action][address]
        rows.append(row)
    row_updates.write(Reminder, rows, WRITTEN)


def _tell(claimed: Sequence[Reminder], verdicts: Mapping[int, Verdict]) -> None:
    for reminder in claimed:
        action, why, _at = verdicts[reminder.pk]
        if action != Action.SEND:
            log.info("reminder %s (%s) is not sent: %s", reminder.pk, reminder.rung, why)
    for action, number in Counter(verdict.action for verdict in verdicts.values()).items():
        if action in COUNTED:
            tallies.count(COUNTED[action], number)
