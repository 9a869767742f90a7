from datetime import time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hiring import deadlines, offers, pauses, pipeline, rebuilding, replanning
from hiring.models import Application, ClockEvent, Deadline, Reminder, SlaPolicy, WorkCalendar
from hiring.stages import Stage
from interviews import scheduling
from tests import factories
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return [str(one) for one in rebuilding.differences()]


def office_requisition(**values):
    """On working days from nine to six in Berlin."""
    office = WorkCalendar.objects.create(slug="office", title="Office", opens=time(9), closes=time(18))
    return factories.requisition(calendar=office, time_zone="Europe/Berlin", **values)


@pytest.mark.parametrize("stage", list(Stage))
def test_columns_are_what_the_events_say_at_every_stage(stage):
    at_stage(stage, on=office_requisition())
    assert found() == []


@pytest.mark.parametrize("clock_starts_on", ["opened", "applied", "screening"])
def test_columns_are_what_the_events_say_however_the_clock_starts(clock_starts_on):
    at_stage(Stage.SCREENING, on=factories.requisition(clock_starts_on=clock_starts_on), applied_at=hour(-30))
    factories.application(of=factories.candidate("Ben Okri"), on=factories.requisition(clock_starts_on="screening"))
    assert found() == []


def test_columns_are_what_the_events_say_after_every_verb_of_the_clock():
    application, by = at_stage(Stage.SCALE_ARCHITECTURE, on=office_requisition()), people().coordinator
    pauses.pause(application, reason="Ill.", by=by, now=hour(170.123456789))
    deadlines.meet(application, "scale_architecture_held", at=hour(171), by=by)
    assert found() == []
    pauses.resume(application, by=by, now=hour(180.9876543))
    pauses.pause(application, reason="Ill.", by=by, review_at=hour(200) + timedelta(microseconds=1), now=hour(181))
    assert found() == []
    pauses.resume(application, by=by, now=hour(181))
    for ended_at in (200, 199.5):
        deadlines.start_decision(application, ended_at=hour(ended_at), by=by, now=hour(201))
        deadlines.open_scorecard(
            application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(ended_at), by=by
        )
    assert found() == []
    deadlines.meet(application, "scorecard", subject="scorecard:1", at=hour(202), by=by)
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(203), by=by
    )
    deadlines.cancel(application, "scorecard", subject="scorecard:1", at=hour(204), by=by, why="declined")
    assert found() == []
    factories.passed(application, Stage.SCALE_ARCHITECTURE, now=hour(205))
    pipeline.advance(application, by=by, now=hour(205))
    pipeline.decide(application, outcome="hire", reason="Solid.", by=people().manager, now=hour(206))
    deadlines.start_decision(application, ended_at=hour(198), by=by, now=hour(207))
    assert application.deadlines.get(kind="decision").due_at == hour(222)
    assert found() == []
    factories.offer(application, now=hour(207))
    offers.accept(application, by=people().manager, now=hour(230))
    assert found() == []


def test_columns_are_what_the_events_say_after_a_late_booking():
    application, by, round = at_stage(Stage.SCREENING), people().coordinator, Stage.SCREENING
    times = {"starts_at": hour(60), "ends_at": hour(61)}
    interview = scheduling.book(application, round, interviewers=[people().interviewer], by=by, now=hour(50), **times)
    assert found() == []
    scheduling.finish(interview, by=by, ended_at=hour(60.5), now=hour(70))
    assert found() == []


@pytest.mark.parametrize("end", [pipeline.reject, pipeline.withdraw])
def test_columns_are_what_the_events_say_of_an_application_that_ends_in_a_pause(end):
    application, by = at_stage(Stage.SCREENING), people().coordinator
    pauses.pause(application, reason="Ill.", by=by, now=hour(10.4))
    end(application, reason="No reply.", by=by, now=hour(12.0001))
    application.refresh_from_db()
    assert (application.paused_at, application.paused_seconds) == (None, 5760)
    assert found() == []


def without_windows() -> None:
    """As the events were written before they carried windows, which was before offers had deadlines."""
    for event in ClockEvent.objects.exclude(kind="started", data__kind="offer_answer").order_by("pk"):
        if event.kind == "cancelled" and "named" in event.data:
            event.data = {}
        event.data.pop("windows", None)
        event.save()


