"""How long talking to another machine about one message may take."""

import contextlib
import socket
import threading
from collections.abc import Iterator

TOTAL_SECONDS = 20.0
"""Less than what `delivery.holds` leaves of a lease: who is still talking then has not been overtaken."""


@contextlib.contextmanager
def cut_after(seconds: float, connections: list[socket.socket]) -> Iterator[threading.Event]:
    """Cut these connections when the block takes longer. One that answers in drips keeps within every other limit.

    Connections that are made within the block may be added to the list; the event tells that time has run out.
    """
    too_late = threading.Event()

    def cut() -> None:
        too_late.set()
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield too_late
    finally:
        timer.cancel()
