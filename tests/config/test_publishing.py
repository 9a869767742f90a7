"""config/publishing.py: nothing that is due later than in a minute gets into the broker, whatever way it takes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config.beat import app as beat
from config.celery import app as worker
from config.publishing import HeldUpTooLong, Publisher


@pytest.fixture
def task() -> Any:
    app = Publisher("test", broker="memory://", fixups=[], set_as_current=False)
    app.conf.task_ignore_result = True

    @app.task(name="test.work")
    def work() -> None: ...

    return work


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"countdown": 60},
        {"eta": soon(-3600)},
        {"countdown": None, "eta": None},
        {"expires": 3600},
    ],
)
def test_what_is_to_be_done_now_is_published(task: Any, options: dict[str, Any]):
    assert task.apply_async(**options).id


@pytest.mark.parametrize(
    "options",
    [
        {"countdown": 61},
        {"eta": soon(3600)},
        {"eta": soon(3600).isoformat()},
        {"eta": soon(3600).replace(tzinfo=None)},
    ],
)
def test_what_is_due_later_is_refused_by_every_way(task: Any, options: dict[str, Any]):
    with pytest.raises(HeldUpTooLong, match=r"test\.work would wait \d+ s in the broker\. Write a row"):
        task.apply_async(**options)
    with pytest.raises(HeldUpTooLong):
        task.si().set(**options).delay()
    with pytest.raises(HeldUpTooLong):
        task.app.send_task("test.work", **options)


def test_worker_and_timetable_publish_through_it():
    assert isinstance(worker, Publisher)
    assert isinstance(beat, Publisher)
