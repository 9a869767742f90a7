"""What the ledger says of each reminder: by which rule it is due, for whom, how it ended, what comes after it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from hiring.models import Acknowledgement, Application, Deadline, Message, Reminder, SlaPolicy, User
from hiring.outbox import letters

State = Reminder.State
OVER = (State.CANCELLED, State.SUPERSEDED, State.SUPPRESSED, State.DEAD)
INSTANTS = {
    "begins": ("when its time begins", "its time begins"),
    "at_risk": ("when three quarters of its time are used", "three quarters of its time are used"),
    "due": ("when it is due", "it is due"),
}
Rungs = Mapping[int, Mapping[str, dict[str, Any]]]
"""The rungs of the policies by version, then by name."""


@dataclass(frozen=True)
class Line:
    """One reminder in words. `following`: the next one of its deadline that is still to come."""

    reminder: Reminder
    candidate: str
    what: str
    rule: str
    moved: str
    to: str
    result: str
    following: Reminder | None

    @property
    def message(self) -> Message | None:
        return self.reminder.message

    @property
    def is_pending(self) -> bool:
        """Whether it can still be sent at once, or suppressed."""
        return self.reminder.state == State.PENDING

    @property
    def is_over(self) -> bool:
        """Whether it never went out, and never will."""
        return self.reminder.state in OVER

    @property
    def following_text(self) -> str:
        """The rung of the next one with its addressee."""
        return f"“{self.following.rung}” to {addressee(self.following)}" if self.following else ""


@dataclass(frozen=True)
class Page:
    """The ledger of one deadline. `on_it`: who said that they are on it, as long as that holds."""

    deadline: Deadline
    what: str
    lines: tuple[Line, ...]
    on_it: Acknowledgement | None

    @property
    def following(self) -> Line | None:
        """The reminder that comes next."""
        return next((line for line in self.lines if line.is_pending), None)

    @property
    def is_open(self) -> bool:
        """Whether it still runs, or waits while the clock is paused."""
        return self.deadline.state in (Deadline.State.OPEN, Deadline.State.PAUSED)

    @property
    def current(self) -> tuple[Line, ...]:
        """Its reminders without those of an earlier plan that nobody got."""
        return tuple(line for line in self.lines if line not in self.earlier)

    @cached_property
    def earlier(self) -> tuple[Line, ...]:
        """What an earlier plan had, and a newer one took back."""
        newest = max((line.reminder.plan for line in self.lines), default=0)
        cancelled = (line for line in self.lines if line.reminder.state == State.CANCELLED)
        return tuple(line for line in cancelled if line.reminder.plan < newest)

    @property
    def tally(self) -> str:
        """How many of its reminders ended how: “2 sent, 8 cancelled”."""
        number = Counter(line.reminder.state for line in self.lines)
        return ", ".join(f"{number[state]} {state.label.lower()}" for state in State if number[state])


def of_application(application: Application, *, reader: User, now: datetime) -> list[Page]:
    """All reminders of an application by deadline, in a fixed number of queries.

    Deadlines that still run come first, then those that ended; of both what was due first.

    The page has the candidate's name on it: what the reader works on blind is left out.
    """
    seen = list(application.deadlines.select_related("owner").order_by("due_at", "pk"))
    deadlines = {one.pk: one for one in seen if not (one.is_nameless and one.owner_id == reader.pk)}
    found = with_rows(Reminder.objects.filter(deadline__in=deadlines)).order_by("due_at", "rank", "pk")
    by_deadline: dict[int, list[Line]] = defaultdict(list)
    for line in read(found, reader=reader, now=now):
        by_deadline[line.reminder.deadline_id].append(line)
    taken = on_it(deadlines, now=now)
    pages = [Page(one, about(one), tuple(by_deadline[pk]), taken.get(pk)) for pk, one in deadlines.items()]
    return sorted(pages, key=lambda page: not page.is_open)


def read(reminders: Iterable[Reminder], *, reader: User, now: datetime) -> list[Line]:
    """The lines of these reminders, which come with their rows (`with_rows`), by two more queries."""
    reminders = list(reminders)
    rungs = _rungs({reminder.policy_version for reminder in reminders})
    to_come: dict[int, list[Reminder]] = defaultdict(list)
    pending = Reminder.objects.filter(deadline__in={each.deadline_id for each in reminders}, state=State.PENDING)
    for reminder in _with_people(pending).order_by("due_at", "rank", "pk"):
        to_come[reminder.deadline_id].append(reminder)
    return [
        Line(
            reminder=each,
            candidate=letters.name_for(reader, each.deadline),
            what=about(each.deadline),
            rule=rule(each, rungs),
            moved=moved(each),
            to=addressee(each),
            result=result(each, now=now),
            following=next((one for one in to_come[each.deadline_id] if _is_after(one, each)), None),
        )
        for each in reminders
    ]


def with_rows(reminders: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """The reminders with the rows that their lines tell of, in the same query."""
    return _with_people(reminders).select_related("deadline__application__candidate", "message__settled_by")


WHOSE: dict[str, str] = {Deadline.Kind.SCORECARD: "of", Deadline.Kind.OFFER_APPROVAL: "by"}
"""Kinds of which several people may owe one each: the word before the name."""


def on_it(deadlines: Iterable[int], *, now: datetime) -> dict[int, Acknowledgement]:
    """Who is on it, for how long, by deadline: of several the one that holds longest. One query."""
    standing = Acknowledgement.objects.filter(deadline__in=list(deadlines), until__gt=now).select_related("user")
    return {one.deadline_id: one for one in standing.order_by("until", "pk")}


def about(deadline: Deadline) -> str:
    """The obligation: “Offer decision”, “Scorecard of Priya”, “Approval of the offer by Ada”."""
    label, whose = str(deadline.get_kind_display()), WHOSE.get(deadline.kind)
    return f"{label} {whose} {deadline.owner}" if whose and deadline.owner else label


def rule(reminder: Reminder, rungs: Rungs) -> str:
    """When its rung is due by its policy: “12 h after its time begins”."""
    name, number = _numbered(reminder.rung)
    rung = rungs.get(reminder.policy_version, {}).get(name)
    if rung is None:
        return "a rung that its policy does not have"
    repeat = rung.get("repeat") or {}
    hours = float(rung["hours"]) + (number - 1) * float(repeat.get("every_hours", 0))
    exactly, instant = INSTANTS[rung["start"]]
    if hours == 0:
        return exactly
    return f"{_hours(abs(hours))} {'after' if hours > 0 else 'before'} {instant}"


def moved(reminder: Reminder) -> str:
    """How far it was moved from its rung's own instant: “2 h earlier”; empty when it was not."""
    span = reminder.due_at - reminder.nominal_at
    if abs(span) < timedelta(minutes=1):
        return ""
    return f"{_hours(abs(span) / timedelta(hours=1))} {'later' if span > timedelta() else 'earlier'}"


