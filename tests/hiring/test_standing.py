from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from hiring import deadlines, pauses, pipeline
from hiring.models import Application, Deadline, Requisition
from hiring.sla import Standing
from hiring.stages import Stage
from hiring.standing import ClockFace, Upcoming, clock_face, column, having, look_ahead
from tests import factories
from tests.factories import START, at_stage, hour, people

pytestmark = pytest.mark.django_db

INSTANT = timedelta(microseconds=1)


def face(application: Application, at: float) -> ClockFace:
    row = Application.objects.with_people().with_next_deadline().get(pk=application.pk)
    return clock_face(row, now=hour(at))


def test_clock_face_in_time():
    application = at_stage(Stage.LIVE_DEBUGGING)
    assert face(application, 150) == ClockFace(
        standing=Standing.IN_TIME,
        elapsed_days=6.25,
        counted_days=6.25,
        day=7,
        of_days=12,
        promise_due_at=hour(288),
        next_kind="live_debugging_held",
        next_due_at=hour(192),
        turn="coordinator",
        turn_name="Jonas",
        expected_share_left=1.0,
    )
    assert face(application, 150).text == "day 7 of 12"
    assert face(application, 150).next_text == "Live debugging held"
    assert face(application, 150).turn_text == "Coordinator (Jonas)"


def test_clock_face_at_risk_from_three_quarters_of_the_time_on():
    application = at_stage(Stage.SCREENING)
    assert face(application, 35.99).standing == "in_time"
    assert face(application, 36).standing == "at_risk"
    assert face(application, 47.99).standing == "at_risk"


def test_clock_face_breached_from_the_due_instant_on():
    application = at_stage(Stage.SCREENING)
    assert face(application, 48).standing == "breached"
    assert face(application, 48).text == "day 3 of 12"


def test_clock_face_at_risk_for_the_sake_of_a_later_deadline():
    application = at_stage(Stage.APPLIED)
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(1), review_at=hour(400))
    pauses.resume(application, by=people().coordinator, now=hour(200))
    shown = face(application, 220)
    assert (shown.next_kind, shown.next_due_at) == ("screening_held", hour(247))
    assert shown.standing == "at_risk"  # screening from hour 235 on, the promise since hour 216


def test_clock_face_after_the_promise_is_broken():
    application = at_stage(Stage.DECISION)
    shown = face(application, 360)
    assert (shown.standing, shown.day, shown.text) == ("breached", 16, "day 16 of 12")
    assert shown.expected_share_left == pytest.approx(0.614125)


def test_clock_face_paused_shows_elapsed_and_counted_days_apart():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(24))
    shown = face(application, 48)
    assert (shown.standing, shown.elapsed_days, shown.counted_days, shown.day) == ("paused", 2.0, 1.0, 3)
    assert (shown.next_kind, shown.turn) == ("pause_review", "coordinator")


def test_clock_face_counts_pauses_that_have_ended():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(24))
    pauses.resume(application, by=people().coordinator, now=hour(36))
    assert face(application, 47.9).standing == "in_time"
    shown = face(application, 48)
    assert (shown.standing, shown.elapsed_days, shown.counted_days) == ("at_risk", 2.0, 1.5)
    assert shown.next_due_at == hour(60)


def test_clock_face_paused_does_not_hide_a_breach():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(24))
    assert face(application, 95).standing == "paused"
    assert face(application, 96).standing == "breached"  # the review of the pause is due


@pytest.mark.parametrize(("stage", "hours"), [(Stage.HIRED, 250), (Stage.REJECTED, 5), (Stage.WITHDRAWN, 5)])
def test_clock_face_closed_stands_still(stage, hours):
    shown = face(at_stage(stage), 1000)
    assert (shown.standing, shown.elapsed_days, shown.next_kind, shown.turn) == ("closed", hours / 24, "", "")
    assert (shown.next_text, shown.turn_text, shown.expected_share_left) == ("", "", 1.0)


def test_clock_face_closed_in_a_pause_counts_the_days_before_it():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Holiday.", by=people().coordinator, now=hour(24))
    pipeline.withdraw(application, reason="Took another offer.", by=people().coordinator, now=hour(72))
    shown = face(application, 500)
    assert (shown.elapsed_days, shown.counted_days) == (3.0, 1.0)


def test_clock_face_not_started():
    opening = factories.requisition(clock_starts_on=Requisition.ClockStart.SCREENING)
    shown = face(factories.application(on=opening), 500)
    assert (shown.standing, shown.text) == ("not_started", "clock not started")
    assert (shown.elapsed_days, shown.counted_days, shown.day, shown.promise_due_at) == (None, None, None, None)


def test_clock_face_names_the_candidate_as_a_party_without_a_name():
    application = at_stage(Stage.TAKE_HOME)
    deadlines.meet(application, "take_home_sent", at=hour(30), by=None)
    assert face(application, 60).turn_text == "Candidate"


def test_clock_face_refuses_a_row_that_was_not_annotated():
    application = at_stage(Stage.SCREENING)
    with pytest.raises(AttributeError):
        clock_face(Application.objects.get(pk=application.pk), now=hour(500))


