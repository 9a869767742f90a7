from datetime import timedelta

import pytest

from hiring import deadlines, pauses, pipeline, requisitions
from hiring.models import (
    Application,
    ApplicationEvent,
    ClockEvent,
    Deadline,
    Decision,
    Reminder,
    Requisition,
    RoundResult,
)
from hiring.stages import Round, Stage
from tests import factories
from tests.factories import START, at_stage, hour, people
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db

YES, NO = RoundResult.Verdict.YES, RoundResult.Verdict.NO
HIRE, NO_HIRE = Decision.Outcome.HIRE, Decision.Outcome.NO_HIRE


def last_line(application: Application) -> tuple:
    line = application.history.order_by("pk").last()
    return line.verb, line.from_stage, line.to_stage, line.by, line.at, line.reason


def states(application: Application) -> dict[str, str]:
    return dict(application.deadlines.values_list("kind", "state"))


# open_application ----------------------------------------------------------------------------------------------------


def test_open_application_starts_the_clock_with_its_planned_deadlines():
    application = factories.application()
    application.refresh_from_db()
    assert (application.stage, application.stage_since) == ("applied", START)
    assert (application.applied_at, application.created_at, application.clock_started_at) == (START, START, START)
    assert list(application.deadlines.values_list("kind", "due_at", "state", "party").order_by("pk")) == [
        ("screening_held", hour(48), "open", "coordinator"),
        ("take_home_sent", hour(48), "open", "coordinator"),
        ("take_home_returned", hour(144), "open", "candidate"),
        ("live_debugging_held", hour(192), "open", "coordinator"),
        ("scale_architecture_held", hour(240), "open", "coordinator"),
        ("decision_planned", hour(264), "open", "hiring_manager"),
        ("promise", hour(288), "open", "hiring_manager"),
    ]
    assert last_line(application) == ("open_application", "", "applied", people().coordinator, START, "")
    assert list(application.clock_events.values_list("kind", "at")) == [("started", START)]


def test_open_application_starts_the_clock_when_the_candidate_applied_where_the_requisition_says_so():
    opening = factories.requisition(clock_starts_on=Requisition.ClockStart.APPLIED)
    application = factories.application(on=opening, applied_at=hour(-30))
    assert application.clock_started_at == hour(-30)
    assert application.deadlines.get(kind="promise").due_at == hour(258)
    assert application.deadlines.get(kind="screening_held").due_at == hour(18)


def test_open_application_keeps_the_date_of_applying_apart_from_the_start_of_the_clock():
    application = factories.application(applied_at=hour(-30))
    assert (application.applied_at, application.clock_started_at) == (hour(-30), START)


def test_open_application_waits_with_the_clock_for_the_screening_where_the_requisition_says_so():
    opening = factories.requisition(clock_starts_on=Requisition.ClockStart.SCREENING)
    application = factories.application(on=opening)
    assert (application.clock_started_at, application.deadlines.count()) == (None, 0)
    application = pipeline.advance(application, by=people().coordinator, now=hour(50))
    application.refresh_from_db()
    assert application.clock_started_at == hour(50)
    assert application.deadlines.get(kind="promise").due_at == hour(338)


@pytest.mark.parametrize("close", [True, False])
def test_open_application_refuses_a_requisition_that_is_not_open(close):
    opening = factories.draft()
    if close:
        requisitions.open_requisition(opening, by=people().manager, now=START)
        opening = requisitions.close_requisition(opening, by=people().manager, now=START)
    candidate = factories.candidate()
    with refuses("requisition_not_open"):
        factories.application(on=opening, of=candidate)


def test_open_application_refuses_a_second_open_one_and_allows_it_after_the_first_has_closed():
    first = factories.application()
    with refuses("already_open"):
        factories.application(on=first.requisition, of=first.candidate)
    pipeline.reject(first, by=people().coordinator, reason="Too far away.", now=hour(1))
    second = factories.application(on=first.requisition, of=first.candidate)
    assert second.pk != first.pk


