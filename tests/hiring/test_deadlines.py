import pytest

from hiring import deadlines, pipeline
from hiring.models import Application, Deadline, Reminder
from hiring.stages import Round, Stage
from tests import factories
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db


def rungs(application: Application, kind: str, **filters) -> list[tuple]:
    mails = Reminder.objects.filter(channel="email", deadline__application=application, deadline__kind=kind)
    reminders = mails.filter(**filters)
    return list(reminders.order_by("plan", "due_at", "role").values_list("rung", "role", "due_at"))


def scorecard(application: Application, ended_at: float, **values) -> Deadline | None:
    values = {"subject": "scorecard:1", "owner": people().interviewer, "by": None} | values
    return deadlines.open_scorecard(application, interview_ended_at=hour(ended_at), **values)


# The decision --------------------------------------------------------------------------------------------------------


def test_start_decision_gives_24_hours_from_the_actual_end_with_its_reminders():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    deadlines.start_decision(application, ended_at=hour(200), by=people().coordinator)
    application.refresh_from_db()
    assert application.final_round_ended_at == hour(200)
    deadline = application.deadlines.get(kind="decision")
    assert (deadline.begins_at, deadline.at_risk_at, deadline.due_at) == (hour(200), hour(218), hour(224))
    assert (deadline.party, deadline.owner) == ("hiring_manager", people().manager)
    assert rungs(application, "decision") == [
        ("clock started", "hiring_manager", hour(200)),
        ("12 h left", "hiring_manager", hour(212)),
        ("4 h left", "hiring_manager", hour(220)),
        ("decision late", "coordinator", hour(224)),
        ("decision late", "hiring_manager", hour(224)),
    ]
    assert application.deadlines.get(kind="decision_planned").state == "cancelled"
    assert rungs(application, "decision_planned", state="pending") == []


def test_start_decision_moves_with_an_end_that_is_corrected():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    deadlines.start_decision(application, ended_at=hour(200), by=None, now=hour(200))
    deadlines.start_decision(application, ended_at=hour(203), by=None, now=hour(204))
    deadline = application.deadlines.get(kind="decision")
    assert (deadline.due_at, deadline.plan) == (hour(227), 2)
    assert set(Reminder.objects.filter(deadline=deadline, plan=1).values_list("state", "why")) == {
        ("cancelled", "moved")
    }
    assert rungs(application, "decision", state="pending")[:2] == [
        ("clock started", "hiring_manager", hour(203)),
        ("12 h left", "hiring_manager", hour(215)),
    ]


def test_start_decision_does_not_unmake_a_decision():
    application = at_stage(Stage.DECISION)
    pipeline.decide(application, outcome="hire", reason="Solid.", by=people().manager, now=hour(220))
    deadlines.start_decision(application, ended_at=hour(210), by=None, now=hour(221))
    deadline = application.deadlines.get(kind="decision")
    assert (deadline.state, deadline.done_at, deadline.due_at) == ("done", hour(220), hour(234))
    assert rungs(application, "decision", state="pending") == []


@pytest.mark.parametrize("stage", [Stage.HIRED, Stage.REJECTED])
def test_nothing_starts_for_a_closed_application(stage):
    application = at_stage(stage)
    assert deadlines.start_decision(application, ended_at=hour(260), by=None) is None
    assert scorecard(application, 260) is None
    assert not Deadline.objects.filter(application=application, state="open").exists()
    assert not Reminder.objects.filter(state="pending").exists()


# Scorecards ----------------------------------------------------------------------------------------------------------


