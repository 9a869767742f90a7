"""config/supervisor.py: children are started, started again, stopped, and do not outlive the supervisor."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.supervisor import Child, GaveUp, Probe, Supervisor, hand_over

PYTHON = [sys.executable, "-S", "-c"]
SLEEPS = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
LEAVES_ONE = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]).pid, flush=True)"


class Terminal:
    """What the supervisor wrote."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)

    def count(self, text: str) -> int:
        return sum(text in line for line in self.lines)


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this did not happen in time"
        time.sleep(0.01)


def is_there(pid: int) -> bool:
    """Whether a process runs; one that only waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def supervisor(terminal: Terminal) -> Supervisor:
    return Supervisor(terminal, tick=0.02)


@pytest.fixture
def start(supervisor: Supervisor) -> Iterator[Callable[..., Child]]:
    """Starts children that are gone after the test, whatever happens in it."""
    children: list[Child] = []

    def start(code: str, **options: object) -> Child:
        child = Child("child", [*PYTHON, code], **options)
        children.append(child)
        supervisor.start(child)
        return child

    yield start
    for child in children:
        child.kill()


@pytest.fixture
def watch(supervisor: Supervisor) -> Iterator[Callable[..., None]]:
    """Watches in a thread, as a test must go on."""
    threads: list[threading.Thread] = []

    def watch(*children: Child, **options: object) -> None:
        threads.append(threading.Thread(target=supervisor.watch, args=(children,), kwargs=options))
        threads[-1].start()

    yield watch
    supervisor.request_stop()
    for thread in threads:
        thread.join()


def test_output_of_a_child_is_labelled(start, terminal):
    start("print('one'); print('two')")
    wait_until(lambda: len(terminal.lines) == 2)
    assert terminal.lines == ["child  | one", "child  | two"]


def test_watch_starts_a_killed_child_again(start, watch, terminal):
    child = start(SLEEPS)
    first = child.process.pid
    watch(child)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: child.runs and child.process.pid != first)
    assert terminal.count("child ended with -9; starting it again in 1 s") == 1


def test_watch_takes_what_a_dead_child_left_behind_with_it(start, watch, terminal):
    child = start(LEAVES_ONE)
    wait_until(lambda: terminal.lines)
    watch(child)
    wait_until(lambda: terminal.count("starting it again"))
    wait_until(lambda: not is_there(int(terminal.lines[0].split()[-1])), 2)


def test_watch_waits_longer_each_time(start, supervisor, terminal):
    child = start("")
    delays = []
    for _ in range(7):
        child.process.wait()
        supervisor._look_after(child, now := time.monotonic())
        delays.append(round(child.start_due - now))
        supervisor._look_after(child, child.start_due)
    assert delays == [1, 2, 4, 8, 16, 30, 30]


def test_watch_forgets_failures_of_a_child_that_ran_long(start, supervisor):
    child = start(SLEEPS)
    child.failures = 4
    supervisor._look_after(child, child.started_at + 59)
    assert child.failures == 4
    supervisor._look_after(child, child.started_at + 61)
    assert child.failures == 0


def test_watch_gives_up_on_a_child_without_patience(start, supervisor):
    child = start("raise SystemExit(3)", patience=1)
    with pytest.raises(GaveUp, match="child does not start: it ended with 3, 1 times in a row"):
        supervisor.watch([child])


def test_watch_greets_once_the_web_server_answers(start, watch, terminal):
    with socket.create_server(("127.0.0.1", 0)) as server:  # accepts connections before the site is loaded
        watch(start(SLEEPS), probe=Probe("127.0.0.1", server.getsockname()[1], "a.example", "/h"), greeting="here I am")
        connection, _ = server.accept()
        assert connection.recv(100) == b"GET /h HTTP/1.0\r\nHost: a.example\r\n\r\n"
        assert not terminal.count("here I am")
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        wait_until(lambda: terminal.count("here I am"))
        connection.close()
    time.sleep(0.1)
    assert terminal.count("here I am") == 1


def test_stop_asks_first_and_kills_what_does_not_listen(start, supervisor, terminal):
    polite, stubborn = start(SLEEPS), start(STUBBORN, stop_steps=[(signal.SIGTERM, 0.3)])
    wait_until(lambda: terminal.count("up") == 2)
    supervisor.stop([polite, stubborn])
    assert (polite.process.returncode, stubborn.process.returncode) == (-signal.SIGTERM, -signal.SIGKILL)
    assert terminal.count("child does not stop: killing it") == 1


def test_stop_takes_each_step_in_turn(start, supervisor, terminal):
    child = start(STUBBORN, stop_steps=[(signal.SIGTERM, 0.2), (signal.SIGINT, 5)])
    wait_until(lambda: terminal.count("up"))
    supervisor.stop([child])
    assert terminal.count("child is still at work: SIGINT") == 1
    assert not child.runs


def test_stop_is_hurried_by_a_second_request(start, supervisor, terminal):
    child = start(STUBBORN, stop_steps=[(signal.SIGTERM, 60)])
    wait_until(lambda: terminal.count("up"))
    supervisor.request_stop()
    threading.Timer(0.3, supervisor.request_stop).start()
    began = time.monotonic()
    supervisor.stop([child])
    assert time.monotonic() - began < 5
    assert not child.runs


def test_stop_takes_the_children_of_a_child_with_it(start, supervisor, terminal):
    child = start(f"{LEAVES_ONE}; {SLEEPS}")
    wait_until(lambda: terminal.count("up") == 2)
    supervisor.stop([child])
    left = next(int(line.split()[-1]) for line in terminal.lines if "up" not in line)
    wait_until(lambda: not is_there(left), 2)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends orphans on Linux only")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_no_child_outlives_the_supervisor(tmp_path: Path, how: signal.Signals):
    code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    groups = [[{"name": "first", "argv": [*PYTHON, code]}], [{"name": "second", "argv": [*PYTHON, code]}]]
    process = subprocess.Popen(hand_over(groups, cwd=str(tmp_path)), stdout=subprocess.PIPE, text=True)
    pids = [int(process.stdout.readline().split()[-1]) for _ in groups]
    assert all(map(is_there, pids))
    process.send_signal(how)
    code = process.wait(60)
    wait_until(lambda: not any(map(is_there, pids)), 5)
    assert code == (-signal.SIGKILL if how == signal.SIGKILL else 0)
    process.stdout.close()


def test_groups_stop_in_reverse_order(tmp_path: Path):
    goodbye = "import os, signal, sys; signal.signal(15, lambda *_: (os.write(1, b'bye\\n'), sys.exit()))"
    code = f"{goodbye}; {SLEEPS}"
    groups = [[{"name": "broker", "argv": [*PYTHON, code]}], [{"name": "worker", "argv": [*PYTHON, code]}]]
    process = subprocess.Popen(hand_over(groups, cwd=str(tmp_path)), stdout=subprocess.PIPE, text=True)
    for _ in groups:
        process.stdout.readline()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert output.splitlines() == ["worker | bye", "broker | bye", "twelve | stopped"]
