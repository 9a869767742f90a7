"""hiring/watchdog.py and `manage.py sla_run`: who sweeps when nobody else does."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, STDOUT

import pytest

from config.env import BASE_DIR
from hiring import clock, engine, sweep, watchdog
from hiring.models import EngineState

pytestmark = pytest.mark.django_db


def looked(seconds: float, by: str) -> None:
    """Somebody looked, so many seconds ago."""
    engine.state()
    at = clock.database_now() - timedelta(seconds=seconds)
    EngineState.objects.update(last_sweep_at=at, last_sweep_by=by, last_now=at)


def last_by() -> str:
    return EngineState.objects.get().last_sweep_by


def test_watchdog_sweeps_when_nobody_ever_has():
    assert watchdog.look(by="sla_run") == (0, 0, 0)
    assert last_by() == "sla_run"


def test_watchdog_leaves_it_to_the_others_as_long_as_they_look():
    looked(44, "celery")
    assert watchdog.look(by="sla_run") is None
    assert last_by() == "celery"


def test_watchdog_takes_over_after_45_seconds_and_goes_on_until_another_is_back():
    looked(45, "celery")
    assert watchdog.look(by="sla_run") == (0, 0, 0)
    assert watchdog.look(by="sla_run") == (0, 0, 0)
    sweep.sweep(by="celery")
    assert watchdog.look(by="sla_run") is None


def test_watchdog_watches_the_clock_even_when_it_has_nothing_to_do(monkeypatch: pytest.MonkeyPatch):
    looked(5, "celery")
    assert watchdog.look(by="sla_run") is None
    asked = clock.database_now
    monkeypatch.setattr(clock, "database_now", lambda: asked() + timedelta(seconds=38))
    assert watchdog.look(by="sla_run") is None
    assert not engine.may_send()


def test_idle_look_takes_two_questions(django_assert_max_num_queries):
    looked(5, "celery")
    with django_assert_max_num_queries(2):
        watchdog.look(by="sla_run")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_loop_outlives_a_database_that_is_not_there_and_stops_when_it_is_asked_to(
    tmp_path: Path, number: signal.Signals
):
    own = {"STATE_DIR": str(tmp_path), "DEBUG": "true", "ENV_FILE": "", "PYTHONUNBUFFERED": "1"}
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | own
    command = [sys.executable, "manage.py", "sla_run", "--loop", "--every", "0.2"]
    loop = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=PIPE, stderr=STDOUT, text=True)
    try:
        assert loop.stdout
        assert "the database does not answer: no such table" in loop.stdout.readline()
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, cwd=BASE_DIR, env=environment, check=True, timeout=180)
        until_it_ends = iter(loop.stdout.readline, "")  # what it finds while tables are made is told as well
        assert "queued 0, sent 0, failed 0\n" in until_it_ends
        loop.send_signal(number)
        output, _none = loop.communicate(timeout=60)
        assert loop.returncode == 0
        assert "Traceback" not in output
    finally:
        loop.kill()
        loop.communicate()
