from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring import acknowledging, deadlines, queueing, sweep, tallies
from hiring.models import (
    Application,
    Deadline,
    EngineCount,
    EngineState,
    InboxItem,
    Message,
    Reminder,
    User,
    WebhookEndpoint,
)
from hiring.outbox import delivery, retrying, settling
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, in_office, people

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def owed(**filters) -> list[tuple]:
    found = Reminder.objects.filter(channel="email", **filters).order_by("due_at", "deadline__kind", "role")
    return list(found.values_list("deadline__kind", "rung", "role", "state"))


def parcels(channel: str = "email") -> dict[tuple[str, str], list[tuple[str, str]]]:
    """What each message carries: recipient and state, then kinds with rungs."""
    return {
        (message.recipient.username, message.state): sorted(message.reminders.values_list("deadline__kind", "rung"))
        for message in Message.objects.filter(channel=channel).select_related("recipient")
    }


def scorecard(application: Application, number: int, owner: User, ended_at: float) -> Deadline:
    made = deadlines.open_scorecard(
        application,
        subject=f"scorecard:{number}",
        owner=owner,
        interview_ended_at=hour(ended_at),
        by=None,
        now=hour(ended_at),
    )
    assert made is not None
    return made


def screening() -> Application:
    """An application of which only the screening is awaited."""
    application = at_stage(Stage.SCREENING)
    deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    return application


def mails(**filters) -> list[tuple]:
    found = Reminder.objects.filter(channel="email", **filters).order_by("rank", "role")
    return list(found.values_list("rank", "role", "state", "why"))


# Claiming ------------------------------------------------------------------------------------------------------------


def test_due_is_one_table_by_its_partial_index():
    found = queueing.due(hour(36))
    assert "JOIN" not in str(found.query)
    assert str(found.query).count("FROM") == 1
    if connection.vendor == "sqlite":  # PostgreSQL reads a table as small as this one from end to end
        assert "pending_reminder_by_due" in found.explain()


def test_due_counts_what_waits_from_its_time_on():
    at_stage(Stage.SCREENING)
    assert queueing.due(hour(36) - timedelta(microseconds=1)).count() == 0
    assert queueing.due(hour(36)).count() == 4
    Reminder.objects.filter(channel="inbox").update(state="suppressed")
    assert queueing.due(hour(36)).count() == 2


def test_queue_due_takes_nothing_before_its_time():
    at_stage(Stage.SCREENING)
    assert queueing.queue_due(now=hour(36) - timedelta(microseconds=1)) == 0
    assert Message.objects.count() == 0
    assert queueing.queue_due(now=hour(36)) == 4


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_queue_due_looks_at_all_due_rungs_of_a_deadline_whatever_the_batch(limit):
    opening = factories.requisition()
    for number in range(3):
        application = at_stage(Stage.SCREENING, on=opening, of=factories.candidate(f"Candidate {number}"))
        deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    taken = []
    while count := queueing.queue_due(now=hour(61), limit=limit):
        taken.append(count)
    assert sum(taken) == 30
    assert all(count % 10 == 0 for count in taken)
    assert parcels() == {
        ("jonas", "ready"): [("screening_held", "12 h late")] * 3,
        ("mara", "ready"): [("screening_held", "12 h late")] * 3,
    }
    assert Reminder.objects.filter(state="superseded").count() == 18


def test_queue_due_twice_queues_nothing_twice():
    at_stage(Stage.SCREENING)
    queueing.queue_due(now=hour(61))
    before = parcels()
    assert queueing.queue_due(now=hour(61)) == 0
    assert parcels() == before


def test_queue_due_makes_the_row_that_it_locks():
    assert EngineState.objects.count() == 0
    assert queueing.queue_due(now=hour(0)) == 0
    assert EngineState.objects.count() == 1


# Messages ------------------------------------------------------------------------------------------------------------


def test_queue_due_writes_one_message_to_each_person_and_channel():
    opening = factories.requisition()
    for number in range(3):
        at_stage(Stage.SCREENING, on=opening, of=factories.candidate(f"Candidate {number}"))
    assert queueing.queue_due(now=hour(36)) == 12
    at_risk = [("screening_held", "at risk")] * 3 + [("take_home_sent", "at risk")] * 3
    assert parcels() == parcels("inbox") == {("jonas", "ready"): at_risk}
    message = Message.objects.get(channel="email")
    assert (message.letter, message.attempt, message.endpoint) == ("reminders", 0, None)
    # “at risk” is of use until the deadline, twelve hours later
    assert (message.created_at, message.next_at, message.give_up_at) == (hour(36), hour(36), hour(48))
    assert set(Reminder.objects.filter(message=message).values_list("state", "recipient__username", "why")) == {
        ("queued", "jonas", "")
    }
    assert set(Reminder.objects.filter(state="queued").values_list("due_at", flat=True)) == {hour(36)}


