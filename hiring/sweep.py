"""What one look of the reminder engine does: queue what is due, send what is ready, note that it looked."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from hiring import clock_watch, engine, errands, heartbeat, queueing, tallies, zone_data
from hiring.models import EngineState, Message
from hiring.outbox import delivery
from hiring.outbox.outcome import Result

MOST_SECONDS = 30.0
"""How long one look begins new work: with the message that it sends then, less than Celery allows a task."""
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
    stop = time.monotonic() + MOST_SECONDS

    def may_go_on() -> bool:
        return time.monotonic() < stop and engine.may_send()

    errands.run(now=now())
    try:
        queued = _queue(now, may_go_on)
    finally:  # what is ready goes out even where something due is in the way of all the others
        sent, failed = _send(now, may_go_on)
    return Swept(queued, sent, failed)


def _queue(now: Callable[[], datetime], may_go_on: Callable[[], bool]) -> int:
    queued = 0
    if queueing.due(now()).exists():
        while may_go_on() and (taken := queueing.queue_due(now=now())):
            queued += taken
    return queued


def _send(now: Callable[[], datetime], may_go_on: Callable[[], bool]) -> tuple[int, int]:
    """Send batch after batch, each twice as large while it takes no time: nobody waits in the lease of a slow one."""
    sent = failed = 0
    if not Message.objects.filter(state=Message.State.READY, next_at__lte=now()).exists():
        return sent, failed
    most = 1
    while may_go_on() and (leases := delivery.lease(now=now(), limit=most)):
        begun_at, marked, left_over = time.monotonic(), [], False
        for leased in leases:
            if not (delivery.holds(leased) and may_go_on()):
                delivery.hand_back(leased, now=now())
                left_over = True
                continue
            outcome = delivery.send(leased, now=now())
            failed += outcome.result in FAILURES
            if delivery.mark(leased, outcome, now=now()):
                marked.append(leased.message_id)
                sent += outcome.result == Result.ACCEPTED
            else:
                tallies.count("sla_fenced")
            if outcome.result in FAILURES:
                tallies.count("sla_failed", result=outcome.result)
        tallies.note_ends(marked)
        if left_over:
            break
        most = min(2 * most, delivery.BATCH) if time.monotonic() - begun_at < QUICK_SECONDS else 1
    return sent, failed
