"""What needs somebody today."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from hiring import forecasts, sla, standing
from hiring.models import Application, Deadline, Message, Reminder, Requisition, User
from hiring.models.application import ApplicationQuerySet
from hiring.outbox import letters, settling
from hiring.sla import Standing
from hiring.standing import ClockFace

MOST_MINE = 8
MOST_MINE_READ = 100
SOON = timedelta(hours=24)
MOST_CLOCKS = 10
MOST_REQUISITIONS = 8
MOST_REMINDERS = 6
CHANNELS = 3
"""E-mail, inbox, chat: so many rows tell of one reminder at most."""
MOST_TASKS = 6


@dataclass(frozen=True)
class Need:
    """An application that waits for somebody, with their obligations in it that are pressing, most urgent first.

    `name` is the candidate's, or “Candidate A17” where they review a take-home blind.
    """

    name: str
    is_nameless: bool
    application: Application
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class Sent:
    """A reminder that went out by these channels, with the name by which the reader knows the candidate."""

    name: str
    is_nameless: bool
    reminder: Reminder
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """A message that did not surely arrive, with what it was about: somebody has to see to it by other means."""

    message: Message
    about: tuple[str, ...]

    @property
    def letter(self) -> str:
        """Which letter it is, in words."""
        return self.message.letter.replace("_", " ")


@dataclass(frozen=True)
class Clock:
    """An open application with how it stands."""

    application: Application
    face: ClockFace


@dataclass(frozen=True)
class Position:
    """An open requisition with the number of its open applications by standing."""

    requisition: Requisition
    standings: dict[Standing, int]

    @property
    def running(self) -> int:
        return sum(self.standings.values())


@dataclass(frozen=True)
class Loss:
    """What being late costs. `expected` is in candidates: the sum of each one's chance of having left, 0 to 1."""

    beyond: int
    expected: float


@dataclass(frozen=True)
class Today:
    """All that the first page of the day says. Nothing in it is about pay."""

    mine: list[Need]
    mine_later: int
    clocks: list[Clock]
    standings: dict[Standing, int]
    loss: Loss
    ahead: forecasts.Total
    positions: list[Position]
    reminders: list[Sent]
    tasks: list[Task]
    tasks_later: int


def today(user: User, *, now: datetime) -> Today:
    """Gather it for one person, from what they may see, in a fixed number of queries.

    Theirs is what is late or at risk, or due within 24 hours; what is due later is only counted.
    """
    seen = Application.objects.visible_to(user).open()
    mine = Deadline.objects.filter(owner=user, state=Deadline.State.OPEN, application__in=_keys(seen))
    pressing = mine.filter(Q(at_risk_at__lte=now) | Q(due_at__lte=now + SOON))
    by_position = _standings(seen, now=now)
    tasks, tasks_later = _tasks(user)
    return Today(
        mine=_needs(pressing, user),
        mine_later=mine.count() - pressing.count(),
        clocks=next_clocks(seen, now=now),
        standings=_totals(by_position),
        loss=expected_loss(seen, now=now),
        ahead=forecasts.total(seen, now=now),
        positions=_positions(user, by_position),
        reminders=_sent(user),
        tasks=tasks,
        tasks_later=tasks_later,
    )


def next_clocks(applications: ApplicationQuerySet, *, now: datetime, most: int = MOST_CLOCKS) -> list[Clock]:
    """The open applications whose next deadline is due first, late ones at the head."""
    in_order = applications.with_people().with_next_deadline().order_by(F("next_due_at").asc(nulls_last=True), "pk")
    clocks = [Clock(application, standing.clock_face(application, now=now)) for application in in_order[:most]]
    return [clock for clock in clocks if clock.face.next_due_at]