def test_a_message_is_tried_for_as_long_as_the_last_of_its_reminders_deserves():
    screening()
    queueing.queue_due(now=hour(61))
    assert set(Message.objects.values_list("give_up_at", flat=True)) == {hour(84)}  # “12 h late” at 60, a day more


def test_queue_due_adds_to_a_message_that_was_not_tried_yet_and_not_to_another():
    application = at_stage(Stage.SCREENING)
    queueing.queue_due(now=hour(36))
    scorecard(application, 1, people().coordinator, 36)
    queueing.queue_due(now=hour(37))
    message = Message.objects.get(channel="email")
    assert message.reminders.count() == 3
    assert message.give_up_at == hour(61)  # the scorecard's reminder may come later than the others
    Message.objects.update(attempt=1)
    queueing.queue_due(now=hour(48))
    assert sorted(message.reminders.count() for message in Message.objects.filter(channel="email")) == [3, 4]


def test_the_same_reminders_again_carry_the_same_key():
    at_stage(Stage.SCREENING)
    queueing.queue_due(now=hour(36))
    message = Message.objects.get(channel="email")
    Message.objects.update(state="dead", attempt=9, last_error="550 no such user", lease_owner="here")
    Reminder.objects.filter(state="queued").update(state="pending", message=None)
    assert queueing.queue_due(now=hour(40)) == 4
    again = Message.objects.get(channel="email")
    assert (again.pk, again.idem_key, again.state, again.attempt) == (message.pk, message.idem_key, "ready", 9)
    assert (again.next_at, again.give_up_at, again.created_at) == (hour(40), hour(48), hour(36))
    assert again.lease_owner == ""


def test_queue_due_goes_to_whoever_stands_in():
    application = at_stage(Stage.SCREENING)
    scorecard(application, 1, people().second, 20)
    User.objects.filter(username="tomas").update(away_from=hour(0).date(), away_until=hour(24).date())
    queueing.queue_due(now=hour(21))
    assert parcels() == {("jonas", "ready"): [("scorecard", "1 h after the interview")]}


def test_what_nobody_may_receive_is_given_up_where_it_is_seen():
    screening()
    User.objects.update(is_active=False)
    assert queueing.queue_due(now=hour(36)) == 2
    why = "nobody is there who may be reminded"
    assert mails(state="dead") == [(1, "owner", "dead", why)]
    assert parcels() == {("jonas", "dead"): [("screening_held", "at risk")]}
    assert set(settling.unsettled().values_list("channel", "last_error")) == {("email", why), ("inbox", why)}


def test_what_nobody_could_receive_finds_its_way_once_somebody_is_there():
    application = screening()
    User.objects.update(is_active=False)
    queueing.queue_due(now=hour(36))
    User.objects.filter(pk=people().manager.pk).update(is_active=True)
    for message in settling.unsettled():
        retrying.retry(message, by=None, now=hour(37))
    assert sweep.sweep(by="test", now=hour(37)).sent == 0
    assert sweep.sweep(by="test", now=hour(37)).sent == 2
    assert parcels()["mara", "sent"] == [("screening_held", "at risk")]
    assert application.deadlines.get(kind="screening_held").reminders.filter(rank=1).count() == 2


def test_no_message_is_about_its_own_recipients_candidacy_even_when_it_is_given_up():
    application = screening()
    User.objects.update(is_active=False)
    application.candidate.employee = people().coordinator
    application.candidate.save()
    queueing.queue_due(now=hour(36))
    assert parcels() == {("mara", "dead"): [("screening_held", "at risk")]}


def test_the_number_of_statements_does_not_depend_on_the_number_of_messages():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    Reminder.objects.all().delete()
    never_quiet = {"quiet_from": time.min, "quiet_until": time.min}
    counts = []
    queueing.queue_due(now=hour(0))
    for ended_at, many in ((170, 2), (300, 20)):
        owners = User.objects.bulk_create(
            User(username=f"u{ended_at}-{n}", calendar=factories.always_open(), **never_quiet) for n in range(many)
        )
        for owner in owners:
            scorecard(application, owner.pk, owner, ended_at)
        Reminder.objects.filter(rank__gt=1).delete()
        with CaptureQueriesContext(connection) as captured:
            assert queueing.queue_due(now=hour(ended_at + 1)) == 2 * many
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
    assert Message.objects.count() == 44


