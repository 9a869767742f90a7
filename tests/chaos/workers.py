"""Workers that can be killed: forked from a process that has everything loaded, so that a new one is there at once."""

import os
import signal
import time
import traceback
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection, connections

from hiring import sweep
from tests.chaos.ground import Ground
from tests.postgres import die_with_parent

Before = Callable[[int], None]
PAUSE_SECONDS = 0.2


class Workers:
    """So many processes that sweep without end. `before` is what each does first, given its number."""

    def __init__(self, ground: Ground, count: int, *, before: Before | None = None) -> None:
        self.output, self.before = ground.home / "workers.log", before
        self.pids = {number: self._start(number) for number in range(count)}
        self.kills = 0

    def kill(self, number: int) -> None:
        """End one as the kernel does, wherever it is, and start another one in its place."""
        os.kill(self.pids[number], signal.SIGKILL)
        os.waitpid(self.pids[number], 0)
        self.kills += 1
        self.pids[number] = self._start(number)

    def stop(self) -> None:
        for pid in self.pids.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.pids = {}

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_how: object) -> None:
        self.stop()

    def _start(self, number: int) -> int:
        connections.close_all()  # a connection that two processes share is none
        pid = os.fork()
        if pid:
            return pid
        try:
            die_with_parent()
            log = os.open(self.output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            if self.before:
                self.before(number)
            _work(f"worker {number}")
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)


def _work(name: str) -> None:
    while True:
        try:
            swept = sweep.sweep(by=name)
            if not swept.queued and not swept.sent:
                time.sleep(PAUSE_SECONDS)
        except (DatabaseError, InterfaceError):  # as a task that fails: the next one has a new connection
            traceback.print_exc()
            connection.close()
            time.sleep(PAUSE_SECONDS)
