import pytest

from tests.factories import people, user

pytestmark = pytest.mark.django_db


def test_the_demo_logins_are_named_on_a_development_machine(client, settings):
    settings.DEBUG = True
    people()
    html = client.get("/accounts/login/").content.decode()
    assert "priya / twelve-days" in html
    assert "Hiring manager" in html


def test_without_the_demo_no_login_is_named(client, settings):
    settings.DEBUG = True
    assert "twelve-days" not in client.get("/accounts/login/").content.decode()


def test_in_production_no_login_is_named(client):
    people()
    assert "twelve-days" not in client.get("/accounts/login/").content.decode()


def test_a_wrong_password_is_told(client):
    people()
    answer = client.post("/accounts/login/", {"username": "priya", "password": "wrong"})
    assert "That did not work" in answer.content.decode()


def test_who_is_logged_in_goes_on(client):
    client.force_login(people().interviewer)
    assert client.get("/accounts/login/").url == "/"


def test_the_admin_has_no_login_page_of_its_own(client):
    assert client.get("/admin/login/?next=/admin/hiring/offer/").url == "/accounts/login/?next=/admin/hiring/offer/"
    assert client.get("/admin/login/").url == "/accounts/login/?next=/admin/"


def test_an_interviewer_hears_that_the_admin_is_not_theirs(client):
    client.force_login(people().interviewer)
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "for those who run the process" in answer.content.decode()


def test_who_may_enter_the_admin_is_let_through(client):
    client.force_login(user("petra", is_staff=True))
    assert client.get("/admin/login/").url == "/admin/"
