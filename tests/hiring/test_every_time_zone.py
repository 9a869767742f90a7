"""Around each change of the clock that the next 24 months bring, in every zone that has one, reminders land where an
oracle finds them that knows nothing but the wall clock and walks from minute to minute."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest

from hiring import ladder, offers, sla
from hiring.models import Deadline
from hiring.placing import place
from hiring.working_time import WorkingTime

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONTHS_24 = 731 * DAY
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
WALK = 9 * DAY
"""How far from a change of the clock the oracle's map of minutes goes, both ways."""

NEAR = (-50 * HOUR, -90 * MINUTE, -MINUTE, 0 * MINUTE, MINUTE, 90 * MINUTE, 30 * HOUR)
"""Where a rung falls, from the change of the clock."""


class Change(NamedTuple):
    """One change of one zone's clock: the first minute under the new offset, the two offsets."""

    at: datetime
    before: timedelta
    after: timedelta


class Habit(NamedTuple):
    """Somebody's hours, in minutes of the day; the wall clock shows `first` to `last` while they work."""

    days: frozenset[int]
    first: int
    last: int
    off_on_the_day: bool = False


HABITS = {
    "office": Habit(frozenset(range(5)), 8 * 60, 19 * 60),
    "nights": Habit(frozenset({6, 0, 1, 2, 3, 4}), 22 * 60, 6 * 60),
    "the hour that changes": Habit(frozenset(range(7)), 60 + 30, 2 * 60 + 30),
    "around the clock": Habit(frozenset({0, 1, 2, 3, 4, 6}), 0, 0, off_on_the_day=True),
}


class Task(NamedTuple):
    """One rung: how it moves, and its limits, seen from its own instant."""

    rung: str
    manner: str
    since_begin: timedelta
    room: timedelta
    loud: bool


def changes_of(zone: ZoneInfo) -> Iterator[Change]:
    at, offset = TODAY, offset_of(TODAY, zone)
    while at < TODAY + MONTHS_24:
        following = offset_of(at + DAY, zone)
        if following != offset:
            minute = next(m for n in range(1, 1441) if offset_of(m := at + n * MINUTE, zone) == following)
            yield Change(minute, offset, following)
        at, offset = at + DAY, following


