"""Where reminders land: leads earlier, breaches later, final ones never silenced."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring.placing import place
from hiring.working_time import NoWorkingTime, WorkingTime

BERLIN = WorkingTime(ZoneInfo("Europe/Berlin"), frozenset(range(5)), time(8), time(19))

FRIDAY_EVENING = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)  # 19:00 in Berlin: the last open instant of the week
SATURDAY = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 08:00 in Berlin
WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def placed(nominal: datetime, manner: str, **values: object) -> datetime:
    options = {
        "hard_by": nominal + timedelta(days=7),
        "working": BERLIN,
        "not_before": nominal - timedelta(days=7),
        "loud": False,
    }
    return place(nominal, manner=manner, **options | values)  # type: ignore[arg-type]


@pytest.mark.parametrize("manner", ["lead", "breach", "final"])
@pytest.mark.parametrize("loud", [False, True])
def test_stays_in_working_time(manner: str, loud: bool) -> None:
    assert placed(WEDNESDAY, manner, loud=loud) == WEDNESDAY


def test_lead_moves_earlier() -> None:
    assert placed(SATURDAY, "lead") == FRIDAY_EVENING


def test_lead_whose_earlier_instant_is_past_moves_later() -> None:
    assert placed(SATURDAY, "lead", not_before=FRIDAY_EVENING + timedelta(minutes=1)) == MONDAY_MORNING


def test_lead_that_finds_no_working_time_before_its_limit_stays() -> None:
    limits = {"not_before": SATURDAY - timedelta(hours=3), "hard_by": MONDAY_MORNING - timedelta(minutes=1)}
    assert placed(SATURDAY, "lead", **limits) == SATURDAY


def test_lead_planned_when_it_is_past_comes_at_once_or_when_work_begins() -> None:
    assert placed(WEDNESDAY, "lead", not_before=WEDNESDAY + timedelta(hours=2)) == WEDNESDAY + timedelta(hours=2)
    assert placed(FRIDAY_EVENING, "lead", not_before=SATURDAY) == MONDAY_MORNING


def test_breach_moves_later() -> None:
    assert placed(SATURDAY, "breach") == MONDAY_MORNING


def test_breach_never_moves_past_its_limit() -> None:
    assert placed(SATURDAY, "breach", hard_by=SATURDAY + timedelta(hours=12)) == SATURDAY + timedelta(hours=12)


def test_breach_without_limit_waits_for_work() -> None:
    assert placed(SATURDAY, "breach", hard_by=None) == MONDAY_MORNING


def test_final_stays_on_quiet_channels_and_waits_on_loud_ones() -> None:
    assert placed(SATURDAY, "final") == SATURDAY
    assert placed(SATURDAY, "final", loud=True) == MONDAY_MORNING
    hard_by = SATURDAY + timedelta(hours=4)
    assert placed(SATURDAY, "final", loud=True, hard_by=hard_by) == hard_by


def test_final_that_is_past_comes_at_once() -> None:
    assert placed(WEDNESDAY, "final", not_before=SATURDAY) == SATURDAY


@pytest.mark.parametrize("manner", ["lead", "breach", "final"])
def test_limit_wins_when_it_is_past_as_well(manner: str) -> None:
    assert placed(WEDNESDAY, manner, hard_by=WEDNESDAY, not_before=SATURDAY) == WEDNESDAY


@pytest.mark.parametrize("manner", ["lead", "breach"])
def test_person_who_never_works_is_told(manner: str) -> None:
    never = WorkingTime(ZoneInfo("UTC"), frozenset(), time(8), time(19))
    with pytest.raises(NoWorkingTime):
        placed(SATURDAY, manner, working=never)


MINUTES = st.integers(min_value=-14 * 24 * 60, max_value=14 * 24 * 60).map(lambda count: timedelta(minutes=count))


@given(
    manner=st.sampled_from(["lead", "breach", "final"]),
    loud=st.booleans(),
    shift=MINUTES,
    past=MINUTES,
    room=MINUTES.map(abs),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    opens=st.times(),
    closes=st.times(),
)
def test_stays_between_its_limits(
    manner: str,
    loud: bool,
    shift: timedelta,
    past: timedelta,
    room: timedelta,
    days: frozenset[int],
    opens: time,
    closes: time,
) -> None:
    nominal, not_before = SATURDAY + shift, SATURDAY + past
    hard_by = max(nominal, not_before) + room
    working = WorkingTime(ZoneInfo("America/New_York"), days, opens, closes)
    found = place(nominal, manner=manner, hard_by=hard_by, working=working, not_before=not_before, loud=loud)
    assert not_before <= found <= hard_by
    may_wake = {hard_by, max(nominal, not_before)} if manner != "breach" else {hard_by}
    assert working.is_open(found) or found in may_wake
