"""The machine of `engine_machine` against the pure rules alone: rows are a dictionary, a lock is one thread."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from hiring import ladder, sla
from hiring.outbox import fate
from hiring.outbox.outcome import Outcome, Result
from hiring.triage import Action, Due, triage
from tests.hiring.engine_machine import (
    HOURS_TO_DUE,
    LADDER,
    LEASE,
    PLANNED,
    Engine,
    EngineMachine,
    Place,
    Row,
    Wire,
    play,
)

PEOPLE = {"owner": 1, "coordinator": 2, "hiring_manager": 3}
ENDS = {
    Action.SUPERSEDE: "superseded",
    Action.CANCEL: "cancelled",
    Action.SUPPRESS: "suppressed",
    Action.GIVE_UP: "dead",
}


@dataclass
class Kept:
    """A reminder in the dictionary."""

    place: Place
    rank: int
    manner: str
    nominal_at: datetime
    due_at: datetime
    hard_by: datetime
    state: str = "pending"
    message: int | None = None


@dataclass
class Carrier:
    """A message in the dictionary."""

    address: tuple[int, str]
    next_at: datetime
    give_up_at: datetime
    created_at: datetime
    state: str = "ready"
    attempt: int = 0
    repeats: int = 0


@dataclass
class Obliged:
    """A deadline in the dictionary."""

    window: sla.Window
    state: str = "open"
    plan: int = 1
    until: datetime | None = None


@dataclass
class RulesOnly:
    """An engine out of the pure rules: `ladder.steps`, `triage`, `fate.decide`."""

    wire: Wire = field(default_factory=Wire)
    deadlines: dict[str, Obliged] = field(default_factory=dict)
    reminders: list[Kept] = field(default_factory=list)
    carriers: list[Carrier] = field(default_factory=list)
    held: bool = False
    paused_at: datetime | None = None

    def begin(self, now: datetime) -> None:
        for name in PLANNED:
            self.open(name, now)

    def open(self, name: str, now: datetime) -> None:
        known = self.deadlines.get(name)
        window = sla.window(now, HOURS_TO_DUE)
        self.deadlines[name] = Obliged(window, plan=known.plan + 1 if known else 1, until=known and known.until)
        self._write(name)

    def done(self, name: str, now: datetime) -> None:
        self.deadlines[name].state = "done"
        self._cancel(name)

    def pause(self, now: datetime) -> None:
        self.paused_at = now
        for name in PLANNED:
            if self.deadlines[name].state == "open":
                self.deadlines[name].state = "paused"
                self._cancel(name)

    def resume(self, now: datetime) -> None:
        for name in PLANNED:
            each = self.deadlines[name]
            if each.state == "paused" and self.paused_at:
                self.deadlines[name] = replace(
                    each, window=each.window.moved(now - self.paused_at), state="open", plan=each.plan + 1
                )
                self._write(name, again_after=now)

    def acknowledge(self, name: str, until: datetime, now: datetime) -> None:
        known = self.deadlines[name].until
        self.deadlines[name].until = max(until, known) if known else until

    def hold(self, now: datetime) -> None:
        self.held = True

    def release(self, now: datetime) -> None:
        self.held = False

    def queue(self, now: datetime) -> list[tuple[Any, str]]:
        due = [n for n, each in enumerate(self.reminders) if each.state == "pending" and each.due_at <= now]
        waiting = {
            each.address: n for n, each in enumerate(self.carriers) if each.state == "ready" and each.attempt == 0
        }
        lately: dict[tuple[int, str], list[datetime]] = {}
        for each in self.carriers:
            lately.setdefault(each.address, []).append(each.created_at)
        verdicts = triage([self._facts(n, now) for n in due], now=now, lately=lately, waiting=waiting)
        made = []
        for number in due:
            reminder, (action, _why, at) = self.reminders[number], verdicts[number]
            if action == Action.POSTPONE and at:
                reminder.due_at = at
            elif action == Action.SEND:
                address = (PEOPLE[reminder.place.role], reminder.place.channel)
                if address not in waiting:
                    waiting[address] = len(self.carriers)
                    self.carriers.append(Carrier(address, now, fate.give_up_at(now=now), now))
                    made.append(address)
                reminder.state, reminder.message = "queued", waiting[address]
            else:
                reminder.state = ENDS[action]
        return made

    def sweep(self, now: datetime) -> None:
        if self.held:
            return
        self.queue(now)
        while leases := self.lease(now, 20):
            for lease in leases:
                self.mark(lease, self.send(lease, now), now)

    def lease(self, now: datetime, limit: int) -> list[tuple[int, int]]:
        leases = []
        for number, each in enumerate(self.carriers):
            if each.state == "ready" and each.next_at <= now and len(leases) < limit:
                each.attempt, each.next_at = each.attempt + 1, now + LEASE
                leases.append((number, each.attempt))
        return leases

    def send(self, lease: tuple[int, int], now: datetime) -> Outcome:
        number, _attempt = lease
        carried = [each for each in self.reminders if each.message == number and each.state == "queued"]
        for each in carried:
            if reason := self._not_owed(each, now):
                each.state = reason
        left = [each.place for each in carried if each.state == "queued"]
        if not left:
            return Outcome(Result.NOTHING_TO_SAY)
        channel, key = self.carriers[number].address[1], str(number)
        if channel == "inbox":
            if not any(each.key == key for each in self.wire.accepted):
                self.wire.accept(channel, key, now, left)
            return Outcome(Result.ACCEPTED)
        if self.wire.script in ("accept", "lost_reply"):
            self.wire.accept(channel, key, now, left)
        answers = {"accept": Result.ACCEPTED, "refuse": Result.REFUSED, "later": Result.LATER}
        return Outcome(answers.get(self.wire.script, Result.AMBIGUOUS))

    def mark(self, lease: tuple[int, int], outcome: Outcome, now: datetime) -> str:
        number, attempt = lease
        carrier = self.carriers[number]
        if carrier.attempt != attempt or carrier.state != "ready":
            return ""
        carried = [each for each in self.reminders if each.message == number and each.state == "queued"]
        ended = fate.decide(
            outcome,
            attempt=attempt,
            repeats=carrier.repeats,
            manner=fate.most_urgent(each.manner for each in carried),
            keyed=carrier.address[1] == "inbox",
            give_up_at=carrier.give_up_at,
            now=now,
        )
        carrier.state, carrier.repeats = ended.state, ended.repeats
        carrier.next_at = ended.next_at or carrier.next_at
        state = {"sent": "sent", "ambiguous": "sent", "dropped": "cancelled", "dead": "dead"}.get(ended.state)
        for each in carried if state else []:
            each.state = str(state)
        return str(ended.state)

    def rows(self) -> list[Row]:
        return [Row(each.place, each.state, each.due_at, each.hard_by) for each in self.reminders]

    def messages(self) -> dict[str, str]:
        return {str(number): each.state for number, each in enumerate(self.carriers)}

    def boundaries(self) -> list[datetime]:
        due = [each.due_at for each in self.reminders if each.state == "pending"]
        return due + [each.next_at for each in self.carriers if each.state == "ready"]

    def _write(self, name: str, *, again_after: datetime | None = None) -> None:
        each = self.deadlines[name]
        gone = {r.place._replace(plan=0) for r in self.reminders if r.state not in ("pending", "cancelled")}
        for step in ladder.steps(LADDER, "scorecard", each.window):
            place = Place(name, each.plan, step.rung, step.role, step.channel)
            if again_after and step.nominal_at <= again_after and place._replace(plan=0) in gone:
                continue
            self.reminders.append(Kept(place, step.rank, step.manner, step.nominal_at, step.nominal_at, step.hard_by))

    def _cancel(self, name: str) -> None:
        for each in self.reminders:
            if each.place.deadline == name and each.state == "pending":
                each.state = "cancelled"

    def _facts(self, number: int, now: datetime) -> Due:
        each = self.reminders[number]
        deadline = self.deadlines[each.place.deadline]
        out = [
            other.rank
            for other in self.reminders
            if other.place[:2] == each.place[:2] and other.state in ("queued", "sent")
        ]
        return Due(
            reminder=number,
            deadline=sorted(self.deadlines).index(each.place.deadline),
            rank=each.rank,
            manner=each.manner,  # type: ignore[arg-type]
            channel=each.place.channel,
            recipient=PEOPLE[each.place.role],
            hard_by=each.hard_by,
            open_at=now,
            owed=deadline.state == "open" and deadline.plan == each.place.plan,
            gone_rank=max(out, default=0),
            acknowledged_until=deadline.until,
        )

    def _not_owed(self, each: Kept, now: datetime) -> str:
        deadline = self.deadlines[each.place.deadline]
        again = {other.place for other in self.reminders} - {each.place}
        comes_again = each.place._replace(plan=deadline.plan) in again
        if deadline.state != "open" or comes_again:
            return "cancelled"
        if any(
            other.rank > each.rank and other.place[:2] == each.place[:2] and other.state in ("queued", "sent")
            for other in self.reminders
        ):
            return "superseded"
        if each.manner != "final" and deadline.until and deadline.until > now:
            return "suppressed"
        return ""


class PureRules(EngineMachine):
    def make(self) -> Engine:
        return RulesOnly()


def test_the_rules_keep_the_promises_of_the_engine():
    play(PureRules, examples=100, steps=60)


@pytest.mark.slow
def test_the_rules_keep_the_promises_of_the_engine_a_thousand_times():
    play(PureRules, examples=1000, steps=60)
