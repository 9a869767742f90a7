"""Whether the database's clock can be believed: it has to move like the clock inside this machine that nobody sets."""

import time
from datetime import datetime, timedelta
from typing import NamedTuple

from hiring import clock

MOST_DRIFT_SECONDS = 30.0
MOST_BACK = timedelta(seconds=5)
# Goes on while the machine sleeps, where the system has such a clock: a laptop that wakes up has not jumped.
TICKING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Reading(NamedTuple):
    """The database's time, which was true somewhere between two ticks (in seconds) of this machine."""

    wall: datetime
    before: float
    after: float

    def now(self) -> datetime:
        """The database's time of this moment, reckoned and not asked: never ahead of it."""
        return self.wall + timedelta(seconds=time.clock_gettime(TICKING) - self.after)


def read() -> Reading:
    """Ask the database what time it is."""
    before = time.clock_gettime(TICKING)
    wall = clock.database_now()
    return Reading(wall, before, time.clock_gettime(TICKING))


def drift(earlier: Reading, later: Reading) -> float:
    """By how many seconds the database's clock moved more (or, below 0, less) than can be explained."""
    moved = (later.wall - earlier.wall).total_seconds()
    least, most = later.before - earlier.after, later.after - earlier.before
    return moved - min(max(moved, least), most)


class Watch:
    """What one process remembers of its last look."""

    def __init__(self) -> None:
        self._last: Reading | None = None

    def judge(self, reading: Reading, *, last_now: datetime | None) -> str:
        """Why this reading is not to be believed, or nothing.

        A process that looks for the first time has only the time that any process noted last. Beyond that time lies
        nothing but a pause in which nobody looked.
        """
        last, self._last = self._last, reading
        if last is not None:
            seconds = drift(last, reading)
            if abs(seconds) > MOST_DRIFT_SECONDS:
                return f"the database's clock went {'forward' if seconds > 0 else 'back'} by {abs(seconds):.0f} s"
        elif last_now is not None and reading.wall < last_now - MOST_BACK:
            return f"the database's clock says {reading.wall:%F %T}, and has already said {last_now:%F %T} (UTC)"
        return ""

    def forget(self) -> None:
        """Begin anew, like a process that has just started."""
        self._last = None


WATCH = Watch()
"""This process's own."""