def addressee(reminder: Reminder) -> str:
    """The person to whom it went, in which role; until then the role, with who has it now; of what ended the role."""
    role = reminder.role.replace("_", " ")
    if reminder.recipient:
        return f"{reminder.recipient}, as {role}"
    if reminder.state in OVER:
        return role
    requisition = reminder.deadline.application.requisition
    people = {
        "owner": reminder.deadline.owner,
        "coordinator": requisition.coordinator,
        "hiring_manager": requisition.hiring_manager,
    }
    return f"{role} (now {people.get(reminder.role) or 'nobody: the next in line'})"


def result(reminder: Reminder, *, now: datetime) -> str:
    """How far it has come, or why it was not sent. Instants are for the page to tell."""
    message, why = reminder.message, reminder.why
    match reminder.state:
        case State.PENDING:
            waits = "to come" if reminder.due_at > now else "due: the engine takes it at its next look"
            return f"{waits} ({why})" if why else waits
        case State.QUEUED:
            tried = message.attempt if message else 0
            going = f"on its way, tried {_times(tried)}" if tried else "on its way"
            return f"{going} ({why})" if why else going
        case State.SENT if message and message.state == Message.State.AMBIGUOUS:
            return "perhaps sent: nobody knows whether it arrived"
        case State.SENT:
            accepted = "accepted" if not message or message.attempt <= 1 else f"accepted at attempt {message.attempt}"
            return f"{accepted} ({why})" if why else accepted
        case State.DEAD:
            return why or (message.last_error if message else "") or "no reason was noted"
    return f"not sent: {why}" if why else "not sent"


def _with_people(reminders: QuerySet[Reminder]) -> QuerySet[Reminder]:
    requisition = "deadline__application__requisition"
    return reminders.select_related(
        "recipient", "deadline__owner", f"{requisition}__coordinator", f"{requisition}__hiring_manager"
    )


def _is_after(one: Reminder, other: Reminder) -> bool:
    return (one.due_at, one.rank) > (other.due_at, other.rank)


def _rungs(versions: set[int]) -> Rungs:
    policies = SlaPolicy.objects.filter(version__in=versions).values_list("version", "ladder")
    return {version: {rung["name"]: rung for rung in ladder} for version, ladder in policies}


def _numbered(rung: str) -> tuple[str, int]:
    """The name of a rung with the number of its repetition, as the ladder writes it: “scorecard late no. 2”."""
    name, _mark, number = rung.rpartition(" no. ")
    return (name, int(number)) if name and number.isdecimal() else (rung, 1)


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{round(hours * 60)} min"
    whole, minutes = divmod(round(hours * 60), 60)
    if whole >= 48 and whole % 24 == 0 and not minutes:
        return f"{whole // 24} days"
    return f"{whole} h {minutes} min" if minutes else f"{whole} h"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
