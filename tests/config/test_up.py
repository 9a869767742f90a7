"""`manage.py up` as a person meets it: what it refuses, and the whole of it started, used, stopped and killed."""

import fcntl
import signal
import socket
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config import embedded
from tests.running import Running
from tests.services import free_port


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(embedded, "STATE_DIR", tmp_path)
    return tmp_path


def test_up_refuses_a_taken_port_and_names_another(state: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refusal:
            call_command("up", port=port)
    assert str(refusal.value) == (
        f"127.0.0.1:{port} cannot be used: Address already in use. Choose another port: PORT={port + 1} make run"
    )


def test_up_refuses_to_run_twice(state: Path):
    with (state / "up.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="Twelve already runs with the data in"):
            call_command("up", port=free_port())


def test_reset_refuses_while_it_runs(state: Path):
    with (state / "up.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="Twelve is running: stop it first"):
            call_command("reset", yes=True)
    assert (state / "up.lock").exists()


def test_reset_with_nobody_to_ask_deletes_nothing(state: Path, monkeypatch: pytest.MonkeyPatch):
    (state / "up.lock").touch()
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("reset")
    assert state.is_dir()


def test_reset_deletes_only_a_folder_of_ours(state: Path, capsys: pytest.CaptureFixture[str]):
    (state / "thesis.txt").write_text("ten years of work")
    call_command("reset", yes=True)
    assert capsys.readouterr().out.startswith("Nothing to delete")
    (state / "up.lock").touch()
    call_command("reset", yes=True)
    assert not state.exists()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_up_serves_and_leaves_nothing_behind(running: Running, how: signal.Signals):
    running.wait_for(f"Twelve is at http://127.0.0.1:{running.port}/")
    running.wait_for("ready.")  # the worker
    assert running.get("/healthz") == 200
    assert running.get("/accounts/login/") == 200
    assert len(running.processes()) > 4
    running.process.send_signal(how)
    code = running.process.wait(40)
    deadline = time.monotonic() + 10
    while left := running.processes():
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
    assert code == (0 if how == signal.SIGINT else -signal.SIGKILL)
    assert "Traceback" not in running.log.read_text()
