import pytest

from hiring import acknowledging, overriding, queueing
from hiring.models import Message, Reminder, User
from hiring.outbox import delivery
from hiring.stages import Stage
from tests.factories import at_stage, hour, in_office, people
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def reminder() -> Reminder:
    """“Due”, for the coordinator by mail, at hour 48."""
    application = at_stage(Stage.SCREENING)
    return Reminder.objects.get(
        deadline=application.deadlines.get(kind="screening_held"), rung="due", role="coordinator", channel="email"
    )


def test_send_now_puts_it_on_its_way(reminder):
    overriding.send_now(reminder, by=people().coordinator, now=hour(10))
    reminder.refresh_from_db()
    message = Message.objects.get()
    assert (reminder.state, reminder.due_at, reminder.why) == ("queued", hour(10), "sent at once by hand")
    assert (reminder.recipient, reminder.message) == (people().coordinator, message)
    assert (message.recipient, message.channel, message.state) == (people().coordinator, "email", "ready")
    assert (message.created_at, message.next_at) == (hour(10), hour(10))
    event = reminder.deadline.application.history.get(verb="send_reminder_now")
    assert (event.by, event.at, event.in_words) == (people().coordinator, hour(10), "Reminder sent at once")
    assert event.data == {
        "reminder": reminder.pk,
        "rung": "due",
        "role": "coordinator",
        "channel": "email",
        "kind": "screening_held",
        "subject": "",
    }


def test_send_now_arrives(reminder):
    overriding.send_now(reminder, by=people().coordinator, now=hour(10))
    (leased,) = delivery.lease(now=hour(10))
    delivery.mark(leased, delivery.send(leased, now=hour(10)), now=hour(10))
    reminder.refresh_from_db()
    assert (reminder.state, reminder.sent_at) == ("sent", hour(10))


def test_send_now_knows_no_quiet_time(reminder):
    in_office(people().coordinator)
    overriding.send_now(reminder, by=people().manager, now=hour(13))  # 22:00
    assert Reminder.objects.get(pk=reminder.pk).state == "queued"


def test_send_now_joins_a_message_that_waits(reminder):
    queueing.queue_due(now=hour(36))
    overriding.send_now(reminder, by=people().coordinator, now=hour(36))
    assert Message.objects.get(channel="email").reminders.count() == 3


def test_what_was_sent_by_hand_is_not_sent_again_and_a_lower_rung_neither(reminder):
    overriding.send_now(reminder, by=people().coordinator, now=hour(10))
    for at in (36, 48):
        queueing.queue_due(now=hour(at))
    mails = Reminder.objects.filter(deadline=reminder.deadline, channel="email", rank__lt=3).order_by("rank", "role")
    assert list(mails.values_list("rank", "role", "state")) == [
        (1, "owner", "superseded"),
        (2, "coordinator", "queued"),
        (2, "owner", "queued"),
    ]


def test_suppress_takes_it_off_the_ladder_with_a_reason(reminder):
    overriding.suppress(reminder, reason=" They told me. ", by=people().manager, now=hour(10))
    reminder.refresh_from_db()
    assert (reminder.state, reminder.why, reminder.message) == ("suppressed", "They told me.", None)
    event = reminder.deadline.application.history.get(verb="suppress_reminder")
    assert (event.by, event.reason, event.in_words) == (people().manager, "They told me.", "Reminder suppressed")
    queueing.queue_due(now=hour(48))
    assert Reminder.objects.get(pk=reminder.pk).state == "suppressed"
    assert Reminder.objects.get(deadline=reminder.deadline, rung="due", role="owner", channel="email").state == "queued"


def test_suppress_asks_for_a_reason(reminder):
    with refuses("reason_required"):
        overriding.suppress(reminder, reason=" ", by=people().manager, now=hour(10))


def do_send(reminder: Reminder, by: User | None) -> Reminder:
    return overriding.send_now(reminder, by=by, now=hour(10))


def do_suppress(reminder: Reminder, by: User | None) -> Reminder:
    return overriding.suppress(reminder, reason="Talked to them.", by=by, now=hour(10))


@pytest.mark.parametrize("verb", [do_send, do_suppress])
@pytest.mark.parametrize("state", ["cancelled", "superseded", "suppressed", "dead"])
def test_only_what_waits_can_be_changed(reminder, verb, state):
    Reminder.objects.filter(pk=reminder.pk).update(state=state)
    with refuses("not_pending"):
        verb(reminder, people().coordinator)


@pytest.mark.parametrize("verb", [do_send, do_suppress])
def test_an_interviewer_may_change_no_reminder(reminder, verb):
    with forbids():
        verb(reminder, people().interviewer)


def test_send_now_refuses_where_nothing_is_owed(reminder):
    reminder.deadline.application.deadlines.update(state="paused")
    with refuses("not_open"):
        overriding.send_now(reminder, by=people().coordinator, now=hour(10))


def test_send_now_refuses_where_nobody_is_there(reminder):
    User.objects.update(is_active=False)
    with refuses("nobody_to_remind"):
        overriding.send_now(reminder, by=None, now=hour(10))


def test_send_now_is_left_out_of_the_letter_when_somebody_is_on_it_meanwhile(reminder):
    overriding.send_now(reminder, by=people().coordinator, now=hour(10))
    acknowledging.acknowledge(reminder.deadline, by=people().coordinator, now=hour(10))
    (leased,) = delivery.lease(now=hour(11))
    assert delivery.send(leased, now=hour(11)).result == "nothing_to_say"


def test_send_now_goes_out_though_somebody_is_on_it_already(reminder):
    acknowledging.acknowledge(reminder.deadline, by=people().coordinator, now=hour(9))
    overriding.send_now(reminder, by=people().manager, now=hour(10))
    (leased,) = delivery.lease(now=hour(11))
    assert delivery.send(leased, now=hour(11)).result == "accepted"
