"""What is still owed of a message when it is sent, which may be long after it was written."""

import pytest

from hiring import parcels, queueing
from hiring.models import Acknowledgement, Message, Reminder, Requisition, User
from hiring.outbox import delivery, owed
from hiring.outbox.outcome import Result
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.hiring.mails import queue_mails

pytestmark = pytest.mark.django_db

NOW = hour(36)


@pytest.fixture
def message() -> Message:
    """One message to the coordinator: screening and take-home are at risk."""
    at_stage(Stage.SCREENING)
    queue_mails(now=NOW)
    return Message.objects.select_related("recipient").get()


def carried(message: Message) -> set[tuple[str, str, str]]:
    return set(Reminder.objects.filter(message=message).values_list("deadline__kind", "state", "why"))


def screening(message: Message) -> Reminder:
    return message.reminders.get(deadline__kind="screening_held")


def test_all_of_a_message_is_owed_at_first(message):
    owed.take_out(message, now=NOW)
    assert carried(message) == {("screening_held", "queued", ""), ("take_home_sent", "queued", "")}


@pytest.mark.parametrize("state", ["paused", "cancelled"])
def test_what_is_not_open_is_not_owed(message, state):
    deadline = screening(message).deadline
    deadline.state = state
    deadline.save()
    owed.take_out(message, now=NOW)
    assert carried(message) == {("screening_held", "cancelled", "no longer open"), ("take_home_sent", "queued", "")}


@pytest.mark.parametrize("tried", [True, False], ids=["in another message", "in the same message"])
def test_lower_rung_is_not_owed_once_a_higher_one_is_on_its_way(message, tried):
    if tried:
        delivery.lease(now=NOW)
    queue_mails(now=hour(48))
    assert Message.objects.filter(recipient=people().coordinator).count() == 1 + tried
    owed.take_out(message, now=hour(48))
    low = Reminder.objects.filter(rung="at risk", message=message)
    assert set(low.values_list("state", "why")) == {("superseded", "a higher rung is on its way")}
    assert not Reminder.objects.filter(rung="due", message__recipient=people().coordinator).exclude(state="queued")


def test_rung_that_was_planned_anew_is_not_owed_by_its_old_plan(message):
    row = screening(message)
    row.pk, row.plan, row.state, row.message, row.due_at = None, row.plan + 1, "pending", None, hour(60)
    row.save()
    owed.take_out(message, now=NOW)
    assert ("screening_held", "cancelled", "planned anew") in carried(message)


@pytest.mark.parametrize(
    ("manner", "at", "until", "state"),
    [
        ("lead", hour(35), hour(40), "suppressed"),
        ("breach", hour(35), hour(40), "suppressed"),
        ("final", hour(35), hour(40), "queued"),
        ("lead", hour(30), NOW, "queued"),
        ("lead", hour(37), hour(40), "queued"),
    ],
)
def test_what_somebody_is_on_is_not_owed_but_by_the_last_rung(message, manner, at, until, state):
    row = screening(message)
    row.manner = manner
    row.save()
    Acknowledgement.objects.create(deadline=row.deadline, user=people().coordinator, at=at, until=until)
    owed.take_out(message, now=NOW)
    row.refresh_from_db()
    assert row.state == state
    assert row.why == ("somebody is on it until 09 September 2026, 01:00 UTC" if state == "suppressed" else "")


def test_the_same_number_of_queries_for_one_reminder_and_for_many(message, django_assert_num_queries):
    with django_assert_num_queries(1):
        owed.take_out(message, now=NOW)
    screening(message).delete()
    with django_assert_num_queries(1):
        owed.take_out(message, now=NOW)


def test_reminders_of_somebody_who_has_left_go_to_the_next_in_line(message):
    team = people()
    User.objects.filter(pk=team.coordinator.pk).update(is_active=False)
    key = message.idem_key
    (leased,) = delivery.lease(now=NOW)
    outcome = delivery.send(leased, now=NOW)
    assert (outcome.result, outcome.detail) == (Result.NOTHING_TO_SAY, "Jonas has left: the next in line is told")
    assert delivery.mark(leased, outcome, now=NOW).state == "dropped"
    assert queueing.queue_due(now=NOW) == 2
    new = Message.objects.exclude(pk=message.pk).get()
    assert (new.recipient, new.state, new.idem_key) == (team.manager, "ready", key)
    assert new.reminders.filter(state="queued").count() == 2


def test_reminders_that_nobody_is_left_for_are_given_up_where_it_is_seen(message):
    User.objects.update(is_active=False)
    (leased,) = delivery.lease(now=NOW)
    outcome = delivery.send(leased, now=NOW)
    assert outcome.detail == "Jonas has left, and nobody is next in line"
    assert delivery.mark(leased, outcome, now=NOW).state == "dead"
    assert {state for _kind, state, _why in carried(message)} == {"dead"}


def test_message_of_which_some_had_to_stay_is_not_brought_back_for_somebody_else(message):
    """It began with one reminder, after which it is named, and another joined it. The first now goes to somebody."""
    team, first = people(), screening(message)
    stays = message.reminders.exclude(pk=first.pk).get()
    message.idem_key = parcels.key_of([first])
    message.save()
    elsewhere = at_stage(Stage.SCREENING, of=factories.candidate("Bo Berg"))
    Reminder.objects.filter(deadline__application=elsewhere).delete()
    Reminder.objects.filter(pk=stays.pk).update(deadline=elsewhere.deadlines.get(kind=stays.deadline.kind))
    nobody = factories.user("nobody", is_active=False)
    Requisition.objects.filter(pk=elsewhere.requisition_id).update(coordinator=nobody, hiring_manager=nobody)
    User.objects.filter(pk=team.coordinator.pk).update(is_active=False)
    (leased,) = delivery.lease(now=NOW)
    assert delivery.mark(leased, delivery.send(leased, now=NOW), now=NOW).state == "dead"
    queue_mails(now=NOW)
    message.refresh_from_db()
    assert (message.state, message.recipient) == ("dead", team.coordinator)
    first.refresh_from_db()
    assert (first.state, first.recipient) == ("queued", team.manager)
    assert Reminder.objects.get(pk=stays.pk).message == message