def expected_loss(applications: ApplicationQuerySet, *, now: datetime) -> Loss:
    """How many candidates are expected to have left among open applications that are past day twelve.

    The assumption is the guide's, compounding: 15 % of those who are still there leave with each further day.
    """
    promise = timedelta(days=sla.PROMISE_DAYS)
    started = list(applications.filter(clock_started_at__lt=now - promise).values_list("clock_started_at", flat=True))
    return Loss(len(started), sum(1 - sla.survival(sla.days(now - at)) for at in started if at is not None))


def _needs(pressing: QuerySet[Deadline], user: User) -> list[Need]:
    found: dict[tuple[int, bool], list[Deadline]] = {}
    related = pressing.select_related("application__candidate", "application__requisition")
    for deadline in related.order_by("due_at", "pk")[:MOST_MINE_READ]:
        found.setdefault((deadline.application_id, deadline.is_nameless), []).append(deadline)
    return [
        Need(letters.name_for(user, deadlines[0]), is_nameless, deadlines[0].application, tuple(deadlines))
        for (_application, is_nameless), deadlines in list(found.items())[:MOST_MINE]
    ]


def _keys(applications: ApplicationQuerySet) -> QuerySet[Application]:
    return applications.order_by().values("pk")  # type: ignore[return-value]


def _standings(seen: ApplicationQuerySet, *, now: datetime) -> dict[tuple[int, Standing], int]:
    counted = seen.values("requisition", standing=standing.column(now=now)).annotate(number=Count("pk")).order_by()
    return {(row["requisition"], Standing(row["standing"])): row["number"] for row in counted}


def _totals(by_position: dict[tuple[int, Standing], int]) -> dict[Standing, int]:
    totals: Counter[Standing] = Counter()
    for (_requisition, one), number in by_position.items():
        totals[one] += number
    return {one: totals[one] for one in Standing if one != Standing.CLOSED}


def _positions(user: User, by_position: dict[tuple[int, Standing], int]) -> list[Position]:
    if not user.has_perm("hiring.view_requisition"):
        return []
    still_open = Requisition.objects.filter(status=Requisition.Status.OPEN).select_related("hiring_manager")
    return [
        Position(one, {each: by_position.get((one.pk, each), 0) for each in Standing if each != Standing.CLOSED})
        for one in still_open.order_by("title", "pk")[:MOST_REQUISITIONS]
    ]


def _sent(user: User) -> list[Sent]:
    if not user.has_perm("hiring.view_reminder"):
        return []
    sent = Reminder.objects.filter(state=Reminder.State.SENT, sent_at__isnull=False)
    about = sent.exclude(deadline__application__candidate__employee=user)
    related = about.select_related("deadline__application__candidate", "recipient")
    found: dict[tuple[int, int | None], list[Reminder]] = {}  # the same by e-mail and in the inbox is told once
    for one in related.order_by(F("sent_at").desc(), "-pk")[: MOST_REMINDERS * CHANNELS]:
        found.setdefault((one.deadline_id, one.recipient_id), []).append(one)
    return [
        Sent(
            letters.name_for(user, same[0].deadline),
            same[0].deadline.is_nameless and same[0].deadline.owner_id == user.pk,
            same[0],
            tuple(sorted({one.channel for one in same})),
        )
        for same in list(found.values())[:MOST_REMINDERS]
    ]


def _tasks(user: User) -> tuple[list[Task], int]:
    """The messages that wait longest for somebody to see to them, and how many more there are."""
    if not user.has_perm("hiring.change_message"):
        return [], 0
    waiting = settling.unsettled().exclude(candidate__employee=user)
    messages, number = list(waiting[:MOST_TASKS]), waiting.count()
    about: dict[int, list[str]] = {message.pk: [] for message in messages}
    carried = Reminder.objects.filter(message__in=messages).exclude(deadline__application__candidate__employee=user)
    for one in carried.select_related("deadline__application__candidate").order_by("deadline__due_at", "pk"):
        words = f"{one.deadline} of {letters.name_for(user, one.deadline)}"
        if words not in about[one.message_id or 0]:
            about[one.message_id or 0].append(words)
    return [Task(message, tuple(about[message.pk])) for message in messages], number - len(messages)
