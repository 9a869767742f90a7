import logging
from datetime import timedelta
from types import ModuleType

import pytest

from hiring import deadlines, reminders
from hiring.models import Deadline, MailboxMail, Message, Reminder
from hiring.outbox import delivery
from hiring.outbox.delivery import Lease
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db

NOW = hour(36)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _mailbox(settings) -> None:
    settings.EMAIL_BACKEND = "hiring.outbox.mailbox.MailboxBackend"


@pytest.fixture
def message() -> Message:
    """One message to the coordinator, with two reminders that are due at `NOW`."""
    at_stage(Stage.SCREENING)
    reminders.queue_due(now=NOW)
    return Message.objects.get()


def states() -> list[str]:
    return list(Reminder.objects.filter(message__isnull=False).order_by("pk").values_list("state", flat=True))


# Leasing -------------------------------------------------------------------------------------------------------------


def test_lease_claims_a_message_for_a_minute(message):
    (leased,) = delivery.lease(now=NOW, owner="here")
    assert (leased.message_id, leased.attempt) == (message.pk, 1)
    message.refresh_from_db()
    assert (message.attempt, message.lease_owner, message.next_at) == (1, "here", NOW + 60 * SECOND)
    assert delivery.lease(now=NOW) == []
    assert delivery.lease(now=NOW + 59 * SECOND) == []


def test_lease_takes_the_longest_waiting_first_and_no_more_than_asked(message):
    older = Message.objects.create(
        idem_key="b" * 64, letter="reminders", recipient=people().manager, created_at=hour(1), next_at=hour(1)
    )
    later = Message.objects.create(
        idem_key="c" * 64, letter="reminders", recipient=people().manager, created_at=hour(1), next_at=hour(37)
    )
    assert [leased.message_id for leased in delivery.lease(now=NOW, limit=1)] == [older.pk]
    assert [leased.message_id for leased in delivery.lease(now=NOW)] == [message.pk]
    assert [leased.message_id for leased in delivery.lease(now=hour(37))] == [message.pk, older.pk, later.pk]


@pytest.mark.parametrize("state", ["ambiguous", "dropped", "dead"])
def test_lease_leaves_what_has_ended(message, state):
    Message.objects.update(state=state)
    assert delivery.lease(now=hour(1000)) == []


def test_message_of_a_worker_that_died_is_sent_by_another_after_the_lease(message):
    delivery.lease(now=NOW, owner="dies")
    later = NOW + 60 * SECOND
    (leased,) = delivery.lease(now=later, owner="lives")
    assert leased.attempt == 2
    assert delivery.mark(leased, delivery.send(leased, now=later), now=later)
    assert MailboxMail.objects.count() == 1
    message.refresh_from_db()
    assert (message.state, message.accepted_at, message.lease_owner) == ("sent", later, "lives")


def test_holds_while_half_of_the_lease_is_left(message):
    (leased,) = delivery.lease(now=NOW)
    assert delivery.holds(leased)
    assert not delivery.holds(leased._replace(taken_at=leased.taken_at - 31))


# Sending -------------------------------------------------------------------------------------------------------------


def test_send_then_mark_ends_in_a_letter_with_its_reminders_sent(message):
    (leased,) = delivery.lease(now=NOW)
    outcome = delivery.send(leased, now=NOW)
    assert outcome.result == Result.ACCEPTED
    assert delivery.mark(leased, outcome, now=NOW + SECOND)
    message.refresh_from_db()
    mail = MailboxMail.objects.get()
    assert mail.recipients == ["jonas@twelve.example.com"]
    assert (message.state, message.accepted_at, message.last_error) == ("sent", NOW + SECOND, "")
    assert message.provider_message_id == mail.message_id
    assert set(Reminder.objects.filter(message=message).values_list("state", "sent_at")) == {("sent", NOW + SECOND)}


def test_send_twice_is_one_letter_where_the_channel_knows_the_key(message):
    (leased,) = delivery.lease(now=NOW)
    delivery.send(leased, now=NOW)
    delivery.send(leased, now=NOW)
    assert MailboxMail.objects.count() == 1


def test_send_drops_a_message_whose_deadlines_have_all_ended(message, caplog):
    (leased,) = delivery.lease(now=NOW)
    for kind in ("screening_held", "take_home_sent"):
        deadlines.meet(message.reminders.first().deadline.application, kind, at=NOW, by=None)
    with caplog.at_level(logging.INFO, logger="hiring.outbox.delivery"):
        outcome = delivery.send(leased, now=NOW)
    assert outcome.result == Result.NOTHING_TO_SAY
    assert f"message {message.pk} is not sent" in caplog.text
    delivery.mark(leased, outcome, now=NOW)
    message.refresh_from_db()
    assert (message.state, message.last_error) == ("dropped", "every deadline in it has ended")
    assert set(Reminder.objects.filter(message=message).values_list("state", "sent_at")) == {("cancelled", None)}
    assert MailboxMail.objects.count() == 0


def test_send_counts_as_sent_only_what_the_letter_says(message):
    application = message.reminders.first().deadline.application
    deadlines.meet(application, "screening_held", at=NOW, by=None)
    (leased,) = delivery.lease(now=NOW)
    delivery.mark(leased, delivery.send(leased, now=NOW), now=NOW)
    found = Reminder.objects.filter(message=message).values_list("deadline__kind", "state", "why")
    assert set(found) == {("screening_held", "cancelled", "no longer open"), ("take_home_sent", "sent", "")}
    assert "Screening held" not in MailboxMail.objects.get().text


