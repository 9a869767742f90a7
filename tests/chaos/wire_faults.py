"""Faults of the wire: a mail server that refuses, stays silent, or takes a letter and hangs up."""

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from hiring.outbox import fate, settling
from tests.chaos import owed
from tests.chaos.ground import Ground
from tests.chaos.result import Result, drain
from tests.chaos.verdict import judge
from tests.chaos.workers import Workers

WORKERS = 4
BAD_DAY = {
    "banner": {"421 busy": 0.15},
    "rcpt": {"451 later": 0.1, "550 nobody of that name": 0.01},
    "data": {"silence": 0.01},
    "end": {"drop": 0.1, "451 later": 0.05},
}
CLOSED = {"banner": {"421 closed": 1.0}}


def smtp(ground: Ground) -> Result:
    """Some letters refused, some left without an answer, some accepted and not confirmed; then nothing for a while."""
    people, bad, closed = (200, 3.0, 2.0) if ground.short else (2_000, 30.0, 20.0)
    ground.begin("smtp")
    opening, chance = owed.opening(), random.Random(ground.seed)
    start = datetime.now(UTC) + timedelta(seconds=people / 250)
    dues = [start + timedelta(seconds=chance.uniform(0, bad)) for _n in range(people)]
    debts = owed.owe(opening, dues, courtesies=people // 2)
    patience, first_wait = settings.EMAIL_TIMEOUT, fate.FIRST_WAIT
    settings.EMAIL_TIMEOUT = 2
    if ground.short:
        fate.FIRST_WAIT = timedelta(seconds=2)
    try:
        with Workers(ground, WORKERS):
            ground.control(script=BAD_DAY)
            time.sleep(max(0.0, start.timestamp() - time.time()) + bad)
            while len(ground.accepted()) < people / 2 and time.time() < start.timestamp() + 60:
                time.sleep(0.2)  # on a slow machine the bad day is longer
            ground.control(script=CLOSED)
            time.sleep(closed)
            ground.control(script={})
            drain(ground, owed.Debts(), patience=20 if ground.short else 180)
    finally:
        settings.EMAIL_TIMEOUT, fate.FIRST_WAIT = patience, first_wait
    return _verdict(ground, debts)


def _verdict(ground: Ground, debts: owed.Debts) -> Result:
    accepted = [one for one in ground.accepted() if one["channel"] == "email"]
    found = judge(debts, accepted, keyed=False)
    visible = set(settling.unsettled().filter(channel="email").values_list("recipient__email", flat=True))
    connection.close()
    unconfirmed = Counter(one["to"] for one in accepted if one["reply"] == "drop" and one["to"] in debts.letters)
    lost = [one for one in found.lost if one.removeprefix("email: ") not in visible]
    hidden = [who for who in unconfirmed if who in debts.courtesies and who not in visible]
    repeated_courtesy = [who for who, count in found.copies.items() if count > 1 and who in debts.courtesies]
    most = max(found.copies.values(), default=0)
    made = Result(
        f"{len(debts.letters):,} people owed, {sum(unconfirmed.values())} letters accepted and not confirmed: "
        f"{len(lost)} lost, {found.repeats} repeats on the wire, at most {most} copies, {len(visible)} visible to the "
        f"coordinator; latest {found.latest:.1f} s"
    )
    made.expect(not lost, f"neither arrived nor visible: {lost[:5]}")
    made.expect(not found.early, f"early: {found.early[:5]}")
    made.expect(not hidden, f"perhaps sent, and nobody can see it: {hidden[:5]}")
    made.expect(not repeated_courtesy, f"courtesies that were repeated: {repeated_courtesy[:5]}")
    made.expect(found.repeats <= sum(unconfirmed.values()), "more repeats than letters that were not confirmed")
    made.expect(most <= 2, f"{most} copies of one letter")
    made.expect(bool(unconfirmed) and bool(visible), "the faults did not happen")
    return made
