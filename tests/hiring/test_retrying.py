"""A message that got stuck is tried again under its old key."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from hiring.models import Message, Reminder
from hiring.outbox import delivery, retrying, settling
from hiring.outbox.outcome import Outcome, Result
from hiring.sweep import sweep
from tests import factories
from tests.factories import hour
from tests.hiring.mails import queue_mails

pytestmark = pytest.mark.django_db


def _ended(result: Result) -> Message:
    """The message about a deadline at risk, after an attempt that ended so."""
    factories.application()
    queue_mails(now=hour(37))
    (leased,) = delivery.lease(now=hour(37))
    delivery.mark(leased, Outcome(result, "the server said so"), now=hour(37))
    return Message.objects.get()


@pytest.mark.parametrize(("result", "state"), [(Result.REFUSED, "dead"), (Result.AMBIGUOUS, "ambiguous")])
def test_stuck_message_goes_out_again(result: Result, state: str) -> None:
    stuck = _ended(result)
    assert stuck.state == state
    Reminder.objects.filter(state=Reminder.State.PENDING).delete()
    key, about = stuck.idem_key, stuck.reminders.filter(state__in=["dead", "sent"]).count()
    retrying.retry(stuck, by=factories.people().coordinator, now=hour(38))
    assert stuck.reminders.filter(state=Reminder.State.QUEUED).count() == about
    sweep(by="test", now=hour(38))
    stuck.refresh_from_db()
    assert (stuck.state, stuck.idem_key, stuck.accepted_at) == ("sent", key, hour(38))
    assert stuck.reminders.filter(state=Reminder.State.SENT, sent_at=hour(38)).count() == about
    assert [letter.to for letter in mail.outbox] == [["jonas@twelve.example.com"]]


def test_retried_message_leaves_out_what_a_higher_rung_has_overtaken() -> None:
    stuck = _ended(Result.REFUSED)
    retrying.retry(stuck, by=factories.people().coordinator, now=hour(38))
    sweep(by="test", now=hour(38))  # the next rungs were pulled forward when the message was refused
    stuck.refresh_from_db()
    assert (stuck.state, stuck.last_error) == ("dropped", "nothing in it is owed any more")
    assert set(stuck.reminders.values_list("state", "why")) == {("superseded", "a higher rung is on its way")}
    assert Reminder.objects.filter(state="sent", rung="due").exists()


def test_retrying_makes_a_settled_message_a_task_again_only_when_it_ends_again() -> None:
    stuck = _ended(Result.AMBIGUOUS)
    jonas = factories.people().coordinator
    settling.settle(stuck, reason="Called.", by=jonas, now=hour(37.5))
    retrying.retry(stuck, by=jonas, now=hour(38))
    stuck.refresh_from_db()
    assert (stuck.settled_at, stuck.settled_by, stuck.settled_reason, stuck.repeats) == (None, None, "", 1)
    assert not settling.unsettled().exists()
    (leased,) = delivery.lease(now=hour(38))
    delivery.mark(leased, Outcome(Result.AMBIGUOUS, "again"), now=hour(38))
    assert settling.unsettled().get() == stuck


def test_message_that_is_not_stuck_is_left_alone() -> None:
    _ended(Result.ACCEPTED)
    with pytest.raises(ValidationError) as refusal:
        retrying.retry(Message.objects.get(), by=factories.people().coordinator, now=hour(38))
    assert refusal.value.code == "not_stuck"


def test_retrying_needs_the_permission() -> None:
    stuck = _ended(Result.REFUSED)
    with pytest.raises(PermissionDenied):
        retrying.retry(stuck, by=factories.people().interviewer, now=hour(38))


def test_admin_offers_it_and_reports_the_refusal(client: Any) -> None:
    stuck = _ended(Result.REFUSED)
    jonas = factories.people().coordinator
    jonas.is_staff = True
    jonas.save()
    client.force_login(jonas)
    assert "given up" in client.get("/admin/hiring/message/").content.decode()
    chosen = {"action": "retry", "_selected_action": [stuck.pk], "go": "1"}
    assert client.post("/admin/hiring/message/", chosen).status_code == 302
    stuck.refresh_from_db()
    assert stuck.state == "ready"
    assert "only one that was given up" in client.post("/admin/hiring/message/", chosen).content.decode()
