"""What the demo tells."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from benchmarks import conversion, percentiles
from hiring import rebuilding
from hiring.models import (
    Application,
    Deadline,
    Expectation,
    Message,
    Offer,
    OfferApproval,
    Requisition,
    WebhookEndpoint,
)
from hiring.standing import clock_face
from interviews import demo
from interviews.ats import reporting
from interviews.models import AssessmentOrder, AssessmentReport, AtsConnection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]

NOW = datetime(2026, 9, 16, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, told once for all tests of this file: each of them takes back only its own part."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.tell(now=NOW)
        yield
        transaction.set_rollback(True)


def test_the_demo_shows_every_stage_and_every_standing():
    assert (Application.objects.count(), Requisition.objects.filter(status="open").count()) == (17, 2)
    assert set(Application.objects.values_list("stage", flat=True)) == {
        "applied",
        "screening",
        "take_home",
        "live_debugging",
        "scale_architecture",
        "decision",
        "offer",
        "hired",
        "rejected",
        "withdrawn",
    }
    rows = Application.objects.with_people().with_next_deadline()
    standings = Counter(clock_face(row, now=NOW).standing for row in rows)
    assert set(standings) >= {"in_time", "at_risk", "breached", "paused", "closed"}
    assert standings["closed"] == 3


def test_the_demo_has_an_offer_in_approval_one_that_waits_and_one_accepted():
    shown = Offer.objects.order_by("application__candidate__name")
    assert list(shown.values_list("application__candidate__name", "state", "is_out_of_band")) == [
        ("Ethan Brooks", "extended", False),
        ("Sofia Rossi", "accepted", False),
        ("Zeynep Arslan", "in_approval", True),
    ]
    exception = OfferApproval.objects.get(offer__state="in_approval", completed_at=None)
    assert exception.opened_at is not None
    assert [seat.user.username for seat in exception.seats.all()] == ["henrik"]
    asked = Deadline.objects.get(kind="offer_approval", state="open")
    assert (asked.owner.username, asked.application.candidate.name) == ("henrik", "Zeynep Arslan")
    assert Deadline.objects.get(kind="offer_answer", state="open").due_at > NOW


def test_the_demo_has_a_candidate_to_offer_to_with_what_three_of_them_want():
    waiting = Application.objects.get(stage="decision", offers=None, decision__outcome="hire")
    assert waiting.candidate.name == "Elif Demir"
    said = Expectation.objects.order_by("pk").values_list("application__candidate__name", "kind", "currency")
    assert list(said) == [
        ("Ethan Brooks", "target", "USD"),
        ("Zeynep Arslan", "competing", "USD"),
        ("Zeynep Arslan", "floor", "EUR"),
        ("Elif Demir", "target", "EUR"),
        ("Elif Demir", "floor", "EUR"),
    ]


def test_the_demo_knows_a_survey_with_a_thin_cell_and_says_that_its_rates_are_made_up():
    (senior,) = percentiles.market("senior", "germany", on=NOW.date())
    assert (senior.is_sufficient, senior.effective_on.isoformat()) == (True, "2026-02-28")
    (head,) = percentiles.market("head_vp", "germany", on=NOW.date())
    assert (head.is_sufficient, head.p50) == (False, None)
    rate = conversion.convert(Decimal(100), "EUR", "USD", on=NOW.date())
    assert (rate.amount, rate.source) == (Decimal(116), "made up for the demo")


def test_the_clocks_of_the_demo_are_what_their_events_say():
    assert list(rebuilding.differences()) == []


def test_the_demo_is_connected_to_an_ats_that_is_nowhere():
    connection = AtsConnection.objects.get()
    assert (connection.vendor, connection.remote_url, connection.acts_as.is_service) == (
        "greenhouse", "http://127.0.0.1:9", True,
    )  # fmt: skip
    assert list(connection.events.order_by("received_at").values_list("action", "state")) == [
        ("candidate_stage_change", "ignored"),
        ("update_candidate", "processed"),
        ("new_candidate_application", "waiting"),
        ("new_candidate_application", "failed"),
    ]
    assert [(str(row), row.is_ignored) for row in connection.mappings.filter(requisition=None, stage_id="")] == [
        ("ML Platform Engineer", False)
    ]
    [order] = connection.orders.all()
    assert (order.state, order.application.candidate.name) == ("completed", "Hana Kobayashi")
    assert order.score is not None
    assert (
        order.ordered_at < order.started_at + timedelta(seconds=1) < order.completed_at < order.last_reported_at < NOW
    )


def test_nothing_of_the_demo_is_on_its_way_to_another_system(settings):
    settings.EMAIL_BACKEND = "hiring.outbox.mailbox.MailboxBackend"
    assert [report.state for report in AssessmentReport.objects.all()] == ["sent"]
    assert [endpoint.is_active for endpoint in WebhookEndpoint.objects.all()] == [False]
    assert not Message.objects.filter(recipient=None).exists(), "neither to a system nor to a candidate"
    order = AssessmentOrder.objects.get()
    reporting.report_again(order, by=None, now=NOW)
    leased = reporting.lease(now=NOW)
    assert reporting.send(leased, now=NOW).result == "refused", "this machine is not called without leave either"
