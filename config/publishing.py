"""What may be put into the broker: work that is to be done now.

A task with a time of its own is run again whenever the broker's visibility timeout passes, early by a worker whose
clock is ahead, and never when the broker is lost. A time to come belongs in a row.
"""

from datetime import UTC, datetime
from typing import Any

from celery import Celery

MOST_SECONDS = 60.0


class HeldUpTooLong(ValueError):
    """A task was to wait in the broker for more than a minute."""


class Publisher(Celery):  # type: ignore[misc]
    """Celery, which refuses what should have been a row.

    In a handler of `before_task_publish` it could not: Celery only writes its errors to the log. Every way of
    publishing leads through here: `delay`, `apply_async`, retries, beat.
    """

    def send_task(
        self,
        name: str,
        args: Any = None,
        kwargs: Any = None,
        countdown: float | None = None,
        eta: datetime | str | None = None,
        **options: Any,
    ) -> Any:
        """Publish. Raises HeldUpTooLong for an eta or a countdown beyond `MOST_SECONDS`."""
        wait = max(float(countdown or 0), _seconds_until(eta))
        if wait > MOST_SECONDS:
            raise HeldUpTooLong(f"{name} would wait {wait:.0f} s in the broker. Write a row that says when it is due.")
        return super().send_task(name, args, kwargs, countdown=countdown, eta=eta, **options)


def _seconds_until(eta: datetime | str | None) -> float:
    if not eta:
        return 0.0
    at = datetime.fromisoformat(eta) if isinstance(eta, str) else eta
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
