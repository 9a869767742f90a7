from datetime import time, timedelta

import pytest

from hiring import deadlines, pauses
from hiring.models import Application, Deadline, Reminder, Requisition, WorkCalendar
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


def pause(application: Application, at: float, **values) -> Application:
    values = {"reason": "On holiday.", "by": people().coordinator} | values
    return pauses.pause(application, now=hour(at), **values)


def resume(application: Application, at: float) -> Application:
    return pauses.resume(application, by=people().coordinator, now=hour(at))


def dates(application: Application) -> dict[str, tuple]:
    return {kind: (state, due) for kind, state, due in application.deadlines.values_list("kind", "state", "due_at")}


def test_pause_holds_planned_dates_while_promise_and_review_run():
    application = at_stage(Stage.SCREENING)
    pause(application, 10)
    application.refresh_from_db()
    assert (application.paused_at, application.pause_reason, application.pause_review_at) == (
        hour(10),
        "On holiday.",
        hour(82),
    )
    assert dates(application) == {
        "screening_held": ("paused", hour(48)),
        "take_home_sent": ("paused", hour(48)),
        "take_home_returned": ("paused", hour(144)),
        "live_debugging_held": ("paused", hour(192)),
        "scale_architecture_held": ("paused", hour(240)),
        "decision_planned": ("paused", hour(264)),
        "promise": ("open", hour(288)),
        "pause_review": ("open", hour(82)),
    }
    line = application.history.order_by("pk").last()
    assert (line.verb, line.by, line.at, line.reason) == ("pause", people().coordinator, hour(10), "On holiday.")
    assert line.data == {"review_at": hour(82).isoformat()}


def test_pause_takes_back_the_reminders_of_what_it_holds_and_no_others():
    application = at_stage(Stage.SCREENING)
    pause(application, 10)
    waiting = Reminder.objects.filter(state=Reminder.State.PENDING).values_list("deadline__kind", flat=True)
    assert set(waiting) == {"promise", "pause_review"}
    held = Reminder.objects.filter(deadline__kind="screening_held")
    assert set(held.values_list("state", "why")) == {("cancelled", "paused")}


def test_resume_moves_planned_dates_by_the_pause_and_not_the_promise():
    application = at_stage(Stage.SCREENING)
    pause(application, 10)
    resume(application, 40)
    application.refresh_from_db()
    assert (application.paused_at, application.pause_reason, application.pause_review_at) == (None, "", None)
    assert application.paused_seconds == 30 * 3600
    assert dates(application) == {
        "screening_held": ("open", hour(78)),
        "take_home_sent": ("open", hour(78)),
        "take_home_returned": ("open", hour(174)),
        "live_debugging_held": ("open", hour(222)),
        "scale_architecture_held": ("open", hour(270)),
        "decision_planned": ("open", hour(294)),
        "promise": ("open", hour(288)),
        "pause_review": ("cancelled", hour(82)),
    }
    line = application.history.order_by("pk").last()
    assert (line.verb, line.at, line.data) == ("resume", hour(40), {"paused_seconds": 108000.0})
    assert [event.kind for event in application.clock_events.all()][-2:] == ["started", "resumed"]


def test_two_pauses_add_up_with_the_last_review_in_force():
    application = at_stage(Stage.SCREENING)
    pause(application, 10)
    resume(application, 15)
    pause(application, 20, review_at=hour(30))
    resume(application, 27)
    application.refresh_from_db()
    assert application.paused_seconds == 12 * 3600
    assert dates(application)["screening_held"] == ("open", hour(60))
    assert dates(application)["decision_planned"] == ("open", hour(276))
    assert dates(application)["promise"] == ("open", hour(288))
    assert dates(application)["pause_review"] == ("cancelled", hour(30))


def test_resume_plans_the_reminders_anew_under_a_new_plan():
    application = at_stage(Stage.SCREENING)
    pause(application, 10)
    resume(application, 40)
    mails = Reminder.objects.filter(channel="email", deadline__application=application)
    reminders = mails.filter(deadline__kind="screening_held")
    assert list(
        reminders.order_by("plan", "due_at", "role").values_list("plan", "rung", "role", "due_at", "state")
    ) == [
        (1, "at risk", "owner", hour(36), "cancelled"),
        (1, "due", "coordinator", hour(48), "cancelled"),
        (1, "due", "owner", hour(48), "cancelled"),
        (1, "12 h late", "coordinator", hour(60), "cancelled"),
        (1, "12 h late", "hiring_manager", hour(60), "cancelled"),
        (2, "at risk", "owner", hour(66), "pending"),
        (2, "due", "coordinator", hour(78), "pending"),
        (2, "due", "owner", hour(78), "pending"),
        (2, "12 h late", "coordinator", hour(90), "pending"),
        (2, "12 h late", "hiring_manager", hour(90), "pending"),
    ]


