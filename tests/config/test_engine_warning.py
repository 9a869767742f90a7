"""The banner above every page of those who look after reminders: says why none go out."""

import pytest
from django.test import Client

from hiring import clock, engine
from hiring.models import EngineState, User
from tests.factories import hour, people

pytestmark = pytest.mark.django_db

PAGES = ("/admin/", "/admin/hiring/application/", "/admin/hiring/candidate/add/", "/applications/", "/")


@pytest.fixture
def well() -> None:
    engine.state()
    EngineState.objects.update(last_sweep_at=clock.database_now(), last_sweep_by="celery")


def shown(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


def staff(who: str) -> User:
    """They who may enter the admin."""
    person: User = getattr(people(), who)
    person.is_staff = True
    person.save()
    return person


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["manager", "coordinator"])
def test_hold_is_said_on_every_page(client: Client, well: None, path: str, who: str):
    client.force_login(staff(who))
    assert "No reminders go out" not in shown(client, path)
    engine.hold(reason="Restoring <b>Monday</b>.", by=None)
    page = shown(client, path)
    assert page.count("No reminders go out: the engine is on hold. Restoring &lt;b&gt;Monday&lt;/b&gt;.") == 1


def test_a_suspected_clock_and_an_engine_that_does_not_look_are_said(client: Client, well: None):
    client.force_login(staff("manager"))
    engine.suspect(reason="the database's clock went back by 90 s")
    assert "No reminders go out for the moment: the database&#x27;s clock went back by 90 s." in shown(
        client, "/admin/"
    )
    EngineState.objects.update(suspect_sweeps=0, last_sweep_at=hour(0) - (hour(1) - hour(0)))
    assert "Is the worker running?" in shown(client, "/admin/")


def test_who_does_not_look_after_reminders_is_not_told(client: Client):
    client.force_login(staff("interviewer"))
    engine.hold(reason="Restoring.", by=None)
    assert "No reminders go out" not in shown(client, "/")


def test_nobody_is_told_before_the_login(client: Client):
    engine.hold(reason="Restoring.", by=None)
    assert "No reminders go out" not in shown(client, "/accounts/login/")
