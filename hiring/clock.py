"""What time it is: the database's clock, the one that all processes share."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

LATEST = datetime(9000, 1, 1, tzinfo=UTC)
"""No time that somebody enters lies beyond: arithmetic with days and zones would leave the calendar."""


def database_now() -> datetime:
    """The instant, in UTC, by the database's clock. On SQLite that is the clock of this machine."""
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT STATEMENT_TIMESTAMP()")
        now: datetime = cursor.fetchone()[0]
        return now


_glanced: ContextVar[list[datetime] | None] = ContextVar("glanced", default=None)


@contextmanager
def one_glance() -> Iterator[None]:
    """Let `glance` give the same instant in all of the block."""
    token = _glanced.set([])
    try:
        yield
    finally:
        _glanced.reset(token)


def glance() -> datetime:
    """The instant as of which something is shown, one for all rows. Never for a verb, which may wait for a lock."""
    glanced = _glanced.get()
    if glanced is None:
        return database_now()
    if not glanced:
        glanced.append(database_now())
    return glanced[0]


def told(moment: datetime) -> str:
    """An instant in the zone of whoever reads it (UTC through the API), such as `9 March 2026 at 17:30 CET`."""
    return f"{timezone.localtime(moment):%-d %B %Y at %H:%M %Z}"
