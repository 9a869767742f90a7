"""What is open when: weeks, holidays, nights, changes of the clock; worked out by hand."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hiring import working_time
from hiring.working_time import NoWorkingTime, WorkingTime

WEEK = frozenset(range(5))
DAILY = frozenset(range(7))
TICK = timedelta(microseconds=1)


def at(text: str, zone: str = "UTC", *, fold: int = 0) -> datetime:
    """What a wall clock shows, as the instant it means."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def office(zone: str = "Europe/Berlin", opens: int = 9, closes: int = 18, **values: object) -> WorkingTime:
    fields = {"zone": ZoneInfo(zone), "days": WEEK, "opens": time(opens), "closes": time(closes)}
    return WorkingTime(**fields | values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "last", "next_"),
    [
        ("2026-11-25 12:00", "2026-11-25 12:00", "2026-11-25 12:00"),  # a Wednesday at work
        ("2026-11-25 09:00", "2026-11-25 09:00", "2026-11-25 09:00"),  # both ends belong to it
        ("2026-11-25 18:00", "2026-11-25 18:00", "2026-11-25 18:00"),
        ("2026-11-25 18:01", "2026-11-25 18:00", "2026-11-26 09:00"),
        ("2026-11-26 03:00", "2026-11-25 18:00", "2026-11-26 09:00"),
        ("2026-11-28 12:00", "2026-11-27 18:00", "2026-11-30 09:00"),  # a Saturday
        ("2026-12-01 08:59", "2026-11-30 18:00", "2026-12-01 09:00"),
    ],
)
def test_week_of_an_office(asked: str, last: str, next_: str) -> None:
    berlin = office()
    instant = at(asked, "Europe/Berlin")
    assert berlin.last_open(instant) == at(last, "Europe/Berlin")
    assert berlin.next_open(instant) == at(next_, "Europe/Berlin")
    assert berlin.is_open(instant) == (asked == last)


def test_answers_are_in_utc_whatever_zone_asks() -> None:
    asked = datetime(2026, 11, 28, 12, tzinfo=ZoneInfo("Asia/Tokyo"))
    for found in (office().last_open(asked), office().next_open(asked), office().next_open(at("2026-11-25 12:00"))):
        assert found.tzinfo is UTC


def test_weekend_is_where_the_person_lives() -> None:
    """Friday 23:00 in Berlin is Friday afternoon in California and Saturday morning in Tokyo."""
    instant = at("2026-11-27 23:00", "Europe/Berlin")
    assert office("America/Los_Angeles").is_open(instant)
    assert office("Asia/Tokyo").next_open(instant) == at("2026-11-30 09:00", "Asia/Tokyo")
    assert office("Asia/Tokyo").last_open(instant) == at("2026-11-27 18:00", "Asia/Tokyo")


def test_sunday_opens_a_week_in_israel() -> None:
    telaviv = office("Asia/Jerusalem", days=frozenset({6, 0, 1, 2, 3}))
    assert telaviv.is_open(at("2026-11-29 10:00", "Asia/Jerusalem"))
    assert telaviv.last_open(at("2026-11-27 10:00", "Asia/Jerusalem")) == at("2026-11-26 18:00", "Asia/Jerusalem")


@pytest.mark.parametrize(
    ("country", "subdivision", "holiday"),
    [
        ("DE", "", date(2026, 12, 25)),
        ("DE", "BY", date(2027, 1, 6)),  # Epiphany, in Bavaria
        ("FR", "", date(2027, 7, 14)),
        ("US", "", date(2026, 11, 26)),  # Thanksgiving
        ("US", "CA", date(2027, 3, 31)),  # Cesar Chavez Day
        ("GB", "ENG", date(2026, 12, 28)),  # Boxing Day falls on a Saturday
    ],
)
def test_holidays_of_a_country_are_closed(country: str, subdivision: str, holiday: date) -> None:
    assert not office(country=country, subdivision=subdivision).works_on(holiday)
    assert office().works_on(holiday)


def test_holiday_of_one_part_is_worked_in_another() -> None:
    epiphany = date(2027, 1, 6)
    assert office(country="DE").works_on(epiphany)
    assert not office(country="DE", subdivision="BY").works_on(epiphany)


def test_christmas_in_germany_lasts_over_the_weekend() -> None:
    """24 December 2026 is a Thursday; 25 and 26 are holidays, 27 is a Sunday."""
    berlin, asked = office(country="DE"), at("2026-12-25 12:00", "Europe/Berlin")
    assert berlin.last_open(asked) == at("2026-12-24 18:00", "Europe/Berlin")
    assert berlin.next_open(asked) == at("2026-12-28 09:00", "Europe/Berlin")


def test_exception_wins_over_week_and_holiday() -> None:
    saturday, wednesday, christmas = date(2026, 11, 28), date(2026, 11, 25), date(2026, 12, 25)
    berlin = office(country="DE", exceptions={saturday: True, wednesday: False, christmas: True})
    assert berlin.works_on(saturday)
    assert berlin.works_on(christmas)
    assert not berlin.works_on(wednesday)
    assert berlin.next_open(at("2026-11-27 20:00", "Europe/Berlin")) == at("2026-11-28 09:00", "Europe/Berlin")


