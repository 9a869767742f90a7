"""What other systems are told of interviews and scorecards: the whole payload, from the verb that it belongs to."""

from datetime import timedelta
from typing import Any

import pytest

from hiring import endpoints, engine
from hiring.models import Application, Message
from hiring.stages import Round, Stage
from hiring.sweep import sweep
from interviews import overdue, scheduling, scorecards
from interviews.models import Interview
from tests.factories import at_stage, hour, people
from tests.interviews.rounds_world import EVIDENCE, booked, card_of, held, submitted

pytestmark = pytest.mark.django_db


def listen(*events: str) -> None:
    endpoints.register(url="https://hooks.example.com/", events=events, by=None, now=hour(0))


def told() -> list[dict[str, Any]]:
    return list(Message.objects.filter(channel="webhook").order_by("pk").values_list("payload", flat=True))


def about(application: Application, verb: str = "", **data: Any) -> dict[str, Any]:
    line = {"event_id": application.history.filter(verb=verb).latest("pk").pk} if verb else {}
    return {
        "version": 1,
        "application_id": application.pk,
        "external_id": None,
        "source_system": None,
        "requisition_id": application.requisition_id,
        **line,
        **data,
    }


def which(interview: Interview) -> dict[str, Any]:
    return {"interview_id": interview.pk, "round": "screening"}


@pytest.fixture
def application() -> Application:
    return at_stage(Stage.SCREENING)


def test_interview_is_scheduled_moved_and_called_off(application):
    listen()
    jonas = people().coordinator
    interview = booked(application)
    scheduling.move(interview, starts_at=hour(32), ends_at=hour(33), by=jonas, now=hour(12))
    scheduling.call_off(interview, reason="Ada Kovacs is ill.", by=jonas, now=hour(14))
    agreed = {"starts_at": "2026-09-08T15:00:00Z", "ends_at": "2026-09-08T15:30:00Z"}
    moved = {"starts_at": "2026-09-08T17:00:00Z", "ends_at": "2026-09-08T18:00:00Z"}
    assert told() == [
        {
            "type": "interview.scheduled",
            "timestamp": "2026-09-07T19:00:00Z",
            "data": about(application, "book_interview", **which(interview), **agreed),
        },
        {
            "type": "interview.rescheduled",
            "timestamp": "2026-09-07T21:00:00Z",
            "data": about(application, "move_interview", **which(interview), **moved),
        },
        {
            "type": "interview.cancelled",
            "timestamp": "2026-09-07T23:00:00Z",
            "data": about(application, "call_off_interview", **which(interview), did_not_happen=False),
        },
    ]


def test_nobody_came(application):
    interview = booked(application)
    listen()
    scheduling.call_off(interview, reason="No show.", by=people().coordinator, did_not_happen=True, now=hour(31))
    assert [(body["type"], body["data"]["did_not_happen"]) for body in told()] == [("interview.cancelled", True)]


def test_scorecard_is_submitted_and_its_verdict_is_not_told(application):
    interview = held(application)
    listen()
    card = submitted(interview, people().interviewer, now=hour(31))
    facts = {"scorecard_id": card.pk, **which(interview), "submitted_at": "2026-09-08T16:00:00Z"}
    assert told() == [
        {
            "type": "scorecard.submitted",
            "timestamp": "2026-09-08T16:00:00Z",
            "data": about(application, "submit_scorecard", **facts),
        }
    ]


def test_draft_of_a_scorecard_is_no_news(application):
    interview = held(application)
    listen()
    card = card_of(interview, people().interviewer)
    scorecards.save_draft(card, scorecards.Content(verdict="yes"), by=people().interviewer, revision=0, now=hour(31))
    assert told() == []


