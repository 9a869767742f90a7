"""Applications in the admin: the list by what is due, verbs with their refusals, a new one with its clock running."""

from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring import pauses, pipeline
from hiring.models import Application, ApplicationEvent, Candidate, Deadline
from hiring.stages import Stage
from tests import factories
from tests.factories import hour

LIST = "admin:hiring_application_changelist"

pytestmark = pytest.mark.django_db


@pytest.fixture
def jonas(client: Client) -> Client:
    client.force_login(_staff(factories.people().coordinator))
    return client


def _staff(user: Any) -> Any:
    user.is_staff = True
    user.save()
    return user


def _act(client: Client, verb: str, rows: list[Application], **entered: Any) -> Any:
    chosen = {"action": verb, "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(LIST), {**chosen, **entered})


def _said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def _shown(response: Any) -> list[str]:
    return [row.candidate.name for row in response.context["cl"].result_list]


def test_list_asks_as_often_for_fifty_rows_as_for_one(jonas: Client) -> None:
    position = factories.requisition()
    asked = []
    for names in (["One"], [f"Further {number}" for number in range(49)]):
        for name in names:
            factories.application(on=position, of=factories.candidate(name))
        jonas.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            page = jonas.get(reverse(LIST))
        asked.append((len(queries), len(page.context["cl"].result_list)))
    assert [rows for _queries, rows in asked] == [1, 50]
    assert asked[0][0] == asked[1][0]


def test_list_shows_open_ones_first_with_what_is_due_first(jonas: Client) -> None:
    position = factories.requisition()
    late = factories.application(on=position, of=factories.candidate("Late"), started_at=hour(0))
    factories.application(on=position, of=factories.candidate("Fresh"), started_at=hour(40))
    gone = factories.application(on=position, of=factories.candidate("Gone"), started_at=hour(1))
    pipeline.withdraw(gone, by=factories.people().coordinator, reason="Another offer.", now=hour(2))
    with time_machine.travel(hour(50), tick=False):
        page = jonas.get(reverse(LIST))
    assert _shown(page) == ["Late", "Fresh", "Gone"]
    text = page.content.decode()
    assert "day 3 of 12" in text
    assert "late by 2 h" in text
    assert "Coordinator (Jonas)" in text
    assert 'class="state state--breached">late<' in text
    assert late.pk


def test_list_says_when_each_is_likely_done_with_a_word(jonas: Client) -> None:
    position = factories.requisition()
    factories.at_stage(Stage.DECISION, on=position, of=factories.candidate("Near"))
    factories.application(on=position, of=factories.candidate("Over"), started_at=hour(-60))
    factories.at_stage(Stage.OFFER, on=position, of=factories.candidate("Offered"))
    with time_machine.travel(hour(230), tick=False):
        text = jonas.get(reverse(LIST)).content.decode()
    assert 'class="state state--in_time">in time: likely, ' in text
    assert 'class="state state--breached">promise broken<' in text
    assert text.count('<time datetime="2026-09-18T') >= 1
    assert text.count("field-likely_done") == 3


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("standing=breached", ["Late"]),
        ("standing=paused", ["Waits"]),
        ("standing=closed", ["Gone"]),
        ("standing=in_time", ["Fresh"]),
        ("standing=open", ["Late", "Fresh", "Waits"]),
        ("stage=withdrawn", ["Gone"]),
        ("turn=coordinator", ["Late", "Fresh", "Waits"]),
        ("turn=candidate", []),
        ("q=fresh", ["Fresh"]),
        ("q=gone%40example.com", ["Gone"]),
    ],
)
def test_list_is_narrowed_by(query: str, names: list[str], jonas: Client) -> None:
    position, by = factories.requisition(), factories.people().coordinator
    factories.application(on=position, of=factories.candidate("Late"))
    factories.application(on=position, of=factories.candidate("Fresh"), started_at=hour(45))
    waits = factories.application(on=position, of=factories.candidate("Waits"), started_at=hour(44))
    pauses.pause(waits, reason="On holiday.", by=by, now=hour(46), review_at=hour(200))
    gone = factories.application(on=position, of=factories.candidate("Gone", email="gone@example.com"))
    pipeline.withdraw(gone, by=by, reason="Another offer.", now=hour(2))
    with time_machine.travel(hour(50), tick=False):
        assert sorted(_shown(jonas.get(f"{reverse(LIST)}?{query}"))) == sorted(names)


