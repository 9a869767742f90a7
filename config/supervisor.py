"""How child processes are kept running until somebody stops them.

Nothing here knows what the children do. A child that ends is started again, later each time. A child does not outlive
its supervisor, however that one ends: on Linux the kernel sees to it, elsewhere only an orderly stop does.

`manage.py up` hands over to this file, started as a script with the standard library alone: the supervisor then takes
15 MB of memory and not 90.
"""

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
STEADY_SECONDS = 60.0  # a child that ran this long is taken to work: its failures are forgotten
LONGEST_DELAY_SECONDS = 30.0

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class GaveUp(Exception):
    """A child that may not fail this often has failed."""


@dataclass(eq=False)
class Child:
    """One process: how it is started, and the signals that end it, each with the seconds it then has."""

    name: str
    argv: Sequence[str]
    stop_steps: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 15.0),)
    death_signal: signal.Signals = signal.SIGKILL  # what it gets when the supervisor is gone
    environment: dict[str, str] = field(default_factory=dict)
    patience: int | None = None  # so many failures in a row and the supervisor gives up; None: never
    colour: int = 36

    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    started_at: float = field(default=0.0, init=False)
    start_due: float | None = field(default=None, init=False)

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Tell the main process only: it winds its own children down."""
        if self.process and self.runs:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End the process with everything it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(frozen=True)
class Probe:
    """A question to a web server: whether it answers, whatever it answers."""

    host: str
    port: int
    name: str  # the host name that the site goes by
    path: str = "/"

    def answers(self) -> bool:
        """Whether an HTTP answer came within a second."""
        request = f"GET {self.path} HTTP/1.0\r\nHost: {self.name}\r\n\r\n"
        address = (self.host, self.port)
        with contextlib.suppress(OSError), socket.create_connection(address, timeout=1) as connection:
            connection.sendall(request.encode())
            return connection.recv(5) == b"HTTP/"
        return False


class Supervisor:
    """Starts children, watches them, stops them. `write` takes a line for the terminal."""

    def __init__(self, write: Callable[[str], None], cwd: Path | None = None, tick: float = 0.25) -> None:
        self._write = write
        self._cwd = cwd
        self._tick = tick
        self._requests = 0  # not an Event: setting one in a signal handler can block for ever on its own lock

    def stop_on(self, *signals: signal.Signals) -> None:
        """From now on these signals ask for the stop; the second one hurries it."""
        for number in signals:
            signal.signal(number, lambda _number, _frame: self.request_stop())

    def request_stop(self) -> None:
        """End `watch`; during `stop`, take each child's next step at once."""
        self._requests += 1

    def say(self, text: str) -> None:
        """A line of the supervisor's own."""
        self._write(_label("twelve", 0) + text)

    def start(self, child: Child) -> None:
        """Start a child in a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone."""
        child.start_due, child.started_at = None, time.monotonic()
        child.process = subprocess.Popen(
            child.argv,
            cwd=self._cwd,
            env={**os.environ, **child.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent(os.getpid(), child.death_signal),
        )
        threading.Thread(target=self._copy_output, args=(child, child.process), daemon=True).start()

    def watch(self, children: Sequence[Child], probe: Probe | None = None, greeting: str = "") -> None:
        """Keep the children running until the stop is asked for, with a greeting once the web server answers.

        Raises GaveUp when a child's patience has run out.
        """
        while not self._requests:
            time.sleep(self._tick)
            for child in children:
                self._look_after(child, time.monotonic())
            if probe and probe.answers():
                self._write(greeting)
                probe = None

    def stop(self, children: Sequence[Child]) -> None:
        """Take every child through its steps, then kill what is left with all that it started."""
        steps = {child: list(child.stop_steps) for child in children if child.process}
        due = dict.fromkeys(steps, 0.0)
        seen = self._requests
        while alive := [child for child in steps if child.runs]:
            hurry, seen = self._requests > seen, self._requests
            for child in alive:
                if not hurry and time.monotonic() < due[child]:
                    continue
                if not steps[child]:
                    self.say(f"{child.name} does not stop: killing it")
                    child.kill()
                    continue
                number, seconds = steps[child].pop(0)
                if due[child]:
                    self.say(f"{child.name} is still at work: {number.name}")
                due[child] = time.monotonic() + seconds
                child.signal(number)
            time.sleep(0.05)
        for child in steps:
            child.kill()

    def _look_after(self, child: Child, now: float) -> None:
        if child.runs:
            if now - child.started_at > STEADY_SECONDS:
                child.failures = 0
        elif child.start_due is None:
            child.failures += 1
            code = child.process.returncode if child.process else None
            child.kill()  # what it may have left behind
            if child.patience is not None and child.failures >= child.patience:
                raise GaveUp(f"{child.name} does not start: it ended with {code}, {child.failures} times in a row")
            delay = min(2.0 ** (child.failures - 1), LONGEST_DELAY_SECONDS)
            child.start_due = now + delay
            self.say(f"{child.name} ended with {code}; starting it again in {delay:.0f} s")
        elif now >= child.start_due:
            self.start(child)

    def _copy_output(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        label = _label(child.name, child.colour)
        assert process.stdout is not None
        with process.stdout as output:
            for line in output:
                self._write(label + line.decode("utf-8", "replace").rstrip("\n"))


def _die_with_parent(parent: int, number: signal.Signals) -> Callable[[], None]:
    """What the child does first: ask the kernel for that signal when the supervisor is gone."""

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it went between the fork and the line above
            os._exit(1)

    return prepare


def _label(name: str, colour: int) -> str:
    label = f"{name:<7}| "
    return f"\033[{colour}m{label}\033[0m" if colour and sys.stdout.isatty() else label


def hand_over(groups: Sequence[Sequence[dict[str, Any]]], **plan: Any) -> list[str]:
    """The command line that runs this file on groups of children, which stop in the reverse order of the groups.

    A child is a dict of Child's fields; `plan` takes the other arguments of `run`.
    """
    return [sys.executable, "-P", str(Path(__file__).resolve()), json.dumps({"groups": groups, **plan})]


def run(
    groups: Sequence[Sequence[dict[str, Any]]], cwd: str, probe: dict[str, Any] | None = None, greeting: str = ""
) -> int:
    """Run the children until one of STOP_SIGNALS comes. The exit code is 1 when one could not be kept running."""

    def write(line: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # who read the output is gone; the children still stop in order
            print(line, flush=True)

    supervisor = Supervisor(write, cwd=Path(cwd))
    supervisor.stop_on(*STOP_SIGNALS)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    started: list[list[Child]] = []
    try:
        for group in groups:
            started.append([_child(**fields) for fields in group])
            for child in started[-1]:
                supervisor.start(child)
        supervisor.watch([child for group in started for child in group], Probe(**probe) if probe else None, greeting)
    except GaveUp as reason:
        supervisor.say(str(reason))
        return 1
    finally:
        for children in reversed(started):
            supervisor.stop(children)
        supervisor.say("stopped")
    return 0


def _child(*, stop_steps: Sequence[tuple[int, float]] = (), **fields: Any) -> Child:
    """A child out of JSON, where a signal is a number."""
    if stop_steps:
        fields["stop_steps"] = [(signal.Signals(number), seconds) for number, seconds in stop_steps]
    return Child(**fields)


if __name__ == "__main__":
    sys.exit(run(**json.loads(sys.argv[1])))
