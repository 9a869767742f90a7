"""Faults of those who call the engine: the broker gone or emptied, two timetables, none; all with real Celery."""

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis as client

from config import broker
from tests.chaos import owed
from tests.chaos.ground import Ground, Program
from tests.chaos.result import Result, drain, result
from tests.chaos.verdict import judge
from tests.postgres import die_with_parent
from tests.services import free_port

INTERVAL = 15.0
"""Seconds between two ticks of the timetable."""


class Broker:
    """A Redis server that keeps nothing on disk."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.home)]
        self.server = subprocess.Popen(
            [broker.binary(), *options, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        while not broker.answers(self.url):
            time.sleep(0.02)

    def kill(self) -> None:
        self.server.kill()
        self.server.wait()

    def flush(self) -> None:
        with client.Redis.from_url(self.url) as connection:
            connection.flushall()


@contextmanager
def programs(*started: Program) -> Iterator[None]:
    try:
        yield
    finally:
        for each in started:
            each.kill()


def redis(ground: Ground) -> Result:
    """The broker killed, back with nothing in it, and emptied, while Celery's worker and beat run."""
    people, seconds, rounds = (100, 9.0, 1) if ground.short else (1_500, 90.0, 3)
    ground.begin("redis")
    debts, start = _owe(ground, people, seconds, after=6.0)
    server = Broker(ground.home)
    environment = {"REDIS_URL": server.url}
    try:
        with programs(Program(ground, "-m", "config.worker", **environment), _beat(ground, "1", **environment)):
            time.sleep(max(0.0, start.timestamp() - time.time()))
            for _round in range(rounds):
                time.sleep(seconds / rounds / 4)
                server.kill()
                time.sleep(seconds / rounds / 4)
                server.start()
                time.sleep(seconds / rounds / 4)
                server.flush()
            drained = drain(ground, debts, patience=ground.lease + 60)
    finally:
        server.kill()
    figures = f"{people:,} people owed, Redis killed {rounds} times for {seconds / rounds / 4:.0f} s, emptied as often"
    made = result(figures, judge(debts, ground.accepted()), most_repeats=0)
    made.expect(drained, "it never came to an end")
    return made


def callers(ground: Ground) -> Result:
    """Two timetables, two workers, the watchdog and calls by hand at once; then no timetable and no broker at all."""
    people, seconds, quiet_for = (100, 6.0, 4.0) if ground.short else (1_500, 100.0, 45.0)
    ground.begin("callers")
    debts, start = _owe(ground, people, seconds, after=6.0)
    server = Broker(ground.home)
    environment = {"REDIS_URL": server.url}
    watchdog = Program(ground, "manage.py", "sla_run", "--loop", "--every", "2", "--after", str(quiet_for))
    workers = [Program(ground, "-m", "config.worker", **environment) for _n in range(2)]
    beats = [_beat(ground, str(n), **environment) for n in range(2)]
    with programs(watchdog, *workers, *beats):
        time.sleep(max(0.0, start.timestamp() - time.time()))
        by_hand = 0
        while by_hand == 0 or time.time() < start.timestamp() + seconds / 2:
            for call in [Program(ground, "manage.py", "sla_run") for _n in range(3)]:
                call.process.wait()
                by_hand += 1
        server.kill()
        for each in beats:
            each.kill()
        for each in workers:  # in good order: only a kill may repeat something
            each.process.send_signal(signal.SIGTERM)
        drained = drain(ground, debts, patience=ground.lease + quiet_for + 60)
    figures = f"{people:,} people owed, 2 beats, 2 workers, watchdog, {by_hand} calls by hand; then the watchdog alone"
    found = judge(debts, ground.accepted())
    made = result(figures, found, most_repeats=0)
    made.expect(drained, "it never came to an end")
    made.expect(found.latest <= quiet_for + 2 * INTERVAL, "nobody took over")
    return made


def _owe(ground: Ground, people: int, seconds: float, *, after: float) -> tuple[owed.Debts, datetime]:
    opening, chance = owed.opening(), random.Random(ground.seed)
    start = datetime.now(UTC) + timedelta(seconds=after + people / 250)
    return owed.owe(opening, [start + timedelta(seconds=chance.uniform(0, seconds)) for _n in range(people)]), start


def _beat(ground: Ground, name: str, **environment: str) -> Program:
    state = ground.home / f"beat-{ground.database}-{name}"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir()
    return Program(ground, "-m", "config.beat", **environment, STATE_DIR=str(state))
