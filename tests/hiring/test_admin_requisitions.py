"""Requisitions in the admin: facts, panel and checklist in one form, what keeps one from opening, how it stands."""

from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring import pipeline
from hiring.models import ChecklistPoint, Requisition, RoleScope, WorkCalendar
from hiring.stages import Round
from tests import factories
from tests.factories import hour

LIST = "admin:hiring_requisition_changelist"
ADD = "admin:hiring_requisition_add"

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara(client: Client) -> Client:
    manager = factories.people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    return client


def _entered(**changes: Any) -> dict[str, Any]:
    team = factories.people()
    facts = {
        "title": "GPU engineer",
        "scope": RoleScope.objects.get(slug="ai_infrastructure").pk,
        "headcount": 1,
        "hiring_manager": team.manager.pk,
        "coordinator": team.coordinator.pk,
        "clock_starts_on": "opened",
        "time_zone": "Europe/Berlin",
        "panel_screening": [team.interviewer.pk, team.second.pk],
        "answer_scope": "Multi-node training.",
        "waive_onboarding": "The team is new as well.",
    }
    return facts | changes


def _change(row: Requisition) -> str:
    return reverse("admin:hiring_requisition_change", args=[row.pk])


def test_form_asks_all_ten_points_from_the_beginning(mara: Client) -> None:
    text = mara.get(reverse(ADD)).content.decode()
    for point in ChecklistPoint.objects.filter(retired_at=None):
        assert f'name="answer_{point.slug}"' in text
        assert point.title in text
    assert ChecklistPoint.objects.filter(retired_at=None).count() == 10


def test_draft_is_written_with_panel_and_answers(mara: Client) -> None:
    assert mara.post(reverse(ADD), _entered()).status_code == 302
    row = Requisition.objects.get()
    seats = [(seat.user.username, seat.round) for seat in row.panel.select_related("user")]
    assert sorted(seats) == [("priya", "screening"), ("tomas", "screening")]
    answers = {one.point.slug: (one.answer, one.waived, one.waive_reason) for one in row.checklist_answers.all()}
    assert answers == {
        "scope": ("Multi-node training.", False, ""),
        "onboarding": ("", True, "The team is new as well."),
    }


def test_draft_keeps_a_calendar_that_is_in_use(mara: Client) -> None:
    japan, retired = (WorkCalendar.objects.get(slug=slug) for slug in ("japan", "france"))
    retired.retired_at = factories.START
    retired.save()
    page = mara.post(reverse(ADD), _entered(calendar=retired.pk))
    assert "calendar" in page.context["adminform"].form.errors
    assert mara.post(reverse(ADD), _entered(calendar=japan.pk)).status_code == 302
    assert Requisition.objects.get().calendar == japan


def test_refused_draft_leaves_nothing(mara: Client) -> None:
    page = mara.post(reverse(ADD), _entered(time_zone="Berlin"))
    assert page.status_code == 200
    (error,) = page.context["adminform"].form.errors["time_zone"].as_data()
    assert error.code == "unknown_time_zone"
    assert not Requisition.objects.exists()


def test_page_names_what_keeps_it_from_opening(mara: Client) -> None:
    mara.post(reverse(ADD), _entered())
    row = Requisition.objects.get()
    text = mara.get(_change(row)).content.decode()
    assert "What keeps it from opening" in text
    assert "Nobody is on the panel for Take-home." in text
    assert "“Document the GPU fleet”, is neither answered nor waived" in text
    assert "“Define the scope”, is neither" not in text


def test_opening_too_early_is_refused_with_every_reason(mara: Client) -> None:
    row = factories.draft(level=None)
    row.panel.filter(round=Round.SCREENING).delete()
    page = mara.post(reverse("admin:hiring_requisition_open_requisition", args=[row.pk]), {"go": "1"})
    text = page.content.decode()
    assert "Choose the level: the band depends on it." in text
    assert "Nobody is on the panel for Screening." in text
    row.refresh_from_db()
    assert row.status == "draft"


def test_opening_then_closing(mara: Client) -> None:
    row = factories.draft()
    mara.post(reverse("admin:hiring_requisition_open_requisition", args=[row.pk]), {"go": "1"})
    row.refresh_from_db()
    assert row.status == "open"
    form = mara.get(_change(row)).context["adminform"].form
    assert "level" not in form.fields, "settled when it opened"
    assert "title" in form.fields
    made = factories.application(on=row)
    chosen = {"action": "close_requisition", "_selected_action": [row.pk], "go": "1"}
    refused = mara.post(reverse(LIST), chosen)
    assert "1 open application(s) still run" in refused.content.decode()
    pipeline.reject(made, by=None, reason="No.", now=hour(1))
    done = mara.post(reverse(LIST), chosen)
    assert [str(message) for message in get_messages(done.wsgi_request)] == ["Closed: AI infrastructure engineer."]
    page = mara.get(_change(row))
    assert page.status_code == 200
    assert "Settled." in page.content.decode(), "the answers stay readable"
    assert mara.post(_change(row), _entered()).status_code == 403


def test_answers_of_an_open_requisition_may_still_change(mara: Client) -> None:
    row = factories.requisition()
    form = mara.get(_change(row)).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value is not None}
    assert {"hiring_manager", "coordinator"} < values.keys(), "somebody else may take over"
    values |= {"approval_steps-TOTAL_FORMS": 0, "approval_steps-INITIAL_FORMS": 0}
    response = mara.post(_change(row), {**values, "answer_gpu_fleet": "512 H100.", "title": "Senior engineer"})
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.title == "Senior engineer"
    assert row.checklist_answers.get(point__slug="gpu_fleet").answer == "512 H100."
    assert row.panel.count() == 8, "a panel that was not touched stays"


def test_list_counts_by_standing_in_as_many_queries_for_many(mara: Client) -> None:
    asked = []
    with time_machine.travel(hour(50), tick=False):
        for titles in (["One"], [f"Further {number}" for number in range(9)]):
            for title in titles:
                row = factories.requisition(title=title)
                factories.application(on=row, of=factories.candidate("Late"))
                factories.application(on=row, of=factories.candidate("Fresh"), started_at=hour(45))
            mara.get(reverse(LIST))
            with CaptureQueriesContext(connection) as queries:
                page = mara.get(reverse(LIST))
            asked.append(len(queries))
    assert asked[0] == asked[1]
    text = page.content.decode()
    assert text.count("1 late") == 10
    assert text.count("1 in time") == 10
