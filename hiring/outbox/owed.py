"""Which reminders of a message are still owed at the moment it is sent."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from hiring import tallies
from hiring.models import Acknowledgement, Deadline, Message, Reminder

State = Reminder.State
COUNTED = {
    State.SUPERSEDED: "sla_superseded",
    State.CANCELLED: "sla_cancelled",
    State.SUPPRESSED: "sla_suppressed_by_ack",
}
ON_THEIR_WAY = (State.QUEUED, State.SENT)
BY_HAND = "sent at once by hand"
"""Why a reminder is on its way before its time, or although somebody was on it: it was due then."""


def take_out(message: Message, *, now: datetime) -> None:
    """Write down of each reminder that is not owed any more why it is not. It is not in the letter, nor counts as sent.

    Not owed: its deadline is no longer open, it was planned anew, a higher rung is on its way, somebody is on it.
    What was sent by hand although somebody was on it is owed, unless somebody has said so again since.
    """
    waiting = Reminder.objects.filter(message=message, state=State.QUEUED)
    reasons: dict[tuple[Reminder.State, str], list[int]] = defaultdict(list)
    for row in _with_facts(waiting, now=now):
        if reason := _why_not(row):
            reasons[reason].append(row.pk)
    for (state, why), keys in reasons.items():
        tallies.count(COUNTED[state], waiting.filter(pk__in=keys).update(state=state, why=why))


@transaction.atomic
def give_back(message: Message) -> int:
    """Let the reminders of somebody who has left find the next in line. Returns how many had to stay.

    Those stay whose coordinator and hiring manager have left as well: nobody is there to take them. The key of the
    message becomes free for the message to whoever is next, or that one would take over what stays here.
    """
    Message.objects.select_for_update().get(pk=message.pk)  # before its reminders, as whoever marks it
    requisition = "deadline__application__requisition"
    coordinated = Q(**{f"{requisition}__coordinator__is_active": True})
    managed = Q(**{f"{requisition}__hiring_manager__is_active": True})
    waiting = Reminder.objects.filter(message=message, state=State.QUEUED)
    keys = list(waiting.filter(coordinated | managed).values_list("pk", flat=True))
    back = Reminder.objects.filter(pk__in=keys, state=State.QUEUED)
    if back.update(state=State.PENDING, message=None, recipient=None, why=f"{message.recipient} has left"):
        Message.objects.filter(pk=message.pk).update(idem_key=f"given-back-{message.pk}")
    return waiting.count()


def _with_facts(reminders: QuerySet[Reminder], *, now: datetime) -> QuerySet[Any]:
    same = Reminder.objects.filter(deadline=OuterRef("deadline"))
    higher = same.filter(plan__gte=OuterRef("plan"), rank__gt=OuterRef("rank"), state__in=ON_THEIR_WAY)
    again = same.filter(
        plan__gt=OuterRef("plan"), rung=OuterRef("rung"), role=OuterRef("role"), channel=OuterRef("channel")
    )
    taken = Acknowledgement.objects.filter(deadline=OuterRef("deadline"), at__lte=now, until__gt=now)
    return reminders.select_related("deadline").annotate(
        has_higher=Exists(higher),
        comes_again=Exists(again),
        taken_until=Subquery(taken.order_by("-until").values("until")[:1]),
        taken_at=Subquery(taken.order_by("-at").values("at")[:1]),
    )


def _why_not(row: Any) -> tuple[Reminder.State, str] | None:
    if row.deadline.state != Deadline.State.OPEN:
        return State.CANCELLED, "no longer open"
    if row.comes_again:
        return State.CANCELLED, "planned anew"
    if row.has_higher:
        return State.SUPERSEDED, "a higher rung is on its way"
    overruled = row.why == BY_HAND and row.taken_at is not None and row.taken_at < row.due_at
    if row.taken_until is not None and row.manner != Reminder.Manner.FINAL and not overruled:
        return State.SUPPRESSED, f"somebody is on it until {row.taken_until:%d %B %Y, %H:%M} UTC"
    return None