# Verdicts, end to end ------------------------------------------------------------------------------------------------


def test_queue_due_sends_the_highest_of_the_due_rungs_and_supersedes_the_lower():
    screening()
    assert queueing.queue_due(now=hour(61)) == 10
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


@pytest.mark.parametrize("state", ["queued", "sent"])
def test_a_rung_below_one_that_went_out_in_this_plan_is_superseded(state):
    application = screening()
    queueing.queue_due(now=hour(36))
    higher = Reminder.objects.filter(rung="12 h late", deadline__kind="screening_held")
    higher.update(state=state, message=Message.objects.first())
    queueing.queue_due(now=hour(48))
    assert set(Reminder.objects.filter(deadline__application=application, rung="due").values_list("state", "why")) >= {
        ("superseded", "a higher rung has gone out already")
    }


def test_a_rung_that_went_out_in_another_plan_supersedes_nothing():
    deadline = screening().deadlines.get(kind="screening_held")
    queueing.queue_due(now=hour(61))
    Reminder.objects.filter(deadline=deadline, rank=2).update(plan=2, state="pending", why="")
    Deadline.objects.filter(pk=deadline.pk).update(plan=2)
    queueing.queue_due(now=hour(61))
    assert mails(deadline=deadline, rank=2) == [(2, "coordinator", "queued", ""), (2, "owner", "queued", "")]


def test_queue_due_cancels_the_reminder_of_a_deadline_that_has_ended():
    application = at_stage(Stage.SCREENING)
    application.deadlines.filter(kind="take_home_sent").update(state="paused")
    application.deadlines.filter(kind="screening_held").update(state="cancelled")
    assert queueing.queue_due(now=hour(36)) == 4
    assert set(Reminder.objects.filter(due_at=hour(36)).values_list("state", "why")) == {
        ("cancelled", "no longer open")
    }
    assert Message.objects.count() == 0


def test_queue_due_cancels_the_reminder_of_an_older_plan():
    application = screening()
    application.deadlines.filter(kind="screening_held").update(plan=2)
    queueing.queue_due(now=hour(36))
    assert mails(due_at=hour(36), deadline__kind="screening_held") == [(1, "owner", "cancelled", "no longer open")]


def test_i_am_on_it_silences_until_its_time_all_but_the_last_rung():
    deadline = screening().deadlines.get(kind="screening_held")
    acknowledging.acknowledge(deadline, by=people().coordinator, until=hour(72), now=hour(30))
    for at in (36, 48, 60):
        queueing.queue_due(now=hour(at))
    assert mails(deadline=deadline) == [
        (1, "owner", "suppressed", "Jonas is on it"),
        (2, "coordinator", "suppressed", "Jonas is on it"),
        (2, "owner", "suppressed", "Jonas is on it"),
        (3, "coordinator", "queued", ""),
        (3, "hiring_manager", "queued", ""),
    ]


def test_i_am_on_it_ends():
    deadline = screening().deadlines.get(kind="screening_held")
    acknowledging.acknowledge(deadline, by=people().coordinator, until=hour(36), now=hour(30))
    queueing.queue_due(now=hour(36))
    assert mails(deadline=deadline, rank=1) == [(1, "owner", "queued", "")]


def test_what_is_looked_at_in_quiet_time_waits_until_it_is_over():
    application = screening()
    in_office(people().coordinator)
    queueing.queue_due(now=hour(37))  # Tuesday 22:00, planned when the coordinator was always reachable
    found = Reminder.objects.filter(rank=1, deadline__application=application, deadline__kind="screening_held")
    assert set(found.values_list("state", "due_at", "why")) == {
        ("pending", hour(47), "postponed: quiet time"),  # Wednesday 08:00
    }
    assert queueing.queue_due(now=hour(46.9)) == 0
    assert queueing.queue_due(now=hour(47)) == 2
    assert set(found.values_list("state", "why")) == {("queued", "postponed: quiet time")}


def test_the_last_rung_goes_out_in_quiet_time_on_channels_that_wake_nobody():
    screening()
    for person in people():
        in_office(person)
    queueing.queue_due(now=hour(60))  # Wednesday 21:00
    assert parcels() == {
        ("jonas", "ready"): [("screening_held", "12 h late")],
        ("mara", "ready"): [("screening_held", "12 h late")],
    }