def test_send_survives_a_letter_that_cannot_be_rendered(message, caplog):
    Message.objects.update(letter="no such template")
    (leased,) = delivery.lease(now=NOW)
    with caplog.at_level(logging.CRITICAL, logger="hiring.outbox.delivery"):
        outcome = delivery.send(leased, now=NOW)
    assert outcome.result == Result.LATER
    assert outcome.detail.startswith("TemplateDoesNotExist")


# Marking -------------------------------------------------------------------------------------------------------------


def mark(message: Message, result: Result, *, now=NOW, detail: str = "said the server") -> Message:
    (leased,) = delivery.lease(now=now)
    assert delivery.mark(leased, Outcome(result, detail), now=now)
    message.refresh_from_db()
    return message


def test_mark_refused_gives_up_at_once(message):
    mark(message, Result.REFUSED)
    assert (message.state, message.last_error) == ("dead", "said the server")
    assert set(Reminder.objects.filter(message=message).values_list("state", "why")) == {("dead", "said the server")}


def test_mark_refused_keeps_a_long_answer_whole_with_the_message(message):
    mark(message, Result.REFUSED, detail="x" * 1000)
    assert message.last_error == "x" * 1000
    assert message.reminders.first().why == "x" * 200


def test_mark_ambiguous_is_visible_and_not_tried_again(message):
    mark(message, Result.AMBIGUOUS)
    assert message.state == "ambiguous"
    assert set(Reminder.objects.filter(message=message).values_list("state", "sent_at", "why")) == {
        ("sent", NOW, "perhaps: nobody knows whether it arrived")
    }
    assert delivery.lease(now=hour(1000)) == []


def test_mark_later_waits_and_leaves_the_reminders_queued(message):
    mark(message, Result.LATER)
    assert message.state == "ready"
    assert 24 * SECOND <= message.next_at - NOW <= 36 * SECOND
    assert states() == ["queued", "queued"]


def test_mark_later_gives_up_after_a_day(message):
    now, attempts = NOW, 0
    while message.state == "ready":
        attempts += 1
        mark(message, Result.LATER, now=now)
        assert message.next_at > now
        now = message.next_at
    assert hour(24, NOW) - 37 * 60 * SECOND <= now <= hour(24, NOW) + 37 * 60 * SECOND
    assert 40 <= attempts <= 70
    assert message.state == "dead"
    assert states() == ["dead", "dead"]


def test_mark_later_gives_up_at_the_time_that_the_message_names(message):
    Message.objects.update(give_up_at=NOW + 20 * SECOND)
    mark(message, Result.LATER)
    assert message.state == "dead"


def test_mark_refuses_a_worker_whose_lease_another_has_taken_over(message, caplog):
    (stale,) = delivery.lease(now=NOW)
    (fresh,) = delivery.lease(now=NOW + 60 * SECOND)
    with caplog.at_level(logging.WARNING, logger="hiring.outbox.delivery"):
        assert not delivery.mark(stale, Outcome(Result.REFUSED, "too late"), now=NOW + 61 * SECOND)
    assert "came too late to mark" in caplog.text
    message.refresh_from_db()
    assert (message.state, message.attempt, message.last_error) == ("ready", 2, "")
    assert delivery.mark(fresh, Outcome(Result.ACCEPTED), now=NOW + 61 * SECOND)


def test_mark_does_not_raise_what_has_ended(message):
    (leased,) = delivery.lease(now=NOW)
    assert delivery.mark(leased, Outcome(Result.ACCEPTED), now=NOW)
    assert not delivery.mark(leased, Outcome(Result.LATER, "again"), now=NOW)
    message.refresh_from_db()
    assert message.state == "sent"


def test_back_off_doubles_from_half_a_minute_to_half_an_hour():
    for attempt, seconds in ((1, 30), (2, 60), (3, 120), (6, 960), (7, 1800), (50, 1800)):
        waits = [delivery.back_off(attempt).total_seconds() for _again in range(50)]
        assert seconds * 0.8 <= min(waits) <= max(waits) <= seconds * 1.2
        assert len(set(waits)) > 1


# A channel whose server knows the key ---------------------------------------------------------------------------------


class Keyed(ModuleType):
    """A channel that loses each answer: the other side has the letter, and drops a repeat by its key."""

    KEYED = True

    def __init__(self) -> None:
        super().__init__("keyed")
        self.taken: dict[str, Letter] = {}

    def send(self, message: Message, letter: Letter) -> Outcome:
        repeat = message.idem_key in self.taken
        self.taken[message.idem_key] = letter
        return Outcome(Result.ACCEPTED) if repeat else Outcome(Result.AMBIGUOUS, "no answer")


def test_an_ambiguous_end_is_tried_again_where_the_other_side_knows_the_key(message, monkeypatch):
    channel = Keyed()
    monkeypatch.setitem(delivery.CHANNELS, "keyed", channel)
    Message.objects.update(channel="keyed")
    for now in (NOW, hour(37)):
        (leased,) = delivery.lease(now=now)
        assert delivery.mark(leased, delivery.send(leased, now=now), now=now)
    message.refresh_from_db()
    assert (message.state, message.attempt, len(channel.taken)) == ("sent", 2, 1)


def test_a_lease_names_the_worker():
    assert ":" in delivery.worker_name()


def test_a_message_without_reminders_has_nothing_to_say():
    message = Message.objects.create(
        idem_key="d" * 64, letter="reminders", recipient=factories.user("lena"), created_at=NOW, next_at=NOW
    )
    assert delivery.send(Lease(message.pk, 1, 0.0), now=NOW).result == Result.NOTHING_TO_SAY


def test_nothing_is_sent_of_a_deadline_that_is_paused(message):
    Deadline.objects.update(state="paused")
    (leased,) = delivery.lease(now=NOW)
    assert delivery.send(leased, now=NOW).result == Result.NOTHING_TO_SAY