def offset_of(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def tasks() -> list[Task]:
    """Every rung of the ladder for every kind that has it, on a loud channel and on a quiet one."""
    windows = {
        **sla.plan(TODAY, sla.Policy()),
        "decision": sla.decision_window(TODAY, sla.Policy()),
        "scorecard": sla.window(TODAY, sla.SCORECARD_HOURS),
        "pause_review": sla.window(TODAY, 24 * sla.PAUSE_REVIEW_DAYS),
        "offer_approval": sla.window(TODAY, sla.APPROVAL_HOURS),
        "offer_answer": sla.window(TODAY, 24 * offers.ANSWER_DAYS),
    }
    found = {
        Task(step.rung, step.manner, step.nominal_at - window.begins_at, step.hard_by - step.nominal_at, loud)
        for kind, window in windows.items()
        for step in ladder.steps(ladder.rows(), kind, window)
        for loud in (False, True)
    }
    return sorted(found)


class Walk:
    """The oracle: the minutes around a change of the clock, each open or not by what the wall clock shows in it."""

    def __init__(self, change: Change, zone: ZoneInfo, habit: Habit) -> None:
        self.start = change.at - WALK
        self.open = [opens(habit, shown, change) for shown in wall_clock(change, zone)]
        self.earlier = cache(self._earlier)
        self.later = cache(self._later)

    def _earlier(self, at: datetime) -> datetime:
        while not self.open[(at - self.start) // MINUTE]:
            at -= MINUTE
        return at

    def _later(self, at: datetime) -> datetime:
        while not self.open[(at - self.start) // MINUTE]:
            at += MINUTE
        return at

    def place(self, task: Task, nominal: datetime) -> datetime:
        begins, hard_by = nominal - task.since_begin, nominal + task.room
        if task.manner == "final" and not task.loud:
            return nominal
        if task.manner != "lead":
            return min(self.later(nominal), hard_by)
        if (found := self.earlier(nominal)) >= begins:
            return found
        return found if (found := self.later(nominal)) <= hard_by else nominal


@cache
def wall_clock(change: Change, zone: ZoneInfo) -> list[tuple[date, int]]:
    """What the wall clock shows, minute by minute: its date, its minutes since midnight."""
    shown = ((change.at + n * MINUTE).astimezone(zone) for n in range(-(WALK // MINUTE), WALK // MINUTE))
    return [(each.date(), 60 * each.hour + each.minute) for each in shown]


def opens(habit: Habit, shown: tuple[date, int], change: Change) -> bool:
    day, minute = shown
    if habit.first == habit.last:
        return works(habit, day, change)
    if habit.first < habit.last:
        return habit.first <= minute <= habit.last and works(habit, day, change)
    return (minute >= habit.first and works(habit, day, change)) or (
        minute <= habit.last and works(habit, day - DAY, change)
    )


def works(habit: Habit, day: date, change: Change) -> bool:
    if habit.off_on_the_day and day == (change.at + change.after).date():
        return False
    return day.weekday() in habit.days


def working_time(habit: Habit, zone: ZoneInfo, change: Change) -> WorkingTime:
    first, last = (time(*divmod(minutes, 60)) for minutes in (habit.first, habit.last))
    closed = {(change.at + change.after).date(): False} if habit.off_on_the_day else {}
    return WorkingTime(zone, habit.days, first, last, exceptions=closed)


def differences(zones: list[str]) -> tuple[list[str], int]:
    """Each placing in which product and oracle differ, with the number of those compared.

    Zones that change at the same minute between the same offsets show the same time, so one walk serves them all.
    """
    walks: dict[tuple[Change, str], Walk] = {}
    found, compared, rungs = [], 0, tasks()
    for name in zones:
        zone = ZoneInfo(name)
        for change in changes_of(zone):
            assert (offset_of(change.at - WALK, zone), offset_of(change.at + WALK, zone)) == change[1:]
            for title, habit in HABITS.items():
                if (change, title) not in walks:
                    walks[change, title] = Walk(change, zone, habit)
                walk = walks[change, title]
                working = working_time(habit, zone, change)
                for task in rungs:
                    for distance in NEAR:
                        nominal = change.at + distance
                        placed = place(
                            nominal,
                            manner=task.manner,
                            hard_by=nominal + task.room,
                            working=working,
                            not_before=nominal - task.since_begin,
                            loud=task.loud,
                        )
                        compared += 1
                        wanted = walk.place(task, nominal)
                        if placed.replace(second=0, microsecond=0) != wanted:
                            found.append(f"{name} {change.at} {title} {task} {nominal}: {placed}, not {wanted}")
    return found, compared


def test_ladder_has_rungs_of_every_manner_and_every_kind() -> None:
    assert {task.manner for task in tasks()} == {"lead", "breach", "final"}
    assert {kind for row in ladder.rows() for kind in row["kinds"]} == set(Deadline.Kind.values)
    assert {row["name"] for row in ladder.rows()} <= {task.rung for task in tasks()}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_reminders_land_where_a_walk_from_minute_to_minute_finds_them(zone: str) -> None:
    found, compared = differences([zone])
    assert found[:5] == []
    assert compared > 1_000


@pytest.mark.slow
def test_reminders_land_where_a_walk_finds_them_in_every_zone_that_changes_its_clock() -> None:
    """Zones whose clocks change at the same instants by as much, as those of most of Europe, are one to a reminder."""
    zones = {name: tuple(changes_of(ZoneInfo(name))) for name in sorted(available_timezones())}
    changing = {name: changes for name, changes in zones.items() if changes}
    assert len(changing) > 150
    assert {change.after > change.before for changes in changing.values() for change in changes} == {False, True}
    different = {changes: name for name, changes in changing.items()}
    assert len(different) > 20
    found, compared = differences(sorted(different.values()))
    assert found[:5] == []
    assert compared > 50_000


# Elapsed time. What the wall clock shows after 24 hours, and how long a "day later at the same time" really is.
ELAPSED = [
    ("Europe/Berlin", "2027-03-27 15:00", "2027-03-28 16:00", 23, 287),
    ("Europe/Berlin", "2027-10-30 15:00", "2027-10-31 14:00", 25, 289),
    ("America/New_York", "2027-03-13 15:00", "2027-03-14 16:00", 23, 287),
    ("America/Los_Angeles", "2026-10-31 15:00", "2026-11-01 14:00", 25, 289),
    ("Australia/Lord_Howe", "2027-04-03 15:00", "2027-04-04 14:30", 24.5, 288.5),
    ("Africa/Casablanca", "2027-02-06 15:00", "2027-02-07 14:00", 25, 289),
    ("Asia/Kolkata", "2027-03-27 15:00", "2027-03-28 15:00", 24, 288),
]


@pytest.mark.parametrize(("name", "start", "shown_after_24_hours", "local_day", "local_12_days"), ELAPSED)
def test_decision_and_promise_count_elapsed_hours(
    name: str, start: str, shown_after_24_hours: str, local_day: float, local_12_days: float
) -> None:
    zone = ZoneInfo(name)
    local = datetime.fromisoformat(start).replace(tzinfo=zone)
    started = local.astimezone(UTC)
    decision = sla.decision_window(started, sla.Policy()).due_at
    assert decision - started == 24 * HOUR
    assert f"{decision.astimezone(zone):%Y-%m-%d %H:%M}" == shown_after_24_hours
    assert sla.plan(started, sla.Policy())["promise"].due_at - started == 288 * HOUR
    assert (local + DAY).astimezone(UTC) - started == local_day * HOUR  # the mistake that is not made
    assert (local + 12 * DAY).astimezone(UTC) - started == local_12_days * HOUR
