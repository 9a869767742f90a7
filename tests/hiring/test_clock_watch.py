"""hiring/clock_watch.py: a clock that moves as time does is believed, one that jumps is not."""

from datetime import UTC, datetime, timedelta

import pytest

from hiring import clock_watch
from hiring.clock_watch import Reading, Watch

NOON = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)


def reading(wall: float, before: float, after: float | None = None) -> Reading:
    """The database's clock in seconds from noon, between two ticks."""
    return Reading(NOON + timedelta(seconds=wall), before, before if after is None else after)


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (reading(0, 100), reading(15, 115), 0),
        (reading(0, 100), reading(7215, 115), 7200),
        (reading(0, 100), reading(-7185, 115), -7200),
        # the process was stopped for an hour while it waited for the answer: either end of the wait may be the true one
        (reading(0, 100), reading(15, 115, 3715), 0),
        (reading(0, 100), reading(3615, 115, 3715), 0),
        (reading(0, 100, 3700), reading(3615, 3715), 0),
        (reading(0, 100), reading(3630, 115, 3715), 15),
    ],
)
def test_drift_is_what_the_ticks_cannot_explain(earlier: Reading, later: Reading, expected: float):
    assert clock_watch.drift(earlier, later) == expected


def test_watch_allows_thirty_seconds_and_no_more():
    watch = Watch()
    assert watch.judge(reading(0, 100), last_now=None) == ""
    assert watch.judge(reading(45, 115), last_now=None) == ""
    assert watch.judge(reading(91, 130), last_now=None) == "the database's clock went forward by 31 s"
    assert watch.judge(reading(75, 145), last_now=None) == "the database's clock went back by 31 s"
    assert watch.judge(reading(90, 160), last_now=None) == ""


def test_first_look_of_a_process_believes_a_pause_and_no_step_back():
    assert Watch().judge(reading(0, 5), last_now=NOON - timedelta(days=3)) == ""
    assert Watch().judge(reading(0, 5), last_now=NOON + timedelta(seconds=5)) == ""
    assert Watch().judge(reading(0, 5), last_now=NOON + timedelta(seconds=6)) == (
        "the database's clock says 2026-09-07 12:00:00, and has already said 2026-09-07 12:00:06 (UTC)"
    )


def test_second_look_goes_by_the_own_ticks_and_not_by_the_row():
    """The row is in doubt as well while the clock is: what this machine measured decides."""
    watch = Watch()
    watch.judge(reading(0, 100), last_now=None)
    assert watch.judge(reading(15, 115), last_now=NOON + timedelta(hours=2)) == ""


def test_reading_goes_on_by_itself_and_never_ahead(db: None):
    read = clock_watch.read()
    assert read.before <= read.after
    one, other = read.now(), read.now()
    assert read.wall <= one <= other <= clock_watch.read().wall
