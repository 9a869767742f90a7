from datetime import timedelta

import pytest

from hiring import deadlines, pauses, reminders
from hiring.models import Application, Deadline, Message, Reminder, User
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db


def owed(**filters) -> list[tuple]:
    found = Reminder.objects.filter(**filters).order_by("due_at", "deadline__kind", "role")
    return list(found.values_list("deadline__kind", "rung", "role", "state"))


def parcels() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """What each message carries: recipient and state, then kinds with rungs."""
    return {
        (message.recipient.username, message.state): sorted(message.reminders.values_list("deadline__kind", "rung"))
        for message in Message.objects.select_related("recipient")
    }


def scorecard(application: Application, number: int, owner: User, ended_at: float) -> Deadline:
    subject = f"scorecard:{number}"
    made = deadlines.open_scorecard(
        application, subject=subject, owner=owner, interview_ended_at=hour(ended_at), by=None, now=hour(ended_at)
    )
    assert made is not None
    return made


# Planning ------------------------------------------------------------------------------------------------------------


def test_plan_writes_the_ladder_of_each_deadline_once():
    application = factories.application()
    before = list(Reminder.objects.order_by("pk").values())
    assert len(before) == 6 * 5 + 3
    reminders.plan(application.deadlines.all(), application)
    assert list(Reminder.objects.order_by("pk").values()) == before


def test_replan_does_not_repeat_what_went_out_and_owes_the_rest():
    application = at_stage(Stage.SCREENING)
    deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    assert reminders.queue_due(now=hour(36)) == 1  # “at risk”
    Reminder.objects.filter(state="queued").update(state="sent")
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(40))
    pauses.resume(application, by=people().coordinator, now=hour(140))
    assert owed(deadline__kind="screening_held", plan=2) == [
        ("screening_held", "due", "coordinator", "pending"),
        ("screening_held", "due", "owner", "pending"),
        ("screening_held", "12 h late", "coordinator", "pending"),
        ("screening_held", "12 h late", "hiring_manager", "pending"),
    ]


def test_replan_owes_what_was_due_and_had_not_gone_out():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(40))
    pauses.resume(application, by=people().coordinator, now=hour(140))
    assert ("screening_held", "at risk", "owner", "pending") in owed(deadline__kind="screening_held", plan=2)


def test_replan_repeats_a_rung_whose_new_time_is_still_to_come():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    Reminder.objects.filter(state="pending").update(state="cancelled")
    scorecard(application, 1, people().interviewer, 170)
    assert reminders.queue_due(now=hour(171)) == 1
    scorecard(application, 1, people().interviewer, 175)
    first = Reminder.objects.filter(deadline__kind="scorecard", rank=1).order_by("plan")
    assert list(first.values_list("plan", "due_at", "state")) == [(1, hour(171), "queued"), (2, hour(176), "pending")]


def test_replanning_twice_is_replanning_once():
    application = at_stage(Stage.SCREENING)
    reminders.queue_due(now=hour(50))
    held = list(application.deadlines.filter(kind="screening_held"))
    for deadline in held:
        deadline.plan = 2
        deadline.save()
    reminders.replan(held, application, now=hour(51))
    once = list(Reminder.objects.order_by("pk").values())
    reminders.replan(held, application, now=hour(51))
    assert list(Reminder.objects.order_by("pk").values()) == once


# Queueing ------------------------------------------------------------------------------------------------------------


def test_queue_due_takes_nothing_before_its_time():
    at_stage(Stage.SCREENING)
    assert reminders.queue_due(now=hour(36) - timedelta(microseconds=1)) == 0
    assert Message.objects.count() == 0
    assert reminders.queue_due(now=hour(36)) == 2


def test_queue_due_writes_one_message_to_each_person():
    opening = factories.requisition()
    for number in range(3):
        at_stage(Stage.SCREENING, on=opening, of=factories.candidate(f"Candidate {number}"))
    assert reminders.queue_due(now=hour(36)) == 6
    at_risk = [("screening_held", "at risk")] * 3 + [("take_home_sent", "at risk")] * 3
    assert parcels() == {("jonas", "ready"): at_risk}
    message = Message.objects.get()
    assert (message.letter, message.channel, message.attempt) == ("reminders", "email", 0)
    assert (message.created_at, message.next_at, message.give_up_at) == (hour(36), hour(36), hour(60))
    assert set(Reminder.objects.filter(message=message).values_list("state", "recipient__username")) == {
        ("queued", "jonas")
    }


def test_queue_due_sends_the_highest_of_the_due_rungs_and_supersedes_the_lower():
    application = at_stage(Stage.SCREENING)
    deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    assert reminders.queue_due(now=hour(61)) == 5
    assert owed(deadline__kind="screening_held") == [
        ("screening_held", "at risk", "owner", "superseded"),
        ("screening_held", "due", "coordinator", "superseded"),
        ("screening_held", "due", "owner", "superseded"),
        ("screening_held", "12 h late", "coordinator", "queued"),
        ("screening_held", "12 h late", "hiring_manager", "queued"),
    ]
    assert parcels() == {
        ("jonas", "ready"): [("screening_held", "12 h late")],
        ("mara", "ready"): [("screening_held", "12 h late")],
    }


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_queue_due_looks_at_all_due_rungs_of_a_deadline_whatever_the_batch(limit):
    opening = factories.requisition()
    for number in range(3):
        application = at_stage(Stage.SCREENING, on=opening, of=factories.candidate(f"Candidate {number}"))
        deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    taken = []
    while count := reminders.queue_due(now=hour(61), limit=limit):
        taken.append(count)
    assert sum(taken) == 15
    assert all(count % 5 == 0 for count in taken)
    assert parcels() == {
        ("jonas", "ready"): [("screening_held", "12 h late")] * 3,
        ("mara", "ready"): [("screening_held", "12 h late")] * 3,
    }
    assert Reminder.objects.filter(state="superseded").count() == 9


