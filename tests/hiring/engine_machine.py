"""What the reminder engine promises, as a machine that does to it whatever can happen, in any order.

The machine opens deadlines, ends, pauses and acknowledges them, queues, leases, sends, marks, kills workers before and
after they send, lets others stall beyond their lease, loses replies. A judge keeps a truth of its own: when each rung
is due (by the hours in the table below, not by any row), what is owed, what the wire accepted.

I1 shown once, I2 one reminder of a kind, I3 never early, I4 nothing that is not owed, I5 no silent loss, I6 an end for
everything, I7 repeats explained, I8 a ladder is climbed, I9 no storm, I11 nothing beyond its latest time, I13 a verb is
never refused because of the engine, I14 hold means hold. (I10, the algebra of the clock, and I12, the cost of a sweep,
have tests of their own.)
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories import hour

HOURS_TO_DUE = 8
RUNGS = {"ahead": (1, -4), "due": (2, 0), "late": (3, 4), "last": (4, 12)}
"""Rank, and hours from the deadline."""
ROLES = {"ahead": ["owner"], "due": ["owner", "coordinator"], "late": ["coordinator"], "last": ["hiring_manager"]}
MANNERS = {"ahead": "lead", "due": "breach", "late": "breach", "last": "final"}
CHANNELS = ("email", "inbox")
LEASE = timedelta(seconds=60)
PLANNED = ("screening_held", "take_home_sent")
SCORECARDS = ("card-1", "card-2", "card-3")
LADDER = [
    {
        "name": rung,
        "kinds": ["scorecard", *PLANNED],
        "rank": rank,
        "manner": MANNERS[rung],
        "start": "due",
        "hours": hours,
        "latest_hours": 24,
        "roles": ROLES[rung],
        "channels": list(CHANNELS),
        "repeat": None,
        "apart_hours": None,
    }
    for rung, (rank, hours) in RUNGS.items()
]

SCRIPTS = ("accept", "accept", "refuse", "later", "lost_reply", "lost_request")
"""How the other end answers. A lost reply: accepted, and the sender never hears of it."""


SEED = os.environ.get("MACHINE_SEED")
"""The same examples each time, unless something is given here: then others each time."""


def play(machine: type["EngineMachine"], *, examples: int, steps: int) -> None:
    """Let a machine do its worst, so many times."""
    quiet = list(HealthCheck)
    profile = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=quiet)
    run_state_machine_as_test(machine, settings=settings(profile, derandomize=SEED is None))


class Place(NamedTuple):
    """One reminder, as everybody means it."""

    deadline: str
    plan: int
    rung: str
    role: str
    channel: str


class Row(NamedTuple):
    """A reminder as the engine has it."""

    place: Place
    state: str
    due_at: datetime
    hard_by: datetime | None


class Acceptance(NamedTuple):
    """What the other end took: under which key, when, with which reminders in it."""

    channel: str
    key: str
    at: datetime
    places: tuple[Place, ...]


class Engine(Protocol):
    """What the machine does to an engine. `wire` is where it puts what it sends."""

    wire: "Wire"

    def begin(self, now: datetime) -> None: ...
    def open(self, name: str, now: datetime) -> None: ...
    def done(self, name: str, now: datetime) -> None: ...
    def pause(self, now: datetime) -> None: ...
    def resume(self, now: datetime) -> None: ...
    def acknowledge(self, name: str, until: datetime, now: datetime) -> None: ...
    def hold(self, now: datetime) -> None: ...
    def release(self, now: datetime) -> None: ...
    def queue(self, now: datetime) -> list[tuple[Any, str]]: ...
    def sweep(self, now: datetime) -> None: ...
    def lease(self, now: datetime, limit: int) -> list[Any]:
        """Leases, each a tuple that begins with the key of its message."""

    def send(self, lease: Any, now: datetime) -> Any: ...
    def mark(self, lease: Any, outcome: Any, now: datetime) -> str: ...
    def rows(self) -> list[Row]: ...
    def messages(self) -> dict[str, str]: ...
    def boundaries(self) -> list[datetime]: ...


class Wire:
    """The other end: a mail server that does what it is told to, and an inbox that drops what it knows."""

    def __init__(self) -> None:
        self.script = "accept"
        self.accepted: list[Acceptance] = []

    def accept(self, channel: str, key: str, at: datetime, places: Iterable[Place]) -> None:
        self.accepted.append(Acceptance(channel, key, at, tuple(sorted(places))))


@dataclass
class Obligation:
    """The judge's own knowledge of a deadline."""

    due_at: datetime
    plan: int = 1
    state: str = "open"
    moved_at: datetime | None = None
    earlier: dict[int, datetime] = field(default_factory=dict)


