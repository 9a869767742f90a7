"""The page on which everybody sets their own working time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from hiring.models import User, WorkCalendar
from interviews.settings_forms import zones
from tests import factories

pytestmark = pytest.mark.django_db

ENTERED = {
    "time_zone": "Europe/Lisbon",
    "calendar": "",
    "quiet_from": "18:30",
    "quiet_until": "09:00",
    "away_from": "2026-12-21",
    "away_until": "2026-12-24",
}


@pytest.fixture
def priya(client: Client) -> Client:
    client.force_login(factories.in_office(factories.people().interviewer, time_zone="Europe/Berlin"))
    return client


def test_page_asks_to_log_in(client: Client) -> None:
    assert client.get("/settings/").headers["Location"] == "/accounts/login/?next=/settings/"


def test_page_says_when_reminders_come(priya: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 28, 12, tzinfo=UTC), tick=False):
        html = " ".join(priya.get("/settings/").content.decode().split())
    assert "Monday, Tuesday, Wednesday, Thursday, Friday, 08:00 to 19:00, on the clock of Europe/Berlin." in html
    assert "It is Saturday 13:00 there." in html
    assert "until Monday 30 November, 08:00" in html


def test_page_tells_who_is_away(priya: Client) -> None:
    person = factories.people().interviewer
    person.away_from = person.away_until = date(2026, 11, 25)
    person.save()
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        assert "You are away" in priya.get("/settings/").content.decode()


def test_interviewer_saves_and_is_told(priya: Client) -> None:
    france = WorkCalendar.objects.get(slug="france")
    answer = priya.post("/settings/", {**ENTERED, "calendar": france.pk}, follow=True)
    assert "Saved." in answer.content.decode()
    person = User.objects.get(username="priya")
    assert (person.time_zone, person.calendar, person.quiet_from) == ("Europe/Lisbon", france, time(18, 30))
    assert (person.quiet_until, person.away_from, person.away_until) == (
        time(9),
        date(2026, 12, 21),
        date(2026, 12, 24),
    )


def test_days_away_are_taken_back(priya: Client) -> None:
    priya.post("/settings/", ENTERED)
    priya.post("/settings/", {**ENTERED, "away_from": "", "away_until": ""})
    assert User.objects.get(username="priya").away_from is None


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"away_until": "2026-12-20"}, "away_until", "away_ends_first"),
        ({"away_until": ""}, "away_until", "away_incomplete"),
        ({"time_zone": "Berlin"}, "time_zone", "invalid_choice"),
        ({"quiet_from": "late"}, "quiet_from", "invalid"),
        ({"quiet_from": ""}, "quiet_from", "required"),
        ({"calendar": "999999"}, "calendar", "invalid_choice"),
    ],
)
def test_what_cannot_be_stands_beside_its_field(changes: dict[str, Any], field: str, code: str, priya: Client) -> None:
    answer = priya.post("/settings/", {**ENTERED, **changes})
    assert answer.status_code == 400
    assert [error.code for error in answer.context["form"].errors.as_data()[field]] == [code]
    assert f'data-code="{code}"' in answer.content.decode()
    assert User.objects.get(username="priya").time_zone == "Europe/Berlin"


def test_retired_calendar_is_offered_to_who_has_it_and_to_nobody_else(priya: Client) -> None:
    japan = WorkCalendar.objects.get(slug="japan")
    japan.retired_at = factories.START
    japan.save()
    assert "Japan" not in priya.get("/settings/").content.decode()
    factories.in_office(factories.people().interviewer, calendar=japan)
    assert "Japan" in priya.get("/settings/").content.decode()


def test_another_persons_settings_have_no_address(priya: Client) -> None:
    priya.post("/settings/", {**ENTERED, "user": factories.people().manager.pk, "username": "mara"})
    assert User.objects.get(username="mara").time_zone == "UTC"


def test_menu_leads_to_the_page(priya: Client) -> None:
    assert 'href="/settings/"' in priya.get("/interviews/").content.decode()


def test_admin_leads_to_the_page(client: Client) -> None:
    client.force_login(factories.user("root", is_staff=True, is_superuser=True))
    html = client.get("/admin/").content.decode()
    assert 'href="/settings/"' in html
    assert 'href="/admin/password_change/"' in html


def test_zones_are_offered_once_each_by_continent() -> None:
    offered = dict(zones("Etc/GMT+5"))
    names = [name for group in offered.values() for name, _label in group]
    assert len(names) == len(set(names)) > 400
    assert offered["Everywhere"] == [("UTC", "UTC"), ("Etc/GMT+5", "Etc/GMT+5")]
    assert ("Europe/Berlin", "Berlin") in offered["Europe"]
    assert ("America/New_York", "New York") in offered["America"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390, 360])
def test_page_in_a_browser(width: int, live_server: Any, new_page: Callable[..., Any], shoot: Any) -> None:
    """Saves at each width, with no page wider than its window."""
    person = factories.in_office(factories.people().interviewer, time_zone="Europe/Berlin")
    person.set_password("twelve-days")
    person.save()
    page = new_page(width=width)
    page.goto(f"{live_server.url}/settings/")
    page.get_by_label("Username").fill("priya")
    page.get_by_label("Password").fill("twelve-days")
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("Calendar").select_option(label="Japan")
    page.get_by_label("First day away").fill("2026-12-21")
    shoot(page, f"settings-entered-{width}")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Days away have a first and a last day").wait_for()
    page.get_by_label("Last day away").fill("2026-12-24")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    shoot(page, f"settings-saved-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert User.objects.get(username="priya").calendar.slug == "japan"
