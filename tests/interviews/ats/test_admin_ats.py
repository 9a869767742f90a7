"""interviews/admin/ats.py: connections and their keys, packages, orders with what was told of them."""

from typing import Any

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring.models import Candidate, Message
from hiring.stages import Round
from interviews.models import AssessmentPackage, AssessmentReport, AtsConnection
from tests import factories
from tests.factories import people
from tests.interviews.application_world import booked
from tests.interviews.ats.ats_world import Ats, concluded, connection, ordered, package, service, up_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Any) -> Any:
    client.force_login(factories.user("root", is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def mara(client: Any) -> Any:
    manager = people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    return client


def page(client: Any, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"admin:interviews_{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_key_of_a_new_connection_is_shown_once(root):
    given = {"vendor": "greenhouse", "slug": "acme", "name": "Acme", "acts_as": service().pk, "remote_url": ""}
    answer = root.post(reverse("admin:interviews_atsconnection_add"), given)
    made = AtsConnection.objects.get()
    body = answer.content.decode()
    assert made.api_key in body
    assert "https://twelve.example.com/ats/greenhouse/acme/send_test" in body
    assert "no-store" in answer["Cache-Control"]
    shown = page(root, "atsconnection_change", made.pk)
    assert made.api_key not in shown + page(root, "atsconnection_changelist")
    assert made.api_key[:8] + "…" in shown


def test_refusals_stand_beside_their_fields(root):
    given = {"vendor": "greenhouse", "slug": "acme", "name": "Acme", "acts_as": people().manager.pk}
    body = root.post(reverse("admin:interviews_atsconnection_add"), given).content.decode()
    assert "Select a valid choice" in body
    assert not AtsConnection.objects.exists()


def test_new_key_is_asked_for_and_shown_once(root):
    row = connection()
    there = reverse("admin:interviews_atsconnection_rotate", args=[row.pk])
    assert "opens for a day more" in root.get(there).content.decode()
    answer = root.post(there, {"go": "1"})
    old, row = row.api_key, AtsConnection.objects.get()
    assert (row.previous_api_key, row.api_key != old) == (old, True)
    assert row.api_key in answer.content.decode()
    assert old not in answer.content.decode()


def test_secrets_are_kept_when_they_are_left_empty_and_never_shown(root):
    row = connection(remote_key="their-key", webhook_secret="their-secret")
    there = reverse("admin:interviews_atsconnection_change", args=[row.pk])
    given = {"name": "Renamed", "acts_as": row.acts_as_id, "remote_url": "", "is_active": "on"}
    assert root.post(there, given).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.remote_key, row.webhook_secret) == ("Renamed", "their-key", "their-secret")
    root.post(there, given | {"webhook_secret": "another"})
    row.refresh_from_db()
    assert (row.webhook_secret, row.previous_webhook_secret) == ("another", "their-secret")
    shown = root.get(there).content.decode()
    assert not [secret for secret in ("their-key", "their-secret", "another") if f'"{secret}"' in shown]


@pytest.mark.parametrize(
    ("vendor", "addresses", "words"),
    [
        (
            "greenhouse",
            ["webhook", "list_tests", "send_test", "test_status", "response_error"],
            "leaves the webhook disabled",
        ),
        (
            "ashby",
            ["webhook", "assessment.list", "assessment.start", "assessment.cancel"],
            "the right to write candidates",
        ),
        ("lever", ["webhook"], "signature token"),
        ("workable", ["webhook"], "candidate_moved"),
        ("kombo", ["packages", "orders"], "callback_url"),
    ],
)
def test_page_of_a_connection_says_what_the_vendor_needs(mara, vendor, addresses, words):
    row = connection(vendor)
    shown = page(mara, "atsconnection_change", row.pk)
    start = f"https://twelve.example.com/ats/{vendor}/acme"
    for address in addresses:
        assert f">{start}/{address}</code>" in shown
    assert (f">{start}</code>" in shown) == (vendor in ("greenhouse", "ashby", "kombo"))
    assert words in " ".join(shown.split())
    assert 2 < shown.count("<strong>") < 8
    assert 'data-copy="address-1"' in shown
    assert "twelve/copy.js" in shown
    assert "Nothing has come yet." in shown
    assert "Waits for somebody" not in shown


def test_page_of_a_connection_tells_of_orders_and_offers_to_tell_again(mara):
    order = ordered(package(connection()))
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    AssessmentReport.objects.update(state="dead", answer="it answered 404: it is gone there")
    shown = page(mara, "atsconnection_change", order.connection_id)
    assert "it answered 404: it is gone there" in shown
    assert "Mira Okafor" in shown
    again = reverse("admin:interviews_assessmentorder_report_again", args=[order.pk])
    back = reverse("admin:interviews_atsconnection_change", args=[order.connection_id])
    assert f'href="{again}?back={back}"' in shown
    assert mara.post(f"{again}?back={back}", {"go": "1"}).headers["Location"] == back
    shown = page(mara, "atsconnection_change", order.connection_id)
    assert "it answered 404" not in shown, "another report took its place"


def test_page_of_a_connection_takes_the_same_queries_however_much_came(mara):
    first = ordered(package(connection()))
    there = reverse("admin:interviews_atsconnection_change", args=[first.connection_id])
    with CaptureQueriesContext(db) as few:
        mara.get(there)
    for number in range(4):
        ordered(first.package, url=f"https://app.greenhouse.io/integrations/testing_partners/take_home_tests/{number}")
    with CaptureQueriesContext(db) as many:
        mara.get(there)
    assert len(many) == len(few)


def test_nobody_reads_of_their_own_candidacy_on_the_page_of_a_connection(mara):
    order = ordered(package(connection()))
    Candidate.objects.update(employee=people().manager)
    shown = page(mara, "atsconnection_change", order.connection_id)
    assert "Mira Okafor" not in shown


def test_order_tells_whether_the_candidate_was_told(mara):
    order = ordered(package(connection()))
    letter = Message.objects.get(letter="assessment_ordered")
    shown = page(mara, "assessmentorder_change", order.pk)
    assert reverse("admin:hiring_message_change", args=[letter.pk]) in shown
    assert "Mira Okafor" in page_of(mara, reverse("admin:hiring_message_change", args=[letter.pk]))
    Message.objects.update(state="ambiguous", last_error="cut")
    today = page_of(mara, reverse("admin:index"))
    assert "Mira Okafor" in today
    assert "assessment ordered" in today
    Candidate.objects.update(employee=people().manager)
    assert "Mira Okafor" not in page_of(mara, reverse("admin:index"))
    assert "Mira Okafor" not in page_of(mara, reverse("admin:hiring_message_changelist"))


def page_of(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_hiring_manager_offers_packages_and_makes_no_keys(mara):
    row = connection()
    requisition = factories.requisition()
    given = {"connection": row.pk, "key": "all", "kind": "full_process", "name": "All", "requisition": requisition.pk}
    assert mara.post(reverse("admin:interviews_assessmentpackage_add"), given | {"is_active": "on"}).status_code == 302
    made = AssessmentPackage.objects.get()
    assert (made.key, made.kind, made.requisition) == ("all", "full_process", requisition)
    assert row.api_key not in page(mara, "atsconnection_change", row.pk)
    assert mara.get(reverse("admin:interviews_atsconnection_add")).status_code == 403
    answer = mara.post(reverse("admin:interviews_atsconnection_rotate", args=[row.pk]), {"go": "1"})
    assert answer.status_code in (302, 403)
    assert AtsConnection.objects.get().api_key == row.api_key


def test_order_is_shown_with_its_reports_and_told_again(mara):
    order = ordered(package(connection()))
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    Ats("/ats/greenhouse/acme/").post(
        "response_error",
        {"api_call": "test_status", "errors": ["nested metadata"], "partner_interview_id": str(order.public_id)},
    )
    shown = page(mara, "assessmentorder_change", order.pk)
    for words in ("67 of 100", "Recommendation: yes", "PATCH", "test_status: nested metadata", "/results/"):
        assert words in shown
    assert "Mira Okafor" in page(mara, "assessmentorder_changelist")
    there = reverse("admin:interviews_assessmentorder_report_again", args=[order.pk])
    assert mara.post(there, {"go": "1"}).status_code == 302
    assert [each.state for each in AssessmentReport.objects.order_by("pk")] == ["dead", "ready"]
    assert "told anew instead" in page(mara, "assessmentreport_changelist")


def test_findings_are_hidden_from_somebody_who_owes_a_card(mara):
    order = ordered(package(connection()))
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    booked(order.application, Round.LIVE_DEBUGGING, interviewers=[people().manager])
    shown = page(mara, "assessmentorder_change", order.pk) + page(mara, "assessmentorder_changelist")
    assert "67 of 100" not in shown
    assert "Recommendation" not in shown
    assert "/results/" not in shown
    assert "hidden until your own scorecards are in" in shown


def test_order_is_called_off_with_a_reason(mara):
    order = ordered(package(connection()))
    there = reverse("admin:interviews_assessmentorder_cancel", args=[order.pk])
    mara.post(there, {"go": "1", "reason": "The role is filled."})
    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == ("cancelled", "The role is filled.")
