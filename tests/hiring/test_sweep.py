from functools import partial
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from hiring import deadlines, engine, pauses, pipeline, queueing, sweep, tasks
from hiring.models import EngineState, Message, Reminder
from hiring.outbox import delivery
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db


def letters() -> list[tuple[str, str]]:
    return sorted((letter.to[0].split("@")[0], letter.subject) for letter in mail.outbox)


def test_sweep_sends_what_is_due_once():
    at_stage(Stage.SCREENING)
    assert sweep.sweep(by="test", now=hour(35)) == (0, 0, 0)
    assert sweep.sweep(by="test", now=hour(36)) == (4, 2, 0)  # by mail and in the inbox
    assert sweep.sweep(by="test", now=hour(36)) == (0, 0, 0)
    assert letters() == [("jonas", "Screening held: Ada Kovacs (and 1 more)")]
    engine = EngineState.objects.get()
    assert (engine.last_sweep_at, engine.last_now, engine.last_sweep_by) == (hour(36), None, "test")


def test_sweep_reminds_of_the_decision_at_0_12_20_and_24_hours():
    at_stage(Stage.DECISION)
    Reminder.objects.exclude(deadline__kind="decision").update(state="cancelled")
    for hours, number in ((215.99, 0), (216, 1), (227.99, 1), (228, 2), (236, 3), (239.99, 3), (240, 5), (300, 5)):
        sweep.sweep(by="test", now=hour(hours))
        assert len(mail.outbox) == number, hours
    assert letters() == [
        ("jonas", "Offer decision is late: Ada Kovacs"),
        ("mara", "Offer decision is late: Ada Kovacs"),
        ("mara", "Offer decision: Ada Kovacs"),
        ("mara", "Offer decision: Ada Kovacs"),
        ("mara", "Offer decision: Ada Kovacs"),
    ]


@pytest.mark.parametrize("leave", [pipeline.reject, pipeline.withdraw])
def test_no_reminder_goes_out_after_closing(leave):
    application = at_stage(Stage.SCREENING)
    leave(application, by=people().coordinator, reason="Too far away.", now=hour(6))
    assert sweep.sweep(by="test", now=hour(1000)) == (0, 0, 0)
    assert mail.outbox == []


def test_no_reminder_goes_out_after_hiring():
    at_stage(Stage.HIRED)
    assert sweep.sweep(by="test", now=hour(1000)) == (0, 0, 0)


def test_a_pause_is_reminded_of_its_own_review_and_of_the_promise_only():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(10))
    for hours in range(11, 240, 5):
        sweep.sweep(by="test", now=hour(hours))
    assert letters() == [
        ("jonas", "Review of the pause is late: Ada Kovacs"),
        ("jonas", "Review of the pause is late: Ada Kovacs"),
        ("mara", "Review of the pause is late: Ada Kovacs"),
        ("mara", "Twelve-day promise: Ada Kovacs"),
    ]


def test_three_hours_without_a_worker_end_in_one_letter_to_each_person_about_what_still_matters(caplog):
    opening = factories.requisition()
    made = [at_stage(Stage.SCREENING, on=opening, of=factories.candidate(f"Candidate {n}")) for n in range(4)]
    for application in made:
        deadlines.open_scorecard(
            application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(45.5), by=None
        )
    for round in ("screening_held", "take_home_sent"):
        deadlines.meet(made[0], round, at=hour(47), by=None)
    sweep.sweep(by="test", now=hour(46))  # “at risk”, ten hours ago, is out
    mail.outbox.clear()
    with caplog.at_level("INFO"):
        sweep.sweep(by="test", now=hour(49))
    assert letters() == [
        ("jonas", "Screening held is late: Candidate 1 (and 5 more)"),
        ("priya", "Scorecard: Candidate 0 (and 3 more)"),
    ]
    assert Reminder.objects.filter(due_at__lte=hour(49), state="pending").count() == 0
    mail.outbox.clear()
    sweep.sweep(by="test", now=hour(49))
    assert mail.outbox == []


def test_a_day_without_a_worker_drops_what_is_past_with_a_log_line(caplog):
    application = at_stage(Stage.SCREENING)
    deadlines.meet(application, "take_home_sent", at=hour(5), by=None)
    with caplog.at_level("INFO", logger="hiring.reminders"):
        sweep.sweep(by="test", now=hour(61))
    assert letters() == [
        ("jonas", "Screening held is late: Ada Kovacs"),
        ("mara", "Screening held is late: Ada Kovacs"),
    ]
    assert sorted(record.args[1] for record in caplog.records) == ["at risk"] * 2 + ["due"] * 4