def test_open_application_refuses_an_external_id_that_the_same_source_has_sent():
    first = factories.application(external_id="A-1", source_system="acme")
    other = factories.candidate("Ben Okri")
    with refuses("external_id_taken"):
        factories.application(on=first.requisition, of=other, external_id="A-1", source_system="acme")
    assert factories.application(on=first.requisition, of=other, external_id="A-1", source_system="other").pk


def test_open_application_refuses_what_the_columns_cannot_hold():
    opening, candidate = factories.requisition(), factories.candidate()
    with refuses("too_long"):
        factories.application(on=opening, of=candidate, external_id="x" * 121)
    with refuses("too_long"):
        factories.application(on=opening, of=candidate, external_id="x", source_system="x" * 61)


def test_open_application_refuses_a_date_in_the_future():
    opening, candidate = factories.requisition(), factories.candidate()
    with refuses("applied_in_the_future"):
        factories.application(on=opening, of=candidate, applied_at=hour(1))


# record_result -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "kinds"),
    [
        (Stage.SCREENING, {"screening_held"}),
        (Stage.TAKE_HOME, {"take_home_sent", "take_home_returned"}),
        (Stage.LIVE_DEBUGGING, {"live_debugging_held"}),
        (Stage.SCALE_ARCHITECTURE, {"scale_architecture_held"}),
    ],
)
def test_record_result_meets_the_deadlines_of_its_round_and_leaves_the_stage(stage, kinds):
    application = at_stage(stage)
    before = states(application)
    result = factories.passed(application, Round(stage), now=hour(217))
    assert (result.verdict, result.passed, result.at) == ("yes", True, hour(217))
    now = states(application)
    assert {kind for kind in before if before[kind] == "open" and now[kind] == "done"} == kinds
    application.refresh_from_db()
    assert application.stage == stage
    assert last_line(application)[0] == "record_result"
    waiting = Reminder.objects.filter(deadline__application=application, state=Reminder.State.PENDING)
    assert not waiting.filter(deadline__kind__in=kinds).exists()


def test_record_result_of_the_final_round_starts_the_decision_clock_where_nobody_said_when_it_ended():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    factories.passed(application, Round.SCALE_ARCHITECTURE, now=hour(210))
    application.refresh_from_db()
    assert application.final_round_ended_at == hour(210)
    assert application.deadlines.get(kind="decision").due_at == hour(234)
    assert states(application)["decision_planned"] == "cancelled"


def test_record_result_of_the_final_round_leaves_a_decision_clock_that_runs():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    deadlines.start_decision(application, ended_at=hour(200), by=None, now=hour(200))
    factories.passed(application, Round.SCALE_ARCHITECTURE, now=hour(210))
    assert application.deadlines.get(kind="decision").due_at == hour(224)


def test_record_result_refuses_another_round_than_the_one_at_hand():
    application = at_stage(Stage.SCREENING)
    with refuses("not_in_this_round"):
        factories.passed(application, Round.LIVE_DEBUGGING, now=hour(5))
    applied = factories.application(of=factories.candidate("Ben Okri"), on=application.requisition)
    with refuses("not_in_this_round"):
        factories.passed(applied, Round.SCREENING, now=hour(5))


def test_record_result_refuses_a_second_result():
    application = at_stage(Stage.SCREENING)
    factories.passed(application, Round.SCREENING, now=hour(5))
    with refuses("result_recorded"):
        factories.passed(application, Round.SCREENING, now=hour(6))


