"""The waits of webhooks, held to the behaviour table of the contract."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from hiring.outbox import fate, schedules
from hiring.outbox.outcome import Outcome, Result
from tests.factories import hour

CASES = Path(__file__).parent.parent / "fixtures" / "contract_cases" / "standard_webhooks"
TABLE = json.loads((CASES / "delivery.json").read_text())
WEBHOOK = schedules.SCHEDULES["webhook"]
SECOND = timedelta(seconds=1)


def test_the_waits_are_those_of_the_standard():
    assert [0, *(wait.total_seconds() for wait in WEBHOOK.waits)] == TABLE["schedule_seconds_between_attempts"]
    assert sum(WEBHOOK.waits, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


def elapsed(words: str) -> timedelta:
    hours, minutes, seconds = map(int, words.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def test_attempts_fall_where_the_table_has_them():
    """With a spread of nothing, looked at without delay; the last attempt has no wait after it."""
    found, at = [], timedelta()
    for attempt in range(1, 20):
        found.append(at)
        wait = WEBHOOK.wait(attempt=attempt, elapsed=at)
        if wait is None:
            break
        at += wait
    assert found == [elapsed(words) for words in TABLE["elapsed"]]


# After which attempt, how many seconds after the first could be made; the seconds until the next.
STEPS = [
    (1, 0, 5),
    (1, 14, 5),  # the look that sent it came a quarter of a minute later
    (2, 30, 300),
    (2, 40 * 3600, 300),  # nothing was sent for 40 hours: no step is lost
    (4, 30, 300),  # three attempts never began, their workers died: nor is one by that
    (10, 75 * 3600, 86_400),
    (9, 90 * 3600, 86_400),
    (10, 90 * 3600, None),
    (11, 3, 5),  # put on its way anew
    (11, 20, 300),
    (20, 75.6 * 3600, None),
]


@pytest.mark.parametrize(("attempt", "seconds", "wait"), STEPS)
def test_step_is_that_of_the_attempts_or_of_the_time_whichever_is_less(attempt, seconds, wait):
    assert WEBHOOK.wait(attempt=attempt, elapsed=seconds * SECOND) == (None if wait is None else wait * SECOND)


def decide(seconds: float, *, attempt: int, asked: timedelta | None = None, spread: float = 1.0) -> fate.Fate:
    """After an attempt so long after the message was written."""
    return fate.decide(
        Outcome(Result.LATER, retry_after=asked),
        attempt=attempt,
        repeats=0,
        manner="lead",
        keyed=True,
        give_up_at=hour(0) + WEBHOOK.lasts,
        now=hour(0) + seconds * SECOND,
        spread=spread,
        schedule=WEBHOOK,
    )


def test_spread_and_what_the_other_side_asks_only_lengthen_a_wait():
    low, high = WEBHOOK.spread
    assert (low, high) == (1.0, 1.1)
    assert decide(0, attempt=1).next_at == hour(0) + 5 * SECOND
    assert decide(0, attempt=1, spread=high).next_at == hour(0) + 5.5 * SECOND
    assert decide(0, attempt=1, asked=120 * SECOND).next_at == hour(0) + 120 * SECOND
    assert decide(30, attempt=2, asked=120 * SECOND).next_at == hour(0) + 330 * SECOND


def test_given_up_after_the_last_attempt_or_five_days():
    assert decide(75.7 * 3600, attempt=10) == ("dead", None, 0)
    assert decide(110 * 3600, attempt=5).state == "ready"
    assert decide(119 * 3600, attempt=5) == ("dead", None, 0)


def test_other_channels_keep_a_day():
    assert schedules.lasting("webhook") == timedelta(days=5)
    assert schedules.lasting("email") == schedules.lasting("") == timedelta(hours=24)
