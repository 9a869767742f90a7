"""What one look of the reminder engine does: queue what is due, send what is ready, note that it looked."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from hiring import clock_watch, engine, errands, heartbeat, queueing, tallies, zone_data
from hiring.models import EngineState
from hiring.outbox import delivery, under_way
from hiring.outbox.delivery import Lease
from hiring.outbox.outcome import Outcome, Result
from hiring.outbox.under_way import Posts

MOST_SECONDS = 30.0
"""How long one look begins new work: with the message that it sends then, less than Celery allows a task."""
POST_SECONDS = 15.0
"""How long it begins posts to other systems: with the last of them it takes no longer than for messages to people."""
WAIT_SECONDS = 0.5
"""A post is waited for in such pieces, between which messages to people go out."""
QUICK_SECONDS = 1.0
"""A batch that took longer is followed by a single message."""


class Swept(NamedTuple):
    """What a sweep did, in numbers of reminders queued and of messages."""

    queued: int
    sent: int
    failed: int


NOTHING = Swept(0, 0, 0)
FAILURES = (Result.REFUSED, Result.LATER, Result.AMBIGUOUS)


def sweep(*, by: str, now: datetime | None = None) -> Swept:
    """Look once. Any number of callers at once is harmless. By the database's clock, unless a rehearsal gives another.

    All that is due is queued before anything is sent, so that a person gets one letter about all of it. On hold, and
    while the clock is not trusted, it only notes that it looked.
    """
    if now is not None:
        row = engine.state()
        swept = _work(lambda: now) if _runs(row) else NOTHING
        engine.note_look(by=by, at=now, by_the_database=False)
        tallies.flush()
        return swept
    seen = heartbeat.read()  # before the row: what is noted outside is never ahead of it
    row = engine.state()
    reading = clock_watch.read()
    doubt = clock_watch.WATCH.judge(reading, last_now=row.last_now)
    swept = _work(reading.now) if _guarded(row, reading, doubt, seen) else NOTHING
    at = reading.now()
    if doubt:
        heartbeat.write(row, at=at)  # it may go back as well, and must not be ahead of the row
    engine.note_look(by=by, at=at, by_the_database=True, may_go_back=bool(doubt))
    heartbeat.write(row, at=at)
    tallies.flush()
    zone_data.renew(row)
    return swept


def _runs(row: EngineState) -> bool:
    return row.mode == EngineState.Mode.RUN and not row.suspect_sweeps


def _guarded(row: EngineState, reading: clock_watch.Reading, doubt: str, seen: heartbeat.Beats | None) -> bool:
    """Whether this look may send: neither on hold, nor on an older copy of the database, nor by a clock that jumped."""
    if doubt:
        engine.suspect(reason=doubt)
    elif row.suspect_sweeps:
        engine.agree()
    if row.mode == EngineState.Mode.HOLD:
        return False
    if seen is not None and heartbeat.verdict(seen, row, now=reading.wall):
        seen = heartbeat.read() or {}  # once more: another process may have been about to note its look
        if copy := heartbeat.verdict(seen, engine.state(), now=reading.wall):
            engine.hold_by_itself(reason=copy, now=reading.wall)
            return False
    return not doubt and row.suspect_sweeps <= 1


def _work(now: Callable[[], datetime]) -> Swept:
    errands.run(now=now())
    with under_way.posts() as posts:
        work = _Work(now, posts)
        try:
            work.queue()
        finally:  # what is ready goes out even where something due is in the way of all the others
            work.send()
    return Swept(work.queued, work.sent, work.failed)


class _Work:
    """One look at work. To people it sends itself, batch after batch; meanwhile threads post to other systems.

    So neither waits for the other, nor one system for another: what is due, or ready, goes out while a slow one is
    waited for. A batch is twice as large as the last one while it takes no time: nobody waits in the lease of a slow
    message.
    """

    def __init__(self, now: Callable[[], datetime], posts: Posts) -> None:
        self.queued = self.sent = self.failed = 0
        self._now, self._posts = now, posts
        self._begun_at = time.monotonic()
        self._most = 1
        self._idle = self._sends = True

    def queue(self) -> None:
        """Turn all that is due into messages."""
        if queueing.due(self._now()).exists():
            while self._may_go_on() and (taken := queueing.queue_due(now=self._now())):
                self.queued += taken

    def send(self) -> None:
        """Send what is ready; ends when nothing is left, or time is up, and nothing is under way any more."""
        try:
            while self._to_systems() | self._to_people() or self._wait():
                pass
        finally:
            while self._posts:
                self._posts.wait(WAIT_SECONDS)
                self._take()

    def _may_go_on(self, seconds: float = MOST_SECONDS) -> bool:
        return time.monotonic() - self._begun_at < seconds and engine.may_send()

    def _to_systems(self) -> bool:
        """Write down which posts have ended, and begin others. False: nothing of that."""
        took = self._take()
        begun = self._posts.begin(now=self._now(), may_go_on=lambda: self._may_go_on(POST_SECONDS))
        return took or begun > 0

    def _take(self) -> bool:
        ended = self._posts.ended()
        self._note([self._mark(leased, outcome) for leased, outcome in ended])
        return bool(ended)

    def _to_people(self) -> bool:
        """Send one batch. False: there was none."""
        if not self._sends or (self._idle and not delivery.to_people(now=self._now()).exists()):
            return False
        leases = delivery.lease(now=self._now(), limit=self._most) if self._may_go_on() else []
        begun_at, marked = time.monotonic(), list[int | None]()
        for leased in leases:
            if not (delivery.holds(leased) and self._may_go_on()):
                delivery.hand_back(leased, now=self._now())
                self._sends = False
                continue
            marked.append(self._mark(leased, delivery.send(leased, now=self._now())))
        self._note(marked)
        self._most = min(2 * self._most, delivery.BATCH) if time.monotonic() - begun_at < QUICK_SECONDS else 1
        self._idle = not leases
        return bool(leases)

    def _wait(self) -> bool:
        """Wait a moment for what is under way, and look what has become due. False: nothing is."""
        if self._posts:
            self._posts.wait(WAIT_SECONDS)
            self.queue()
        return bool(self._posts)

    def _mark(self, leased: Lease, outcome: Outcome) -> int | None:
        """Write down how an attempt ended. None: too late for that."""
        if outcome.result in FAILURES:
            self.failed += 1
            tallies.count("sla_failed", result=outcome.result)
        if delivery.mark(leased, outcome, now=self._now()):
            self.sent += outcome.result == Result.ACCEPTED
            return leased.message_id
        tallies.count("sla_fenced")
        return None

    def _note(self, marked: Iterable[int | None]) -> None:
        if written := [message for message in marked if message is not None]:
            tallies.note_ends(written)