def test_queue_due_twice_queues_nothing_twice():
    at_stage(Stage.SCREENING)
    reminders.queue_due(now=hour(61))
    before = parcels()
    assert reminders.queue_due(now=hour(61)) == 0
    assert parcels() == before


def test_queue_due_adds_to_a_message_that_was_not_tried_yet_and_not_to_another():
    application = at_stage(Stage.SCREENING)
    reminders.queue_due(now=hour(36))
    scorecard(application, 1, people().coordinator, 36)
    reminders.queue_due(now=hour(37))
    assert Message.objects.get().reminders.count() == 3
    Message.objects.update(attempt=1)
    reminders.queue_due(now=hour(48))
    assert sorted(message.reminders.count() for message in Message.objects.all()) == [3, 4]


def test_queue_due_cancels_the_reminder_of_a_deadline_that_has_ended():
    application = at_stage(Stage.SCREENING)
    application.deadlines.filter(kind="take_home_sent").update(state="paused")
    application.deadlines.filter(kind="screening_held").update(state="cancelled")
    assert reminders.queue_due(now=hour(36)) == 2
    assert set(Reminder.objects.filter(due_at=hour(36)).values_list("state", "why")) == {
        ("cancelled", "no longer open")
    }
    assert Message.objects.count() == 0


def test_queue_due_logs_what_it_does_not_send(caplog):
    at_stage(Stage.SCREENING)
    with caplog.at_level("INFO", logger="hiring.reminders"):
        reminders.queue_due(now=hour(50))
    assert len(caplog.records) == 2
    assert "is not sent: a higher rung is due as well" in caplog.records[0].getMessage()


def test_a_reminder_that_is_sent_once_more_brings_back_its_message():
    at_stage(Stage.SCREENING)
    reminders.queue_due(now=hour(36))
    Message.objects.update(state="dead", attempt=9)
    Reminder.objects.filter(state="queued").update(state="pending", message=None)
    assert reminders.queue_due(now=hour(70)) == 10  # the four rungs above are due by now as well
    Reminder.objects.all().delete()
    assert Message.objects.count() == 3


def test_the_same_reminders_again_carry_the_same_key():
    at_stage(Stage.SCREENING)
    reminders.queue_due(now=hour(36))
    message = Message.objects.get()
    Message.objects.update(state="dead", attempt=9, last_error="550 no such user")
    Reminder.objects.filter(state="queued").update(state="pending", message=None)
    assert reminders.queue_due(now=hour(40)) == 2
    again = Message.objects.get()
    assert (again.pk, again.idem_key, again.state, again.attempt) == (message.pk, message.idem_key, "ready", 9)
    assert (again.next_at, again.give_up_at, again.created_at) == (hour(40), hour(64), hour(36))


# Recipients ----------------------------------------------------------------------------------------------------------


def recipient_of(application: Application, role: str) -> User:
    reminder = Reminder.objects.filter(deadline__application=application, role=role).first()
    return reminders.recipient(reminder)


def test_recipient_is_whoever_has_the_role_now():
    application = at_stage(Stage.SCREENING)
    successor = factories.user("lena")
    application.requisition.coordinator = successor
    application.requisition.save()
    assert recipient_of(application, "coordinator") == successor
    assert recipient_of(application, "hiring_manager") == people().manager
    deadlines.hand_over(application, "screening_held", party="interviewer", owner=people().second)
    assert recipient_of(application, "owner") == people().second


@pytest.mark.parametrize("why", ["missing", "has left", "is the candidate"])
def test_recipient_escalates_from_an_owner_who_cannot_act(why):
    application = at_stage(Stage.SCREENING)
    owner = people().second
    deadlines.hand_over(application, "screening_held", party="interviewer", owner=None if why == "missing" else owner)
    if why == "has left":
        owner.is_active = False
        owner.save()
    if why == "is the candidate":
        application.candidate.employee = owner
        application.candidate.save()
    assert recipient_of(application, "owner") == people().coordinator


def test_recipient_escalates_from_the_coordinator_to_the_hiring_manager():
    application = at_stage(Stage.SCREENING)
    coordinator = people().coordinator
    coordinator.is_active = False
    coordinator.save()
    assert recipient_of(application, "owner") == people().manager
    assert recipient_of(application, "coordinator") == people().manager


def test_queue_due_reminds_whoever_stands_in():
    application = at_stage(Stage.SCREENING)
    scorecard(application, 1, people().second, 20)
    User.objects.filter(username="tomas").update(is_active=False)
    reminders.queue_due(now=hour(21))
    assert parcels() == {("jonas", "ready"): [("scorecard", "1 h after the interview")]}
