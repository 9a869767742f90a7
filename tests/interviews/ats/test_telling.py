"""What a candidate is told of an ordered assessment: once, unless the package says no, never somebody erased."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hiring import erasing, pipeline
from hiring.models import MailboxMail, Message
from hiring.outbox import delivery, retrying, settling
from hiring.outbox.outcome import Outcome, Result
from hiring.stages import Round
from interviews.ats import orders, packages
from interviews.models import AssessmentOrder
from tests.factories import people
from tests.interviews.ats.ats_world import concluded, connection, ordered, package, up_to

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _mailbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = "hiring.outbox.mailbox.MailboxBackend"


@pytest.fixture
def order() -> AssessmentOrder:
    return ordered(package(connection()))


def letter() -> Message:
    return Message.objects.get(letter="assessment_ordered")


def send(*, later: timedelta = timedelta()) -> list[delivery.Marked]:
    now = timezone.now() + later
    return [delivery.mark(each, delivery.send(each, now=now), now=now) for each in delivery.lease(now=now)]


def test_a_candidate_is_told_once_what_happens_next(order):
    ordered(order.package)
    assert send()
    [mail] = MailboxMail.objects.all()
    assert mail.recipients == ["mira.okafor@example.com"]
    assert mail.subject == f"Your assessment for {order.package.requisition.title}"
    coordinator = people().coordinator
    for text in (mail.text, mail.html):
        assert "Mira Okafor" in text
        assert "Take-Home: AI Infrastructure Design (4 to 6 hours)" in text
        assert f"{coordinator} looks after your application" in text
        assert coordinator.email in text
    message = letter()
    assert (message.state, message.recipient, message.candidate) == ("sent", None, order.application.candidate)
    assert str(message) == "assessment_ordered to Mira Okafor (sent)"
    assert "Mira" not in str(message.payload)


def test_the_company_is_named_where_it_is_known(order, settings):
    settings.COMPANY_NAME = "Example Robotics"
    send()
    [mail] = MailboxMail.objects.all()
    for text in (mail.subject, mail.text, mail.html):
        assert "at Example Robotics" in text


def test_the_answer_goes_to_the_coordinator(order, settings, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send()
    [mail] = mailoutbox
    assert (mail.to, mail.reply_to) == (["mira.okafor@example.com"], [people().coordinator.email])
    coordinator = people().coordinator
    coordinator.is_active = False
    coordinator.save()
    Message.objects.update(state="ready")
    send(later=2 * MINUTE)
    assert mailoutbox[1].reply_to == [people().manager.email]
    assert mailoutbox[1].extra_headers["Message-ID"] == mail.extra_headers["Message-ID"]


def test_the_whole_process_names_the_rounds_that_are_still_to_come():
    order = ordered(package(connection(), "full_process"))
    up_to(order, Round.TAKE_HOME)
    Message.objects.exclude(letter="assessment_ordered").delete()
    send()
    [mail] = MailboxMail.objects.all()
    assert "It has 3 parts" in mail.text
    assert "Live GPU Debugging Session (60 minutes)" in mail.text
    assert "GPU Infrastructure Screening" not in mail.text


def test_a_package_can_be_silent():
    here = connection()
    silent = packages.change(package(here), {"tells_candidate": False}, by=None)
    ordered(silent)
    assert not Message.objects.exists()


def test_an_order_that_is_over_before_it_is_told_is_not_told(order):
    orders.cancel(order, reason="The role is filled.", by=None)
    send()
    assert (letter().state, MailboxMail.objects.count()) == ("dropped", 0)


def test_nothing_is_told_of_an_application_that_ended(order):
    pipeline.withdraw(order.application, by=people().coordinator, reason="Moved away.")
    send()
    assert letter().state == "dropped"


def test_an_order_that_is_complete_at_once_is_not_told(order):
    up_to(order, Round.TAKE_HOME)
    concluded(order, Round.TAKE_HOME)
    Message.objects.all().delete()
    again = ordered(order.package, url="https://app.greenhouse.io/integrations/testing_partners/take_home_tests/9")
    assert again.state == "completed"
    assert not Message.objects.filter(letter="assessment_ordered").exists()


def test_the_erased_are_told_nothing_and_no_copy_stays(order):
    candidate = order.application.candidate
    send()
    Message.objects.update(last_error=f"550 no such mailbox: {candidate.email}")
    erasing.erase(candidate, by=None, reason="Asked us to.")
    assert not MailboxMail.objects.exists()
    message = letter()
    assert "mira" not in f"{message.last_error} {message.candidate} {message.payload}".lower()
    Message.objects.update(state="ready")
    send(later=2 * MINUTE)
    assert (letter().state, MailboxMail.objects.count()) == ("dropped", 0)


def test_a_worker_that_dies_before_it_hands_over_loses_nothing(order):
    now = timezone.now()
    [dead] = delivery.lease(now=now)
    assert send() == []
    assert send(later=2 * MINUTE)
    assert (letter().state, MailboxMail.objects.count()) == ("sent", 1)
    assert not delivery.mark(dead, Outcome(Result.ACCEPTED), now=now + 3 * MINUTE)


def test_a_worker_that_dies_while_it_hands_over_leaves_it_to_people(order):
    now = timezone.now()
    [dead] = delivery.lease(now=now)
    delivery.send(dead, now=now)  # and it dies before it writes down how that ended
    assert MailboxMail.objects.count() == 1
    assert send(later=2 * MINUTE)
    message = letter()
    assert (message.state, MailboxMail.objects.count()) == ("ambiguous", 1)
    assert [one.pk for one in settling.unsettled()] == [message.pk]
    retrying.retry(message, by=people().coordinator)
    send(later=3 * MINUTE)
    assert letter().state == "sent"
    assert MailboxMail.objects.count() == 1, "the same Message-ID is the same mail"


def test_a_slow_worker_does_not_send_what_another_has_taken_over(order):
    now = timezone.now()
    [slow] = delivery.lease(now=now)
    [other] = delivery.lease(now=now + 2 * MINUTE)
    assert delivery.send(slow, now=now + 2 * MINUTE).result == Result.LATER
    assert not MailboxMail.objects.exists()
    assert delivery.mark(other, delivery.send(other, now=now + 2 * MINUTE), now=now + 2 * MINUTE)
    assert MailboxMail.objects.count() == 1


def test_what_the_server_did_not_take_is_tried_again(order, monkeypatch):
    def unreachable(*_given: object, **_more: object) -> None:
        raise OSError("no route")

    monkeypatch.setattr("hiring.outbox.mailbox.MailboxBackend.open", unreachable, raising=False)
    send()
    message = letter()
    assert (message.state, message.handing_over_since) == ("ready", None)
    monkeypatch.undo()
    Message.objects.update(next_at=timezone.now())
    send()
    assert (letter().state, MailboxMail.objects.count()) == ("sent", 1)


def test_nobody_is_written_to_whose_address_was_removed(order):
    candidate = order.application.candidate
    candidate.email = erasing.nobodys_address(candidate)
    candidate.save()
    assert send()
    assert letter().state == "dropped"
    assert not MailboxMail.objects.exists()
