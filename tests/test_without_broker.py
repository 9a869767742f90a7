"""The broker is killed while a hiring manager works in the admin: every page goes on, every reminder goes out."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from django.urls import reverse

from config import broker
from config.env import BASE_DIR
from tests.running import Running
from tests.services import free_port

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")]

PAGES = (
    "admin:index",
    "admin:hiring_application_changelist",
    "admin:hiring_candidate_changelist",
    "admin:hiring_candidate_add",
    "admin:hiring_requisition_changelist",
    "admin:hiring_deadline_changelist",
    "admin:hiring_reminder_changelist",
    "admin:hiring_message_changelist",
    "admin:interviews_scorecard_changelist",
    "applications",
    "my_interviews",
)
LETTER = "Review of the pause"


class Manager:
    """Mara at her desk."""

    def __init__(self, product: Running) -> None:
        self.product = product
        self.http = httpx.Client(base_url=product.address, follow_redirects=True, timeout=30)
        self.submit(reverse("login"), username="mara", password="twelve-days")

    def open(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def submit(self, path: str, **entered: str) -> str:
        """Fill in the form of a page and send it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.open(path))
        assert token
        answer = self.http.post(path, data={"csrfmiddlewaretoken": token[1], **entered}, headers={"Referer": path})
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def click_around(self) -> None:
        for name in PAGES:
            self.open(reverse(name))

    def pause_somebody(self) -> int:
        """A verb in the admin that owes a reminder. Returns the key of its deadline."""
        [application] = self.ask(
            "SELECT id FROM hiring_application WHERE paused_at IS NULL AND closed_at IS NULL "
            "AND clock_started_at IS NOT NULL ORDER BY id LIMIT 1"
        )
        self.submit(reverse("admin:hiring_application_pause", args=[application]), go="1", reason="On holiday.")
        [deadline] = self.ask(
            f"SELECT id FROM hiring_deadline WHERE kind = 'pause_review' AND application_id = {application}"
        )
        return deadline

    def ask(self, question: str) -> list[int]:
        with closing(sqlite3.connect(self.product.state / "db.sqlite3", timeout=60)) as database, database:
            return [row[0] for row in database.execute(question)]

    def let_fall_due(self, deadline: int) -> None:
        """As if three days had passed: its reminders are due, and too late for any quiet hour."""
        self.ask(
            "UPDATE hiring_reminder SET due_at = '2026-01-05 09:00:00', hard_by = '2026-01-05 09:00:00' "
            f"WHERE deadline_id = {deadline} AND state = 'pending'"
        )

    def wait_for_letter(self, deadline: int, seconds: float = 180) -> None:
        sent = f"SELECT id FROM hiring_reminder WHERE deadline_id = {deadline} AND state = 'sent' AND channel = 'email'"
        until = time.monotonic() + seconds
        while not self.ask(sent):
            assert time.monotonic() < until, self.product.log.read_text()[-5000:]
            time.sleep(0.2)
        assert self.ask(f"SELECT id FROM hiring_mailboxmail WHERE text LIKE '%{LETTER}%'")


@contextmanager
def at_work(product: Running) -> Iterator[Manager]:
    """Mara, once everything runs."""
    product.wait_for(f"Twelve is at {product.address}/")
    product.wait_for("ready.")  # the worker
    mara = Manager(product)
    with closing(mara.http):
        yield mara


@contextmanager
def running(state: Path, **variables: str) -> Iterator[Running]:
    product = Running(state, **variables)
    try:
        yield product
        assert product.process.poll() is None, product.log.read_text()[-5000:]
    finally:
        product.stop()


@contextmanager
def lonely_redis(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server that nobody looks after: its address, and its process."""
    port = str(free_port())
    options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen([broker.binary(), *options], stdout=subprocess.DEVNULL) as redis:
        url, until = f"redis://127.0.0.1:{port}/0", time.monotonic() + 60
        while not broker.answers(url):
            assert time.monotonic() < until
            time.sleep(0.05)
        try:
            yield url, redis
        finally:
            redis.kill()


@contextmanager
def watchdog(product: Running) -> Iterator[None]:
    command = [sys.executable, "manage.py", "sla_run", "--loop", "--every", "1", "--after", "20"]
    with subprocess.Popen(command, cwd=BASE_DIR, env=product.environment, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def embedded_broker(state: Path) -> int:
    """The process that `make run` started: it works in a folder of its own."""
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (path / "cwd").readlink() == state / "redis":
                return int(path.name)
    raise AssertionError("no broker runs")


def test_a_broker_that_stays_dead_breaks_no_page_and_loses_no_reminder(tmp_path: Path):
    """A server of its own, as in production: nobody starts it again, and the watchdog does the worker's work."""
    state = tmp_path / "state"
    state.mkdir()
    with lonely_redis(tmp_path) as (url, redis), running(state, REDIS_URL=url) as product, at_work(product) as mara:
        mara.click_around()
        redis.kill()
        redis.wait()
        mara.click_around()
        deadline = mara.pause_somebody()
        mara.click_around()
        mara.let_fall_due(deadline)
        with watchdog(product):
            mara.wait_for_letter(deadline)
        mara.click_around()
        assert mara.http.get("/healthz/sla").json()["last_sweep_by"] == "sla_run"
        assert product.get("/healthz/sla") == 200
        assert not broker.answers(url)


def test_a_broker_that_comes_back_breaks_no_page_and_loses_no_reminder(tmp_path: Path):
    """The embedded one: its supervisor starts it again, and the worker goes on."""
    with running(tmp_path) as product, at_work(product) as mara:
        mara.click_around()
        os.kill(embedded_broker(tmp_path), signal.SIGKILL)
        deadline = mara.pause_somebody()
        mara.click_around()
        mara.let_fall_due(deadline)
        product.wait_for("redis ended with -9")
        mara.click_around()
        mara.wait_for_letter(deadline)
        assert product.get("/healthz/sla") == 200