def test_a_scorecard_is_not_reminded_of_twice_within_a_day():
    application = at_stage(Stage.SCREENING)
    Reminder.objects.all().delete()
    made = scorecard(application, 1, people().interviewer, 20)
    queueing.queue_due(now=hour(40))  # nobody looked for 19 hours
    assert mails(deadline=made, rank=1) == [(1, "owner", "queued", "")]
    queueing.queue_due(now=hour(45))
    why = "postponed: too soon after the last one"
    assert mails(deadline=made, rank=2) == [(2, "coordinator", "queued", ""), (2, "owner", "pending", why)]
    assert set(made.reminders.filter(rank=2, role="owner").values_list("due_at", flat=True)) == {hour(64)}
    queueing.queue_due(now=hour(64))
    assert mails(deadline=made, rank=2, role="owner") == [(2, "owner", "queued", why)]


def flood(now: datetime, count: int = 6) -> None:
    """So many messages to the coordinator within the last hour."""
    Message.objects.bulk_create(
        Message(
            idem_key=f"flood-{number}",
            letter="reminders",
            recipient=people().coordinator,
            state="sent",
            created_at=now - (number + 1) * MINUTE,
            next_at=now,
            accepted_at=now,
        )
        for number in range(count)
    )


def test_the_seventh_mail_within_an_hour_waits():
    screening()
    flood(hour(36))
    queueing.queue_due(now=hour(36))
    found = Reminder.objects.filter(rank=1, deadline__kind="screening_held").order_by("channel")
    assert list(found.values_list("channel", "state", "due_at", "why")) == [
        ("email", "pending", hour(37) - 6 * MINUTE, "postponed: 6 messages within an hour"),
        ("inbox", "queued", hour(36), ""),
    ]


def test_what_is_late_is_mailed_whatever_the_hour_has_seen():
    screening()
    flood(hour(61))
    queueing.queue_due(now=hour(61))
    assert ("jonas", "ready") in parcels()


def test_messages_that_were_dropped_do_not_count_for_the_hour():
    screening()
    flood(hour(36))
    Message.objects.filter(idem_key="flood-5").update(state="dropped", accepted_at=None)
    queueing.queue_due(now=hour(36))
    assert mails(rank=1, deadline__kind="screening_held") == [(1, "owner", "queued", "")]


# What others hear of it ----------------------------------------------------------------------------------------------


def test_queue_due_logs_and_counts_what_it_does_not_send(caplog):
    tallies.forget()
    at_stage(Stage.SCREENING)
    with caplog.at_level("INFO", logger="hiring.queueing"):
        queueing.queue_due(now=hour(50))
    assert len(caplog.records) == 4
    assert "is not sent: a higher rung is due as well" in caplog.records[0].getMessage()
    tallies.flush()
    assert EngineCount.objects.get(name="sla_superseded").value == 4


def test_other_systems_are_told_once_what_is_at_risk_and_once_what_is_late():
    endpoint = WebhookEndpoint.objects.create(url="https://hooks.example.com/", secret="whsec_x", created_at=hour(0))
    application = screening()
    deadline = application.deadlines.get(kind="screening_held")
    for at in (36, 48, 60):
        queueing.queue_due(now=hour(at))
    told = Message.objects.filter(endpoint=endpoint, letter__startswith="sla.").order_by("created_at")
    assert [(message.letter, message.created_at) for message in told] == [
        ("sla.at_risk", hour(36)),
        ("sla.breached", hour(48)),
    ]
    assert told[0].payload["data"] == {
        "application_id": application.pk,
        "requisition_id": application.requisition_id,
        "external_id": None,
        "source_system": None,
        "version": 1,
        "deadline_id": deadline.pk,
        "kind": "screening_held",
        "due_at": "2026-09-09T09:00:00Z",
    }


def test_other_systems_are_not_told_of_a_reminder_that_a_clock_has_started():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    WebhookEndpoint.objects.create(url="https://hooks.example.com/", secret="whsec_x", created_at=hour(0))
    Reminder.objects.all().delete()
    deadlines.start_decision(application, ended_at=hour(200), by=None, now=hour(200))
    assert queueing.queue_due(now=hour(200)) == 2
    assert [message.letter for message in Message.objects.filter(channel="webhook")] == ["decision.due"]


def test_what_is_queued_arrives_by_mail_and_in_the_inbox():
    screening()
    queueing.queue_due(now=hour(36))
    for leased in delivery.lease(now=hour(36)):
        delivery.mark(leased, delivery.send(leased, now=hour(36)), now=hour(36))
    assert set(Message.objects.values_list("channel", "state")) == {("email", "sent"), ("inbox", "sent")}
    assert InboxItem.objects.get().recipient == people().coordinator