def test_action_asks_for_a_reason_before_it_rejects(jonas: Client) -> None:
    row = factories.application()
    page = _act(jonas, "reject", [row])
    assert page.status_code == 200
    assert "Ends the application from our side" in page.content.decode()
    refused = _act(jonas, "reject", [row], go="1", reason=" ")
    assert "This field is required" in refused.content.decode()
    row.refresh_from_db()
    assert row.stage == Stage.APPLIED


def test_action_rejects_each_and_reports_the_one_that_refuses(jonas: Client) -> None:
    position = factories.requisition()
    open_one = factories.application(on=position, of=factories.candidate("Open One"))
    closed = factories.application(on=position, of=factories.candidate("Closed One"))
    pipeline.withdraw(closed, by=factories.people().coordinator, reason="Another offer.", now=hour(2))
    response = _act(jonas, "reject", [open_one, closed], go="1", reason="No run of their own.")
    assert response.status_code == 302
    open_one.refresh_from_db()
    closed.refresh_from_db()
    assert (open_one.stage, open_one.close_reason, closed.stage) == (
        Stage.REJECTED,
        "No run of their own.",
        Stage.WITHDRAWN,
    )
    done, refused = sorted(_said(response), key=lambda message: "cannot move" in message)
    assert "Rejected: Open One" in done
    assert "Closed One is withdrawn: a closed application cannot move." in refused
    assert not Deadline.objects.filter(application=open_one, state="open").exists()


def test_second_click_moves_nobody_twice(jonas: Client) -> None:
    row = factories.application()
    page = _act(jonas, "advance", [row]).content.decode()
    assert "Applied → Screening" in page
    again = {"go": "1", f"saw_{row.pk}": "applied"}
    assert _act(jonas, "advance", [row], **again).status_code == 302
    refused = _act(jonas, "advance", [row], **again)
    assert "by now, not at" in refused.content.decode()
    row.refresh_from_db()
    assert row.stage == Stage.SCREENING


def test_pause_then_resume_from_the_page_of_an_application(jonas: Client) -> None:
    row = factories.application()
    with time_machine.travel(hour(3), tick=False):
        pause = reverse("admin:hiring_application_pause", args=[row.pk])
        assert jonas.get(pause).status_code == 200
        row.refresh_from_db()
        assert row.paused_at is None, "asking changes nothing"
        past = jonas.post(pause, {"go": "1", "reason": "A wedding.", "review_at": "2026-09-01T10:00"})
        assert "The review of a pause must lie in the future." in past.content.decode()
        done = jonas.post(pause, {"go": "1", "reason": "A wedding."})
        assert done.url == reverse("admin:hiring_application_change", args=[row.pk])
    row.refresh_from_db()
    assert (row.paused_at, row.pause_reason, row.pause_review_at) == (hour(3), "A wedding.", hour(75))
    with time_machine.travel(hour(27), tick=False):
        jonas.post(reverse("admin:hiring_application_resume", args=[row.pk]), {"go": "1"})
    row.refresh_from_db()
    assert (row.paused_at, row.paused_seconds) == (None, 24 * 3600)


def test_page_offers_only_verbs_that_make_sense(jonas: Client) -> None:
    row = factories.application()
    url = reverse("admin:hiring_application_change", args=[row.pk])
    text = jonas.get(url).content.decode()
    assert reverse("admin:hiring_application_pause", args=[row.pk]) in text
    assert reverse("admin:hiring_application_resume", args=[row.pk]) not in text
    pipeline.reject(row, by=None, reason="No.", now=hour(1))
    text = jonas.get(url).content.decode()
    assert reverse("admin:hiring_application_reject", args=[row.pk]) not in text


def test_without_the_permission_no_verb_runs(client: Client) -> None:
    row = factories.application()
    client.force_login(factories.user("ivo", "Interviewer", is_staff=True))
    for verb in ("advance", "reject", "withdraw", "pause", "resume"):
        assert client.post(reverse(f"admin:hiring_application_{verb}", args=[row.pk]), {"go": "1"}).status_code == 403
    row.refresh_from_db()
    assert row.stage == Stage.APPLIED


def test_stage_is_no_field_of_the_page(jonas: Client) -> None:
    row = factories.application()
    url = reverse("admin:hiring_application_change", args=[row.pk])
    assert jonas.post(url, {"stage": "hired"}).status_code == 403
    row.refresh_from_db()
    assert row.stage == Stage.APPLIED


