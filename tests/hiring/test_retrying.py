"""A message that got stuck is tried again under its old key."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from hiring import endpoints
from hiring.models import Message, Reminder
from hiring.outbox import announcing, delivery, retrying, settling
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


# Webhooks ------------------------------------------------------------------------------------------------------------


def _webhook(state: str, **values: Any) -> Message:
    endpoint, _secret = endpoints.register(url="https://hooks.example.com/", by=None, now=hour(0))
    message = announcing.ping(endpoint, now=hour(1))
    Message.objects.filter(pk=message.pk).update(state=state, **values)
    return message


@pytest.mark.parametrize(
    ("state", "repeats"), [("sent", 1), ("ambiguous", 1), ("dead", 0), ("dropped", 0)], ids=lambda value: str(value)
)
def test_any_webhook_that_is_not_on_its_way_is_sent_again(state: str, repeats: int) -> None:
    message = _webhook(state, accepted_at=hour(2) if state == "sent" else None, settled_at=None)
    before = message.idem_key, message.payload
    retrying.replay(message, by=factories.people().coordinator, now=hour(300))
    message.refresh_from_db()
    assert (message.state, message.next_at, message.give_up_at) == ("ready", hour(300), hour(420))
    assert (message.idem_key, message.payload, message.repeats) == (*before, repeats)


def test_replay_takes_a_dead_letter_off_the_tasks() -> None:
    message = _webhook("dead", settled_at=hour(3), settled_reason="Asked them.")
    retrying.replay(message, by=None, now=hour(4))
    message.refresh_from_db()
    assert (message.settled_at, message.settled_reason) == (None, "")
    assert not settling.unsettled().exists()


def test_replay_refuses_what_is_on_its_way_or_for_a_person_or_disabled() -> None:
    message = _webhook("ready")
    to_a_person = Message(recipient=factories.people().coordinator, state="dead", created_at=hour(1), next_at=hour(1))
    to_a_person.save()
    cases = [(message, "on_its_way"), (to_a_person, "not_a_webhook")]
    for one, code in cases:
        with pytest.raises(ValidationError) as refusal:
            retrying.replay(one, by=None, now=hour(40))
        assert refusal.value.code == code
    Message.objects.filter(pk=message.pk).update(state="dead")
    assert message.endpoint is not None
    endpoints.disable(message.endpoint, reason="Gone.", by=None)
    for verb in (retrying.replay, retrying.retry):
        with pytest.raises(ValidationError) as refusal:
            verb(message, by=None, now=hour(40))
        assert refusal.value.code == "endpoint_disabled"


def test_replaying_needs_the_permission() -> None:
    with pytest.raises(PermissionDenied):
        retrying.replay(_webhook("sent", accepted_at=hour(2)), by=factories.people().interviewer, now=hour(3))


def test_retried_webhook_is_tried_for_as_long_as_a_new_one() -> None:
    message = retrying.retry(_webhook("dead"), by=None, now=hour(10))
    assert message.give_up_at == hour(130)
