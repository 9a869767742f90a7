"""Faults of the machine under the engine: processes killed, the database stopped, clocks wrong, a crowd at once."""

import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import time_machine

from tests.chaos import owed
from tests.chaos.ground import Ground
from tests.chaos.result import Result, drain, nothing_waits, result
from tests.chaos.verdict import judge
from tests.chaos.workers import Workers

WORKERS = 4


def kills(ground: Ground) -> Result:
    """`kill -9` of workers at any instant, while letters go out the whole time."""
    people, seconds, breaches = (500, 11.0, 25) if ground.short else (5_000, 60.0, 200)
    ground.begin("kills")
    chance, opening = random.Random(ground.seed), owed.opening()
    owed.listen(ground)
    start = datetime.now(UTC) + timedelta(seconds=people / 250)  # by then they are written down
    dues = [start + timedelta(seconds=chance.uniform(0, seconds * 0.9)) for _n in range(people)]
    debts = owed.owe(opening, dues, breaches=breaches)
    ground.control(script={}, delay=0.015)  # a wire on which it takes a while to hear that something was accepted
    with Workers(ground, WORKERS) as workers:
        time.sleep(max(0.0, start.timestamp() - time.time()))
        stop = time.monotonic() + seconds
        while time.monotonic() < stop:
            time.sleep(chance.uniform(0.1, 0.7))
            workers.kill(chance.randrange(WORKERS))
        ground.control(script={})
        drained = drain(ground, debts, patience=ground.lease + 30)
        killed = workers.kills
    found = judge(debts, ground.accepted())
    made = result(
        f"{people:,} people owed, {breaches} webhooks, {WORKERS} workers, {killed} kills in {seconds:.0f} s",
        found,
        most_repeats=killed,
    )
    made.expect(drained, "it never came to an end")
    made.expect(killed >= seconds, f"only {killed} kills in {seconds:.0f} s")
    return made


def postgres(ground: Ground) -> Result:
    """The database stopped at once, as by a power cut, and started again under load."""
    people, seconds, times = (200, 4.0, 2) if ground.short else (4_000, 50.0, 5)
    ground.begin("postgres")
    chance, opening = random.Random(ground.seed), owed.opening()
    start = datetime.now(UTC) + timedelta(seconds=people / 250)
    dues = [start + timedelta(seconds=chance.uniform(0, seconds * 0.9)) for _n in range(people)]
    debts = owed.owe(opening, dues)
    ground.control(script={}, delay=0.01)
    with Workers(ground, WORKERS) as workers:
        time.sleep(max(0.0, start.timestamp() - time.time()))
        for _time in range(times):
            time.sleep(seconds / times * chance.uniform(0.6, 1.0))
            ground.server.stop(signal.SIGQUIT)
            time.sleep(chance.uniform(0.2, 2.0))
            ground.server.start()
        drained = drain(ground, debts, patience=ground.lease + 30)
        assert workers.pids
    most = times * WORKERS
    figures = f"{people:,} people owed, {times} immediate restarts of PostgreSQL"
    made = result(figures, judge(debts, ground.accepted()), most_repeats=most)
    made.expect(drained, "it never came to an end")
    return made


def storm(ground: Ground) -> Result:
    """All due at the same instant: one message to each person and channel, about everything."""
    people, each = (50, 20) if ground.short else (500, 20)
    ground.begin("storm")
    opening = owed.opening()
    instant = datetime.now(UTC) + timedelta(seconds=2 + people * each / 1_000)
    debts = owed.owe(opening, [instant] * people, each=each)
    with Workers(ground, WORKERS):
        time.sleep(max(0.0, instant.timestamp() - time.time()))
        drained = drain(ground, debts, patience=30)
    accepted = ground.accepted()
    found = judge(debts, accepted)
    made = result(f"{people * each:,} due at one instant, {people} people", found, most_repeats=0)
    told = Counter({one["to"]: len(one["about"]) for one in accepted})
    silent = [who for who in debts.letters if told[who] != each]
    made.expect(drained, "it never came to an end")
    made.expect(not silent, f"letters that leave something out: {silent[:5]}")
    made.expect(found.latest <= 60, "not handed over within a minute")
    return made


def clocks(ground: Ground) -> Result:
    """Workers whose clocks are two hours ahead and behind: the database's clock decides."""
    people = 100 if ground.short else 2_000
    ground.begin("clocks")
    opening = owed.opening()
    soon = datetime.now(UTC) + timedelta(seconds=2 + people / 200)
    debts = owed.owe(opening, [soon] * people)
    not_yet = owed.owe(opening, [soon + timedelta(hours=1)] * people)
    with Workers(ground, WORKERS, before=_wrong_clock):
        drained = drain(ground, debts, patience=ground.lease + 30)
        time.sleep(3)
    accepted = ground.accepted()
    made = result(
        f"{people:,} people owed now, {people:,} in an hour, clocks 2 h ahead and behind",
        judge(debts, accepted),
        most_repeats=0,
    )
    early = [one["to"] for one in accepted if one["to"] in not_yet.letters]
    made.expect(drained and nothing_waits(), "it never came to an end")
    made.expect(not early, f"{len(early)} letters an hour early: {early[:5]}")
    return made


def _wrong_clock(number: int) -> None:
    shift = timedelta(hours=2 if number % 2 else -2)
    before = time.time()
    time_machine.travel(datetime.now(UTC) + shift, tick=True).start()
    assert abs(time.time() - before) > 7_000, "the clock of this process was not moved"
