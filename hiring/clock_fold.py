"""What the clock of an application shows, told from its events alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from hiring import sla
from hiring.models import ClockEvent, Deadline

Happened, Kind, State = ClockEvent.Kind, Deadline.Kind, Deadline.State
RUNNING = (State.OPEN, State.PAUSED)


class Event(Protocol):
    """One event: a row of ClockEvent, or what looks like one."""

    kind: str
    at: datetime
    data: dict[str, Any]


class Name(NamedTuple):
    """Which obligation of an application: its kind, and what tells it from others of that kind."""

    kind: str
    subject: str = ""


@dataclass(frozen=True)
class Obligation:
    """A deadline as its events leave it. `plan` counts how often it was planned, from 1."""

    window: sla.Window
    state: str = State.OPEN
    plan: int = 1
    done_at: datetime | None = None

    def ended(self, state: str, done_at: datetime | None = None) -> "Obligation":
        """The same, done or cancelled; one that ended before stays as it was."""
        return replace(self, state=state, done_at=done_at) if self.state in RUNNING else self


@dataclass
class Clock:
    """A clock as its events leave it. Instants are in UTC."""

    started_at: datetime | None = None
    paused_at: datetime | None = None
    paused_seconds: int = 0
    review_at: datetime | None = None
    obligations: dict[Name, Obligation] = field(default_factory=dict)

    def counted(self, now: datetime) -> timedelta | None:
        """The elapsed time less the pauses: None before the start."""
        if self.started_at is None:
            return None
        pause = timedelta() if self.paused_at is None else now - self.paused_at
        return now - self.started_at - timedelta(seconds=self.paused_seconds) - pause


def fold(events: Iterable[Event], policy: sla.Policy) -> Clock:
    """The clock after these events, in the order in which they were written.

    Events that say nothing of windows were written before events did: the arithmetic of `policy`, the one that the
    application began with, stands in for them.
    """
    told = Clock()
    for event in events:
        _STEPS[Happened(event.kind)](told, event, policy)
    return told


def as_data(name: Name, window: sla.Window) -> dict[str, str]:
    """A window as an event carries it: its instants in ISO 8601, to the microsecond."""
    return {
        "kind": str(name.kind),
        "subject": name.subject,
        "begins_at": window.begins_at.isoformat(timespec="microseconds"),
        "at_risk_at": window.at_risk_at.isoformat(timespec="microseconds"),
        "due_at": window.due_at.isoformat(timespec="microseconds"),
    }


def _windows(event: Event) -> dict[Name, sla.Window]:
    return {
        Name(said["kind"], said["subject"]): sla.Window(
            *(datetime.fromisoformat(said[instant]) for instant in ("begins_at", "at_risk_at", "due_at"))
        )
        for said in event.data.get("windows", [])
    }


def _named(event: Event) -> Iterator[Name]:
    """The obligations that an event names: several, one, or none, which means all."""
    if "named" in event.data:
        yield from (Name(kind, subject) for kind, subject in event.data["named"])
    elif "kind" in event.data:
        yield Name(event.data["kind"], event.data.get("subject", ""))


def _started(told: Clock, event: Event, policy: sla.Policy) -> None:
    windows = _windows(event) or _windows_before(told, event, policy)
    if "kind" not in event.data:
        told.started_at = event.at
    if event.data.get("kind") == Kind.DECISION:
        _end(told, [Name(Kind.DECISION_PLANNED)], State.CANCELLED)
    for name, window in windows.items():
        known = told.obligations.get(name)
        if known and event.data.get("stays"):  # another end of the final round, after the decision was made
            told.obligations[name] = replace(known, window=window)
        else:
            told.obligations[name] = Obligation(window, plan=known.plan + 1 if known else 1)


def _windows_before(told: Clock, event: Event, policy: sla.Policy) -> dict[Name, sla.Window]:
    """What an event without windows started, by the arithmetic that was in use then."""
    match event.data.get("kind"):
        case None:
            return {Name(kind): window for kind, window in sla.plan(event.at, policy).items()}
        case Kind.DECISION:
            window = sla.decision_window(event.at, policy)
        case Kind.PAUSE_REVIEW:
            length = (told.review_at or event.at) - event.at
            window = sla.window(event.at, length / timedelta(hours=1))
        case _:
            window = sla.window(event.at, policy.scorecard_hours, at_risk_share=policy.at_risk_share)
    return dict.fromkeys(_named(event), window)


def _paused(told: Clock, event: Event, policy: sla.Policy) -> None:
    told.paused_at, told.review_at = event.at, datetime.fromisoformat(event.data["review_at"])
    for name, known in told.obligations.items():
        if name.kind in sla.PLANNED and known.state == State.OPEN:
            told.obligations[name] = replace(known, state=State.PAUSED)


def _resumed(told: Clock, event: Event, policy: sla.Policy) -> None:
    length = timedelta(seconds=event.data["paused_seconds"])
    windows = _windows(event)
    for name, known in told.obligations.items():
        if known.state == State.PAUSED:
            window = windows.get(name) or known.window.moved(length)
            told.obligations[name] = Obligation(window, plan=known.plan + 1)
    _end_pause(told, round(length.total_seconds()))


def _stage_done(told: Clock, event: Event, policy: sla.Policy) -> None:
    _end(told, _named(event), State.DONE, done_at=event.at)


def _cancelled(told: Clock, event: Event, policy: sla.Policy) -> None:
    named = list(_named(event))
    _end(told, named or list(told.obligations), State.CANCELLED)
    if told.paused_at is not None and (event.data.get("closed") or not named):
        seconds = max(0, round((event.at - told.paused_at).total_seconds()))
        _end_pause(told, event.data.get("paused_seconds", seconds))


def _policy_changed(told: Clock, event: Event, policy: sla.Policy) -> None:
    _end(told, _named(event), State.CANCELLED)
    for name, window in _windows(event).items():
        known = told.obligations.get(name)
        resting = told.paused_at is not None and name.kind in sla.PLANNED
        state = State.PAUSED if resting else State.OPEN
        told.obligations[name] = Obligation(window, state=state, plan=known.plan + 1 if known else 1)


def _end(told: Clock, names: Iterable[Name], state: str, *, done_at: datetime | None = None) -> None:
    for name in names:
        if name in told.obligations:
            told.obligations[name] = told.obligations[name].ended(state, done_at)


def _end_pause(told: Clock, seconds: int) -> None:
    _end(told, [Name(Kind.PAUSE_REVIEW)], State.CANCELLED)
    told.paused_seconds += seconds
    told.paused_at = told.review_at = None


_STEPS = {
    Happened.STARTED: _started,
    Happened.PAUSED: _paused,
    Happened.RESUMED: _resumed,
    Happened.STAGE_DONE: _stage_done,
    Happened.CANCELLED: _cancelled,
    Happened.POLICY_CHANGED: _policy_changed,
}
