"""interviews/ats/reporting.py: how a report goes out, and what becomes of it when it does not."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from hiring import engine
from hiring.outbox.outcome import Outcome, Result
from hiring.stages import Round
from interviews.ats import connections, reporting
from interviews.models import AssessmentOrder, AssessmentReport
from interviews.tasks import report_to_ats
from tests.factories import people
from tests.hiring.http_server import HttpServer
from tests.interviews.ats.ats_world import URL, Ats, ashby_order, concluded, connection, ordered, package, up_to
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Any) -> Iterator[HttpServer]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    server = HttpServer()
    yield server
    server.stop()


@pytest.fixture
def complete(server: HttpServer) -> AssessmentOrder:
    """A complete order, of which Greenhouse is to be told at the server."""
    order = ordered(package(connection(remote_url=server.url.removesuffix("/hook"))), url=server.url)
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    return order


def report() -> AssessmentReport:
    return AssessmentReport.objects.get()


def test_patch_goes_out_once_with_our_key_and_no_body(server, complete):
    assert reporting.send_due() == (1, 0)
    report_to_ats()
    [received] = server.received
    assert (received.method, received.path, received.body) == ("PATCH", "/hook", b"")
    assert received.headers["authorization"] == connections.basic(complete.connection.api_key)
    complete.refresh_from_db()
    assert (report().state, report().sent_at) == ("sent", complete.last_reported_at)


def test_command_follows_orders_and_reports_without_celery(server, complete):
    out = StringIO()
    call_command("ats_run", stdout=out)
    call_command("ats_run", stdout=out)
    assert out.getvalue().splitlines() == [
        "orders changed 0, reports sent 1, failed 0",
        "orders changed 0, reports sent 0, failed 0",
    ]


def test_failing_patch_is_tried_again_later(server, complete):
    server.answers = [500, 204]
    now = timezone.now()
    assert reporting.send_due(now=now) == (0, 1)
    waits = report().next_at - now
    assert timedelta(seconds=24) <= waits <= timedelta(seconds=36)
    assert (report().state, report().answer) == ("ready", "it answered 500")
    assert reporting.send_due(now=now + timedelta(seconds=20)) == (0, 0)
    assert reporting.send_due(now=now + timedelta(seconds=40)) == (1, 0)
    assert len(server.received) == 2


@pytest.mark.parametrize("status", [401, 404, 302])
def test_patch_that_never_will_be_taken_is_given_up(server, complete, status):
    server.answers = [status]
    reporting.send_due()
    assert report().state == "dead"
    assert str(status) in report().answer


def test_patch_is_given_up_after_three_days(server, complete):
    server.answers = [503]
    reporting.send_due(now=report().give_up_at - timedelta(seconds=1))
    assert report().state == "dead"


def test_other_sides_wish_to_be_left_alone_is_honoured(server, complete):
    server.answers = [(429, {"retry-after": "3600"}, b"")]
    now = timezone.now()
    reporting.send_due(now=now)
    assert report().next_at >= now + timedelta(hours=1)


def test_worker_that_died_loses_nothing_and_marks_nothing_late(server, complete):
    now = timezone.now()
    leased = reporting.lease(now=now)
    assert leased is not None
    assert reporting.lease(now=now + timedelta(seconds=59)) is None
    assert reporting.lease(now=now + timedelta(seconds=60)) is not None
    assert not reporting.mark(leased, Outcome(Result.ACCEPTED), now=now)
    assert report().state == "ready"


def test_reports_of_an_order_go_out_in_their_order(server, complete):
    reporting.write(complete, now=timezone.now() - timedelta(hours=1))
    first = reporting.lease(now=timezone.now())
    assert first is not None
    assert first.report_id == AssessmentReport.objects.order_by("pk")[0].pk
    assert reporting.lease(now=timezone.now()) is None


def test_nothing_goes_out_while_the_engine_is_on_hold(server, complete):
    engine.state()
    engine.hold(reason="Restored from a backup.", by=None)
    assert reporting.send_due() == (0, 0)
    assert server.received == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (URL, True),
        ("https://APP.Greenhouse.io:8443/x", True),
        ("https://greenhouse.io/x", False),
        ("https://app.greenhouse.io./x", False),
        ("https://[", False),
        ("https://app.greenhouse.io]/x", False),
        ("", False),
        ("http://app.greenhouse.io/x", False),
        ("https://greenhouse.io.example.com/x", False),
        ("https://evilgreenhouse.io/x", False),
        ("https://app.greenhouse.io@127.0.0.1/x", False),
        ("https://sandbox.example.com:8443/x", True),
        ("https://sandbox.example.com/x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_the_vendors_hosts_are_called(url, allowed):
    def ask() -> None:
        reporting.refuse_stranger(url, remote_url="https://sandbox.example.com:8443/any", hosts=("greenhouse.io",))

    if allowed:
        ask()
    else:
        with refuses("host_not_allowed"):
            ask()


def test_stranger_is_kept_with_the_order_but_never_called(server):
    order = ordered(package(connection()))
    AssessmentOrder.objects.update(callback_url=server.url)  # as one that was taken up while the remote URL was another
    order.refresh_from_db()
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    reporting.send_due()
    assert (order.callback_url, report().state, server.received) == (server.url, "dead", [])
    assert "not one of the vendor's addresses" in report().answer


def test_address_that_is_not_public_is_refused_even_of_the_right_name(server, settings, monkeypatch):
    settings.WEBHOOK_ALLOW_PRIVATE = False
    monkeypatch.setattr("hiring.outbox.addresses.resolve", lambda host, port: ["169.254.169.254"])
    order = ordered(package(connection()))
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    reporting.send_due()
    assert report().state == "dead"
    assert "169.254.169.254" in report().answer


def test_order_is_reported_again_by_those_who_may(server, complete):
    server.answers = [404, 200]
    reporting.send_due()
    with pytest.raises(PermissionDenied):
        reporting.report_again(complete, by=people().interviewer)
    reporting.report_again(complete, by=people().manager)
    assert reporting.send_due() == (1, 0)
    assert [each.state for each in AssessmentReport.objects.order_by("pk")] == ["dead", "sent"]


def test_open_order_has_nothing_to_report(server):
    order = ordered(package(connection()))
    with refuses("nothing_to_tell"):
        reporting.report_again(order, by=None)


def test_key_that_is_missing_is_said(server):
    offered = package(connection("ashby"))
    answer = Ats("/ats/ashby/acme/").post("assessment.start", ashby_order(offered))
    order = AssessmentOrder.objects.get(public_id=answer.json()["results"]["assessment_id"])
    Ats("/ats/ashby/acme/").post("assessment.cancel", {"assessment_id": str(order.public_id)})
    reporting.send_due()
    assert report().state == "dead"
    assert "key for us is missing" in report().answer