def test_open_scorecard_gives_its_interviewer_24_hours_with_one_reminder_a_day():
    application = at_stage(Stage.SCREENING)
    deadline = scorecard(application, 20)
    assert (deadline.begins_at, deadline.due_at) == (hour(20), hour(44))
    assert (deadline.party, deadline.owner) == ("interviewer", people().interviewer)
    found = rungs(application, "scorecard")
    assert found[:7] == [
        ("1 h after the interview", "owner", hour(21)),
        ("scorecard due", "coordinator", hour(45)),
        ("scorecard due", "owner", hour(45)),
        ("scorecard 1 day late", "hiring_manager", hour(69)),
        ("scorecard 1 day late", "owner", hour(69)),
        ("scorecard late", "coordinator", hour(93)),
        ("scorecard late", "owner", hour(93)),
    ]
    assert [at for _rung, role, at in found if role == "owner"] == [hour(21 + 24 * day) for day in range(10)]


def test_scorecards_of_one_interview_are_told_apart():
    application = at_stage(Stage.SCREENING)
    scorecard(application, 20)
    scorecard(application, 20, subject="scorecard:2", owner=people().second)
    assert deadlines.meet(application, "scorecard", subject="scorecard:1", at=hour(21), by=None)
    deadlines.hand_over(
        application, "scorecard", subject="scorecard:2", party=Deadline.Party.COORDINATOR, owner=people().coordinator
    )
    found = application.deadlines.filter(kind="scorecard").order_by("subject").values_list("state", "owner__username")
    assert list(found) == [("done", "priya"), ("open", "jonas")]
    deadlines.cancel(application, "scorecard", subject="scorecard:2", at=hour(22), by=None, why="declined")
    assert application.deadlines.get(subject="scorecard:2").state == "cancelled"
    assert set(Reminder.objects.filter(deadline__subject="scorecard:2").values_list("state", "why")) == {
        ("cancelled", "declined")
    }


def test_open_scorecard_awaits_again_what_was_done():
    application = at_stage(Stage.SCREENING)
    scorecard(application, 20)
    deadlines.meet(application, "scorecard", subject="scorecard:1", at=hour(21), by=None)
    deadline = scorecard(application, 30)
    assert (deadline.state, deadline.done_at, deadline.due_at, deadline.plan) == ("open", None, hour(54), 2)
    assert rungs(application, "scorecard", state="pending")[0] == ("1 h after the interview", "owner", hour(31))


# Meeting, cancelling, handing over -----------------------------------------------------------------------------------


def test_meet_tells_whether_there_was_something_to_meet():
    application = at_stage(Stage.SCREENING)
    assert deadlines.meet(application, "screening_held", at=hour(20), by=people().coordinator)
    assert not deadlines.meet(application, "screening_held", at=hour(21), by=people().coordinator)
    deadline = application.deadlines.get(kind="screening_held")
    assert (deadline.state, deadline.done_at) == ("done", hour(20))
    event = application.clock_events.order_by("pk").last()
    assert (event.kind, event.at, event.by) == ("stage_done", hour(20), people().coordinator)
    assert event.data == {"kind": "screening_held", "subject": ""}


def test_meet_leaves_the_other_half_of_the_take_home():
    application = at_stage(Stage.TAKE_HOME)
    deadlines.meet(application, "take_home_sent", at=hour(26), by=None)
    assert application.deadlines.get(kind="take_home_returned").state == "open"
    factories.passed(application, Round.TAKE_HOME, now=hour(100))
    sent, returned = (application.deadlines.get(kind=kind) for kind in ("take_home_sent", "take_home_returned"))
    assert (sent.done_at, returned.done_at) == (hour(26), hour(100))


def test_cancel_is_noted_once():
    application = at_stage(Stage.SCREENING)
    for _again in range(2):
        deadlines.cancel(application, "screening_held", at=hour(20), by=None, why="skipped")
    assert application.deadlines.get(kind="screening_held").state == "cancelled"
    assert application.clock_events.filter(kind="cancelled").count() == 1


def test_hand_over_says_whose_turn_it_is_from_then_on():
    application = at_stage(Stage.SCREENING)
    deadlines.hand_over(application, "screening_held", party=Deadline.Party.INTERVIEWER, owner=people().interviewer)
    deadline = application.deadlines.get(kind="screening_held")
    assert (deadline.party, deadline.owner) == ("interviewer", people().interviewer)
