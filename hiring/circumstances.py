"""What decides about reminders at the moment they are due, read in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from django.db.models import Max
from django.db.models.functions import Coalesce

from hiring import calendars, ladder, placing, receiving
from hiring.calendars import Book
from hiring.models import Acknowledgement, Deadline, Message, Reminder, SlaPolicy, User
from hiring.outbox import channels
from hiring.triage import CAP_SPAN, Address, Due
from hiring.working_time import NoWorkingTime

HEARD = (Reminder.State.QUEUED, Reminder.State.SENT)
_REQUISITION = "application__requisition__"
FACTS = (
    *("pk", "kind", "state", "plan", "owner_id", "at_risk_at", "due_at", "application_id"),
    *(f"{_REQUISITION}coordinator_id", f"{_REQUISITION}hiring_manager_id", "application__candidate__employee_id"),
)


@dataclass
class Circumstances:
    """What was read about some reminders, as of one instant. Asking it costs no query."""

    now: datetime
    deadlines: dict[int, dict[str, Any]]
    people: dict[int, User]
    book: Book
    ladders: dict[int, list[dict[str, Any]]]
    acknowledged: dict[int, tuple[datetime, str]]
    gone_ranks: dict[tuple[int, int], int]
    heard: dict[tuple[int, int | None, str], datetime]
    _awake: dict[int, bool] = field(default_factory=dict)
    _opens: dict[tuple[int, str, datetime | None, bool], datetime] = field(default_factory=dict)

    def of(self, reminder: Reminder) -> Due:
        """What is to be known of one reminder to decide about it."""
        deadline = self.deadlines[reminder.deadline_id]
        person = self._recipient(reminder.role, deadline)
        until, name = self.acknowledged.get(reminder.deadline_id, (None, ""))
        return Due(
            reminder=reminder.pk,
            deadline=reminder.deadline_id,
            rank=reminder.rank,
            manner=cast("Literal['lead', 'breach', 'final']", reminder.manner),
            channel=reminder.channel,
            recipient=person.pk if person else None,
            hard_by=reminder.hard_by,
            open_at=self._open_at(reminder, person) if person else self.now,
            owed=deadline["state"] == Deadline.State.OPEN and reminder.plan == deadline["plan"],
            gone_rank=self.gone_ranks.get((reminder.deadline_id, reminder.plan), 0),
            rested_at=self._rested_at(reminder, deadline, person),
            acknowledged_until=until,
            acknowledged_by=name,
        )

    def answerable(self, reminder: Reminder) -> int:
        """Whose message it is, by their key, that tells of a reminder which nobody may receive."""
        deadline = self.deadlines[reminder.deadline_id]
        coordinator: int = deadline[f"{_REQUISITION}coordinator_id"]
        manager: int = deadline[f"{_REQUISITION}hiring_manager_id"]
        return manager if coordinator == deadline["application__candidate__employee_id"] else coordinator

    def _recipient(self, role: str, deadline: dict[str, Any]) -> User | None:
        people = {
            "owner": self.people.get(deadline["owner_id"]),
            "coordinator": self.people.get(deadline[f"{_REQUISITION}coordinator_id"]),
            "hiring_manager": self.people.get(deadline[f"{_REQUISITION}hiring_manager_id"]),
        }
        candidate = deadline["application__candidate__employee_id"]
        return receiving.choose(role, people, candidate=candidate, book=self.book, at=self.now)

    def _open_at(self, reminder: Reminder, person: User) -> datetime:
        """Now, unless it is quiet time for the person: then when it is over, as the manner of the reminder allows."""
        working = self.book.of_person(person)
        if person.pk not in self._awake:
            self._awake[person.pk] = working.is_open(self.now)
        if self._awake[person.pk]:
            return self.now
        loud = channels.is_loud(reminder.channel)
        key = (person.pk, reminder.manner, reminder.hard_by, loud)
        if key not in self._opens:
            try:
                self._opens[key] = placing.place(
                    self.now,
                    manner=reminder.manner,
                    hard_by=reminder.hard_by,
                    working=working,
                    not_before=self.now,
                    loud=loud,
                )
            except NoWorkingTime:
                self._opens[key] = self.now
        return self._opens[key]

    def _rested_at(self, reminder: Reminder, deadline: dict[str, Any], person: User | None) -> datetime | None:
        heard_at = self.heard.get((reminder.deadline_id, person.pk if person else None, reminder.channel))
        if heard_at is None:
            return None
        apart = ladder.apart_of(self.ladders.get(reminder.policy_version, []), deadline["kind"])
        return heard_at + apart if apart else None


def read(reminders: Sequence[Reminder], *, now: datetime) -> Circumstances:
    """All that decides about these reminders now."""
    keys = {reminder.deadline_id for reminder in reminders}
    deadlines = {row["pk"]: row for row in Deadline.objects.filter(pk__in=keys).order_by().values(*FACTS)}
    roles = ("owner_id", f"{_REQUISITION}coordinator_id", f"{_REQUISITION}hiring_manager_id")
    people = {row[role] for row in deadlines.values() for role in roles if row[role]}
    acknowledged = Acknowledgement.objects.filter(deadline__in=keys, until__gt=now).order_by("until")
    gone_ranks, heard = gone(keys)
    return Circumstances(
        now=now,
        deadlines=deadlines,
        people=User.objects.in_bulk(people),
        book=calendars.read(),
        ladders=dict(
            SlaPolicy.objects.filter(version__in={reminder.policy_version for reminder in reminders}).values_list(
                "version", "ladder"
            )
        ),
        acknowledged={row.deadline_id: (row.until, str(row.user)) for row in acknowledged.select_related("user")},
        gone_ranks=gone_ranks,
        heard=heard,
    )


def written_lately(people: Collection[int], *, now: datetime) -> dict[Address, list[datetime]]:
    """When messages were written to these people within the last hour, by person and channel."""
    lately: dict[Address, list[datetime]] = {}
    written = Message.objects.filter(recipient__in=people, created_at__gt=now - CAP_SPAN)
    for person, channel, at in (
        written.exclude(state=Message.State.DROPPED).values_list("recipient_id", "channel", "created_at").order_by()
    ):
        lately.setdefault((person or 0, channel), []).append(at)
    return lately


def gone(
    deadlines: Collection[int],
) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int | None, str], datetime]]:
    """The highest rung of each plan that went out, and when each person last heard of each deadline."""
    ranks: dict[tuple[int, int], int] = {}
    heard: dict[tuple[int, int | None, str], datetime] = {}
    out = Reminder.objects.filter(deadline__in=deadlines, state__in=HEARD).order_by()
    at = Max(Coalesce("sent_at", "message__created_at"))
    for deadline, plan, person, channel, rank, last in out.values_list(
        "deadline_id", "plan", "recipient_id", "channel"
    ).annotate(top=Max("rank"), at=at):
        ranks[deadline, plan] = max(rank, ranks.get((deadline, plan), 0))
        place = (deadline, person, channel)
        heard[place] = max(last, heard.get(place, last))
    return ranks, heard