@pytest.mark.parametrize(
    ("asked", "is_open"),
    [
        ("2026-11-23 03:00", False),  # Monday: the night from Sunday is not worked
        ("2026-11-23 22:00", True),
        ("2026-11-24 05:59", True),
        ("2026-11-24 06:00", True),
        ("2026-11-24 06:01", False),
        ("2026-11-28 03:00", True),  # Saturday: the night that began on Friday
        ("2026-11-28 23:00", False),
    ],
)
def test_night_belongs_to_the_day_on_which_it_begins(asked: str, is_open: bool) -> None:
    assert office(opens=22, closes=6).is_open(at(asked, "Europe/Berlin")) == is_open


def test_night_worker_is_found_across_midnight() -> None:
    night = office(opens=22, closes=6)
    assert night.last_open(at("2026-11-29 12:00", "Europe/Berlin")) == at("2026-11-28 06:00", "Europe/Berlin")
    assert night.next_open(at("2026-11-29 12:00", "Europe/Berlin")) == at("2026-11-30 22:00", "Europe/Berlin")


def test_same_end_as_beginning_is_open_all_day() -> None:
    always = office(opens=8, closes=8)
    assert always.is_open(at("2026-11-25 03:00", "Europe/Berlin"))
    assert always.last_open(at("2026-11-28 12:00", "Europe/Berlin")) == at("2026-11-28 00:00", "Europe/Berlin") - TICK
    assert always.next_open(at("2026-11-28 12:00", "Europe/Berlin")) == at("2026-11-30 00:00", "Europe/Berlin")


def test_hours_keep_the_wall_clock_when_summer_time_begins() -> None:
    """Berlin, 28 March 2027: Friday closes at 17:00 UTC, Monday opens at 07:00 UTC."""
    asked = at("2027-03-28 12:00", "Europe/Berlin")
    assert office().last_open(asked) == datetime(2027, 3, 26, 17, tzinfo=UTC)
    assert office().next_open(asked) == datetime(2027, 3, 29, 7, tzinfo=UTC)


def test_opening_time_that_is_skipped_opens_when_the_clock_jumps() -> None:
    """Berlin, 28 March 2027: 02:00 is followed by 03:00 at 01:00 UTC."""
    early = office(days=DAILY, opens=2, closes=4)
    assert early.next_open(datetime(2027, 3, 28, 0, 30, tzinfo=UTC)) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_closing_time_that_is_skipped_closes_when_the_clock_jumps() -> None:
    late = WorkingTime(ZoneInfo("Europe/Berlin"), DAILY, time(1), time(2, 30))
    jump = datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert late.last_open(jump + timedelta(hours=3)) == jump - TICK


def test_hour_that_comes_twice_is_open_twice() -> None:
    """Berlin, 25 October 2026: 02:00 to 03:00 comes at 00:00 UTC, again at 01:00 UTC."""
    odd = WorkingTime(ZoneInfo("Europe/Berlin"), DAILY, time(2), time(2, 30))
    assert odd.is_open(datetime(2026, 10, 25, 0, 15, tzinfo=UTC))
    assert not odd.is_open(datetime(2026, 10, 25, 0, 45, tzinfo=UTC))
    assert odd.next_open(datetime(2026, 10, 25, 0, 45, tzinfo=UTC)) == datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert odd.last_open(datetime(2026, 10, 25, 0, 45, tzinfo=UTC)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert odd.last_open(datetime(2026, 10, 25, 9, tzinfo=UTC)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_midnight_that_is_skipped_opens_the_day_when_the_clock_jumps() -> None:
    """Santiago, 5 September 2027: the day begins at 01:00, 04:00 UTC."""
    santiago = WorkingTime(ZoneInfo("America/Santiago"), frozenset({6}), time(0), time(0))
    assert santiago.next_open(datetime(2027, 9, 4, 12, tzinfo=UTC)) == datetime(2027, 9, 5, 4, tzinfo=UTC)


def test_calendar_that_never_opens_is_told_not_searched_for_ever() -> None:
    closed = office(days=frozenset())
    with pytest.raises(NoWorkingTime):
        closed.next_open(at("2026-11-25 12:00"))
    with pytest.raises(NoWorkingTime):
        closed.last_open(at("2026-11-25 12:00"))


def test_search_goes_a_year_and_a_day_and_no_further() -> None:
    asked = at("2026-11-25 12:00")
    near, far = date(2026, 11, 25) + timedelta(days=366), date(2026, 11, 25) + timedelta(days=367)
    once = office("UTC", days=frozenset(), exceptions={near: True})
    assert once.next_open(asked) == datetime.combine(near, time(9), UTC)
    with pytest.raises(NoWorkingTime):
        office("UTC", days=frozenset(), exceptions={far: True}).next_open(asked)


def test_a_region_of_which_no_holidays_are_known_any_more_has_none(caplog):
    """It was known when the calendar was written; nobody's reminders may wait for a newer edition of the package."""
    assert working_time.public_holidays("DE", "nowhere", 2026) == frozenset()
    assert "no public holidays of DE nowhere are known" in caplog.text
