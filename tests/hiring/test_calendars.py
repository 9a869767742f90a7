"""Whose working time is which: calendars, quiet hours, days away."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring import calendars
from hiring.models import CalendarException, WorkCalendar
from hiring.working_time import WorkingTime
from tests import factories

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


def bavaria(**values: object) -> WorkCalendar:
    fields = {"slug": "munich", "title": "Munich", "country": "DE", "subdivision": "BY", "opens": time(8, 30)}
    return WorkCalendar.objects.create(**fields | values)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def test_person_is_reminded_on_days_of_their_calendar_outside_quiet_hours() -> None:
    person = factories.user("anna", calendar=bavaria(), time_zone="Europe/Berlin")
    person = factories.in_office(person, calendar=person.calendar, quiet_from=time(20), quiet_until=time(7))
    reachable = calendars.read().of_person(person)
    assert reachable == WorkingTime(BERLIN, frozenset(range(5)), time(7), time(20), "DE", "BY")
    assert reachable.next_open(berlin("2027-01-06 12:00")) == berlin("2027-01-07 07:00")  # Epiphany


def test_person_without_calendar_works_monday_to_friday_without_holidays() -> None:
    person = factories.in_office(factories.user("anna"), time_zone="America/New_York")
    reachable = calendars.read().of_person(person)
    assert reachable == WorkingTime(ZoneInfo("America/New_York"), frozenset(range(5)), time(8), time(19))
    assert reachable.works_on(date(2026, 12, 25))


def test_person_who_is_never_quiet_is_reachable_all_day_of_a_working_day() -> None:
    person = factories.in_office(factories.user("anna"), quiet_from=time(8), quiet_until=time(8))
    assert calendars.read().of_person(person).is_open(datetime(2026, 11, 25, 3, tzinfo=UTC))


def test_person_who_sleeps_by_day_is_reachable_at_night() -> None:
    person = factories.in_office(factories.user("anna"), quiet_from=time(6), quiet_until=time(22))
    reachable = calendars.read().of_person(person)
    assert reachable.is_open(datetime(2026, 11, 25, 23, tzinfo=UTC))
    assert not reachable.is_open(datetime(2026, 11, 25, 12, tzinfo=UTC))


def test_requisition_plans_into_the_hours_of_its_calendar() -> None:
    made = factories.draft(calendar=bavaria(), time_zone="Europe/Berlin")
    planned = calendars.read().of_requisition(made)
    assert planned == WorkingTime(BERLIN, frozenset(range(5)), time(8, 30), time(18), "DE", "BY")


def test_requisition_without_calendar_plans_monday_to_friday_nine_to_six() -> None:
    made = factories.draft(calendar=None, time_zone="Europe/Berlin")
    assert calendars.read().of_requisition(made) == WorkingTime(BERLIN, frozenset(range(5)), time(9), time(18))


def test_exceptions_belong_to_their_calendar() -> None:
    munich, other = bavaria(), bavaria(slug="other", title="Other")
    CalendarException.objects.create(calendar=munich, date=date(2026, 11, 27), name="Summer party")
    CalendarException.objects.create(calendar=munich, date=date(2026, 11, 28), name="Inventory", is_working=True)
    book = calendars.read()
    in_munich, elsewhere = (book.of_requisition(factories.draft(calendar=one)) for one in (munich, other))
    assert [in_munich.works_on(date(2026, 11, day)) for day in (26, 27, 28, 29)] == [True, False, True, False]
    assert [elsewhere.works_on(date(2026, 11, day)) for day in (26, 27, 28, 29)] == [True, True, False, False]


def test_book_is_read_in_two_queries_and_asks_none_after() -> None:
    requisition = factories.draft()
    people = [factories.user(f"person{number}", calendar=bavaria(slug=f"slug{number}")) for number in range(5)]
    CalendarException.objects.create(calendar=people[0].calendar, date=date(2026, 11, 27), name="Summer party")
    with CaptureQueriesContext(connection) as read:
        book = calendars.read()
    with CaptureQueriesContext(connection) as asked:
        for person in people:
            book.of_person(person).is_open(factories.START)
            book.is_away(person, factories.START)
        book.of_requisition(requisition)
    assert (len(read), len(asked)) == (2, 0)


def test_same_hours_are_worked_out_once() -> None:
    book = calendars.read()
    assert book.of_person(factories.user("anna")) is book.of_person(factories.user("ben"))


def test_calendar_made_after_the_reading_counts_as_none() -> None:
    book = calendars.read()
    person = factories.in_office(factories.user("anna"), calendar=bavaria())
    assert book.of_person(person) == WorkingTime(ZoneInfo("UTC"), frozenset(range(5)), time(8), time(19))


@pytest.mark.parametrize(
    ("zone", "at", "is_away"),
    [
        ("UTC", datetime(2026, 12, 20, 23, 59, 59, tzinfo=UTC), False),
        ("UTC", datetime(2026, 12, 21, tzinfo=UTC), True),
        ("UTC", datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC), True),  # the last day counts
        ("UTC", datetime(2026, 12, 25, tzinfo=UTC), False),
        ("Asia/Tokyo", datetime(2026, 12, 20, 16, tzinfo=UTC), True),  # it is the 21st there already
        ("America/Los_Angeles", datetime(2026, 12, 25, 7, tzinfo=UTC), True),  # still the 24th there
    ],
)
def test_days_away_are_days_of_the_persons_own_clock(zone: str, at: datetime, is_away: bool) -> None:
    away = {"away_from": date(2026, 12, 21), "away_until": date(2026, 12, 24)}
    person = factories.user("anna", time_zone=zone, **away)
    assert calendars.read().is_away(person, at) == is_away


def test_person_who_named_no_days_is_here() -> None:
    assert not calendars.read().is_away(factories.user("anna"), factories.START)


def test_people_and_requisitions_of_the_tests_are_open_at_every_microsecond() -> None:
    requisition = factories.draft()
    book = calendars.read()
    for working in (book.of_requisition(requisition), book.of_person(requisition.coordinator)):
        for at in (factories.START.replace(hour=0), datetime(2026, 12, 26, 23, 59, 59, 999999, tzinfo=UTC)):
            assert working.is_open(at)


@pytest.mark.parametrize(
    ("days", "named"),
    [
        ([0, 1, 2, 3, 4], "Monday Tuesday Wednesday Thursday Friday"),
        ([0, 1, 2, 3, 6], "Sunday Monday Tuesday Wednesday Thursday"),
        ([5, 6, 0], "Monday Saturday Sunday"),
        ([4, 2, 0], "Monday Wednesday Friday"),
    ],
)
def test_week_is_told_in_the_order_in_which_it_is_worked(days: list[int], named: str) -> None:
    assert " ".join(calendars.weekdays(days)) == named
