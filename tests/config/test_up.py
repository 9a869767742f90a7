"""`manage.py up` as a person meets it: what it refuses, and the whole of it started, used, stopped and killed."""

import fcntl
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config import embedded
from tests.running import STOP_SECONDS, Running
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


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    product = Running(folder)
    try:
        yield product
    finally:
        if product.process.poll() is None:
            product.process.kill()
            product.process.wait()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_up_serves_and_leaves_nothing_behind_also_when_it_was_killed_before(tmp_path: Path):
    for how, ends_with in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 0)):
        with running(tmp_path) as product:
            product.wait_for(f"Twelve is at http://127.0.0.1:{product.port}/")
            product.wait_for("ready.")  # the worker
            assert product.get("/healthz") == 200
            assert product.get("/accounts/login/") == 200
            assert len(product.processes()) > 4
            product.process.send_signal(how)
            assert product.process.wait(STOP_SECONDS) == ends_with
            deadline = time.monotonic() + 30
            while left := product.processes():
                assert time.monotonic() < deadline, left
                time.sleep(0.05)
            assert "Traceback" not in product.log.read_text()
