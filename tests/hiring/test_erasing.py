"""Somebody is erased: nothing personal is left, and nothing that comes later brings it back."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from hiring import candidates, endpoints, erasing, expectations, intake, offers, pauses, pipeline, rebuilding
from hiring.candidates import Person
from hiring.models import (
    Candidate,
    CandidateErasure,
    ClockEvent,
    Decision,
    Expectation,
    IdempotentCall,
    MailboxMail,
    Message,
    Offer,
    RoundResult,
)
from hiring.stages import Stage
from tests.factories import application, at_stage, candidate, hour, people, requisition
from tests.hiring.api_world import API, caller, post, rows
from tests.refusals import everything, forbids, refuses

pytestmark = pytest.mark.django_db

SECRET = "zanzibar"
ADA: dict[str, Any] = {
    "name": f"Ada {SECRET}",
    "email": f"{SECRET}@example.com",
    "phone": f"+36 {SECRET}",
    "location": f"{SECRET} town",
    "profile_url": f"https://example.com/{SECRET}",
    "time_zone": "Africa/Dar_es_Salaam",
    "external_id": "c-1",
    "source_system": "crm",
}
LATER = hour(300)


def erase(row: Candidate, **options: Any) -> Candidate:
    return erasing.erase(row, **{"by": people().manager, "reason": "Asked us to.", "now": LATER} | options)


def everything_written() -> str:
    """All that the tables of hiring say of anybody."""
    return json.dumps(everything(), default=str)


@pytest.fixture
def ada() -> Candidate:
    return candidate(**ADA)


def test_what_is_personal_is_removed(ada):
    erased = erase(ada)
    erased.refresh_from_db()
    assert (erased.name, erased.email) == ("Erased", f"erased-{ada.pk}@erased.invalid")
    assert (erased.phone, erased.location, erased.profile_url, erased.time_zone, erased.employee) == (
        "", "", "", "UTC", None,
    )  # fmt: skip
    assert (erased.erased_at, erased.updated_at) == (LATER, LATER)
    assert (erased.external_id, erased.source_system) == ("c-1", "crm")
    assert SECRET not in everything_written()


def test_open_applications_are_withdrawn_and_their_clocks_stopped(ada):
    running, ended = application(of=ada), at_stage(Stage.REJECTED, of=ada)
    erase(ada)
    running.refresh_from_db()
    ended.refresh_from_db()
    assert (running.stage, running.closed_at, ended.stage) == ("withdrawn", LATER, "rejected")
    assert not running.deadlines.filter(state="open").exists()
    assert (running.updated_at, ended.updated_at) == (LATER, LATER)
    assert not list(rebuilding.differences())


def test_what_people_wrote_is_removed_and_what_they_found_stays():
    team = people()
    made = at_stage(Stage.DECISION, of=candidate(**ADA))
    pauses.pause(made, reason=f"{SECRET} is away", by=team.coordinator, now=hour(220))
    pauses.resume(made, by=team.coordinator, now=hour(221))
    RoundResult.objects.filter(application=made).update(reason=f"{SECRET} shone")
    pipeline.decide(made, outcome=Decision.Outcome.HIRE, reason=f"{SECRET} it is", by=team.manager, now=hour(230))
    expectations.state(
        made,
        Expectation.Kind.COMPETING,
        currency="EUR",
        base=Decimal(1),
        company=f"{SECRET} Inc",
        by=team.manager,
        now=hour(231),
    )
    offers.make_offer(
        made,
        currency="EUR",
        base=Decimal(150_000),
        note=SECRET,
        exception_reason=SECRET,
        by=team.manager,
        now=hour(232),
    )
    assert everything_written().count(SECRET) > 10
    erase(made.candidate)
    assert SECRET not in everything_written()
    assert RoundResult.objects.filter(application=made, verdict="yes", passed=True, reason="Erased").count() == 4
    assert Decision.objects.values_list("outcome", "reason").get() == ("hire", "Erased")
    assert Offer.objects.values_list("base", "state", "note").get() == (150_000, "declined", "Erased")
    assert ClockEvent.objects.get(kind="paused").data["reason"] == "Erased"
    assert not Expectation.objects.exists()
    assert not list(rebuilding.differences())


def test_who_did_it_and_why_stands_in_the_history(ada):
    made = application(of=ada)
    erase(ada)
    last = made.history.last()
    assert (last.verb, last.by, last.at, last.reason) == ("erase_candidate", people().manager, LATER, "Asked us to.")
    assert last.in_words == "Personal data erased"
    withdrawn = made.history.get(verb="withdraw")
    assert withdrawn.reason == "Erased"


def test_who_did_it_and_why_is_kept_without_any_application(ada, client: Client):
    erase(ada)
    kept = CandidateErasure.objects.get(candidate=ada)
    assert (kept.by, kept.at, kept.reason) == (people().manager, LATER, "Asked us to.")
    erase(ada, reason="Once more.")
    assert CandidateErasure.objects.get().reason == "Asked us to."
    manager = people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    there = reverse("admin:hiring_candidate_change", args=[ada.pk])
    shown = client.get(there).content.decode()
    assert "Asked us to." in shown
    assert "Mara" in shown
    CandidateErasure.objects.all().delete()
    assert "see the history of their applications" in client.get(there).content.decode()


def test_nothing_tells_of_an_erasure_where_there_was_none(ada, client: Client):
    manager = people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    shown = client.get(reverse("admin:hiring_candidate_change", args=[ada.pk])).content.decode()
    assert "see the history of their applications" not in shown
    assert "Erased" not in shown


def test_erasing_twice_changes_nothing(ada):
    application(of=ada)
    erase(ada)
    before = everything_written()
    erase(ada, reason="Once more.", now=LATER + timedelta(hours=1))
    assert everything_written() == before


def test_erasing_needs_a_reason_and_the_right(ada):
    people()
    with refuses("reason_required"):
        erase(ada, reason=" ")
    with forbids():
        erase(ada, by=people().coordinator)
    Candidate.objects.update(employee=people().manager)
    with forbids():
        erase(ada)


def test_nothing_that_is_sent_later_brings_them_back(ada):
    on, by = requisition(), people().coordinator
    made = application(of=ada, on=on, external_id="a-1", source_system="crm")
    erase(ada)
    person = Person(**ADA)
    with refuses("candidate_erased"):
        candidates.upsert(ADA, by=by)
    with refuses("candidate_erased"):
        candidates.change(ada, {"phone": "1"}, by=by)
    for send in (
        lambda: intake.receive(on, person, by=by),
        lambda: intake.upsert(on, person, external_id="a-1", source_system="crm", by=by),
        lambda: intake.upsert(on, person, external_id="a-2", source_system="crm", by=by),
        lambda: pipeline.open_application(on, ada, by=by),
    ):
        with refuses("candidate_erased"):
            send()
    made.refresh_from_db()
    assert made.stage == "withdrawn"


def test_copies_go_as_well(ada):
    bo = candidate("Bo", email="bo@example.com")
    client, on = caller(people().coordinator), requisition()
    for number, row in enumerate((ada, bo)):
        sent = {"requisition": on.pk, "candidate": row.pk}
        client.post(f"{API}/applications/", sent, headers={"idempotency-key": f"a{number}"})
        path = f"{API}/candidates/{row.pk}/"
        client.patch(path, {"phone": "1"}, headers={"idempotency-key": f"c{number}", "if-match": "*"})
        kind = ContentType.objects.get_for_model(Candidate)
        LogEntry.objects.create(
            user=people().manager, content_type=kind, object_id=row.pk, object_repr=row.name, action_flag=CHANGE
        )
        MailboxMail.objects.create(
            message_id=str(number), sender="x", recipients=[], subject="Due", text=f"{row.name} waits", at=hour(1)
        )
    assert IdempotentCall.objects.count() == 4
    erase(ada)
    assert sorted(IdempotentCall.objects.values_list("key", flat=True)) == ["a1", "c1"]
    assert list(LogEntry.objects.order_by("pk").values_list("object_repr", flat=True)) == ["Erased", "Bo"]
    assert MailboxMail.objects.get().text == "Bo waits"


def test_answers_go_that_name_an_address_of_before(ada):
    bo, client = candidate("Bo", email="bo@example.com"), caller(people().coordinator)
    for row in (ada, bo):
        path, headers = f"{API}/candidates/{row.pk}/", {"idempotency-key": f"c{row.pk}", "if-match": "*"}
        assert client.patch(path, {"phone": "1"}, headers=headers).status_code == 200
        row.refresh_from_db()
        candidates.change(row, {"email": f"new-{row.email}"}, by=people().coordinator)
    erase(ada)
    assert [call.key for call in IdempotentCall.objects.all()] == [f"c{bo.pk}"]


def test_other_systems_are_told_once_without_a_name(ada):
    endpoints.register(url="https://example.com/hooks", by=None)
    erase(ada)
    erase(ada)
    (told,) = Message.objects.filter(letter="candidate.erased")
    assert told.payload["data"] == {
        "version": 1,
        "candidate_id": ada.pk,
        "external_id": "c-1",
        "source_system": "crm",
    }


# Through the API -----------------------------------------------------------------------------------------------------


def test_the_api_erases_and_shows_what_is_left(ada):
    made = application(of=ada)
    client = caller(people().manager)
    shown = post(client, f"candidates/{ada.pk}/erase", {"reason": "Asked us to."})
    assert shown["deleted_at"] == shown["updated_at"]
    assert {name: shown[name] for name in ("name", "email", "phone", "location", "time_zone", "profile_url")} == (
        dict.fromkeys(("name", "email", "phone", "location", "time_zone", "profile_url"))
    )
    assert (shown["id"], shown["external_id"], shown["source_system"]) == (ada.pk, "c-1", "crm")
    assert post(client, f"candidates/{ada.pk}/erase", {"reason": "Again."}) == shown
    assert rows(client, "candidates", updated_since="2026-01-01T00:00:00Z") == [shown]
    names = {"external_id": "c-1", "source_system": "crm"}
    assert rows(client, "applications")[0]["candidate"] == {"id": ada.pk, **names, "name": None}
    assert rows(client, "applications")[0]["id"] == made.pk
    assert client.get(f"{API}/candidates/external/crm/c-1").json() == shown
    path = f"{API}/candidates/{ada.pk}/"
    answer = client.patch(path, {"phone": "1"}, headers={"if-match": "*"})
    assert (answer.status_code, answer.json()["code"]) == (409, "candidate_erased")


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [
        ("post", "candidates/", None),
        ("put", "candidates/external/crm/c-1", None),
        ("post", "applications/", "candidate"),
        ("put", "applications/external/crm/a-9", "candidate"),
    ],
)
def test_what_the_source_system_sends_of_somebody_erased_is_refused(ada, method, path, field):
    erase(ada)
    person = {"name": "Ada", "email": "ada@example.com", "external_id": "c-1", "source_system": "crm"}
    body = person if path.startswith("candidates") else {"requisition": requisition().pk, "candidate": person}
    answer = getattr(caller(people().manager), method)(f"{API}/{path}", body)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"], error["field"]) == (409, "candidate_erased", field)


def test_the_api_erases_for_those_who_may(ada):
    service = caller(people().coordinator)
    assert post(service, f"candidates/{ada.pk}/erase", {"reason": "x"}, expect=403)["code"] == "permission_denied"
    assert (
        post(caller(people().manager), f"candidates/{ada.pk}/erase", {}, expect=400)["errors"][0]["field"] == "reason"
    )


# In the admin --------------------------------------------------------------------------------------------------------


def test_the_admin_asks_before_it_erases(ada, client: Client):
    manager = people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    page = reverse("admin:hiring_candidate_change", args=[ada.pk])
    ask = reverse("admin:hiring_candidate_erase", args=[ada.pk])
    assert ask in client.get(page).content.decode()
    assert "for good" in client.get(ask).content.decode()
    ada.refresh_from_db()
    assert ada.erased_at is None
    assert client.post(ask, {"go": "1", "reason": ""}).status_code == 200
    assert client.post(ask, {"go": "1", "reason": "Asked us to."}).status_code == 302
    ada.refresh_from_db()
    assert ada.erased_at is not None
    after = client.get(page).content.decode()
    assert ask not in after
    assert SECRET not in after


def test_the_admin_offers_it_to_those_who_may(ada, client: Client):
    coordinator = people().coordinator
    coordinator.is_staff = True
    coordinator.save()
    client.force_login(coordinator)
    assert "erase" not in client.get(reverse("admin:hiring_candidate_change", args=[ada.pk])).content.decode()
