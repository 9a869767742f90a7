"""An event is announced once, whichever door its verb came through, and not at all where the verb was refused."""

from collections.abc import Callable

import pytest
from django.test import Client

from hiring import endpoints
from hiring.models import Application, Message, User
from hiring.stages import Stage
from interviews.ats.inbound import processing
from tests.factories import at_stage, hour, people
from tests.hiring.api_world import API, caller, post
from tests.interviews.ats.inbound_world import account, greenhouse, send

pytestmark = pytest.mark.django_db

REASON = {"reason": "Family matters."}


@pytest.fixture
def mara() -> User:
    mara = people().manager
    mara.is_staff = mara.is_superuser = True
    mara.save()
    return mara


@pytest.fixture
def application(mara) -> Application:
    application = at_stage(Stage.SCREENING)
    Application.objects.filter(pk=application.pk).update(source_system="acme", external_id="990022")
    endpoints.register(url="https://hooks.example.com/", events=(), by=None, now=hour(0))
    return application


def page(application: Application, mara: User) -> None:
    client = Client()
    client.force_login(mara)
    for _turn in range(2):  # as a double click sends it
        client.post(f"/applications/{application.pk}/reject/", REASON)


def admin_page(application: Application, mara: User) -> None:
    client = Client()
    client.force_login(mara)
    for _turn in range(2):
        client.post(f"/admin/hiring/application/{application.pk}/reject/", {**REASON, "go": "1"})


def admin_list(application: Application, mara: User) -> None:
    client = Client()
    client.force_login(mara)
    body = {"action": "reject", "_selected_action": [application.pk], "go": "1", **REASON}
    for _turn in range(2):
        client.post("/admin/hiring/application/", body)


def api(application: Application, mara: User) -> None:
    client = caller(mara)
    post(client, f"applications/{application.pk}/reject", REASON)
    post(client, f"applications/{application.pk}/reject", REASON, expect=409)


def api_that_is_sent_again(application: Application, mara: User) -> None:
    client = caller(mara)
    for _turn in range(3):
        answer = client.post(f"{API}/applications/{application.pk}/reject/", REASON, headers={"Idempotency-Key": "k"})
        assert answer.status_code == 200


def ats(application: Application, mara: User) -> None:
    account()
    for event_id in ("one", "one", "two"):
        send(greenhouse("reject_candidate"), event_id=event_id)
        processing.process_due()


@pytest.mark.parametrize("door", [page, admin_page, admin_list, api, api_that_is_sent_again, ats])
def test_rejection_is_announced_once(application, mara, door: Callable[[Application, User], None]):
    door(application, mara)
    application.refresh_from_db()
    assert application.stage == "rejected"
    message = Message.objects.get(channel="webhook")
    line = application.history.get(verb="reject")
    assert message.payload["type"] == "application.rejected"
    assert message.payload["data"] == {
        "version": 1,
        "application_id": application.pk,
        "external_id": application.external_id,
        "source_system": "acme",
        "requisition_id": application.requisition_id,
        "event_id": line.pk,
        "from_stage": "screening",
    }