@pytest.mark.parametrize(
    ("verdict", "passed"), [("no", True), ("strong_no", True), ("yes", False), ("strong_yes", False)]
)
def test_record_result_against_its_verdict_needs_a_reason(verdict, passed):
    application = at_stage(Stage.SCREENING)
    values = {"verdict": verdict, "passed": passed, "by": people().coordinator, "now": hour(5)}
    with refuses("reason_required"):
        pipeline.record_result(application, Round.SCREENING, reason="  ", **values)
    with refuses("too_long"):
        pipeline.record_result(application, Round.SCREENING, reason="x" * 301, **values)
    result = pipeline.record_result(application, Round.SCREENING, reason=" The panel disagreed. ", **values)
    assert (result.passed, result.reason) == (passed, "The panel disagreed.")


def test_record_result_refuses_a_long_reason_where_none_is_needed():
    application = at_stage(Stage.SCREENING)
    with refuses("too_long"):
        pipeline.record_result(
            application,
            Round.SCREENING,
            verdict=NO,
            passed=False,
            reason="x" * 301,
            by=people().coordinator,
            now=hour(5),
        )


# advance -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (Stage.APPLIED, "screening"),
        (Stage.SCREENING, "take_home"),
        (Stage.TAKE_HOME, "live_debugging"),
        (Stage.LIVE_DEBUGGING, "scale_architecture"),
        (Stage.SCALE_ARCHITECTURE, "decision"),
    ],
)
def test_advance_takes_a_candidate_one_stage_further(here, there):
    application = at_stage(here)
    if here != Stage.APPLIED:
        factories.passed(application, Round(here), now=hour(220))
    pipeline.advance(application, by=people().coordinator, now=hour(221), believed=here.value)
    application.refresh_from_db()
    assert (application.stage, application.stage_since, application.updated_at) == (there, hour(221), hour(221))
    assert last_line(application) == ("advance", here.value, there, people().coordinator, hour(221), "")


def test_advance_refuses_a_round_without_a_result_or_with_a_bad_one():
    application = at_stage(Stage.SCREENING)
    with refuses("round_not_passed"):
        pipeline.advance(application, by=people().coordinator, now=hour(5))
    pipeline.record_result(application, Round.SCREENING, verdict=NO, passed=False, by=people().coordinator, now=hour(5))
    with refuses("round_not_passed"):
        pipeline.advance(application, by=people().coordinator, now=hour(6))


def test_advance_refuses_a_second_click():
    application = factories.application()
    pipeline.advance(application, by=people().coordinator, now=hour(1), believed="applied")
    with refuses("stage_changed"):
        pipeline.advance(application, by=people().coordinator, now=hour(1), believed="applied")


def test_advance_does_not_pass_the_decision_or_the_offer():
    application = at_stage(Stage.DECISION)
    with refuses("not_decided"):
        pipeline.advance(application, by=people().coordinator, now=hour(220))
    pipeline.decide(application, outcome=HIRE, reason="Solid.", by=people().manager, now=hour(220))
    with refuses("offer_needed"):
        pipeline.advance(application, by=people().coordinator, now=hour(221))
    factories.offer(application, now=hour(222))
    with refuses("offer_not_accepted"):
        pipeline.advance(application, by=people().coordinator, now=hour(223))


# decide --------------------------------------------------------------------------------------------------------------


def test_decide_for_hiring_ends_the_decision_clock_and_waits_for_an_offer():
    application = at_stage(Stage.DECISION)
    decision = pipeline.decide(
        application, outcome=HIRE, reason=" Strong in all four. ", by=people().manager, now=hour(230)
    )
    assert (decision.outcome, decision.reason, decision.at) == ("hire", "Strong in all four.", hour(230))
    application.refresh_from_db()
    assert application.stage == "decision"
    deadline = application.deadlines.get(kind="decision")
    assert (deadline.state, deadline.done_at) == ("done", hour(230))
    assert states(application)["promise"] == "open"
    assert last_line(application) == (
        "decide", "", "decision", people().manager, hour(230), "Strong in all four.",
    )  # fmt: skip


