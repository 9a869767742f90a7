from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring import sla
from hiring.sla import BUDGETS, Policy, Window
from hiring.working_time import WorkingTime


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


# Zone, wall-clock start, wall clock 24 elapsed hours later.
CHANGES_OF_SUMMER_TIME = [
    ("Europe/Berlin", "2027-03-27 15:00", "2027-03-28 16:00"),
    ("Europe/Berlin", "2027-10-30 15:00", "2027-10-31 14:00"),
    ("America/New_York", "2027-03-13 15:00", "2027-03-14 16:00"),
    ("America/Los_Angeles", "2026-10-31 15:00", "2026-11-01 14:00"),
    ("Australia/Lord_Howe", "2027-04-03 15:00", "2027-04-04 14:30"),
    ("Africa/Casablanca", "2027-02-06 15:00", "2027-02-07 14:00"),
    ("Asia/Kolkata", "2027-03-27 15:00", "2027-03-28 15:00"),
]


@pytest.mark.parametrize(("zone", "start", "end"), CHANGES_OF_SUMMER_TIME)
def test_decision_is_due_24_elapsed_hours_after_the_final_round(zone, start, end):
    ended = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    due = sla.decision_window(ended, Policy()).due_at
    assert due - ended == hours(24)
    assert f"{due.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == end


# Zone, wall-clock start, what twelve days of the calendar there really are, wall clock after the promise.
TWELVE_DAYS = [
    ("Europe/Berlin", "2027-03-27 15:00", 287, "2027-04-08 16:00"),
    ("Europe/Berlin", "2027-10-30 15:00", 289, "2027-11-11 14:00"),
    ("America/New_York", "2027-03-13 15:00", 287, "2027-03-25 16:00"),
    ("America/Los_Angeles", "2026-10-31 15:00", 289, "2026-11-12 14:00"),
    ("Australia/Lord_Howe", "2027-04-03 15:00", 288.5, "2027-04-15 14:30"),
    ("Africa/Casablanca", "2027-02-06 15:00", 289, "2027-02-18 14:00"),
    ("Asia/Kolkata", "2027-03-27 15:00", 288, "2027-04-08 15:00"),
]


@pytest.mark.parametrize(("zone", "start", "by_calendar", "end"), TWELVE_DAYS)
def test_promise_is_288_elapsed_hours_whatever_the_calendar_does(zone, start, by_calendar, end):
    local = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    naive_end = (local + timedelta(days=12)).astimezone(UTC)
    assert naive_end - local.astimezone(UTC) == hours(by_calendar)  # what the table says of this zone
    due = sla.plan(local.astimezone(UTC), Policy())["promise"].due_at
    assert due - local.astimezone(UTC) == hours(288)
    assert f"{due.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == end


def test_plan_is_the_budget_of_the_guide_in_hours_from_the_start():
    start = at("2026-09-07 09:00")
    windows = sla.plan(start, Policy())
    assert {kind: ((w.begins_at - start) / hours(1), (w.due_at - start) / hours(1)) for kind, w in windows.items()} == {
        "screening_held": (0, 48),
        "take_home_sent": (0, 48),
        "take_home_returned": (48, 144),
        "live_debugging_held": (144, 192),
        "scale_architecture_held": (192, 240),
        "decision_planned": (240, 264),
        "promise": (0, 288),
    }


def test_window_comes_to_be_at_risk_when_three_quarters_are_used():
    start = at("2026-09-07 09:00")
    assert sla.window(start, 48) == Window(start, at("2026-09-08 21:00"), at("2026-09-09 09:00"))
    assert sla.window(start, 288).at_risk_at == at("2026-09-16 09:00")


def test_window_moves_as_a_whole():
    start = at("2026-09-07 09:00")
    moved = sla.window(start, 24).moved(hours(10))
    assert moved == Window(at("2026-09-07 19:00"), at("2026-09-08 13:00"), at("2026-09-08 19:00"))


@pytest.mark.parametrize(
    ("elapsed_days", "share"),
    [(0, 1.0), (11.99, 1.0), (12, 1.0), (13, 0.85), (12.5, 0.921954), (15, 0.614125), (22, 0.196874)],
)
def test_survival_compounds_15_percent_for_each_day_after_the_twelfth(elapsed_days, share):
    assert sla.survival(elapsed_days) == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(
    ("elapsed", "day"),
    [
        (hours(-1), 1),
        (hours(0), 1),
        (hours(24) - timedelta(microseconds=1), 1),
        (hours(24), 2),
        (hours(150), 7),
        (hours(288) - timedelta(microseconds=1), 12),
        (hours(288), 13),
    ],
)
def test_day_number_counts_the_first_24_hours_as_day_one(elapsed, day):
    assert sla.day_number(elapsed) == day


