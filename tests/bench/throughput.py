"""Reminders a second, end to end, by one, two and four workers; beside a no-op Celery task and a bare SQL loop."""

import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median
from typing import NamedTuple

import redis
from django.conf import settings
from django.db import connection, connections

from hiring import sweep
from hiring.models import Message, Reminder, Requisition
from tests.bench import noop
from tests.chaos import owed

COLUMNS = ("reminders", "no-op tasks", "bare SQL", "to no-op", "to bare")
HEADING = " ".join([f"{'end to end, a second':<22}", *(f"{column:>11}" for column in COLUMNS)])
BATCH = 20
ROUNDS = 3
CLAIM = """
UPDATE hiring_reminder SET state = 'queued', message_id = %s
WHERE id IN (SELECT id FROM hiring_reminder WHERE state = 'pending' AND due_at <= statement_timestamp()
             ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id
"""
MARK = "UPDATE hiring_reminder SET state = 'sent', sent_at = statement_timestamp() WHERE id = %s AND state = 'queued'"
LEFT = """
SELECT EXISTS (SELECT FROM hiring_reminder WHERE state = 'pending' AND due_at <= statement_timestamp())
    OR EXISTS (SELECT FROM hiring_message WHERE state = 'ready')
"""


class Rate(NamedTuple):
    """What so many workers did in a second."""

    workers: int
    reminders: float
    tasks: float
    bare: float

    def __str__(self) -> str:
        what = f"{self.workers} worker{'s' if self.workers > 1 else ''}"
        figures = [f"{rate:>11,.0f}" for rate in (self.reminders, self.tasks, self.bare)]
        figures += [f"{self.reminders / other:>11.3f}" for other in (self.tasks, self.bare)]
        return " ".join([f"{what:<22}", *figures])


def rates(people: int, numbers: tuple[int, ...] = (1, 2, 4)) -> Iterator[Rate]:
    """A line for each number of workers: medians of rounds in which each way has its turn."""
    opening = owed.opening()
    for workers in numbers:
        rounds = [_round(opening, people // ROUNDS, workers) for _number in range(ROUNDS)]
        yield Rate(workers, *(median(way) for way in zip(*rounds, strict=True)))


def _round(opening: Requisition, people: int, workers: int) -> tuple[float, float, float]:
    """Reminders, tasks, rows a second. Each person gets two messages with one reminder each: mail, inbox."""
    Reminder.objects.all().delete()
    Message.objects.all().delete()
    now = datetime.now(UTC)
    owed.owe(opening, [now - timedelta(minutes=1)] * people)
    mine = Reminder.objects.filter(pk__in=list(Reminder.objects.filter(due_at__lte=now).values_list("pk", flat=True)))
    count = mine.count()
    carrier = Message.objects.create(
        idem_key="bare",
        letter="reminders",
        recipient=opening.coordinator,
        state="sent",
        created_at=now,
        next_at=now,
        accepted_at=now,
    )
    _analyze()
    bare = count / _seconds(workers, partial(_claim_and_mark, carrier.pk))
    assert mine.filter(state="sent").count() == count
    mine.update(state="pending", message=None, sent_at=None)
    _analyze()
    ours = count / _seconds(workers, _sweep)
    assert mine.filter(state="sent").count() == count
    return ours, count / noop_seconds(workers, count), bare


def noop_seconds(workers: int, tasks: int) -> float:
    """How long so many Celery workers take for so many tasks that do nothing: they wait for all of them at once."""
    queue = settings.CELERY_TASK_DEFAULT_QUEUE
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.delete("staged", queue)
        for _n in range(tasks):
            noop.noop.apply_async(queue="staged")
        argv, silent = (
            [sys.executable, "-m", "tests.bench.noop"],
            dict.fromkeys(("stdout", "stderr"), subprocess.DEVNULL),
        )
        started = [subprocess.Popen([*argv, str(n)], **silent) for n in range(workers)]
        try:
            while len(noop.app.control.ping(timeout=1) or []) < workers:
                time.sleep(0.2)
            begun = time.perf_counter()
            broker.rename("staged", queue)
            while broker.exists(queue) or broker.exists("unacked"):
                time.sleep(0.005)
            return time.perf_counter() - begun
        finally:
            for worker in started:
                worker.terminate()
            for worker in started:
                worker.wait()


def _seconds(workers: int, work: Callable[[], None]) -> float:
    """How long so many processes take until each has found nothing left to do."""
    connections.close_all()
    begun = time.perf_counter()
    pids = [_fork(work) for _n in range(workers)]
    codes = [os.waitpid(pid, 0)[1] for pid in pids]
    assert not any(codes), codes
    return time.perf_counter() - begun


def _fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _sweep() -> None:
    while True:
        swept = sweep.sweep(by="bench")
        if not swept.sent and not swept.queued:
            with connection.cursor() as cursor:
                cursor.execute(LEFT)
                if not cursor.fetchone()[0]:
                    return
            time.sleep(0.005)


def _claim_and_mark(carrier: int) -> None:
    """What no engine can do without: claim twenty, write down for each that it went out."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(CLAIM, [carrier, BATCH])
            claimed = cursor.fetchall()
            for row in claimed:
                cursor.execute(MARK, row)
            if not claimed:
                return


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
