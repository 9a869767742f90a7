import pytest
from django.core import mail
from django.test import override_settings

from hiring import errands, pipeline, sweep
from hiring.models import Deadline, Reminder
from hiring.stages import Round, Stage
from interviews import awaited, scheduling, scorecards
from tests.factories import at_stage, hour, people
from tests.interviews.rounds_world import booked, card_of, submitted

pytestmark = pytest.mark.django_db

ENDS_AT = 30.5
"""The hour at which a booked round is over by the calendar."""


def awaited_cards(application):
    return list(application.deadlines.filter(kind="scorecard").order_by("subject").values_list("state", "begins_at"))


def test_scorecards_are_awaited_from_the_scheduled_end_though_nobody_said_that_it_is_over():
    application = at_stage(Stage.SCREENING)
    booked(application)
    assert awaited.await_scorecards(now=hour(30.4)) == 0
    assert awaited.await_scorecards(now=hour(31)) == 2
    assert awaited.await_scorecards(now=hour(31)) == 0
    assert awaited_cards(application) == [("open", hour(ENDS_AT))] * 2


def test_the_first_reminder_comes_an_hour_after_the_scheduled_end():
    application = at_stage(Stage.SCREENING)
    booked(application, interviewers=[people().interviewer])
    Reminder.objects.exclude(deadline__kind="scorecard").delete()
    sweep.sweep(by="test", now=hour(31.4))
    assert not mail.outbox
    sweep.sweep(by="test", now=hour(31.5))
    assert [letter.to for letter in mail.outbox] == [["priya@twelve.example.com"]]


def test_the_actual_end_moves_what_is_awaited():
    application = at_stage(Stage.SCREENING)
    interview = booked(application)
    awaited.await_scorecards(now=hour(31))
    scheduling.finish(interview, by=people().coordinator, ended_at=hour(30.75), now=hour(32))
    assert awaited_cards(application) == [("open", hour(30.75))] * 2


def test_a_round_that_is_moved_or_called_off_is_not_awaited_any_more():
    application = at_stage(Stage.SCREENING)
    interview = booked(application)
    awaited.await_scorecards(now=hour(31))
    scheduling.move(interview, starts_at=hour(40), ends_at=hour(41), by=people().coordinator, now=hour(32))
    assert awaited_cards(application) == [("cancelled", hour(ENDS_AT))] * 2
    assert awaited.await_scorecards(now=hour(40)) == 0
    assert awaited.await_scorecards(now=hour(41)) == 2
    scheduling.call_off(interview, reason="Ill.", did_not_happen=True, by=people().coordinator, now=hour(42))
    assert awaited_cards(application) == [("cancelled", hour(41))] * 2
    assert awaited.await_scorecards(now=hour(43)) == 0
    assert not Reminder.objects.filter(deadline__kind="scorecard", state="pending").exists()


def test_cards_that_came_in_early_or_were_declined_are_not_awaited():
    application = at_stage(Stage.SCREENING)
    interview = booked(application)
    team = people()
    submitted(interview, team.interviewer, now=hour(30.2))
    scorecards.decline(card_of(interview, team.second), reason="I know her.", by=team.second, now=hour(30.2))
    assert awaited.await_scorecards(now=hour(31)) == 0


def test_a_take_home_is_awaited_when_it_came_back_and_a_closed_application_never():
    sent = at_stage(Stage.TAKE_HOME)
    booked(sent, Round.TAKE_HOME)
    assert awaited.await_scorecards(now=hour(100)) == 0
    closed = at_stage(Stage.SCREENING)
    booked(closed)
    pipeline.reject(closed, by=people().coordinator, reason="Too far.", now=hour(30))
    assert awaited.await_scorecards(now=hour(100)) == 0
    assert not Deadline.objects.filter(kind="scorecard").exists()


def test_looking_costs_one_query_when_nothing_was_forgotten(django_assert_num_queries):
    booked(at_stage(Stage.SCREENING))
    awaited.await_scorecards(now=hour(31))
    with django_assert_num_queries(1):
        awaited.await_scorecards(now=hour(32))


@override_settings(ERRANDS=["tests.interviews.test_awaited.broken"])
def test_an_errand_that_fails_is_written_down_and_stops_no_letter(caplog):
    at_stage(Stage.SCREENING)
    assert sweep.sweep(by="test", now=hour(48)).sent
    assert "tests.interviews.test_awaited.broken failed" in caplog.text
    errands.run(now=hour(48))


def broken(*, now):
    raise RuntimeError("out of order")
