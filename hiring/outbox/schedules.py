"""How long a message is tried on its channel, at which distances."""

from datetime import timedelta
from itertools import accumulate
from typing import NamedTuple

USUAL = timedelta(hours=24)
"""How long where a channel has no schedule of its own: a reminder of yesterday helps nobody."""


class Schedule(NamedTuple):
    """The waits between attempts. `spread`: a wait is so much longer at random, lest all come again together."""

    waits: tuple[timedelta, ...]
    spread: tuple[float, float]
    lasts: timedelta
    """Given up by then, whatever the other side asked to wait and however long nobody looked."""

    def wait(self, *, attempt: int, elapsed: timedelta) -> timedelta | None:
        """The wait after so many attempts, so long after the first could be made; None: that was the last.

        The step is that of the attempts or that of the time, whichever is less. So an attempt that never began costs
        no step, nor do hours in which nothing was sent; and what is put on its way anew has all of the time again.
        """
        passed = sum(offset <= elapsed for offset in accumulate(self.waits))
        step = min(max(attempt, 1) - 1, passed)
        return self.waits[step] if step < len(self.waits) else None


SCHEDULES = {
    # As Standard Webhooks 1.0.0 proposes: ten attempts in 75 h 35 min 5 s, so that a weekend is outlived. The first
    # repeat, after five seconds, goes out at the next look, which may be a quarter of a minute later.
    "webhook": Schedule(
        tuple(timedelta(seconds=each) for each in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)),
        spread=(1.0, 1.1),
        lasts=timedelta(days=5),
    ),
}


def lasting(channel: str) -> timedelta:
    """How long a message is tried on a channel, from when it is written or put on its way anew."""
    return SCHEDULES[channel].lasts if channel in SCHEDULES else USUAL
