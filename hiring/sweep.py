"""What one look of the reminder engine does: queue what is due, send what is ready, note that it looked."""

import time
from datetime import datetime
from typing import NamedTuple

from hiring import clock, reminders
from hiring.models import EngineState
from hiring.outbox import delivery
from hiring.outbox.outcome import Result

MOST_SECONDS = 30.0
"""How long one look may take: less than Celery allows a task. What is left is for the next one."""


class Swept(NamedTuple):
    """What a sweep did, in numbers of reminders queued and of messages."""

    queued: int
    sent: int
    failed: int


def sweep(*, by: str, now: datetime | None = None) -> Swept:
    """Look once. Any number of callers at once is harmless. By the database's clock, unless a rehearsal gives another.

    All that is due is queued before anything is sent, so that a person gets one letter about all of it.
    """
    stop = time.monotonic() + MOST_SECONDS
    engine, _made = EngineState.objects.get_or_create(pk=1)
    if engine.mode == EngineState.Mode.HOLD:
        return Swept(0, 0, 0)
    queued = sent = failed = 0
    while time.monotonic() < stop and (taken := reminders.queue_due(now=now or clock.database_now())):
        queued += taken
    while time.monotonic() < stop and (leases := delivery.lease(now=now or clock.database_now())):
        for leased in filter(delivery.holds, leases):
            outcome = delivery.send(leased, now=now or clock.database_now())
            marked = delivery.mark(leased, outcome, now=now or clock.database_now())
            sent += marked and outcome.result == Result.ACCEPTED
            failed += outcome.result in (Result.REFUSED, Result.LATER, Result.AMBIGUOUS)
    at = now or clock.database_now()
    EngineState.objects.filter(pk=1).update(last_sweep_at=at, last_now=at, last_sweep_by=by)
    return Swept(queued, sent, failed)