def test_days_are_24_elapsed_hours():
    assert sla.days(hours(36)) == 1.5


@pytest.mark.parametrize("hours", [(48, 48), (-1, 48), (0, 289)])
def test_policy_refuses_a_budget_outside_the_promise(hours):
    with pytest.raises(ValueError, match="screening_held"):
        Policy(budgets={"screening_held": hours})


def test_plan_does_not_depend_on_the_order_in_which_the_budgets_are_kept():
    budgets = dict(reversed(sla.BUDGETS.items()))
    assert list(sla.plan(at("2026-09-07 09:00"), Policy(budgets=budgets))) == [
        "screening_held",
        "take_home_sent",
        "take_home_returned",
        "live_debugging_held",
        "scale_architecture_held",
        "decision_planned",
        "promise",
    ]


# Planned dates and working time --------------------------------------------------------------------------------------


def office(**changed) -> WorkingTime:
    """Monday to Friday, nine to six, in Berlin."""
    hours = {"days": frozenset(range(5)), "opens": time(9), "closes": time(18), "zone": ZoneInfo("Europe/Berlin")}
    return WorkingTime(**{**hours, **changed})


def test_planned_dates_move_to_the_last_working_instant_before_and_the_promise_does_not():
    start = at("2026-09-09 20:00")  # Wednesday, 22:00 in Berlin
    due = {kind: f"{window.due_at:%a %d %H:%M}" for kind, window in sla.plan(start, Policy(), office()).items()}
    assert due == {
        "screening_held": "Fri 11 16:00",  # Friday 22:00 there
        "take_home_sent": "Fri 11 16:00",
        "take_home_returned": "Tue 15 16:00",
        "live_debugging_held": "Thu 17 16:00",
        "scale_architecture_held": "Fri 18 16:00",  # Saturday 22:00 there
        "decision_planned": "Sun 20 20:00",  # no working instant after its beginning: it keeps its own end
        "promise": "Mon 21 20:00",
    }


def test_a_window_that_ends_in_working_time_is_at_risk_after_three_quarters_of_what_is_left():
    friday = at("2026-09-11 10:00")
    nominal = sla.window(friday, 24)
    assert sla.within(nominal, office()) == Window(friday, at("2026-09-11 14:30"), at("2026-09-11 16:00"))
    assert sla.within(sla.window(friday, 5), office()) == sla.window(friday, 5)
    assert sla.within(nominal, None) == nominal


def test_a_calendar_without_a_working_day_moves_nothing(caplog):
    nominal = sla.window(at("2026-09-11 10:00"), 24)
    assert sla.within(nominal, office(days=frozenset())) == nominal
    assert "keeps its time" in caplog.text


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at("2026-11-01 00:00") + timedelta(minutes=minutes)),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Asia/Kolkata", "Africa/Casablanca"]),
)
def test_planned_dates_only_ever_move_earlier_into_working_time(started_at, zone):
    working = office(zone=ZoneInfo(zone))
    nominal, planned = sla.plan(started_at, Policy()), sla.plan(started_at, Policy(), working)
    assert planned["promise"] == nominal["promise"]
    for kind in BUDGETS:
        moved = planned[kind]
        assert moved.begins_at == nominal[kind].begins_at <= moved.at_risk_at <= moved.due_at <= nominal[kind].due_at
        length = nominal[kind].due_at - nominal[kind].begins_at
        assert moved.due_at - moved.begins_at >= length / 4
        if not working.is_open(moved.due_at):
            assert moved == nominal[kind]
            assert working.last_open(moved.due_at) - moved.begins_at < length / 4
            continue
        between = nominal[kind].due_at - moved.due_at
        assert not any(working.is_open(moved.due_at + between * share) for share in (0.1, 0.5, 0.9, 1) if between)


# Pauses --------------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=6))
def test_the_pieces_of_a_pause_are_together_as_long_as_the_pause(microseconds):
    instants = [at("2026-09-07 09:00") + timedelta(microseconds=each) for each in sorted(microseconds)]
    pieces = sum(sla.paused_seconds(*piece) for piece in pairwise(instants))
    assert pieces == sla.paused_seconds(instants[0], instants[-1])
    assert abs(timedelta(seconds=pieces) - (instants[-1] - instants[0])) < timedelta(seconds=1)


def test_a_pause_of_no_length_has_no_seconds():
    start = at("2026-09-07 09:00") + timedelta(microseconds=999_999)
    assert sla.paused_seconds(start, start) == 0
    assert sla.paused_seconds(start, start - timedelta(days=1)) == 0
