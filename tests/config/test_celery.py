"""A worker that dies in the middle of a task: the task comes back. Holds the pinned versions to what they promise."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

APP = """
import json, os, time
from celery import Celery
app = Celery("probe", broker=os.environ["BROKER"], fixups=[])
app.conf.update(json.loads(os.environ["OPTIONS"]))
@app.task
def work(path, seconds):
    with open(path, "a") as log: log.write("start\\n")
    time.sleep(seconds)
    with open(path, "a") as log: log.write("end\\n")
"""
OPTIONS = {
    "task_acks_late": settings.CELERY_TASK_ACKS_LATE,
    "task_reject_on_worker_lost": settings.CELERY_TASK_REJECT_ON_WORKER_LOST,
    "worker_prefetch_multiplier": settings.CELERY_WORKER_PREFETCH_MULTIPLIER,
    "broker_connection_retry_on_startup": True,
    # the project's, only faster
    "broker_transport_options": {
        **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
        "visibility_timeout": 3,
        "unacked_restore_interval": 1,
    },
}


@pytest.fixture
def worker(redis_server: str, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts workers of a project that has one task; what runs at the end is killed."""
    (tmp_path / "probe.py").write_text(APP)
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    own = {"BROKER": redis_server, "OPTIONS": json.dumps(OPTIONS), "PYTHONPATH": str(tmp_path)}
    started = []

    def start(*argv: str) -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        started.append(subprocess.Popen([sys.executable, *argv], cwd=tmp_path, env=inherited | own, **quiet))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_task_of_a_killed_worker_is_done_by_the_next(worker: Callable[..., subprocess.Popen[bytes]], tmp_path: Path):
    log = tmp_path / "log"
    start = ("-m", "celery", "--quiet", "-A", "probe", "worker", "-c", "1", "--without-gossip", "--without-mingle")

    def wait_for(text: str) -> None:
        deadline = time.monotonic() + 40
        while not (log.exists() and text in log.read_text()):
            assert time.monotonic() < deadline, f"no {text!r} in time"
            time.sleep(0.05)

    first = worker(*start)
    assert worker("-c", f"import probe; probe.work.delay({str(log)!r}, 2)").wait(120) == 0
    wait_for("start")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    worker(*start)
    wait_for("end")
    assert log.read_text().split() == ["start", "start", "end"]
