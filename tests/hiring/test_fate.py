from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring.models import Message, Reminder
from hiring.outbox import fate
from hiring.outbox.fate import Fate
from hiring.outbox.outcome import Outcome, Result

NOW = datetime(2026, 9, 8, 21, 0, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def decide(result: Result, *, retry_after: timedelta | None = None, **facts: Any) -> Fate:
    usual = {"attempt": 1, "repeats": 0, "manner": "lead", "keyed": False, "give_up_at": NOW + 24 * HOUR, "now": NOW}
    return fate.decide(Outcome(result, retry_after=retry_after), **usual | facts)


def test_states_and_manners_are_those_of_the_rows():
    assert set(get_args(fate.State)) == set(Message.State.values)
    assert set(get_args(fate.Manner)) == set(Reminder.Manner.values)


# What was answered, of which message; what becomes of it: state, seconds until the next attempt, repeats.
FATES = [
    (Result.ACCEPTED, {}, ("sent", None, 0)),
    (Result.ACCEPTED, {"repeats": 1, "attempt": 9}, ("sent", None, 1)),
    (Result.NOTHING_TO_SAY, {}, ("dropped", None, 0)),
    (Result.REFUSED, {}, ("dead", None, 0)),
    (Result.REFUSED, {"manner": "final", "keyed": True, "repeats": 1}, ("dead", None, 1)),
    (Result.LATER, {}, ("ready", 30, 0)),
    (Result.LATER, {"attempt": 2}, ("ready", 60, 0)),
    (Result.LATER, {"attempt": 3}, ("ready", 120, 0)),
    (Result.LATER, {"attempt": 6}, ("ready", 960, 0)),
    (Result.LATER, {"attempt": 7}, ("ready", 1800, 0)),
    (Result.LATER, {"attempt": 5000}, ("ready", 1800, 0)),
    (Result.LATER, {"spread": 0.8}, ("ready", 24, 0)),
    (Result.LATER, {"spread": 1.2}, ("ready", 36, 0)),
    (Result.LATER, {"retry_after": 90 * SECOND}, ("ready", 90, 0)),
    (Result.LATER, {"retry_after": 10 * SECOND}, ("ready", 30, 0)),
    (Result.LATER, {"give_up_at": NOW + 30 * SECOND}, ("ready", 30, 0)),
    (Result.LATER, {"give_up_at": NOW + 29 * SECOND}, ("dead", None, 0)),
    (Result.LATER, {"give_up_at": NOW + 29 * SECOND, "repeats": 1}, ("ambiguous", None, 1)),
    (Result.LATER, {"retry_after": 25 * HOUR}, ("dead", None, 0)),
    (Result.AMBIGUOUS, {"manner": "lead"}, ("ambiguous", None, 0)),
    (Result.AMBIGUOUS, {"manner": "breach"}, ("ready", 30, 1)),
    (Result.AMBIGUOUS, {"manner": "final"}, ("ready", 30, 1)),
    (Result.AMBIGUOUS, {"manner": "breach", "repeats": 1}, ("ambiguous", None, 1)),
    (Result.AMBIGUOUS, {"manner": "final", "repeats": 1}, ("ambiguous", None, 1)),
    (Result.AMBIGUOUS, {"manner": "breach", "give_up_at": NOW}, ("ambiguous", None, 1)),
    (Result.AMBIGUOUS, {"keyed": True}, ("ready", 30, 1)),
    (Result.AMBIGUOUS, {"keyed": True, "repeats": 7, "attempt": 8}, ("ready", 1800, 8)),
    (Result.AMBIGUOUS, {"keyed": True, "give_up_at": NOW}, ("ambiguous", None, 1)),
]


@pytest.mark.parametrize(("result", "facts", "expected"), FATES, ids=str)
def test_fate_of_each_end(result: Result, facts: dict[str, Any], expected: tuple[str, int | None, int]):
    state, seconds, repeats = expected
    assert decide(result, **facts) == (state, None if seconds is None else NOW + seconds * SECOND, repeats)


@given(
    result=st.sampled_from(list(Result)),
    attempt=st.integers(1, 400),
    repeats=st.integers(0, 3),
    manner=st.sampled_from(["lead", "breach", "final"]),
    keyed=st.booleans(),
    left=st.integers(-100_000, 100_000),
    asked=st.none() | st.integers(0, 100_000),
    spread=st.floats(*fate.SPREAD),
)
def test_fate_is_a_state_with_a_time_exactly_when_it_is_tried_again(
    result, attempt, repeats, manner, keyed, left, asked, spread
):
    give_up_at = NOW + left * SECOND
    found = decide(
        result,
        retry_after=None if asked is None else asked * SECOND,
        attempt=attempt,
        repeats=repeats,
        manner=manner,
        keyed=keyed,
        give_up_at=give_up_at,
        spread=spread,
    )
    assert (found.state == "sent") == (result == Result.ACCEPTED)
    assert (found.next_at is None) == (found.state != "ready")
    assert 0 <= found.repeats - repeats <= 1
    if found.next_at is not None:
        assert result in (Result.LATER, Result.AMBIGUOUS)
        assert NOW + 24 * SECOND <= found.next_at <= give_up_at
        assert asked is None or found.next_at >= NOW + asked * SECOND
    if result == Result.AMBIGUOUS and not keyed:
        assert found.repeats <= max(1, repeats)


GIVE_UPS = [
    ([], 24),
    ([None], 24),
    ([NOW - HOUR], 24),
    ([NOW], 24),
    ([NOW + HOUR], 1),
    ([NOW + HOUR, NOW + 3 * HOUR, None], 3),
    ([NOW - HOUR, NOW + 2 * HOUR], 2),
    ([NOW + 300 * HOUR], 24),
]


@pytest.mark.parametrize(("hard_bys", "hours"), GIVE_UPS, ids=str)
def test_give_up_after_a_day_or_when_the_last_reminder_comes_too_late(hard_bys, hours):
    assert fate.give_up_at(now=NOW, hard_bys=hard_bys) == NOW + hours * HOUR


@pytest.mark.parametrize(
    ("manners", "manner"),
    [([], "lead"), (["lead"], "lead"), (["lead", "breach"], "breach"), (["final", "lead", "breach"], "final")],
)
def test_message_is_as_urgent_as_the_most_urgent_of_its_reminders(manners, manner):
    assert fate.most_urgent(manners) == manner
