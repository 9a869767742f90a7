"""interviews/ats/kombo.py: packages, orders and the neutral result."""

from typing import Any

import pytest

from hiring.stages import Round
from interviews.models import AssessmentOrder, AssessmentReport
from tests.interviews.ats.ats_world import KEY, Ats, concluded, connection, package, up_to

pytestmark = pytest.mark.django_db

START = "/ats/kombo/acme/"
ORDER: dict[str, Any] = {
    "id": "order/1",
    "package_id": "aih-r2",
    "candidate": {
        "remote_id": "c1",
        "first_name": "Mira",
        "last_name": "Okafor",
        "email": "mira.okafor@example.com",
        "phone": None,
    },
    "application": {"remote_id": "a1"},
    "job": {"remote_id": "j1", "name": "AI infrastructure engineer"},
}


def ats() -> Ats:
    return Ats(START, authorization=f"Bearer {KEY}")


def test_packages_are_listed():
    package(connection("kombo"))
    kinds = ats().get("packages").json()["packages"]
    assert kinds == [{"id": "aih-r2", "type": "SKILLS_TEST", "name": "Package aih-r2", "description": ""}]


@pytest.mark.parametrize("body", [ORDER, {"type": "assessment:order-received", "data": ORDER}])
def test_order_is_taken_once_by_itself_or_within_data(body):
    package(connection("kombo"))
    first, again = ats().post("orders", body), ats().post("orders", body)
    assert (first.status_code, first.json()) == (200, again.json())
    order = AssessmentOrder.objects.get()
    assert first.json() == {"order_id": str(order.public_id), "id": "order/1", "status": "OPEN"}
    assert (order.candidate_ref, order.application_ref, order.job_ref) == ("c1", "a1", "j1")
    assert "candidate" not in str(order.ordered)


def test_order_that_comes_again_is_recognised_though_its_package_is_gone():
    package(connection("kombo"))
    first, again = ats().post("orders", ORDER), ats().post("orders", {**ORDER, "package_id": "gone"})
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())


def test_order_with_an_address_of_somebody_else_is_refused():
    package(connection("kombo", remote_url="https://ats.example.com/api"))
    refused = ats().post("orders", {**ORDER, "callback_url": "https://evil.example.com/x"})
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (422, ["callback_url"])
    assert not AssessmentOrder.objects.exists()
    taken = ats().post("orders", {**ORDER, "callback_url": "https://ats.example.com/results/1"})
    assert taken.status_code == 200
    assert ats().post("orders", {**ORDER, "id": "order/2", "callback_url": None}).status_code == 200


def test_result_is_put_when_it_is_complete():
    package(connection("kombo", remote_key="secret"))
    ats().post("orders", ORDER)
    order = AssessmentOrder.objects.get()
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    report = AssessmentReport.objects.get()
    assert (report.method, report.url) == (
        "PUT",
        "https://api.kombo.dev/v1/assessment/orders/order%2F1/result",
    )
    assert report.body is not None
    assert (report.body["status"], report.body["score"], report.body["max_score"]) == ("COMPLETED", 67.0, 100.0)
    assert {"type": "TEXT", "label": "Recommendation", "value": "yes"} in report.body["attributes"]
    assert report.body["completed_at"].endswith("Z")
    assert ats().get(f"orders/{order.public_id}").json() == report.body


def test_cancelled_order_is_told_and_stays_cancelled():
    package(connection("kombo"))
    ats().post("orders", ORDER)
    order = AssessmentOrder.objects.get()
    for _time in range(2):
        answer = ats().post(f"orders/{order.public_id}/cancel", {})
        assert (answer.status_code, answer.json()["status"]) == (200, "CANCELLED")
    assert AssessmentReport.objects.count() == 1


def test_unknown_order_and_package_are_404():
    package(connection("kombo"))
    assert ats().get("orders/nope").status_code == 404
    assert ats().post("orders/nope/cancel", {}).status_code == 404
    assert ats().post("orders", ORDER | {"package_id": "nope"}).status_code == 404