def test_decide_against_hiring_rejects_in_the_same_breath():
    application = at_stage(Stage.DECISION)
    pipeline.decide(application, outcome=NO_HIRE, reason="Not enough depth.", by=people().manager, now=hour(230))
    application.refresh_from_db()
    assert (application.stage, application.closed_at, application.close_reason) == (
        "rejected",
        hour(230),
        "Not enough depth.",
    )
    assert [line.verb for line in application.history.order_by("-pk")[:2]] == ["reject", "decide"]
    assert states(application)["decision"] == "done"
    assert states(application)["promise"] == "cancelled"


def test_decide_keeps_a_reason_of_a_thousand_characters_and_shortens_it_in_the_history():
    application = at_stage(Stage.DECISION)
    with refuses("too_long"):
        pipeline.decide(application, outcome=NO_HIRE, reason="x" * 1001, by=people().manager, now=hour(230))
    pipeline.decide(application, outcome=NO_HIRE, reason="x" * 1000, by=people().manager, now=hour(230))
    assert application.decision.reason == "x" * 1000
    assert last_line(application)[-1] == "x" * 300


@pytest.mark.parametrize("stage", [Stage.APPLIED, Stage.SCALE_ARCHITECTURE, Stage.OFFER])
def test_decide_refuses_any_other_stage(stage):
    application = at_stage(stage)
    with refuses("not_at_decision"):
        pipeline.decide(application, outcome=HIRE, reason="Solid.", by=people().manager, now=hour(240))


def test_decide_refuses_to_decide_twice_and_without_a_reason():
    application = at_stage(Stage.DECISION)
    with refuses("reason_required"):
        pipeline.decide(application, outcome=HIRE, reason=" \n", by=people().manager, now=hour(230))
    pipeline.decide(application, outcome=HIRE, reason="Solid.", by=people().manager, now=hour(230))
    with refuses("already_decided"):
        pipeline.decide(application, outcome=NO_HIRE, reason="No.", by=people().manager, now=hour(231))


def test_decide_is_for_those_who_may_decide():
    application = at_stage(Stage.DECISION)
    with forbids():
        pipeline.decide(application, outcome=HIRE, reason="Solid.", by=people().coordinator, now=hour(230))


# reject, withdraw ----------------------------------------------------------------------------------------------------

OUT = [(pipeline.reject, "reject", "rejected"), (pipeline.withdraw, "withdraw", "withdrawn")]


@pytest.mark.parametrize(("leave", "verb", "stage"), OUT)
@pytest.mark.parametrize("here", [Stage.APPLIED, Stage.TAKE_HOME, Stage.DECISION, Stage.OFFER])
def test_leaving_is_possible_from_every_open_stage_with_a_reason(leave, verb, stage, here):
    application = at_stage(here)
    leave(application, by=people().coordinator, reason=" Too far away. ", now=hour(260))
    application.refresh_from_db()
    assert (application.stage, application.closed_at, application.close_reason) == (stage, hour(260), "Too far away.")
    assert last_line(application) == (verb, here.value, stage, people().coordinator, hour(260), "Too far away.")


@pytest.mark.parametrize(("leave", "verb", "stage"), OUT)
def test_leaving_needs_a_reason_that_fits(leave, verb, stage):
    application = factories.application()
    with refuses("reason_required"):
        leave(application, by=people().coordinator, reason="", now=hour(1))
    with refuses("too_long"):
        leave(application, by=people().coordinator, reason="x" * 301, now=hour(1))


@pytest.mark.parametrize(("leave", "verb", "stage"), OUT)
def test_closing_stops_every_clock_with_its_reminders(leave, verb, stage):
    application = at_stage(Stage.DECISION)
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(216), by=None
    )
    leave(application, by=people().coordinator, reason="Too far away.", now=hour(220))
    assert set(states(application).values()) == {"done", "cancelled"}
    reminders = Reminder.objects.filter(deadline__application=application)
    assert set(reminders.values_list("state", flat=True)) == {"cancelled"}
    assert application.clock_events.order_by("pk").last().kind == ClockEvent.Kind.CANCELLED


