"""“Plan anew under another policy” in the admin: what would change is seen first, then confirmed with a reason."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hiring.models import Application, SlaPolicy
from hiring.stages import Stage
from tests import factories
from tests.factories import START, at_stage, hour, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _thirty_hours_in():
    with time_machine.travel(hour(30), tick=False):
        yield


@pytest.fixture
def jonas(client: Client) -> Client:
    return _entering(client, "coordinator")


def _entering(client: Client, role: str) -> Client:
    person = getattr(people(), role)
    person.is_staff = True
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def application() -> Application:
    return at_stage(Stage.TAKE_HOME)


@pytest.fixture
def stricter(application: Application) -> SlaPolicy:
    budgets = {"take_home_sent": [0, 24], "take_home_returned": [24, 100]}
    figures = {**application.policy.figures, "promise_hours": 240, "budgets": budgets}
    return SlaPolicy.objects.create(version=2, figures=figures, ladder=application.policy.ladder, created_at=START)


def address(application: Application) -> str:
    return reverse("admin:hiring_application_plan_anew", args=[application.pk])


def test_page_of_an_application_leads_there(jonas: Client, application: Application) -> None:
    page = jonas.get(reverse("admin:hiring_application_change", args=[application.pk])).content.decode()
    assert f'href="{address(application)}"' in page
    assert "Policy 1" in page


def test_without_another_version_there_is_nothing_to_choose(jonas: Client, application: Application) -> None:
    page = jonas.get(address(application)).content.decode()
    assert "There is no other version." in page
    assert "Show what would change" not in page


def test_preview_shows_what_would_change_and_changes_nothing(
    jonas: Client, application: Application, stricter: SlaPolicy
) -> None:
    assert "What happens" not in jonas.get(address(application)).content.decode()
    page = jonas.get(address(application), {"policy": stricter.pk})
    text = " ".join(page.content.decode().split())
    assert "From Policy 1 to Policy 2" in text
    assert "← earlier <strong>(late already)</strong>" in text  # the take-home was to be sent in a day
    assert "✕ not due any more" in text
    application.refresh_from_db()
    assert application.policy.version == 1
    assert application.deadlines.get(kind="promise").due_at == hour(288)


def test_confirming_plans_anew(jonas: Client, application: Application, stricter: SlaPolicy) -> None:
    answer = jonas.post(address(application), {"policy": stricter.pk, "reason": "The role became urgent."}, follow=True)
    assert "is planned anew under Policy 2." in answer.content.decode()
    application.refresh_from_db()
    assert application.policy == stricter
    assert application.deadlines.get(kind="promise").due_at == hour(240)
    line = application.history.order_by("pk").last()
    assert (line.verb, line.by, line.reason) == ("change_policy", people().coordinator, "The role became urgent.")


def test_a_reason_is_needed(jonas: Client, application: Application, stricter: SlaPolicy) -> None:
    page = jonas.post(address(application), {"policy": stricter.pk, "reason": ""})
    assert "This field is required." in page.content.decode()
    assert "From Policy 1 to Policy 2" in page.content.decode(), "the preview stays"
    application.refresh_from_db()
    assert application.policy.version == 1


def test_a_closed_application_says_why_not(jonas: Client, application: Application, stricter: SlaPolicy) -> None:
    closed = at_stage(Stage.REJECTED, on=application.requisition, of=factories.candidate("Ben Okri"))
    Application.objects.filter(pk=closed.pk).update(policy=application.policy)
    page = jonas.post(address(closed), {"policy": stricter.pk, "reason": "Urgent."})
    assert "a closed application cannot move" in page.content.decode()


def test_only_who_moves_applications_gets_there(client: Client, application: Application, stricter: SlaPolicy) -> None:
    entering = _entering(client, "interviewer")
    assert entering.get(address(application)).status_code == 403
    assert entering.post(address(application), {"policy": stricter.pk, "reason": "x"}).status_code == 403
    assert _entering(client, "coordinator").get(address(application)).status_code == 200


def test_one_s_own_candidacy_is_not_there(jonas: Client, application: Application) -> None:
    application.candidate.employee = people().coordinator
    application.candidate.save()
    assert jonas.get(address(application)).status_code == 404