def test_a_deadline_that_was_met_stays_met_through_a_pause():
    application = at_stage(Stage.TAKE_HOME)
    pause(application, 30)
    resume(application, 40)
    assert dates(application)["screening_held"] == ("done", hour(48))
    assert dates(application)["take_home_returned"] == ("open", hour(154))


def test_a_deadline_that_is_met_during_a_pause_does_not_come_back():
    application = at_stage(Stage.TAKE_HOME)
    pause(application, 30)
    assert deadlines.meet(application, "take_home_returned", at=hour(35), by=None)
    resume(application, 40)
    assert dates(application)["take_home_returned"] == ("done", hour(144))
    assert application.deadlines.get(kind="take_home_returned").done_at == hour(35)


def test_decision_and_scorecards_run_on_in_a_pause():
    application = at_stage(Stage.DECISION)
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(216), by=None
    )
    pause(application, 218)
    assert dates(application)["decision"] == ("open", hour(240))
    assert dates(application)["scorecard"] == ("open", hour(240))
    resume(application, 228)
    assert dates(application)["decision"] == ("open", hour(240))
    assert dates(application)["scorecard"] == ("open", hour(240))
    assert dates(application)["decision_planned"] == ("cancelled", hour(264))
    assert Deadline.objects.get(kind="decision").plan == 1


@pytest.mark.parametrize("cuts", [[], [10.5], [10.5 + 0.4 / 3600, 10.5 + 0.9 / 3600, 10.75]])
def test_pause_has_whole_seconds_however_many_pieces_it_falls_into(cuts):
    application = at_stage(Stage.SCREENING)
    pause(application, 10)
    for cut in cuts:
        resume(application, cut)
        pause(application, cut)
    pauses.resume(application, by=None, now=hour(11) + timedelta(microseconds=600_000))
    application.refresh_from_db()
    assert application.paused_seconds == 3600
    assert dates(application)["screening_held"] == ("open", hour(49))


def test_pause_over_a_weekend_moves_dates_into_working_time_and_not_twice():
    office = WorkCalendar.objects.create(slug="office", title="Office", opens=time(9), closes=time(18))
    application = at_stage(Stage.SCREENING, on=factories.requisition(calendar=office))
    assert dates(application)["live_debugging_held"] == ("open", hour(192))  # Tuesday, 9:00
    pause(application, 10)
    resume(application, 20)
    assert dates(application)["live_debugging_held"] == ("open", hour(201))  # 19:00 would be an hour after work
    pause(application, 21)
    resume(application, 36)
    assert dates(application)["live_debugging_held"] == ("open", hour(217))  # 25 hours later, Wednesday 10:00
    assert dates(application)["take_home_returned"] == ("open", hour(169))  # 144 + 25: Monday 10:00, was Sunday


def test_a_clock_that_was_set_back_shortens_no_deadline():
    application = at_stage(Stage.SCREENING)
    pause(application, 10)
    resume(application, 9)
    application.refresh_from_db()
    assert application.paused_seconds == 0
    assert dates(application)["screening_held"] == ("open", hour(48))


def test_pause_refuses_what_is_no_pause():
    application = at_stage(Stage.SCREENING)
    with refuses("reason_required"):
        pause(application, 10, reason=" ")
    with refuses("too_long"):
        pause(application, 10, reason="x" * 301)
    with refuses("review_in_the_past"):
        pause(application, 10, review_at=hour(10))
    with refuses("not_paused"):
        resume(application, 10)
    pause(application, 10)
    with refuses("paused"):
        pause(application, 11)


def test_pause_refuses_a_clock_that_has_not_started():
    opening = factories.requisition(clock_starts_on=Requisition.ClockStart.SCREENING)
    application = factories.application(on=opening)
    with refuses("clock_not_started"):
        pause(application, 1)
