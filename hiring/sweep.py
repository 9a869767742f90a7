"""What one look of the reminder engine does: queue what is due, send what is ready, note that it looked."""

from datetime import datetime
from typing import NamedTuple

from hiring import clock, reminders
from hiring.models import EngineState
from hiring.outbox import delivery
from hiring.outbox.outcome import Result

MOST_ROUNDS = 200


class Swept(NamedTuple):
    """What a sweep did, in numbers of reminders queued and of messages."""

    queued: int
    sent: int
    failed: int


def sweep(*, by: str, now: datetime | None = None) -> Swept:
    """Look once. Any number of callers at once is harmless. By the database's clock, unless a rehearsal gives another."""
    now = now or clock.database_now()
    engine, _made = EngineState.objects.get_or_create(pk=1)
    if engine.mode == EngineState.Mode.HOLD:
        return Swept(0, 0, 0)
    queued = sent = failed = 0
    for _round in range(MOST_ROUNDS):
        taken = reminders.queue_due(now=now)
        leases = delivery.lease(now=now)
        for leased in leases:
            outcome = delivery.send(leased, now=now)
            marked = delivery.mark(leased, outcome, now=now)
            sent += marked and outcome.result == Result.ACCEPTED
            failed += outcome.result in (Result.REFUSED, Result.LATER, Result.AMBIGUOUS)
        queued += taken
        if not taken and not leases:
            break
    EngineState.objects.filter(pk=1).update(last_sweep_at=now, last_now=now, last_sweep_by=by)
    return Swept(queued, sent, failed)
