"""Somebody is erased: what interviewers wrote is gone, what they rated stays."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from benchmarks.models.reference import ReferenceModel
from hiring import erasing
from hiring.stages import Round, Stage
from interviews import scheduling, scorecards, unlocking
from interviews.models import (
    AssessmentOrder,
    AssessmentPackage,
    AssessmentReport,
    AtsConnection,
    Flag,
    FlagDefinition,
    InboundEvent,
    Interview,
    Rating,
    Scorecard,
    ScorecardVersion,
)
from interviews.scorecards import FlagEntry
from tests.factories import at_stage, candidate, hour, people, user
from tests.interviews.rounds_world import card_of, content, held, submitted
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

SECRET, LATER = "zanzibar", hour(100)


def everything_written() -> str:
    models = [
        model for model in apps.get_app_config("interviews").get_models() if not issubclass(model, ReferenceModel)
    ]
    rows = {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}
    return json.dumps(
        rows, default=lambda value: bytes(value).decode() if isinstance(value, memoryview) else str(value)
    )


@pytest.fixture
def interview() -> Interview:
    """Held, with one card that was unlocked and submitted again, and one that is declined."""
    made = at_stage(Stage.SCREENING, of=candidate(f"Ada {SECRET}", external_id="c-1", source_system="acme"))
    interview = held(made)
    Interview.objects.update(location=f"https://meet.example.com/{SECRET}")
    team = people()
    raised = FlagDefinition.objects.filter(colour="red", retired_at=None).first()
    assert raised is not None
    words: dict[str, Any] = {"summary": f"{SECRET} was calm", "flags": (FlagEntry(raised.code, f"{SECRET} said so"),)}
    card = submitted(interview, team.interviewer, now=hour(32), **words)
    Rating.objects.update(evidence=f"“{SECRET}”")
    unlocking.unlock(card, reason=f"{SECRET} again", by=team.manager, now=hour(33))
    scorecards.submit(card, by=team.interviewer, content=content(card, **words), now=hour(34))
    Rating.objects.update(evidence=f"“{SECRET}”")
    scorecards.decline(card_of(interview, team.second), reason=f"{SECRET} is a friend", by=team.second, now=hour(35))
    return interview


def erase(interview: Interview) -> None:
    erasing.erase(interview.application.candidate, by=people().manager, reason="Asked us to.", now=LATER)


def test_texts_are_removed_and_ratings_stay(interview):
    assert everything_written().count(SECRET) > 10
    levels = list(Rating.objects.order_by("pk").values_list("level", flat=True))
    erase(interview)
    assert SECRET not in everything_written()
    assert list(Rating.objects.order_by("pk").values_list("level", flat=True)) == levels
    card = card_of(interview, people().interviewer)
    assert (card.verdict, card.summary, card.state, card.updated_at) == ("yes", "Erased", "submitted", LATER)
    assert set(Rating.objects.values_list("evidence", flat=True)) == {"Erased"}
    assert list(Flag.objects.values_list("evidence", flat=True)) == ["Erased"]
    version = ScorecardVersion.objects.get()
    assert (version.reason, version.content["summary"], version.content["verdict"]) == ("Erased", "Erased", "yes")
    assert {(one["level"], one["evidence"]) for one in version.content["ratings"]} == {(3, "Erased")}


def test_cards_of_others_stay(interview):
    other = held(at_stage(Stage.SCREENING, of=candidate("Bo", email="bo@example.com")))
    kept = submitted(other, people().interviewer, now=hour(32))
    erase(interview)
    kept.refresh_from_db()
    assert kept.summary == "Calm under doubt."


def test_nobody_writes_on_a_card_about_somebody_who_was_erased():
    interview = held(at_stage(Stage.SCREENING))
    priya = people().interviewer
    card = card_of(interview, priya)
    scorecards.save_draft(card, content(card), by=priya, revision=0, now=hour(31))
    erase(interview)
    for write in (
        lambda: scorecards.save_draft(card, content(card), by=priya, revision=None),
        lambda: scorecards.submit(card, by=priya),
        lambda: scorecards.decline(card, by=priya, reason="x"),
    ):
        with refuses("candidate_erased"):
            write()


def test_what_an_ats_sent_is_removed(interview):
    service = user("ats", "Integration", kind="service")
    connection = AtsConnection.objects.create(
        vendor="greenhouse", name="Acme", slug="acme", acts_as=service, created_at=hour(0)
    )
    package = AssessmentPackage.objects.create(
        connection=connection,
        key="all",
        name="All",
        kind="full_process",
        requisition=interview.application.requisition,
    )
    order = AssessmentOrder.objects.create(
        connection=connection,
        package=package,
        external_ref="o-1",
        application=interview.application,
        profile_url=f"https://example.com/{SECRET}",
        sent_by=f"{SECRET}@example.com",
        ordered={"note": SECRET},
        state="started",
        ordered_at=hour(1),
    )
    told = {"method": "PATCH", "url": "https://example.com/", "created_at": hour(1), "next_at": hour(1)}
    AssessmentReport.objects.create(order=order, body={"x": SECRET}, state="sent", give_up_at=hour(2), **told)
    common = {
        "outcome": f"{SECRET} is closed.",
        "connection": connection,
        "received_at": hour(1),
        "next_at": hour(1),
        "body": f"{SECRET}".encode(),
    }
    InboundEvent.objects.create(event_id="1", application=interview.application, state="processed", **common)
    InboundEvent.objects.create(event_id="2", subject="c-1", state="waiting", **common)
    InboundEvent.objects.create(event_id="4", subject="c-1/a-1", state="failed", **common)
    InboundEvent.objects.create(
        event_id="3", subject="c-2", state="waiting", **common | {"body": b"other", "outcome": "x"}
    )
    erase(interview)
    assert SECRET not in everything_written()
    order.refresh_from_db()
    assert (order.external_ref, order.ordered) == ("o-1", {})
    assert list(InboundEvent.objects.order_by("event_id").values_list("state", flat=True)) == [
        "processed", "ignored", "waiting", "ignored",
    ]  # fmt: skip


def test_every_verb_of_a_round_says_that_the_interview_changed():
    made = at_stage(Stage.SCREENING)
    team = people()
    times = {"starts_at": hour(30), "ends_at": hour(30.5)}
    booked = scheduling.book(
        made, Round.SCREENING, interviewers=[team.interviewer, team.second], by=team.coordinator, now=hour(10), **times
    )
    seen = [booked.updated_at]

    def now_at() -> None:
        booked.refresh_from_db()
        seen.append(booked.updated_at)

    scheduling.move(booked, by=team.coordinator, now=hour(11), **times)
    now_at()
    scheduling.finish(booked, by=team.coordinator, ended_at=hour(30.5), now=hour(31))
    now_at()
    card = submitted(booked, team.interviewer, now=hour(32))
    now_at()
    unlocking.unlock(card, reason="x", by=team.manager, now=hour(33))
    now_at()
    scorecards.decline(card_of(booked, team.second), reason="x", by=team.second, now=hour(34))
    now_at()
    assert seen == [hour(each) for each in (10, 11, 31, 32, 33, 34)]
    other = scheduling.book(
        made, Round.TAKE_HOME, interviewers=[team.second], by=team.coordinator, now=hour(40),
        starts_at=hour(41), ends_at=hour(42),
    )  # fmt: skip
    scheduling.call_off(other, reason="x", by=team.coordinator, now=hour(41) - timedelta(minutes=1))
    other.refresh_from_db()
    assert other.updated_at == hour(41) - timedelta(minutes=1)
    assert Scorecard.objects.filter(interview=other).count() == 1
