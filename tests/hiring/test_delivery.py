import logging
from datetime import timedelta
from types import ModuleType

import pytest

from hiring import deadlines
from hiring.models import Deadline, MailboxMail, Message, Reminder
from hiring.outbox import delivery
from hiring.outbox.channels import CHANNELS
from hiring.outbox.delivery import Lease
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.hiring.mails import queue_mails

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
    queue_mails(now=NOW)
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
    assert (message.state, message.accepted_at, message.lease_owner, message.overtaken) == ("sent", later, "", 1)


def test_holds_while_half_of_the_lease_is_left(message):
    (leased,) = delivery.lease(now=NOW)
    assert delivery.holds(leased)
    assert not delivery.holds(leased._replace(taken_at=leased.taken_at - 31))


def test_message_that_is_still_held_was_overtaken(message):
    delivery.lease(now=NOW, owner="dies")
    delivery.lease(now=NOW + 60 * SECOND, owner="dies too")
    message.refresh_from_db()
    assert (message.attempt, message.overtaken) == (2, 1)
    (leased,) = delivery.lease(now=NOW + 120 * SECOND)
    delivery.mark(leased, Outcome(Result.LATER, "busy"), now=NOW + 121 * SECOND)
    message.refresh_from_db()
    assert (message.overtaken, message.lease_owner) == (2, "")
    delivery.lease(now=message.next_at)
    message.refresh_from_db()
    assert (message.attempt, message.overtaken) == (4, 2)


def test_lease_under_which_nothing_was_tried_is_handed_back(message):
    (leased,) = delivery.lease(now=NOW)
    delivery.hand_back(leased, now=NOW + SECOND)
    (again,) = delivery.lease(now=NOW + SECOND)
    message.refresh_from_db()
    assert (again.attempt, message.overtaken) == (2, 0)
    delivery.hand_back(leased, now=NOW + SECOND)  # the first has no say any more
    message.refresh_from_db()
    assert message.lease_owner == delivery.worker_name()


def test_message_that_nobody_survives_is_given_up(message):
    now = NOW
    for _number in range(11):
        (leased,) = delivery.lease(now=now)
        now += 60 * SECOND
    outcome = delivery.send(leased, now=now)
    assert outcome == Outcome(Result.REFUSED, "10 attempts ended without a word")
    assert MailboxMail.objects.count() == 0
    assert delivery.mark(leased, outcome, now=now).state == "dead"


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
    assert (message.state, message.last_error) == ("dropped", "nothing in it is owed any more")
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


@pytest.mark.parametrize("manner", ["breach", "final"])
def test_mark_ambiguous_is_repeated_once_where_silence_is_worse(message, manner):
    message.reminders.update(manner=manner)
    mark(message, Result.AMBIGUOUS)
    assert (message.state, message.repeats) == ("ready", 1)
    assert states() == ["queued", "queued"]
    mark(message, Result.AMBIGUOUS, now=message.next_at)
    assert (message.state, message.repeats) == ("ambiguous", 1)


def test_mark_says_what_an_attempt_came_to(message):
    (leased,) = delivery.lease(now=NOW)
    marked = delivery.mark(leased, Outcome(Result.ACCEPTED), now=NOW + 5 * SECOND)
    assert marked == delivery.Marked(
        Result.ACCEPTED,
        fenced=False,
        channel="email",
        state="sent",
        reminders=2,
        attempt=1,
        possible_repeat=False,
        lateness=5 * SECOND,
    )
    assert marked
    fenced = delivery.mark(leased, Outcome(Result.ACCEPTED), now=NOW + 6 * SECOND)
    assert fenced == delivery.Marked(Result.ACCEPTED, fenced=True)
    assert not fenced


def test_mark_says_where_the_wire_may_have_seen_it_before(message):
    delivery.lease(now=NOW)
    (leased,) = delivery.lease(now=NOW + 60 * SECOND)
    assert delivery.mark(leased, Outcome(Result.ACCEPTED), now=NOW + 61 * SECOND).possible_repeat


def test_mark_refused_lets_the_next_rung_come_at_once(message):
    assert not Reminder.objects.filter(state="pending", due_at__lte=NOW).exists()
    mark(message, Result.REFUSED)
    pulled = Reminder.objects.filter(state="pending", due_at=NOW)
    assert set(pulled.values_list("deadline__kind", "rung", "role")) == {
        (kind, "due", role) for kind in ("screening_held", "take_home_sent") for role in ("owner", "coordinator")
    }


def test_mark_refused_by_a_room_or_a_system_leaves_the_ladder_alone(message):
    Message.objects.update(channel="chat")
    mark(message, Result.REFUSED)
    assert message.state == "dead"
    assert not Reminder.objects.filter(state="pending", due_at__lte=NOW).exists()


def test_mark_later_waits_and_leaves_the_reminders_queued(message):
    mark(message, Result.LATER)
    assert message.state == "ready"
    assert 24 * SECOND <= message.next_at - NOW <= 36 * SECOND
    assert states() == ["queued", "queued"]


def test_mark_later_gives_up_after_a_day(message):
    Message.objects.update(give_up_at=None)
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


# A channel whose server knows the key ---------------------------------------------------------------------------------


class Keyed(ModuleType):
    """A channel that loses each answer: the other side has the letter, and drops a repeat by its key."""

    NAME, KEYED, LOUD, REACHES = "keyed", True, False, True

    def __init__(self) -> None:
        super().__init__("keyed")
        self.taken: dict[str, Letter] = {}

    def send(self, message: Message, letter: Letter) -> Outcome:
        repeat = message.idem_key in self.taken
        self.taken[message.idem_key] = letter
        return Outcome(Result.ACCEPTED) if repeat else Outcome(Result.AMBIGUOUS, "no answer")


def test_an_ambiguous_end_is_tried_again_where_the_other_side_knows_the_key(message, monkeypatch):
    channel = Keyed()
    monkeypatch.setitem(CHANNELS, "keyed", channel)
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


def test_mark_keeps_what_the_other_side_said_without_what_no_database_takes(message):
    (leased,) = delivery.lease(now=NOW)
    delivery.mark(leased, Outcome(Result.LATER, "it answered 500: \0oops"), now=NOW)
    message.refresh_from_db()
    assert message.last_error == "it answered 500: oops"
