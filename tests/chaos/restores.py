"""A backup put back: reminders that the lost copy has sent are pending in it again."""

import time
from datetime import UTC, datetime, timedelta

from django.db import connection

from tests.chaos import owed
from tests.chaos.ground import Ground, Program
from tests.chaos.result import Result, drain, result
from tests.chaos.verdict import judge
from tests.chaos.workers import Workers

WORKERS = 4
AGE = "UPDATE hiring_enginestate SET last_now = last_now - interval '1 day', last_sweep_at = last_now"


def restore(ground: Ground) -> Result:
    """A day-old backup comes back: nothing goes out before the release, then one message to each person and channel."""
    people, watched, held = (100, 2.0, 12.0) if ground.short else (1_000, 15.0, 40.0)
    ground.begin("restore")
    live, backup, opening = ground.database, "twelve_backup", owed.opening()
    before = datetime.now(UTC) + timedelta(seconds=3 + people / 100)
    after = before + timedelta(seconds=held)
    told = owed.owe(opening, [before] * people)
    untold = owed.owe(opening, [after] * people, each=5)
    with Workers(ground, WORKERS):
        time.sleep(1)  # they have looked: the machine knows this database
    ground.copy_database(live, backup)
    with Workers(ground, WORKERS):
        sent = drain(ground, told, patience=30)
    failed_at = datetime.now(UTC)

    ground.copy_database(backup, live)
    with connection.cursor() as cursor:
        cursor.execute(AGE)  # as if the backup were of yesterday
    connection.close()
    count = len(ground.accepted())
    with Workers(ground, WORKERS):
        time.sleep(max(0.0, after.timestamp() - time.time()) + watched)
        went_out = len(ground.accepted()) - count
        release = ("sla_release", "--assume-sent-before", failed_at.isoformat())
        released = Program(ground, "manage.py", *release).process.wait() == 0
        drained = drain(ground, untold, patience=30)
        time.sleep(1)
    accepted = ground.accepted()
    found, old = judge(untold, accepted), judge(told, accepted, keyed=False)
    found.repeats += old.repeats
    found.lost += old.lost
    made = result(
        f"{people:,} people told before the loss, {people:,} due on hold, {went_out} sent before the release",
        found,
        most_repeats=0,
    )
    made.expect(sent and drained, "it never came to an end")
    made.expect(not went_out, f"{went_out} messages went out before the release")
    made.expect(released, "there was nothing to release: the old copy was not recognised")
    return made