@dataclass
class Judge:
    """The truth that the engine is held to. It reads no row to find out what is right."""

    obligations: dict[str, Obligation] = field(default_factory=dict)
    acknowledged: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=lambda: defaultdict(list))
    refused: set[str] = field(default_factory=set)
    unrecorded: Counter[str] = field(default_factory=Counter)

    def due_at(self, place: Place) -> datetime:
        obligation = self.obligations[place.deadline]
        due = obligation.due_at if place.plan == obligation.plan else obligation.earlier[place.plan]
        return due + timedelta(hours=RUNGS[place.rung][1])

    def is_on_it(self, name: str, at: datetime) -> bool:
        return any(since <= at < until for since, until in self.acknowledged[name])

    def look_at(self, acceptance: Acceptance, before: list[Acceptance]) -> None:
        """Judge one acceptance at the moment it happens."""
        for place in acceptance.places:
            obligation = self.obligations[place.deadline]
            early = acceptance.at < self.due_at(place)
            assert not early or place.deadline in self.refused, f"I3: {place} went out early"
            assert obligation.state == "open", f"I4: {place} is {obligation.state}"
            taken = self.is_on_it(place.deadline, acceptance.at)
            assert not taken or MANNERS[place.rung] == "final", f"I4: somebody is on it: {place}"
            higher = [
                other
                for each in before
                if each.channel == acceptance.channel and each.key != acceptance.key
                for other in each.places
                if (other.deadline, other.plan) == (place.deadline, place.plan)
                and RUNGS[other.rung][0] > RUNGS[place.rung][0]
            ]
            assert not higher, f"I8: {place} after {higher}"
            again = [each for each in before if place in each.places and each.key != acceptance.key]
            assert not again, f"I1: {place} went out under two keys"
            older = [
                other
                for each in before
                if not self.unrecorded[each.key]  # of what nobody heard back it may come again
                for other in each.places
                if other._replace(plan=0) == place._replace(plan=0) and other.plan < place.plan
            ]
            moved = obligation.moved_at
            assert not older or (moved and self.due_at(place) > moved), f"I2: {place} went out in an older plan"
        known = [each for each in before if each.key == acceptance.key and each.channel == acceptance.channel]
        if acceptance.channel == "inbox":
            assert not known, f"I1: {acceptance.key} was shown twice"
        assert len(known) <= self.unrecorded[acceptance.key], f"I7: {acceptance.key}: a repeat without a reason"


