"""How the reminder engine is doing, for those who watch it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from hiring.models import EngineState, Message, Reminder

OLDEST_DUE_SECONDS = 120.0
"""What is due for longer, without having been handed over, needs somebody."""
LAST_LOOK_SECONDS = 60.0
LATE_AFTER = timedelta(minutes=2)
"""When people are told that nobody looks; whoever watches machines hears of it sooner."""


@dataclass(frozen=True)
class Vitals:
    """The engine at one instant. Ages in seconds; `oldest_due_age` is 0 when nothing is due."""

    engine: EngineState | None
    backlog: int
    oldest_due_age: float
    last_look_age: float | None

    @property
    def on_hold(self) -> bool:
        return self.engine is not None and self.engine.mode == EngineState.Mode.HOLD

    @property
    def is_suspect(self) -> bool:
        return self.engine is not None and self.engine.suspect_sweeps > 0

    @property
    def problems(self) -> list[str]:
        """What is wrong, in stable words for machines, empty when all is well."""
        found = {
            "on_hold": self.on_hold,
            "clock_suspect": self.is_suspect,
            "not_looking": self.last_look_age is None or self.last_look_age > LAST_LOOK_SECONDS,
            "overdue": self.oldest_due_age >= OLDEST_DUE_SECONDS,
        }
        return [problem for problem, is_so in found.items() if is_so]


def read(*, now: datetime) -> Vitals:
    """The figures as of now, in three queries that cost as much as is due, whatever was sent before.

    Due is a pending reminder from its time on, and a message to a person from when it was written until its end is
    known: mail that cannot be delivered shows here. What another system does not take is not a late reminder.
    """
    engine = EngineState.objects.filter(pk=1).first()
    pending = Reminder.objects.filter(state=Reminder.State.PENDING, due_at__lte=now).order_by()
    due = pending.aggregate(number=Count("pk"), oldest=Min("due_at"))
    ready = Message.objects.filter(state=Message.State.READY, endpoint=None, created_at__lte=now).order_by()
    waiting = ready.aggregate(number=Count("pk"), oldest=Min("created_at"))
    oldest = min(filter(None, (due["oldest"], waiting["oldest"])), default=now)
    looked = engine.last_sweep_at if engine else None
    return Vitals(
        engine=engine,
        backlog=due["number"] + waiting["number"],
        oldest_due_age=max((now - oldest).total_seconds(), 0.0),
        last_look_age=max((now - looked).total_seconds(), 0.0) if looked else None,
    )


def warning(*, now: datetime) -> str:
    """What people who rely on reminders have to know now, in a sentence or two, or nothing. One query."""
    engine = EngineState.objects.filter(pk=1).first()
    if engine is not None and engine.mode == EngineState.Mode.HOLD:
        return f"No reminders go out: the engine is on hold. {engine.hold_reason}".rstrip(".") + "."
    if engine is None or engine.last_sweep_at is None:
        return "No reminders go out: the engine has not looked yet. Is the worker running?"
    if engine.suspect_sweeps:
        return f"No reminders go out for the moment: {engine.suspect_reason}."
    if now - engine.last_sweep_at > LATE_AFTER:
        minutes = (now - engine.last_sweep_at) // timedelta(minutes=1)
        return f"No reminders go out: the engine last looked {minutes} minutes ago. Is the worker running?"
    return ""
