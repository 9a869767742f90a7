"""What a scenario answers: one line of figures, with what should not have happened."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError, connection

from tests.chaos.ground import Ground
from tests.chaos.owed import Debts
from tests.chaos.verdict import Findings

Scenario = Callable[[Ground], "Result"]
WAITING = """
SELECT count(*) FROM hiring_message WHERE state = 'ready' UNION ALL
SELECT count(*) FROM hiring_reminder WHERE state = 'queued' OR (state = 'pending' AND due_at <= statement_timestamp())
"""


@dataclass
class Result:
    """Figures in words; violations are what makes the run fail."""

    figures: str
    violations: list[str] = field(default_factory=list)

    def expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.violations.append(otherwise)


def result(figures: str, found: Findings, *, most_repeats: int) -> Result:
    """The result of a scenario in which nothing may be lost, early, or shown twice, and few things repeated."""
    made = Result(
        f"{figures}: {len(found.lost)} lost, {found.repeats} repeats on the wire, "
        f"{len(found.shown_twice)} shown twice, {len(found.early)} early; latest {found.latest:.1f} s"
    )
    made.expect(not found.lost, f"lost: {found.lost[:5]}")
    made.expect(found.repeats <= most_repeats, f"{found.repeats} repeats, {most_repeats} allowed")
    made.expect(not found.shown_twice, f"shown twice: {found.shown_twice[:5]}")
    made.expect(not found.early, f"early: {found.early[:5]}")
    return made


def drain(ground: Ground, debts: Debts, *, patience: float) -> bool:
    """Wait until all that is owed has arrived and nothing is on its way.

    False when for so many seconds nothing more arrived: a slow machine is given the time that it needs.
    """
    count, last = 0, time.monotonic()
    while time.monotonic() < last + patience:
        accepted = ground.accepted()
        if len(accepted) != count:
            count, last = len(accepted), time.monotonic()
        if debts.letters.keys() <= {one["to"] for one in accepted} and nothing_waits():
            return True
        time.sleep(0.3)
    return False


def nothing_waits() -> bool:
    """Whether the rows say that all is done. It ends a wait and is no verdict."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            return not any(count for (count,) in cursor.fetchall())
    except (DatabaseError, InterfaceError):
        return False
    finally:
        connection.close()  # a server that stops takes it along, and workers are forked from here