def test_events_without_windows_are_understood():
    by = people().coordinator
    closed = at_stage(Stage.HIRED)
    running = at_stage(Stage.TAKE_HOME, on=closed.requisition, of=factories.candidate("Ben Okri"))
    pauses.pause(running, reason="Ill.", by=by, now=hour(30))
    pauses.resume(running, by=by, now=hour(40))
    pauses.pause(running, reason="Ill again.", by=by, review_at=hour(100), now=hour(50))
    deadlines.open_scorecard(
        running, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(51), by=by
    )
    ended = at_stage(Stage.SCREENING, on=closed.requisition, of=factories.candidate("Cy Twombly"))
    pauses.pause(ended, reason="Ill.", by=by, now=hour(30))
    pipeline.reject(ended, reason="No reply.", by=by, now=hour(31))
    without_windows()
    assert found() == []
    pauses.resume(running, by=by, now=hour(60))
    assert found() == []


def test_events_without_windows_are_read_under_the_policy_of_their_time():
    application, by = at_stage(Stage.SCREENING), people().coordinator
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(6), by=by
    )
    deadlines.meet(application, "scorecard", subject="scorecard:1", at=hour(7), by=by)
    without_windows()
    other = SlaPolicy.objects.create(
        version=application.policy.version + 1,
        figures={**application.policy.figures, "scorecard_hours": 12},
        ladder=application.policy.ladder,
        created_at=hour(8),
    )
    replanning.change_policy(application, other, reason="Stricter.", by=by, now=hour(9))
    assert found() == []


# What differs --------------------------------------------------------------------------------------------------------


def spoilt() -> Application:
    application = at_stage(Stage.SCREENING)
    Deadline.objects.filter(kind="screening_held").update(due_at=hour(50), state="done", done_at=hour(3))
    Deadline.objects.filter(kind="take_home_sent").delete()
    Application.objects.update(paused_seconds=60)
    return application


def test_differences_name_the_column_with_both_values():
    pk = spoilt().pk
    assert found() == [
        f"application {pk}, paused_seconds: 60 is stored, 0 by events",
        f"application {pk}, deadline screening_held.due_at: 2026-09-09T11:00:00+00:00 is stored, "
        "2026-09-09T09:00:00+00:00 by events",
        f"application {pk}, deadline screening_held.state: done is stored, open by events",
        f"application {pk}, deadline screening_held.done_at: 2026-09-07T12:00:00+00:00 is stored, nothing by events",
        f"application {pk}, deadline take_home_sent.state: nothing is stored, open by events",
    ]


def test_rebuild_mends_what_differs():
    application = spoilt()
    Reminder.objects.filter(deadline__kind="screening_held").update(state="cancelled", why="done")
    rebuilding.rebuild(application, now=hour(5))
    assert found() == []
    mended = application.deadlines.get(kind="screening_held")
    assert (mended.state, mended.due_at, mended.done_at) == ("open", hour(48), None)
    assert mended.reminders.filter(rung="due", state="pending", role="owner", due_at=hour(48)).exists()
    made_again = application.deadlines.get(kind="take_home_sent")
    assert (made_again.party, made_again.owner, made_again.due_at) == ("coordinator", people().coordinator, hour(48))
    assert made_again.reminders.filter(state="pending").exists()
    assert rebuilding.rebuild(application, now=hour(5)) == []


def test_rebuild_leaves_a_deadline_that_no_event_tells_of():
    application = at_stage(Stage.SCREENING)
    application.clock_events.filter(kind="stage_done").delete()
    scorecard = deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(4), by=None
    )
    application.clock_events.order_by("pk").last().delete()
    line = f"application {application.pk}, deadline scorecard scorecard:1.state: open is stored, nothing by events"
    assert found() == [line]
    rebuilding.rebuild(application, now=hour(5))
    assert found() == [line]
    assert Deadline.objects.filter(pk=scorecard.pk, state="open").exists()


def test_differences_cost_the_same_for_one_clock_as_for_three(django_assert_num_queries):
    first = at_stage(Stage.SCREENING)
    with django_assert_num_queries(5):
        assert found() == []
    for name in ("Ben Okri", "Cy Twombly"):
        at_stage(Stage.TAKE_HOME, on=first.requisition, of=factories.candidate(name))
    with django_assert_num_queries(5):
        assert found() == []


# The command ---------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[list[str], int]:
    out = StringIO()
    try:
        call_command("sla_rebuild", *arguments, stdout=out)
    except CommandError as failed:
        return out.getvalue().splitlines(), failed.returncode
    return out.getvalue().splitlines(), 0


def test_sla_rebuild_checks_without_changing():
    spoilt()
    lines, code = run("--check")
    assert (len(lines), code) == (5, 1)
    assert len(found()) == 5


def test_sla_rebuild_mends_and_says_how_much():
    assert run("--check") == ([], 0)
    spoilt()
    lines, code = run()
    assert (len(lines), lines[-1], code) == (6, "5 difference(s) in 1 of 1 clocks", 0)
    assert run("--check") == ([], 0)
