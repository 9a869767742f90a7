"""Whether this database is a restored copy, by what was noted outside of it."""

import contextlib
import json
import logging
import os
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from hiring.models import EngineState

MOST_BEHIND = timedelta(seconds=60)
"""The note is written after the row, which only goes back with the clock: one this much older was put back."""
LONGEST_UNKNOWN = timedelta(minutes=15)
"""A database that nobody looked at for longer, and that this machine has never seen, may be a copy."""

LEFT_SECONDS = 60.0
"""A draft that is older has lost its process."""

log = logging.getLogger(__name__)


Beats = Mapping[str, datetime]
"""When each database, by its incarnation, was seen last, by its own clock."""


def read() -> Beats | None:
    """The time that each database (by its incarnation) had when it was seen last; None where no file is kept.

    Has to be read before the database, or another process could note a later look in between.
    """
    path: Path | None = settings.HEARTBEAT_FILE
    if path is None:
        return None
    try:
        return {key: datetime.fromisoformat(at) for key, at in json.loads(path.read_text()).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as problem:
        log.warning("%s cannot be read, so it tells nothing: %s", path, problem)
        return {}


def verdict(beats: Beats, engine: EngineState, *, now: datetime) -> str:
    """Why the database seems to be an older copy, or nothing. A pure comparison of the file with the row."""
    if engine.last_now is None:
        return ""
    beat = beats.get(str(engine.incarnation))
    if beat is None and now - engine.last_now > LONGEST_UNKNOWN:
        return (
            f"This machine has never seen this database, and nobody has looked at it since {engine.last_now:%F %T} "
            "UTC: it may be a restored copy"
        )
    if beat is not None and beat - engine.last_now > MOST_BEHIND:
        return (
            f"The database is an older copy: it was last looked at on {engine.last_now:%F %T} UTC, and this machine "
            f"saw it as late as {beat:%F %T} UTC"
        )
    return ""


def write(engine: EngineState, *, at: datetime) -> None:
    """Note that this database was seen. A file that cannot be written stops nothing."""
    path: Path | None = settings.HEARTBEAT_FILE
    if path is None:
        return
    beats = {**(read() or {}), str(engine.incarnation): at}
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps({key: moment.isoformat() for key, moment in beats.items()}))
        draft.replace(path)
        _clear_away(path)
    except OSError as problem:
        log.warning("%s cannot be written, so a restored copy would not be noticed: %s", path, problem)
        with contextlib.suppress(OSError):
            draft.unlink()


def _clear_away(path: Path) -> None:
    """Drafts of processes that were killed while they wrote."""
    for left in path.parent.glob(f"{path.name}.*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_SECONDS:
                left.unlink()
