"""How a command that goes on until it is stopped looks again and again, whatever a single look meets."""

import logging
import signal
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection


class Stop:
    """The wish to end, by a signal. A look that has begun is finished first, lest something is sent twice."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, *_signal: object) -> None:
        self.asked = True

    def wait(self, seconds: float) -> None:
        """Sleep for so long, or until the wish comes."""
        until = time.monotonic() + seconds
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.25))


def until_stopped(look: Callable[[], object], *, every: float, log: logging.Logger) -> None:
    """Look, pause for `every` seconds, look again, until SIGTERM or SIGINT. A look that fails is written down."""
    stop = Stop()
    while not stop.asked:
        close_old_connections()
        try:
            look()
        except DatabaseError as problem:  # it may be restarting; what is due stays due
            log.warning("the database does not answer: %s", problem)
            connection.close()
        except Exception:
            log.exception("this look failed; the next one comes in %s s", every)
        stop.wait(every)