def test_adding_an_application_starts_its_clock(jonas: Client) -> None:
    position, ada = factories.requisition(), factories.candidate()
    with time_machine.travel(hour(0), tick=False):
        response = jonas.post(
            reverse("admin:hiring_application_add"), {"candidate": ada.pk, "requisition": position.pk}
        )
    assert response.status_code == 302
    row = Application.objects.get()
    assert (row.clock_started_at, row.stage) == (hour(0), Stage.APPLIED)
    assert row.deadlines.get(kind="promise").due_at == hour(288)
    event = ApplicationEvent.objects.get()
    assert (event.verb, event.by) == ("open_application", factories.people().coordinator)


def test_refused_application_says_why_beside_the_field(jonas: Client) -> None:
    position, ada = factories.draft(), factories.candidate()
    page = jonas.post(reverse("admin:hiring_application_add"), {"candidate": ada.pk, "requisition": position.pk})
    assert page.status_code == 200
    (error,) = page.context["adminform"].form.errors["requisition"].as_data()
    assert error.code == "requisition_not_open"
    assert "only an open requisition takes applications" in page.content.decode()
    assert not Application.objects.exists()
    assert not ApplicationEvent.objects.exists()


def test_second_open_application_is_refused(jonas: Client) -> None:
    first = factories.application()
    page = jonas.post(
        reverse("admin:hiring_application_add"),
        {"candidate": first.candidate_id, "requisition": first.requisition_id},
    )
    (error,) = page.context["adminform"].form.errors["candidate"].as_data()
    assert error.code == "already_open"
    assert Application.objects.count() == 1


def test_nobody_finds_their_own_candidacy(jonas: Client) -> None:
    person = factories.people().coordinator
    row = factories.application(of=factories.candidate("Jonas Weber", employee=person))
    assert "Jonas Weber" not in jonas.get(reverse(LIST)).content.decode()
    for model in ("candidate", "deadline", "applicationevent", "clockevent", "reminder"):
        page = jonas.get(reverse(f"admin:hiring_{model}_changelist"))
        assert "Jonas Weber" not in page.content.decode(), model
    assert jonas.get(reverse("admin:hiring_application_change", args=[row.pk])).status_code == 302
    complete = {"app_label": "hiring", "model_name": "application", "field_name": "candidate", "term": "Jonas"}
    assert jonas.get(reverse("admin:autocomplete"), complete).json()["results"] == []


def test_history_keeps_reasons_of_pay_from_the_coordinator(jonas: Client) -> None:
    row = factories.at_stage(Stage.OFFER)
    ApplicationEvent.objects.filter(application=row, verb="make_offer").update(reason="150000 is our ceiling")
    page = jonas.get(reverse("admin:hiring_application_change", args=[row.pk])).content.decode()
    assert "Offer extended" in page
    assert "our ceiling" not in page
    event = ApplicationEvent.objects.get(verb="make_offer")
    assert (
        "our ceiling"
        not in jonas.get(reverse("admin:hiring_applicationevent_change", args=[event.pk])).content.decode()
    )


def test_coordinator_sees_no_offers(jonas: Client) -> None:
    factories.at_stage(Stage.OFFER)
    assert jonas.get(reverse("admin:hiring_offer_changelist")).status_code == 403
    sidebar = jonas.get(reverse("admin:index")).content.decode()
    assert reverse("admin:hiring_offer_changelist") not in sidebar
    assert reverse("admin:hiring_application_changelist") in sidebar


def test_candidate_is_entered_and_changed_by_the_verbs(jonas: Client) -> None:
    url = reverse("admin:hiring_candidate_add")
    entered = {"name": "Ada Kovacs", "email": "ada@example.com", "time_zone": "Europe/Budapest"}
    wrong = jonas.post(url, {**entered, "time_zone": "Budapest"})
    assert "is not an IANA time zone" in wrong.content.decode()
    assert not Candidate.objects.exists()
    assert jonas.post(url, entered).status_code == 302
    ada = Candidate.objects.get()
    change = reverse("admin:hiring_candidate_change", args=[ada.pk])
    form = jonas.get(change).context["adminform"].form
    same = {name: form[name].value() or "" for name in form.fields}
    management = {"applications-TOTAL_FORMS": "0", "applications-INITIAL_FORMS": "0"}
    assert jonas.post(change, {**same, **management, "location": "Budapest"}).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.time_zone, ada.location) == ("Ada Kovacs", "Europe/Budapest", "Budapest")