def test_one_letter_to_each_person_however_many_batches_it_takes(monkeypatch):
    monkeypatch.setattr(queueing, "queue_due", partial(queueing.queue_due, limit=2))
    opening = factories.requisition()
    for number in range(5):
        at_stage(Stage.SCREENING, on=opening, of=factories.candidate(f"Candidate {number}"))
    swept = sweep.sweep(by="test", now=hour(61))
    assert (swept.queued, swept.sent) == (100, 4)
    assert letters() == [
        ("jonas", "Screening held is late: Candidate 0 (and 9 more)"),
        ("mara", "Screening held is late: Candidate 0 (and 9 more)"),
    ]


def test_sweep_on_hold_touches_nothing():
    at_stage(Stage.SCREENING)
    EngineState.objects.update_or_create(pk=1, defaults={"mode": EngineState.Mode.HOLD})
    assert sweep.sweep(by="test", now=hour(500)) == (0, 0, 0)
    assert mail.outbox == []
    assert Message.objects.count() == 0
    assert EngineState.objects.get().last_sweep_at == hour(500), "it looked"
    EngineState.objects.update(mode=EngineState.Mode.RUN)
    assert sweep.sweep(by="test", now=hour(500)).sent == 4


def test_sweep_counts_what_failed_and_goes_on_with_the_rest():
    application = at_stage(Stage.SCREENING)
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(35), by=None
    )
    interviewer = people().interviewer
    interviewer.email = ""
    interviewer.save()
    assert sweep.sweep(by="test", now=hour(36)) == (6, 3, 1)
    assert sorted(Message.objects.values_list("recipient__username", "channel", "state")) == [
        ("jonas", "email", "sent"),
        ("jonas", "inbox", "sent"),
        ("priya", "email", "dead"),
        ("priya", "inbox", "sent"),
    ]


def test_sweep_hands_back_a_message_whose_lease_has_grown_old(monkeypatch):
    at_stage(Stage.SCREENING)
    monkeypatch.setattr("hiring.outbox.delivery.holds", lambda leased: False)
    assert sweep.sweep(by="test", now=hour(36)) == (4, 0, 0)
    monkeypatch.undo()
    assert sweep.sweep(by="test", now=hour(36)) == (0, 2, 0)  # at once: nobody waits for the lease to run out
    assert set(Message.objects.values_list("overtaken", flat=True)) == {0}


def test_sweep_leases_one_by_one_where_sending_takes_long(monkeypatch):
    at_stage(Stage.SCREENING)
    queueing.queue_due(now=hour(61))
    limits, lease = [], delivery.lease
    monkeypatch.setattr(delivery, "lease", lambda *, now, limit: limits.append(limit) or lease(now=now, limit=limit))
    monkeypatch.setattr(sweep, "QUICK_SECONDS", 0.0)
    sweep.sweep(by="test", now=hour(61))
    assert limits == [1, 1, 1, 1, 1]
    Message.objects.update(state="ready")
    limits.clear()
    monkeypatch.undo()
    monkeypatch.setattr(delivery, "lease", lambda *, now, limit: limits.append(limit) or lease(now=now, limit=limit))
    sweep.sweep(by="test", now=hour(62))
    assert limits == [1, 2, 4, 8]


def test_messages_go_out_though_something_is_in_the_way_of_all_that_is_due(monkeypatch):
    at_stage(Stage.SCREENING)
    queueing.queue_due(now=hour(36))

    def fails(**options):
        raise LookupError("a calendar of a country that is gone")

    monkeypatch.setattr(queueing, "queue_due", fails)
    with pytest.raises(LookupError):
        sweep.sweep(by="test", now=hour(48))
    assert len(mail.outbox) == 1


def test_sweep_goes_by_the_clock_of_the_database():
    application = factories.application()
    application.deadlines.filter(kind="screening_held").update(state="cancelled")
    task_time = Reminder.objects.order_by("due_at").first().due_at
    sweep.sweep(by="test")
    engine = EngineState.objects.get()
    assert engine.last_now == engine.last_sweep_at
    assert (len(mail.outbox) > 0) == (task_time <= engine.last_now)


def test_sla_run_looks_once_and_says_what_it_did():
    at_stage(Stage.SCREENING, started_at=hour(-24 * 365))
    out = StringIO()
    call_command("sla_run", stdout=out)
    assert out.getvalue() == "queued 66, sent 4, failed 0\n"
    assert EngineState.objects.get().last_sweep_by == "sla_run"


def test_sla_run_says_why_nothing_goes_out():
    engine.hold(reason="Restored from a backup", by=None)
    out = StringIO()
    call_command("sla_run", stdout=out)
    assert out.getvalue().splitlines() == [
        "queued 0, sent 0, failed 0",
        "No reminders go out: the engine is on hold. Restored from a backup.",
    ]


def test_celery_task_sweeps():
    at_stage(Stage.SCREENING, started_at=hour(-24 * 365))
    tasks.sweep_reminders()
    assert EngineState.objects.get().last_sweep_by == "celery"
    assert len(mail.outbox) == 2
