"""Which messages to other systems are under way at once: one to each system, so that a slow one hurts only itself."""

import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from hiring.models import Message, WebhookEndpoint
from hiring.outbox import delivery, resting
from hiring.outbox.delivery import Lease
from hiring.outbox.outcome import Outcome, Result
from hiring.outbox.patience import TOTAL_SECONDS

AT_ONCE = 10
PATIENCE_SECONDS = TOTAL_SECONDS + 5
"""After that nobody waits for a thread any more, as where asking for the address of a name hangs."""
TOO_LONG = Outcome(Result.AMBIGUOUS, f"it did not end within {PATIENCE_SECONDS:.0f} seconds", unwell=True)


def lease(
    *, now: datetime, may_go_on: Callable[[], bool], limit: int = AT_ONCE, besides: Collection[int] = ()
) -> list[Lease]:
    """Claim one message to each of so many systems, without these and those that rest."""
    leases: list[Lease] = []
    for endpoint in resting.able(now=now).exclude(pk__in=besides)[:limit]:
        if not may_go_on():
            break
        with transaction.atomic():
            to_it = Message.objects.filter(state=Message.State.READY, endpoint=endpoint, next_at__lte=now)
            if claimed := delivery.claim(to_it, now=now, limit=1):
                WebhookEndpoint.objects.filter(pk=endpoint.pk).update(tried_at=now)
        leases += claimed
    return leases


class Posts:
    """What is under way. The threads only post: whatever asks the database is done by whoever has begun it."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._begun: dict[Future[Outcome], Lease] = {}

    def __bool__(self) -> bool:
        return bool(self._begun)

    def begin(self, *, now: datetime, may_go_on: Callable[[], bool]) -> int:
        """Lease and begin as many as there is room for. Returns how many were begun."""
        busy = [leased.endpoint_id for leased in self._begun.values() if leased.endpoint_id is not None]
        leases = lease(now=now, may_go_on=may_go_on, limit=AT_ONCE - len(busy), besides=busy)
        for leased in leases:
            self._begun[self._pool.submit(delivery.prepare(leased, now=now))] = leased
        return len(leases)

    def wait(self, seconds: float) -> None:
        """Wait until one has ended, but no longer than that."""
        wait(self._begun, timeout=seconds, return_when=FIRST_COMPLETED)

    def ended(self) -> list[tuple[Lease, Outcome]]:
        """What has ended since, or takes too long: the other side drops a repeat by its key, should it have arrived."""
        late = time.monotonic() - PATIENCE_SECONDS
        over = [future for future, leased in self._begun.items() if future.done() or leased.taken_at < late]
        return [(self._begun.pop(future), future.result() if future.done() else TOO_LONG) for future in over]


@contextmanager
def posts() -> Iterator[Posts]:
    """Room for posts within the block, which has to see to it that all have ended."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="post")
    try:
        yield Posts(pool)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