class EngineMachine(RuleBasedStateMachine):
    """Subclasses say which engine: `make`."""

    def make(self) -> Engine:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.engine = self.make()
        self.wire = self.engine.wire
        self.judge = Judge()
        self.now = hour(0)
        self.leases: list[Any] = []
        self.unmarked: list[tuple[Any, Any, str | None]] = []
        self.is_held = self.is_paused = False
        self.latest: dict[int, Any] = {}
        self.held_until: dict[int, datetime] = {}

    @initialize()
    def begin(self) -> None:
        self.engine.begin(self.now)
        for name in PLANNED:
            self.judge.obligations[name] = Obligation(self.now + timedelta(hours=HOURS_TO_DUE))

    # What people do ------------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(SCORECARDS))
    def open(self, name: str) -> None:
        known = self.judge.obligations.get(name)
        if known and known.state == "open":
            return
        due_at = self.now + timedelta(hours=HOURS_TO_DUE)
        self.engine.open(name, self.now)
        if known:
            known.earlier[known.plan] = known.due_at
            known.due_at, known.plan, known.state, known.moved_at = due_at, known.plan + 1, "open", self.now
        else:
            self.judge.obligations[name] = Obligation(due_at)

    @rule(data=st.data())
    def done(self, data: st.DataObject) -> None:
        standing = sorted(name for name, each in self.judge.obligations.items() if each.state in ("open", "paused"))
        if standing:
            name = data.draw(st.sampled_from(standing))
            self.engine.done(name, self.now)
            self.judge.obligations[name].state = "done"

    @precondition(lambda self: not self.is_paused)
    @rule()
    def pause(self) -> None:
        self.engine.pause(self.now)
        self.is_paused, self.paused_at = True, self.now
        for name in PLANNED:
            if self.judge.obligations[name].state == "open":
                self.judge.obligations[name].state = "paused"

    @precondition(lambda self: self.is_paused)
    @rule()
    def resume(self) -> None:
        self.engine.resume(self.now)
        self.is_paused = False
        for name in PLANNED:
            each = self.judge.obligations[name]
            if each.state == "paused":
                each.earlier[each.plan] = each.due_at
                each.due_at += self.now - self.paused_at
                each.plan, each.state, each.moved_at = each.plan + 1, "open", self.now

    @rule(data=st.data(), hours=st.sampled_from([1, 4, 12]))
    def acknowledge(self, data: st.DataObject, hours: int) -> None:
        standing = sorted(name for name, each in self.judge.obligations.items() if each.state == "open")
        if standing:
            name, until = data.draw(st.sampled_from(standing)), self.now + timedelta(hours=hours)
            self.engine.acknowledge(name, until, self.now)
            self.judge.acknowledged[name].append((self.now, until))

    # What time and workers do --------------------------------------------------------------------------------------

    @rule(data=st.data(), seconds=st.sampled_from([-5, -1, 0, 1, 5]))
    def time_goes_to_a_boundary(self, data: st.DataObject, seconds: int) -> None:
        """Mistakes sit at boundaries: an even walk through time would hardly meet one."""
        ahead = sorted({each for each in self.engine.boundaries() if each > self.now})[:4]
        if ahead:
            self.now = max(self.now, data.draw(st.sampled_from(ahead)) + timedelta(seconds=seconds))

    @rule(minutes=st.sampled_from([1, 30, 240]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: not self.is_held)
    @rule()
    def queue(self) -> None:
        made = Counter(self.engine.queue(self.now))
        assert max(made.values(), default=0) <= 1, f"I9: {made}"

    @precondition(lambda self: not self.is_held)
    @rule(limit=st.sampled_from([1, 3, 20]))
    def lease(self, limit: int) -> None:
        for lease in self.engine.lease(self.now, limit):
            message = lease[0]
            free_from = self.held_until.get(message, self.now)
            assert free_from <= self.now, f"I7: message {message} is held until {free_from}, and leased once more"
            self.latest[message], self.held_until[message] = lease, self.now + LEASE
            self.leases.append(lease)

    @precondition(lambda self: self.leases and not self.is_held)
    @rule(data=st.data(), script=st.sampled_from(SCRIPTS))
    def send(self, data: st.DataObject, script: str) -> None:
        lease = self.leases.pop(data.draw(st.integers(0, len(self.leases) - 1)))
        outcome, key = self._send(lease, script)
        self.unmarked.append((lease, outcome, key))

    @precondition(lambda self: self.unmarked)
    @rule(data=st.data())
    def mark(self, data: st.DataObject) -> None:
        self._mark(*self.unmarked.pop(data.draw(st.integers(0, len(self.unmarked) - 1))))

    @precondition(lambda self: self.leases)
    @rule()
    def a_worker_dies_before_it_sends(self) -> None:
        self.leases.pop(0)

    @precondition(lambda self: self.unmarked)
    @rule()
    def a_worker_dies_after_it_sent(self) -> None:
        self.unmarked.pop(0)

    @rule()
    def hold(self) -> None:
        if self.is_held:
            self.engine.release(self.now)
        else:
            self.engine.hold(self.now)
        self.is_held = not self.is_held

    @rule(script=st.sampled_from(SCRIPTS))
    def sweep(self, script: str) -> None:
        """A whole look of the engine, in which nobody dies."""
        before = len(self.wire.accepted)
        self.wire.script = script
        self.engine.sweep(self.now)
        self._judge_from(before)
        assert not self.is_held or len(self.wire.accepted) == before, "I14: sent while on hold"

    def _send(self, lease: Any, script: str) -> tuple[Any, str | None]:
        before = len(self.wire.accepted)
        self.wire.script = script
        outcome = self.engine.send(lease, self.now)
        self._judge_from(before, unheard=True)
        new = self.wire.accepted[before:]
        return outcome, new[0].key if new else None

    def _judge_from(self, before: int, *, unheard: bool = False) -> None:
        for number in range(before, len(self.wire.accepted)):
            acceptance = self.wire.accepted[number]
            self.judge.look_at(acceptance, self.wire.accepted[:number])
            if unheard or self.wire.script == "lost_reply":
                self.judge.unrecorded[acceptance.key] += 1
        self._note_refusals()

    def _mark(self, lease: Any, outcome: Any, key: str | None) -> None:
        state = self.engine.mark(lease, outcome, self.now)
        is_latest = self.latest[lease[0]] == lease
        assert is_latest or not state, "I7: a worker marked whose lease another had taken over"
        if is_latest:
            self.held_until.pop(lease[0], None)
        if state == "sent" and key is not None:
            self.judge.unrecorded[key] -= 1
        self._note_refusals()

    def _note_refusals(self) -> None:
        """Of what was refused for good nobody heard: the rung after it may come early."""
        for row in self.engine.rows():
            if row.state == "dead":
                self.judge.refused.add(row.place.deadline)

    # What holds at all times ---------------------------------------------------------------------------------------

    @invariant()
    def one_reminder_of_a_kind(self) -> None:
        rows = [row for row in self.engine.rows() if row.state != "cancelled"]
        doubled = [place for place, times in Counter(row.place for row in rows).items() if times > 1]
        assert not doubled, f"I2: {doubled}"
        late = [row for row in rows if row.state == "pending" and row.hard_by and row.due_at > row.hard_by]
        assert not late, f"I11: {late}"

    @invariant()
    def what_is_sent_was_accepted(self) -> None:
        accepted = {each.key for each in self.wire.accepted}
        unknown = [key for key, state in self.engine.messages().items() if state == "sent" and key not in accepted]
        assert not unknown, f"I5: sent, and nobody has it: {unknown}"

    def teardown(self) -> None:
        """When all is well again everything comes to an end, and whatever is owed was said or is visibly stuck."""
        if not self.judge.obligations:
            return
        if self.is_held:
            self.hold()
        self.leases, self.unmarked = [], []
        for _look in range(200):
            self.sweep("accept")
            waiting = any(state == "ready" for state in self.engine.messages().values())
            owed = any(row.state == "pending" and row.due_at <= self.now for row in self.engine.rows())
            if not waiting and not owed:
                break
            self.now += LEASE + timedelta(seconds=1) if waiting else timedelta(0)
        else:
            raise AssertionError("I6: it does not come to an end")
        self._nothing_is_lost()

    def _nothing_is_lost(self) -> None:
        states = {row.place: row.state for row in self.engine.rows()}
        heard = {place for each in self.wire.accepted for place in each.places}
        for name, each in self.judge.obligations.items():
            due = [
                rung for rung in RUNGS if each.due_at + timedelta(hours=RUNGS[rung][1]) <= self.now
            ]  # the rungs that have come
            if each.state != "open" or not due:
                continue
            top = max(due, key=lambda rung: RUNGS[rung][0])
            for role in ROLES[top]:
                for channel in CHANNELS:
                    place = Place(name, each.plan, top, role, channel)
                    before = any(place._replace(plan=plan) in heard for plan in each.earlier)
                    dead = any(
                        states.get(place._replace(plan=plan)) in ("dead", "suppressed", "sent") for plan in each.earlier
                    )
                    on_it = MANNERS[top] != "final" and self.judge.acknowledged[name]
                    beyond = any(
                        other.deadline == name and other.plan == each.plan and RUNGS[other.rung][0] > RUNGS[top][0]
                        for other in heard
                    )  # pulled forward
                    visible = states.get(place) in ("dead", "sent")  # a message that was perhaps sent counts as sent
                    excused = visible or on_it or before or dead or beyond
                    assert place in heard or excused, f"I5/I6: lost: {place} ({states.get(place)})"