@pytest.mark.parametrize(("leave", "verb", "stage"), OUT)
def test_closing_a_paused_application_counts_its_pause(leave, verb, stage):
    application = factories.application()
    pauses.pause(application, reason="On holiday.", by=people().coordinator, now=hour(10))
    leave(application, by=people().coordinator, reason="Too far away.", now=hour(40))
    application.refresh_from_db()
    assert (application.paused_at, application.paused_seconds) == (None, 30 * 3600)
    assert set(states(application).values()) == {"cancelled"}


@pytest.mark.parametrize("stage", [Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN])
def test_nothing_moves_a_closed_application(stage):
    application = at_stage(stage)
    by, now = people().manager, hour(300)
    for verb in (
        lambda: pipeline.advance(application, by=by, now=now),
        lambda: pipeline.advance(application, by=by, now=now, believed=stage.value),
        lambda: factories.passed(application, Round.SCREENING, now=now),
        lambda: pipeline.reject(application, by=by, reason="No.", now=now),
        lambda: pipeline.withdraw(application, by=by, reason="No.", now=now),
        lambda: pipeline.decide(application, outcome=HIRE, reason="Solid.", by=by, now=now),
        lambda: pauses.pause(application, reason="Holiday.", by=by, now=now),
        lambda: pauses.resume(application, by=by, now=now),
        lambda: factories.offer(application, now=now),
    ):
        with refuses("closed_stage"):
            verb()


def test_nothing_but_leaving_or_resuming_moves_a_paused_application():
    application = at_stage(Stage.SCREENING)
    by, now = people().manager, hour(20)
    pauses.pause(application, reason="On holiday.", by=by, now=hour(10))
    for verb in (
        lambda: pipeline.advance(application, by=by, now=now),
        lambda: factories.passed(application, Round.SCREENING, now=now),
        lambda: pipeline.decide(application, outcome=HIRE, reason="Solid.", by=by, now=now),
        lambda: pauses.pause(application, reason="Again.", by=by, now=now),
        lambda: factories.offer(application, now=now),
    ):
        with refuses("paused"):
            verb()


# Who may -------------------------------------------------------------------------------------------------------------


def test_verbs_are_for_those_who_run_the_process():
    application = at_stage(Stage.SCREENING)
    by = people().interviewer
    other = factories.candidate("Ben Okri")
    for verb in (
        lambda: pipeline.open_application(application.requisition, other, by=by, now=hour(5)),
        lambda: pipeline.record_result(application, Round.SCREENING, verdict=YES, passed=True, by=by, now=hour(5)),
        lambda: pipeline.advance(application, by=by, now=hour(5)),
        lambda: pipeline.reject(application, by=by, reason="No.", now=hour(5)),
        lambda: pipeline.withdraw(application, by=by, reason="No.", now=hour(5)),
        lambda: pauses.pause(application, reason="Holiday.", by=by, now=hour(5)),
        lambda: pauses.resume(application, by=by, now=hour(5)),
    ):
        with forbids():
            verb()


def test_verbs_act_on_the_row_as_it_is_and_not_on_what_the_caller_holds():
    application = factories.application()
    stale = Application.objects.get(pk=application.pk)
    pipeline.advance(application, by=people().coordinator, now=hour(1))
    with refuses("round_not_passed"):
        pipeline.advance(stale, by=people().coordinator, now=hour(2))


def test_verbs_read_the_database_clock_once_when_no_time_is_given():
    application = pipeline.open_application(factories.requisition(), factories.candidate(), by=people().coordinator)
    event = ApplicationEvent.objects.get(application=application)
    assert event.at == application.created_at == application.clock_started_at == application.applied_at
    assert abs(event.at - START) > timedelta(0)
    assert Deadline.objects.get(application=application, kind="promise").begins_at == event.at