@pytest.mark.parametrize("count", [1, 3])
def test_clock_faces_of_a_list_take_one_query(count, django_assert_num_queries: DjangoAssertNumQueries):
    opening = factories.requisition()
    for number in range(count):
        factories.application(on=opening, of=factories.candidate(f"Candidate {number}"))
    with django_assert_num_queries(1):
        rows = list(Application.objects.with_people().with_next_deadline())
        texts = [(clock_face(row, now=hour(30)).turn_text, str(row), row.requisition.level) for row in rows]
    assert len(texts) == count


def test_next_deadline_is_the_one_due_first_with_the_earliest_risk_of_any():
    application = at_stage(Stage.SCREENING)
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(16), by=None
    )
    row = Application.objects.with_next_deadline().get()
    assert (row.next_kind, row.next_due_at, row.next_owner_name) == ("scorecard", hour(40), "Priya")
    assert row.next_at_risk_at == hour(34)
    deadlines.meet(application, "scorecard", subject="scorecard:1", at=hour(17), by=None)
    row = Application.objects.with_next_deadline().get()
    assert (row.next_kind, row.next_due_at, row.next_at_risk_at) == ("screening_held", hour(48), hour(36))


def test_next_deadline_takes_the_earliest_risk_from_another_deadline():
    application = at_stage(Stage.SCREENING)
    application.deadlines.filter(kind="take_home_returned").update(begins_at=START, at_risk_at=hour(2))
    row = Application.objects.with_next_deadline().get()
    assert (row.next_kind, row.next_at_risk_at) == ("screening_held", hour(2))
    assert face(application, 3).standing == "at_risk"


def test_lists_agree_with_the_clock_face_at_every_instant():
    team = people()
    opening = factories.requisition()
    waiting = factories.requisition(clock_starts_on=Requisition.ClockStart.SCREENING)
    for number, stage in enumerate(Stage):
        at_stage(stage, on=opening, of=factories.candidate(f"Candidate {number}"))
    factories.application(on=waiting, of=factories.candidate("Waits"))
    paused = at_stage(Stage.SCREENING, on=opening, of=factories.candidate("Paused"))
    pauses.pause(paused, reason="Holiday.", by=team.coordinator, now=hour(6), review_at=hour(250))
    resumed = at_stage(Stage.TAKE_HOME, on=opening, of=factories.candidate("Resumed"))
    pauses.pause(resumed, reason="Holiday.", by=team.coordinator, now=hour(30), review_at=hour(250))
    pauses.resume(resumed, by=team.coordinator, now=hour(60))

    rows = list(Application.objects.with_people().with_next_deadline())
    seen = set()
    edges = [hour(h) for h in (0, 35, 36, 48, 120, 126, 144, 180, 192, 216, 228, 234, 240, 250, 264, 288, 400)]
    for now in [instant for edge in edges for instant in (edge - INSTANT, edge, edge + INSTANT)]:
        faces = {row.pk: clock_face(row, now=now).standing for row in rows}
        seen |= set(faces.values())
        shown = {standing: {pk for pk, each in faces.items() if each == standing} for standing in Standing}
        for standing in Standing:
            found = having(standing, Application.objects.all(), now=now)
            assert set(found.values_list("pk", flat=True)) == shown[standing], (standing, now)
        assert dict(Application.objects.values_list("pk", column(now=now))) == faces, now
    assert seen == set(Standing)


def test_while_a_scorecard_is_awaited_it_is_the_interviewer_s_turn():
    application = at_stage(Stage.SCREENING)  # since hour 4; the take-home is to be sent by hour 48
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(30), by=None
    )
    shown = face(application, 31)
    assert (shown.next_kind, shown.next_due_at) == ("screening_held", hour(48))
    assert shown.turn_text == "Interviewer (Priya)"


def test_a_scorecard_of_an_earlier_stage_holds_up_nobody():
    application = at_stage(Stage.TAKE_HOME)  # since hour 24
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(10), by=None
    )
    assert face(application, 25).turn_text == "Interviewer (Priya)"  # due first all the same, at hour 34
    Deadline.objects.filter(kind="scorecard").update(due_at=hour(60))
    assert face(application, 25).turn_text == "Coordinator (Jonas)"


def test_rows_that_were_read_are_given_the_same_next_deadline(django_assert_num_queries: DjangoAssertNumQueries):
    made = [at_stage(stage, of=factories.candidate(stage)) for stage in (Stage.APPLIED, Stage.TAKE_HOME, Stage.OFFER)]
    made.append(
        factories.application(of=factories.candidate("Cy"), on=factories.requisition(clock_starts_on="applied"))
    )
    pipeline.withdraw(made[-1], reason="No time.", by=people().coordinator, now=hour(20))
    for position in range(len(made) + 1):
        rows = list(Application.objects.order_by("pk")[:position])
        with django_assert_num_queries(1):
            look_ahead(rows)
        for row in rows:
            annotated = Application.objects.with_next_deadline().get(pk=row.pk)
            for name in Upcoming.__annotations__:
                assert getattr(row, name) == getattr(annotated, name)
