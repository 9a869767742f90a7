"""Who works here is found by name, role and address, as far as the caller may know it."""

import pytest
from django.contrib.auth.models import Permission

from hiring.models import User
from tests.factories import people, user
from tests.hiring.api_world import API, caller, queries, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    people()
    return user("ats", "Integration", kind=User.Kind.SERVICE)


@pytest.fixture
def client(service):
    return caller(service, "users:read")


def names(client, **query: str) -> list[str]:
    return [row["username"] for row in rows(client, "users", **query)]


def test_people_are_listed_and_nothing_personal_of_them(client):
    user("gone", "Interviewer", is_active=False)
    found = rows(client, "users")
    assert [row["username"] for row in found] == sorted(row["username"] for row in found)
    assert {"mara", "jonas", "priya"} <= {row["username"] for row in found}
    assert not {"gone", "ats"} & {row["username"] for row in found}
    (mara,) = [row for row in found if row["username"] == "mara"]
    assert mara == {"id": people().manager.pk, "username": "mara", "name": str(people().manager), "email": None}


def test_people_are_found_by_role_and_by_part_of_their_name(client):
    assert "jonas" in names(client, role="coordinator")
    assert "jonas" not in names(client, role="interviewer")
    assert names(client, q="JONA") == ["jonas"]
    first, last = people().manager.first_name, people().manager.last_name
    assert names(client, q=f"{first} {last}".strip()) == ["mara"]
    assert names(client, q="nobody") == []
    answer = client.get(f"{API}/users/", {"role": "boss"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_choice")


def test_an_address_is_shown_to_those_who_may_know_it_and_found_whole_by_all(service, client):
    User.objects.filter(username="mara").update(email="mara@example.com")
    assert names(client, q="Mara@example.com") == ["mara"]
    assert names(client, q="@example.com") == []
    service.user_permissions.add(Permission.objects.get(codename="view_user"))
    sees = caller(User.objects.get(pk=service.pk), "users:read")
    assert rows(sees, "users", q="ra@example")[0]["email"] == "mara@example.com"


def test_more_people_take_no_more_queries_and_come_page_by_page(client):
    once = queries(client, "users")
    for number in range(5):
        user(f"x{number}", "Interviewer")
    assert queries(client, "users") == once
    page = client.get(f"{API}/users/", {"limit": 3, "role": "interviewer"}).json()
    more = client.get(f"{API}/users/", {"limit": 3, "role": "interviewer", "cursor": page["next_cursor"]}).json()
    assert page["has_more"]
    assert not {row["id"] for row in page["data"]} & {row["id"] for row in more["data"]}