def test_scorecard_is_overdue_at_the_look_after_its_time_told_once(application):
    interview = held(application)
    submitted(interview, people().second, now=hour(31))
    listen("scorecard.overdue")
    for at in (54.4, 54.5, 54.6, 55.4):
        overdue.announce(now=hour(at))
    card = card_of(interview, people().interviewer)
    deadline = application.deadlines.get(subject=f"scorecard:{card.pk}")
    facts = {"deadline_id": deadline.pk, "due_at": "2026-09-09T15:30:00Z"}
    assert told() == [
        {
            "type": "scorecard.overdue",
            "timestamp": "2026-09-09T15:30:00Z",
            "data": about(application, scorecard_id=card.pk, **which(interview), **facts),
        }
    ]


def overdue_cards() -> list[tuple[int, str]]:
    return [(body["data"]["scorecard_id"], body["timestamp"]) for body in told() if body["type"] == overdue.OVERDUE]


def test_scorecard_that_fell_due_while_the_engine_was_away_is_told_when_it_is_back(application):
    interview = held(application)
    listen()
    for at in (50, 100, 100.1, 101.5):
        sweep(by="test", now=hour(at))
    cards = [card_of(interview, people().interviewer).pk, card_of(interview, people().second).pk]
    assert sorted(overdue_cards()) == [(card, "2026-09-11T13:00:00Z") for card in sorted(cards)]


def test_scorecard_of_an_interview_whose_end_was_entered_days_later_is_told(application):
    interview = booked(application)
    listen()
    sweep(by="test", now=hour(50))
    scheduling.finish(interview, by=people().coordinator, ended_at=hour(30.5), now=hour(100))
    for at in (100.1, 100.2, 101.5):
        sweep(by="test", now=hour(at))
    assert [at for _card, at in overdue_cards()] == ["2026-09-11T13:06:00Z"] * 2


def test_scorecard_that_fell_due_while_the_engine_was_on_hold_is_told_after_the_release(application):
    held(application)
    listen()
    engine.state()
    engine.hold(reason="Restored.", by=None, now=hour(40))
    for at in (40, 54.6, 70, 99.9):
        sweep(by="test", now=hour(at))
    assert overdue_cards() == []
    engine.release(by=None, now=hour(100))
    for at in (100.1, 100.2, 101.5):
        sweep(by="test", now=hour(at))
    assert [at for _card, at in overdue_cards()] == ["2026-09-11T13:12:00Z"] * 2


def test_engine_announces_it_with_the_breach(application):
    held(application)
    listen("scorecard.overdue", "sla.breached")
    sweep(by="test", now=hour(54.5))
    assert sorted(body["type"] for body in told() if "scorecard" in str(body)) == [
        "scorecard.overdue",
        "scorecard.overdue",
        "sla.breached",
        "sla.breached",
    ]


def test_nobody_listening_costs_one_question(application, django_assert_num_queries):
    held(application)
    listen("sla.breached")
    with django_assert_num_queries(1):
        overdue.announce(now=hour(54.5))


def test_final_round_that_ends_starts_the_decision():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    interview = booked(application, Round.SCALE_ARCHITECTURE, starts_at=hour(200))
    listen()
    scheduling.finish(interview, by=people().coordinator, ended_at=hour(201), now=hour(202))
    assert [(body["type"], body["data"]["started_at"], body["data"]["due_at"]) for body in told()] == [
        ("decision.due", "2026-09-15T18:00:00Z", "2026-09-16T18:00:00Z")
    ]


def test_no_payload_holds_what_an_interviewer_wrote_or_who_they_are(application):
    listen()
    interview = booked(application)
    scheduling.move(
        interview, starts_at=hour(30), ends_at=hour(30) + timedelta(hours=1), by=people().coordinator, now=hour(11)
    )
    scheduling.finish(interview, by=people().interviewer, ended_at=hour(31), now=hour(31))
    submitted(interview, people().interviewer, now=hour(32), summary="Xyzzy.", verdict="strong_no")
    sweep(by="test", now=hour(55))
    bodies = str(told())
    assert {"interview.scheduled", "scorecard.submitted", "scorecard.overdue"} <= {body["type"] for body in told()}
    planted = ("Xyzzy", EVIDENCE, "eleven", "strong_no", "Priya", "Tomas", "Ada", "Kovacs", "@")
    assert [word for word in planted if word.lower() in bodies.lower()] == []
