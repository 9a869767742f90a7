"""A body names a row by our id or by that of another system."""

import pytest

from hiring.models import Application
from tests.factories import application, at_stage, candidate, hour, people, requisition, user
from tests.hiring.api_world import API, caller, post

pytestmark = pytest.mark.django_db

ADA = {"external_id": "c-1", "source_system": "crm"}


@pytest.fixture
def client():
    requisition(title="Here", external_id="r-1", source_system="crm")
    return caller(people().manager)


def test_an_application_names_requisition_and_candidate_by_their_names_elsewhere(client):
    ada = candidate(**ADA)
    there = {"external_id": "r-1", "source_system": "crm"}
    made = post(client, "applications", {"requisition": there, "candidate": ADA}, expect=201)
    assert made["requisition"] == {"id": made["requisition"]["id"], **there, "title": "Here"}
    assert made["candidate"] == {"id": ada.pk, **ADA, "name": "Ada Kovacs"}
    ada.refresh_from_db()
    assert ada.email == "ada@example.com"


def test_a_name_without_a_system_is_of_the_system_that_sends(client):
    body = {"requisition": {"external_id": "r-1"}, "candidate": {"name": "Bo", "email": "bo@example.com"}}
    assert post(client, "applications", body | {"source_system": "crm"}, expect=201)["requisition"]["title"] == "Here"
    assert client.put(f"{API}/applications/external/crm/a-2", body).status_code == 201
    assert post(client, "applications", body, expect=400)["code"] == "does_not_exist"


def test_a_round_is_booked_by_the_name_of_its_application(client):
    made = at_stage("screening")
    Application.objects.filter(pk=made.pk).update(external_id="a-1", source_system="crm")
    body = {
        "application": {"external_id": "a-1", "source_system": "crm"},
        "round": "screening",
        "interviewers": ["priya"],
        "starts_at": hour(30).isoformat(),
        "ends_at": hour(31).isoformat(),
    }
    answer = client.post(f"{API}/interviews/", body)
    assert (answer.status_code, answer.json()["interview"]["application"]) == (201, made.pk)
    assert answer["ETag"] == client.get(f"{API}/interviews/{answer.json()['interview']['id']}/")["ETag"]


@pytest.mark.parametrize(
    ("named", "code", "detail"),
    [
        (99, "does_not_exist", "There is no requisition “99” that you may see."),
        ({"external_id": "r-9", "source_system": "crm"}, "does_not_exist", None),
        ("1", "incorrect_type", None),
        (True, "incorrect_type", None),
        ([1], "incorrect_type", None),
        ({"id": 1, "external_id": "r-1"}, "unknown_field", None),
        ({"source_system": "crm"}, "required", None),
    ],
)
def test_what_names_nothing_is_refused_in_words_of_ours(client, named, code, detail):
    answer = client.post(f"{API}/applications/", {"requisition": named, "candidate": application().candidate_id})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"], error["field"].split(".")[0]) == (400, code, "requisition")
    assert detail in (None, error["detail"])
    assert "pk" not in error["detail"]


def test_nobody_names_their_own_candidacy(client):
    mine = candidate(employee=user("ines", "Hiring manager"), **ADA)
    body = {"requisition": {"external_id": "r-1", "source_system": "crm"}, "candidate": ADA}
    answer = caller(mine.employee).post(f"{API}/applications/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
