"""Requisitions and candidates through the API."""

import pytest

from hiring.models import Candidate, ChecklistPoint, Requisition, User
from tests.factories import application, candidate, draft, people, requisition
from tests.hiring.api_world import API, caller, post, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return caller(people().coordinator)


def changed(client, path, **values):
    """What a PATCH answers to somebody who has just read the row."""
    return client.patch(path, values, headers={"if-match": client.get(path)["ETag"]}).json()


def brief(person):
    return {"id": person.pk, "username": person.username, "name": str(person)}


def test_a_requisition_is_drafted_answered_and_opened(client):
    team = people()
    User.objects.filter(username="priya").update(production_gpu_experience=True)
    body = {
        "title": "GPU engineer",
        "hiring_manager": "mara",
        "coordinator": "jonas",
        "scope": "ai_infrastructure",
        "level": "senior",
        "region": "germany",
        "panel": [
            {"user": "priya", "round": name}
            for name in ("screening", "take_home", "live_debugging", "scale_architecture")
        ],
        "external_id": "r-7",
        "source_system": "greenhouse",
    }
    shown = post(client, "requisitions", body, expect=201)
    made = Requisition.objects.get()
    assert shown | {"panel": None, "created_at": None, "updated_at": None} == {
        "id": made.pk,
        "external_id": "r-7",
        "source_system": "greenhouse",
        "title": "GPU engineer",
        "status": "draft",
        "scope": "ai_infrastructure",
        "level": "senior",
        "region": "germany",
        "headcount": 1,
        "hiring_manager": brief(team.manager),
        "coordinator": brief(team.coordinator),
        "clock_starts_on": "opened",
        "time_zone": "UTC",
        "checklist": [],
        "panel": None,
        "created_at": None,
        "updated_at": None,
        "opened_at": None,
        "closed_at": None,
    }
    assert shown["panel"][0] == {"user": brief(team.interviewer), "round": "screening"}
    problem = post(client, f"requisitions/{made.pk}/open", expect=409)
    assert (problem["code"], len(problem["errors"])) == ("checklist_incomplete", 10)
    slugs = list(ChecklistPoint.objects.current().values_list("slug", flat=True))
    answers = [{"point": slug, "answer": "Settled."} for slug in slugs[1:]]
    answers.append({"point": slugs[0], "waived": True, "waive_reason": "Same team as before."})
    shown = post(client, f"requisitions/{made.pk}/checklist", {"answers": answers})
    assert shown["checklist"][0] == {
        "point": slugs[0], "answer": None, "waived": True, "waive_reason": "Same team as before.",
    }  # fmt: skip
    shown = post(client, f"requisitions/{made.pk}/open")
    assert shown["status"] == "open"
    assert shown["opened_at"].endswith("Z")
    assert post(client, f"requisitions/{made.pk}/open", expect=409)["code"] == "already_open"
    assert post(client, f"requisitions/{made.pk}/close")["status"] == "closed"
    assert post(client, f"requisitions/{made.pk}/close", expect=409)["code"] == "not_open"


def test_a_wrong_answer_to_the_checklist_keeps_none(client):
    made = draft()
    made.checklist_answers.all().delete()
    slug = ChecklistPoint.objects.current().values_list("slug", flat=True)[0]
    body = {"answers": [{"point": slug, "answer": "x"}, {"point": "moon", "answer": "full"}]}
    problem = post(client, f"requisitions/{made.pk}/checklist", body, expect=400)
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [("moon", "unknown_checklist_point")]
    assert not made.checklist_answers.exists()


def test_a_panel_is_replaced(client):
    made = draft()
    shown = post(client, f"requisitions/{made.pk}/panel", {"panel": [{"user": "tomas", "round": "take_home"}]})
    assert shown["panel"] == [{"user": brief(people().second), "round": "take_home"}]
    body = {"panel": [{"user": "tomas", "round": "lunch"}, {"user": "nobody", "round": "take_home"}]}
    problem = post(client, f"requisitions/{made.pk}/panel", body, expect=400)
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [
        ("panel.0.round", "invalid_choice"),
        ("panel.1.user", "unknown_user"),
    ]


def test_plain_fields_of_a_requisition_change(client):
    opened = requisition()
    path = f"{API}/requisitions/{opened.pk}/"
    assert changed(client, path, title="Kernel engineer")["title"] == "Kernel engineer"
    assert changed(client, path, status="closed")["code"] == "unknown_field"
    assert changed(client, path, level="mid")["code"] == "requisition_not_draft"
    assert changed(client, path, level="junior")["level"] == "junior"
    assert client.put(path, {"title": "x"}).status_code == 405
    opened.refresh_from_db()
    assert (opened.title, opened.status) == ("Kernel engineer", "open")


def test_a_requisition_does_not_close_over_its_applications(client):
    running = application()
    problem = post(client, f"requisitions/{running.requisition_id}/close", expect=409)
    assert problem["code"] == "applications_open"


def test_requisitions_are_filtered(client):
    opened, drafted = requisition(), draft(external_id="r-1", source_system="lever")
    assert [row["id"] for row in rows(client, "requisitions")] == [drafted.pk, opened.pk]
    assert [row["id"] for row in rows(client, "requisitions", status="open")] == [opened.pk]
    assert [row["id"] for row in rows(client, "requisitions", external_id="r-1", source_system="lever")] == [drafted.pk]


def test_a_candidate_is_entered_and_changed(client):
    body = {
        "name": "Ada Kovacs",
        "email": "ada@example.com",
        "phone": None,
        "time_zone": "Europe/Budapest",
        "channel": "open_source",
        "external_id": "c-1",
        "source_system": "lever",
    }
    shown = post(client, "candidates", body, expect=201)
    made = Candidate.objects.get()
    assert shown | {"created_at": None, "updated_at": None} == {
        "id": made.pk,
        "external_id": "c-1",
        "source_system": "lever",
        "name": "Ada Kovacs",
        "email": "ada@example.com",
        "phone": None,
        "location": None,
        "time_zone": "Europe/Budapest",
        "profile_url": None,
        "channel": "open_source",
        "created_at": None,
        "updated_at": None,
        "deleted_at": None,
    }
    after = changed(client, f"{API}/candidates/{made.pk}/", phone="+36 1", channel=None)
    assert (after["phone"], after["channel"], after["name"]) == ("+36 1", None, "Ada Kovacs")
    assert post(client, "candidates", body, expect=409)["code"] == "external_id_taken"
    assert client.delete(f"{API}/candidates/{made.pk}/").status_code == 405


def test_wrong_candidates_are_refused(client):
    body = {"name": "Ada", "email": "ada@example.com", "time_zone": "Mars/Olympus", "profile_url": "ada"}
    problem = post(client, "candidates", body, expect=400)
    assert {(error["field"], error["code"]) for error in problem["errors"]} == {
        ("profile_url", "invalid"),
        ("time_zone", "unknown_time_zone"),
    }
    problem = post(client, "candidates", {"name": "Ada\x00", "email": "ada@example.com"}, expect=400)
    assert problem["code"] == "null_characters_not_allowed"


def test_candidates_are_found_by_what_names_them(client):
    ada = candidate(external_id="c-1", source_system="lever")
    candidate("Bo", email="bo@example.com")
    for query in ({"external_id": "c-1"}, {"source_system": "lever"}, {"email": "ADA@example.com"}):
        assert [row["id"] for row in rows(client, "candidates", **query)] == [ada.pk]


def test_who_a_candidate_is_inside_is_not_told(client):
    ada = candidate(employee=people().second)
    assert "employee" not in client.get(f"{API}/candidates/{ada.pk}/").json()
