"""The list of offers: what waits for whom, what is on its way, and no amount of any of it."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hiring import approvals, offers
from hiring.models import Message, User
from hiring.outbox import letters
from hiring.sweep import sweep
from interviews import offer_list
from tests.factories import candidate, people
from tests.hiring.offer_world import approver, senior_in_germany
from tests.interviews.offer_pages import client_of, decided, drafted, submitted, text_of

pytestmark = pytest.mark.django_db


def listed(user: User) -> tuple[list[str], list[str]]:
    """The candidates whose offers wait for the reader, and those that are on their way."""
    answer = client_of(user).get(reverse("offers"))
    assert answer.status_code == 200
    parts = answer.content.decode().split('id="others-title"')
    found = [re.findall(r'<a href="/applications/\d+/offer/">([^<]+)</a>', part) for part in (*parts, "")]
    return found[0], found[1]


def test_approver_sees_the_offers_that_wait_for_them_and_no_others():
    nora = approver("nora")
    on = senior_in_germany()
    submitted(decided(on=on), nora)
    drafted(decided(on=on, of=candidate("Bela Toth")))
    assert listed(nora) == (["Ada Kovacs"], [])
    assert "On their way" not in client_of(nora).get(reverse("offers")).content.decode()


def test_answered_offer_leaves_the_list_of_its_approver():
    nora = approver("nora")
    application = submitted(decided(), nora)
    approvals.approve(application.offers.get(), by=nora)
    assert listed(nora) == ([], [])
    assert listed(people().manager) == (["Ada Kovacs"], [])


def test_manager_sees_own_drafts_first_then_all_that_are_on_their_way():
    on = senior_in_germany()
    drafted(decided(on=on))
    extended = decided(on=on, of=candidate("Bela Toth"))
    draft = drafted(extended)
    approvals.submit(draft, by=people().manager)
    offers.extend(draft, by=people().manager)
    submitted(decided(on=on, of=candidate("Cem Kaya")), approver("nora"))
    assert listed(people().manager) == (["Ada Kovacs"], ["Cem Kaya", "Bela Toth"])
    told = text_of(client_of(people().manager).get(reverse("offers")).content.decode())
    assert "Nora to approve" in told
    assert "Bela Toth to answer" in told


def test_what_we_have_to_do_is_due_when_the_offer_was_promised():
    application, manager = decided(), people().manager
    drafted(application)
    line = offer_list.lines_for(manager, now=timezone.now()).mine[0]
    assert line.due_at == application.deadlines.get(kind="promise").due_at


def test_decided_candidates_without_an_offer_wait_for_those_who_prepare_offers():
    on, manager = senior_in_germany(), people().manager
    decided(on=on)
    declined = decided(on=on, of=candidate("Bela Toth"))
    approvals.submit(drafted(declined), by=manager)
    offers.extend(declined.offers.get(), by=manager)
    offers.decline(declined, reason="Too low.", by=manager)
    assert set(listed(manager)[0]) == {"Ada Kovacs", "Bela Toth"}
    told = text_of(client_of(manager).get(reverse("offers")).content.decode())
    assert "no version yet Mara to prepare the offer" in told
    assert listed(approver("nora")) == ([], [])


def test_start_page_of_an_approver_says_that_an_offer_waits():
    nora = approver("nora")
    application = submitted(decided(), nora)
    assert "An offer waits for your approval" in client_of(nora).get(reverse("my_interviews")).content.decode()
    approvals.approve(application.offers.get(), by=nora)
    assert "An offer waits" not in client_of(nora).get(reverse("my_interviews")).content.decode()


def test_offer_that_ended_is_on_no_list():
    application = decided()
    draft = drafted(application)
    approvals.submit(draft, by=people().manager)
    offers.extend(draft, by=people().manager)
    offers.accept(application, by=people().manager)
    assert listed(people().manager) == ([], [])


def test_list_names_no_amount():
    application = submitted(decided(), approver("nora"))
    html = client_of(people().manager).get(reverse("offers")).content.decode()
    assert not re.search(r"150.?000|120.?000", html)
    assert not application.offers.get().reads.exists()


def test_nobody_lists_the_offer_to_themselves():
    manager = people().manager
    drafted(decided())
    own = decided(on=senior_in_germany(), of=candidate("Mara Twin", employee=manager))
    drafted(own)
    assert listed(manager) == (["Ada Kovacs"], [])


@pytest.mark.parametrize("who", ["coordinator", "interviewer"])
def test_list_is_neither_open_nor_linked_to_those_who_see_no_pay(who: str):
    user = getattr(people(), who)
    assert client_of(user).get(reverse("offers")).status_code == 403
    assert reverse("offers") not in client_of(user).get(reverse("my_interviews")).content.decode()
    assert reverse("offers") in client_of(people().manager).get(reverse("my_interviews")).content.decode()
    assert reverse("offers") in client_of(approver("nora")).get(reverse("my_interviews")).content.decode()


def test_list_asks_for_a_log_in():
    assert Client().get(reverse("offers"))["Location"].startswith(reverse("login"))


def test_list_asks_as_much_with_one_offer_as_with_three():
    nora, on = approver("nora"), senior_in_germany()
    application = submitted(decided(on=on), nora)
    client = client_of(people().manager)

    def queries() -> int:
        client.get(reverse("offers"))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("offers")).status_code == 200
        return len(caught)

    with_one = queries()
    for name in ("Bela Toth", "Cem Kaya"):
        approvals.submit(drafted(decided(on=on, of=candidate(name))), by=people().manager)
    assert application.offers.get().state == "in_approval"
    assert queries() == with_one
    assert with_one <= 12


def test_reminder_of_an_approval_leads_to_the_offer():
    nora = approver("nora")
    application = submitted(decided(), nora)
    sweep(by="test", now=timezone.now() + timedelta(hours=30))
    address = reverse("offer", args=[application.pk])
    assert f'<a href="{address}">' in client_of(nora).get(reverse("inbox")).content.decode()
    message = Message.objects.filter(recipient=nora, channel="email").order_by("pk").first()
    assert message
    read = letters.reread_all([message], reader=nora, now=timezone.now())[message.pk]
    assert [line.url for line in read.lines if line.deadline.kind == "offer_approval"] == [
        f"{settings.SITE_URL}{address}"
    ]
