"""Work calendars in the admin: ticked days, dates that differ, and no calendar that never opens."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hiring import calendars
from hiring.models import CalendarException, Reminder, User, WorkCalendar
from tests import factories

LIST = reverse("admin:hiring_workcalendar_changelist")
ADD = reverse("admin:hiring_workcalendar_add")
TODAY = date(2026, 11, 25)  # a Wednesday

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara(client: Client) -> Client:
    client.force_login(factories.user("nora", "Hiring manager", is_staff=True))
    return client


@pytest.fixture(autouse=True)
def _on_a_wednesday() -> Any:
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        yield


def _entered(*dates: tuple[date, str, bool], **changes: Any) -> dict[str, Any]:
    entered = {
        "title": "Munich",
        "slug": "munich",
        "country": "DE",
        "subdivision": "BY",
        "days": ["0", "1", "2", "3"],
        "opens": "08:30",
        "closes": "17:00",
        "position": 1,
        "exceptions-TOTAL_FORMS": len(dates),
        "exceptions-INITIAL_FORMS": 0,
    }
    for number, (day, name, is_working) in enumerate(dates):
        entered |= {f"exceptions-{number}-date": day.isoformat(), f"exceptions-{number}-name": name}
        entered |= {f"exceptions-{number}-is_working": "on"} if is_working else {}
    return entered | changes


def _codes(page: Any) -> set[str]:
    form, formset = page.context["adminform"].form, page.context["inline_admin_formsets"][0].formset
    errors = [*form.errors.as_data().values(), formset.non_form_errors().as_data()]
    return {error.code for one in errors for error in one}


def _change(calendar: WorkCalendar) -> str:
    return reverse("admin:hiring_workcalendar_change", args=[calendar.pk])


def test_hiring_manager_adds_a_calendar_with_its_dates(mara: Client) -> None:
    party, inventory = (date(2026, 12, 17), "Winter party", False), (date(2026, 12, 5), "Inventory", True)
    assert mara.post(ADD, _entered(party, inventory)).status_code == 302
    made = WorkCalendar.objects.get(slug="munich")
    assert (made.days, made.opens, made.closes, made.origin) == ([0, 1, 2, 3], time(8, 30), time(17), "manual")
    book = calendars.read()
    works = book.of_person(factories.user("anna", calendar=made)).works_on
    days = (party[0], inventory[0], date(2026, 12, 18), date(2027, 1, 6), date(2027, 1, 7))
    assert [works(day) for day in days] == [False, True, False, False, True]  # Fridays are off, Epiphany too


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"country": "XX", "subdivision": ""}, "unknown_country"),
        ({"country": "DE", "subdivision": "CA"}, "unknown_country"),
        ({"country": "", "subdivision": "BY"}, "unknown_country"),
        ({"days": []}, "required"),
        ({"days": ["7"]}, "invalid_choice"),
    ],
)
def test_calendar_that_cannot_be_is_refused(changes: dict[str, Any], code: str, mara: Client) -> None:
    page = mara.post(ADD, _entered(**changes))
    assert page.status_code == 200
    assert _codes(page) == {code}
    assert not WorkCalendar.objects.filter(slug="munich").exists()


def test_calendar_that_closes_before_it_opens_is_refused(mara: Client) -> None:
    page = mara.post(ADD, _entered(opens="18:00", closes="09:00"))
    assert _codes(page) == {"closes_first"}
    assert "It has to open before it closes." in page.content.decode()


def test_calendar_without_a_working_day_in_30_days_is_refused(mara: Client) -> None:
    """It works on Wednesdays only, and each of the five to come is a day off."""
    wednesdays = [(TODAY + timedelta(weeks=week), "Off", False) for week in range(5)]
    page = mara.post(ADD, _entered(*wednesdays, days=["2"], country="", subdivision=""))
    assert page.status_code == 200
    assert _codes(page) == {"calendar_never_opens"}
    assert "no working day in the next 30 days" in page.content.decode()
    assert not WorkCalendar.objects.filter(slug="munich").exists()


def test_one_working_day_in_30_days_is_enough(mara: Client) -> None:
    dates = [(TODAY + timedelta(weeks=week), "Off", False) for week in range(5)] + [(date(2026, 12, 19), "On", True)]
    assert mara.post(ADD, _entered(*dates, days=["2"], country="", subdivision="")).status_code == 302


def test_dates_that_are_taken_away_no_longer_count(mara: Client) -> None:
    made = WorkCalendar.objects.create(slug="munich", title="Munich", days=[2])
    opened = CalendarException.objects.create(calendar=made, date=date(2026, 12, 19), name="On", is_working=True)
    off = [(TODAY + timedelta(weeks=week), "Off", False) for week in range(5)]
    entered = _entered((opened.date, opened.name, True), *off, days=["2"], country="", subdivision="")
    entered |= {
        "exceptions-INITIAL_FORMS": 1,
        "exceptions-0-id": opened.pk,
        "exceptions-0-calendar": made.pk,
        "exceptions-0-DELETE": "on",
    }
    assert _codes(mara.post(_change(made), entered)) == {"calendar_never_opens"}
    assert mara.post(_change(made), {**entered, "exceptions-0-DELETE": ""}).status_code == 302


def test_same_date_twice_is_refused(mara: Client) -> None:
    page = mara.post(ADD, _entered((date(2026, 12, 17), "Party", False), (date(2026, 12, 17), "Again", True)))
    assert page.status_code == 200
    assert not WorkCalendar.objects.filter(slug="munich").exists()


def test_calendar_of_the_file_is_taken_over_when_it_is_edited_but_not_by_its_dates(mara: Client) -> None:
    france = WorkCalendar.objects.get(slug="france")
    week = {"title": "France", "country": "FR", "subdivision": "", "days": ["0", "1", "2", "3", "4"]}
    hours = {"opens": "09:00:00", "closes": "18:00:00", "position": france.position}
    party = (date(2026, 12, 17), "Party", False)
    assert mara.post(_change(france), _entered(party, **week, **hours)).status_code == 302
    france.refresh_from_db()
    assert (france.origin, france.exceptions.count()) == ("reference", 1)
    assert mara.post(_change(france), _entered(**week, **{**hours, "opens": "08:00"})).status_code == 302
    france.refresh_from_db()
    assert (france.origin, france.opens) == ("manual", time(8))


def test_coordinator_looks_and_interviewer_does_not(client: Client) -> None:
    client.force_login(factories.user("jon", "Coordinator", is_staff=True))
    page = client.get(_change(WorkCalendar.objects.get(slug="israel")))
    assert page.status_code == 200
    assert "Sun Mon Tue Wed Thu" in page.content.decode()
    assert client.get(ADD).status_code == 403
    client.force_login(factories.user("pri", "Interviewer", is_staff=True))
    assert client.get(LIST).status_code == 403


def test_list_tells_week_hours_and_holidays(mara: Client) -> None:
    text = mara.get(LIST).content.decode()
    for told in ("Germany: Bavaria", "DE BY", "Sun Mon Tue Wed Thu", "09:00–18:00"):
        assert told in text


def test_superuser_sets_when_somebody_is_reminded(client: Client) -> None:
    client.force_login(factories.user("root", is_staff=True, is_superuser=True))
    anna = factories.user("anna")
    url = reverse("admin:hiring_user_change", args=[anna.pk])
    form = client.get(url).context["adminform"].form
    entered = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    entered |= {"quiet_from": "20:00", "quiet_until": "07:00", "calendar": WorkCalendar.objects.get(slug="japan").pk}
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "09:00"}
    page = client.post(url, {**entered, **joined, "away_from": "2026-12-24", "away_until": "2026-12-20"})
    assert page.context["adminform"].form.errors.as_data()["away_until"][0].code == "away_ends_first"
    assert (
        client.post(url, {**entered, **joined, "away_from": "2026-12-20", "away_until": "2026-12-24"}).status_code
        == 302
    )
    anna = User.objects.get(pk=anna.pk)
    assert (anna.quiet_from, anna.calendar.slug, anna.away_until) == (time(20), "japan", date(2026, 12, 24))


def test_day_off_moves_the_reminders_of_those_who_keep_the_calendar(
    mara: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """The screening comes to be at risk on Tuesday, 21:00, which the calendar makes a day off: it is told on Monday."""
    made = WorkCalendar.objects.create(slug="munich", title="Munich", country="DE", subdivision="BY")
    jonas = factories.people().coordinator
    factories.in_office(jonas, calendar=made, quiet_from=time(22), quiet_until=time(8))
    with time_machine.travel(factories.START, tick=False):
        factories.application()
        day_off = (factories.hour(36).date(), "Off", False)
        with django_capture_on_commit_callbacks(execute=True):
            entered = _entered(day_off, days=["0", "1", "2", "3", "4"])
            assert mara.post(_change(made), entered).status_code == 302
    moved = Reminder.objects.get(deadline__kind="screening_held", rung="at risk", role="owner", channel="email")
    assert (moved.nominal_at, moved.due_at) == (factories.hour(36), factories.hour(13))
