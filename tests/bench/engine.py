"""The sweep with a hundred reminders due, among few and among many."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hiring import sweep
from tests.bench import populate
from tests.bench.measure import Row, compare

DUE = 100
# What no engine can do without: claim what is due, and write down that it went out.
CLAIM = """
UPDATE hiring_reminder SET state = 'queued', message_id = (SELECT min(id) FROM hiring_message)
WHERE id IN (SELECT id FROM hiring_reminder WHERE state = 'pending' AND due_at <= %s ORDER BY due_at LIMIT 100 {lock})
RETURNING id
"""
MARK = "UPDATE hiring_reminder SET state = 'sent', sent_at = %s WHERE id IN ({ids})"


def rows(sizes: tuple[int, ...]) -> Iterator[Row]:
    """A row for each size. Each measurement is rolled back, so that the next one finds the same hundred due."""
    for size in sizes:
        now = datetime.now(UTC)
        populate.reminders(size, due=DUE, now=now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        sweeping = _undone(lambda now=now: _sweep(now))
        with CaptureQueriesContext(connection) as captured:
            sweeping()
        claiming = _undone(lambda now=now: _claim(now))
        yield compare("sweep, 100 due", size, sweeping, claiming, queries=len(captured), times=9)
    with CaptureQueriesContext(connection) as captured:
        _undone(lambda: sweep.sweep(by="bench", now=datetime(2020, 1, 1, tzinfo=UTC)))()
    idle = _undone(lambda: sweep.sweep(by="bench", now=datetime(2020, 1, 1, tzinfo=UTC)))
    yield compare("sweep, nothing due", sizes[-1], idle, _look, queries=len(captured))


def _sweep(now: datetime) -> None:
    swept = sweep.sweep(by="bench", now=now)
    assert swept.queued == DUE, swept


def _claim(now: datetime) -> None:
    with connection.cursor() as cursor:
        lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        cursor.execute(CLAIM.format(lock=lock), [now])
        ids = [row[0] for row in cursor.fetchall()]
        assert len(ids) == DUE, len(ids)
        cursor.execute(MARK.format(ids=",".join(map(str, ids))), [now])


def _look() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM hiring_reminder WHERE state = 'pending' AND due_at <= '2020-01-01' LIMIT 100")
        cursor.fetchall()


def _undone(act: Callable[[], object]) -> Callable[[], None]:
    def do_and_undo() -> None:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)

    return do_and_undo
