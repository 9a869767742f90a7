"""What other systems are told, event by event: the whole payload, from the verb that it belongs to."""

import json
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from config.env import BASE_DIR
from hiring import candidates, deadlines, endpoints, engine, erasing, lateness, offer_drafts, offers, pauses, pipeline
from hiring.api import webhook_events
from hiring.models import Application, ApplicationEvent, Message, Offer, Reminder, User
from hiring.outbox import announcing, catalogue
from hiring.stages import Round, Stage
from hiring.sweep import sweep
from tests import factories
from tests.factories import at_stage, hour, people
from tests.hiring.offer_world import decided, draft, edited

pytestmark = pytest.mark.django_db

URL = "https://hooks.example.com/"


def listen(*events: str) -> None:
    """An endpoint that hears of what happens from here on."""
    endpoints.register(url=URL, events=events, by=None, now=hour(0))


def told() -> list[dict[str, Any]]:
    """The payloads, in the order in which they were written."""
    return list(Message.objects.filter(channel="webhook").order_by("pk").values_list("payload", flat=True))


def last_line(application: Application, verb: str) -> int:
    return ApplicationEvent.objects.filter(application=application, verb=verb).latest("pk").pk


def about(application: Application, verb: str = "", **data: Any) -> dict[str, Any]:
    """The data that each event of an application has, and this; of a verb, with its line of history."""
    names = {"external_id": application.external_id or None, "source_system": application.source_system or None}
    common = {"version": 1, "application_id": application.pk, "requisition_id": application.requisition_id, **names}
    line = {"event_id": last_line(application, verb)} if verb else {}
    return {**common, **line, **data}


def offered(application: Application, version: int) -> dict[str, Any]:
    return {"offer_id": application.offers.get(version=version).pk, "offer_version": version}


def test_application_is_opened():
    requisition, person = factories.requisition(clock_starts_on="screening"), factories.candidate()
    listen()
    made = pipeline.open_application(requisition, person, by=None, applied_at=hour(1), now=hour(2))
    facts = {"candidate_id": person.pk, "stage": "applied", "applied_at": "2026-09-07T10:00:00Z"}
    assert told() == [
        {
            "type": "application.opened",
            "timestamp": "2026-09-07T11:00:00Z",
            "data": about(made, "open_application", **facts, clock_started_at=None),
        }
    ]


def test_application_that_is_opened_says_when_its_clock_started():
    requisition, person = factories.requisition(), factories.candidate()
    listen("application.opened")
    pipeline.open_application(requisition, person, by=None, now=hour(2))
    assert [body["data"]["clock_started_at"] for body in told()] == ["2026-09-07T11:00:00Z"]


def test_application_advances():
    application = at_stage(Stage.APPLIED)
    listen()
    pipeline.advance(application, by=people().coordinator, now=hour(4))
    assert told() == [
        {
            "type": "application.advanced",
            "timestamp": "2026-09-07T13:00:00Z",
            "data": about(application, "advance", from_stage="applied", to_stage="screening"),
        }
    ]


@pytest.mark.parametrize(("verb", "event"), [("reject", "application.rejected"), ("withdraw", "application.withdrawn")])
def test_application_ends(verb: str, event: str):
    application = at_stage(Stage.SCREENING)
    listen()
    getattr(pipeline, verb)(application, by=people().coordinator, reason="Ada Kovacs wants EUR 190,000.", now=hour(5))
    assert told() == [
        {
            "type": event,
            "timestamp": "2026-09-07T14:00:00Z",
            "data": about(application, verb, from_stage="screening"),
        }
    ]


def test_application_is_paused_resumed_and_paused_again():
    application = at_stage(Stage.SCREENING)
    listen()
    jonas = people().coordinator
    pauses.pause(application, reason="Holiday.", by=jonas, review_at=hour(40), now=hour(10))
    paused = about(application, "pause", review_at="2026-09-09T01:00:00Z")
    pauses.resume(application, by=jonas, now=hour(12))
    resumed = about(application, "resume", paused_seconds=7200)
    assert told() == [
        {"type": "application.paused", "timestamp": "2026-09-07T19:00:00Z", "data": paused},
        {"type": "application.resumed", "timestamp": "2026-09-07T21:00:00Z", "data": resumed},
    ]
    pauses.pause(application, reason="Again.", by=jonas, review_at=hour(40), now=hour(14))
    assert [body["type"] for body in told()][2:] == ["application.paused"]


def test_decision_is_due_from_the_end_of_the_final_round_on():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    listen()
    factories.passed(application, Round.SCALE_ARCHITECTURE, now=hour(200))
    deadline = application.deadlines.get(kind="decision")
    facts = {"deadline_id": deadline.pk, "started_at": "2026-09-15T17:00:00Z", "due_at": "2026-09-16T17:00:00Z"}
    assert told() == [
        {"type": "decision.due", "timestamp": "2026-09-15T17:00:00Z", "data": about(application, **facts)}
    ]
    application.refresh_from_db()
    deadlines.start_decision(application, ended_at=hour(198), by=None, now=hour(203))
    assert [(body["data"]["due_at"], body["timestamp"]) for body in told()[1:]] == [
        ("2026-09-16T15:00:00Z", "2026-09-15T20:00:00Z")
    ]


def test_decision_to_hire_is_recorded():
    application = at_stage(Stage.DECISION)
    listen()
    made = pipeline.decide(application, outcome="hire", reason="Solid.", by=people().manager, now=hour(220))
    assert told() == [
        {
            "type": "decision.recorded",
            "timestamp": "2026-09-16T13:00:00Z",
            "data": about(application, "decide", decision_id=made.pk, outcome="hire"),
        }
    ]


def test_decision_against_hiring_ends_the_application_as_well():
    application = at_stage(Stage.DECISION)
    listen()
    made = pipeline.decide(application, outcome="no_hire", reason="Too slow.", by=people().manager, now=hour(220))
    assert [(body["type"], body["data"]) for body in told()] == [
        ("decision.recorded", about(application, "decide", decision_id=made.pk, outcome="no_hire")),
        ("application.rejected", about(application, "reject", from_stage="decision")),
    ]


def test_offer_is_created_extended_and_declined():
    application = decided()
    listen()
    offer = draft(application, at=222)
    Offer.objects.filter(pk=offer.pk).update(state="approved")
    offers.extend(offer, by=people().manager, expires_at=hour(300), now=hour(224))
    offers.decline(application, by=people().manager, reason="More money elsewhere.", now=hour(226))
    which = offered(application, 1)
    made = about(application, "make_offer")
    assert told() == [
        {
            "type": "offer.created",
            "timestamp": "2026-09-16T15:00:00Z",
            "data": about(application, "draft_offer", **which),
        },
        {
            "type": "offer.extended",
            "timestamp": "2026-09-16T17:00:00Z",
            "data": {**made, **which, "expires_at": "2026-09-19T21:00:00Z"},
        },
        {
            "type": "application.advanced",
            "timestamp": "2026-09-16T17:00:00Z",
            "data": {**made, "from_stage": "decision", "to_stage": "offer"},
        },
        {"type": "offer.declined", "timestamp": "2026-09-16T19:00:00Z", "data": about(application, "decline", **which)},
    ]


def test_offer_made_at_once_and_accepted():
    application = decided()
    listen()
    factories.offer(application, now=hour(224))
    offers.accept(application, by=people().manager, now=hour(226))
    which = offered(application, 1)
    assert [(body["type"], body["data"]) for body in told()] == [
        ("offer.created", about(application, "make_offer", **which)),
        ("offer.extended", about(application, "make_offer", **which, expires_at="2026-09-21T17:00:00Z")),
        ("application.advanced", about(application, "make_offer", from_stage="decision", to_stage="offer")),
        ("offer.accepted", about(application, "accept", **which)),
        ("application.hired", about(application, "accept", from_stage="offer")),
    ]


def test_second_offer_moves_nobody():
    application = at_stage(Stage.OFFER)
    listen()
    factories.offer(application, now=hour(240), base=160_000)
    assert [(body["type"], body["data"]["offer_version"]) for body in told()] == [
        ("offer.created", 2),
        ("offer.extended", 2),
    ]


def test_other_money_is_another_version():
    offer = draft(at=222)
    Offer.objects.filter(pk=offer.pk).update(state="approved")
    offer.refresh_from_db()
    listen()
    edited(offer, at=223, base=Decimal(155_000))
    assert [(body["type"], body["data"]["offer_version"]) for body in told()] == [("offer.created", 2)]


def test_draft_that_changes_in_place_is_no_news():
    offer = draft(at=222)
    listen()
    edited(offer, at=223, note="By Friday.")
    offer.refresh_from_db()
    offer_drafts.discard(offer, by=people().manager, now=hour(224))
    assert told() == []


def test_withdrawing_declines_the_offer_that_waits():
    application = at_stage(Stage.OFFER)
    listen()
    pipeline.withdraw(application, by=people().manager, reason="Moved.", now=hour(240))
    assert [(body["type"], body["data"]) for body in told()] == [
        ("offer.declined", about(application, "withdraw", **offered(application, 1))),
        ("application.withdrawn", about(application, "withdraw", from_stage="offer")),
    ]


def test_rejecting_rescinds_it_which_is_told_by_the_end_of_the_application():
    application = at_stage(Stage.OFFER)
    listen()
    pipeline.reject(application, by=people().manager, reason="Budget.", now=hour(240))
    assert [body["type"] for body in told()] == ["application.rejected"]


def test_candidate_is_erased():
    application = at_stage(Stage.SCREENING)
    listen()
    root = factories.user("root", is_superuser=True)
    erasing.erase(application.candidate, by=root, reason="Asked for it.", now=hour(30))
    assert [(body["type"], body["data"]) for body in told()] == [
        ("application.withdrawn", about(application, "withdraw", from_stage="screening")),
        (
            "candidate.erased",
            {"version": 1, "candidate_id": application.candidate_id, "external_id": None, "source_system": None},
        ),
    ]


# What the engine notices ---------------------------------------------------------------------------------------------


def obligations() -> list[tuple[str, str, str]]:
    return [(body["type"], body["data"]["kind"], body["timestamp"]) for body in told()]


def test_deadline_is_at_risk_then_late_told_once_each_at_the_look_after():
    application = at_stage(Stage.SCREENING)
    application.deadlines.filter(kind="take_home_sent").delete()
    listen("sla.at_risk", "sla.breached")
    deadline = application.deadlines.get(kind="screening_held")
    for at in (35.9, 36, 36.1, 47.9, 48, 48.5, 49.5):
        lateness.announce(now=hour(at))
    facts = {"deadline_id": deadline.pk, "kind": "screening_held", "due_at": "2026-09-09T09:00:00Z"}
    assert told() == [
        {"type": "sla.at_risk", "timestamp": "2026-09-08T21:00:00Z", "data": about(application, **facts)},
        {"type": "sla.breached", "timestamp": "2026-09-09T09:00:00Z", "data": about(application, **facts)},
    ]


def test_it_is_told_though_nobody_is_reminded_at_night_or_somebody_is_on_it():
    requisition = factories.requisition(hiring_manager=factories.in_office(people().manager))
    factories.in_office(people().coordinator)
    application = at_stage(Stage.SCREENING, on=requisition)
    application.deadlines.filter(kind="take_home_sent").delete()
    listen("sla.breached")
    due_at = application.deadlines.get(kind="screening_held").due_at
    sweep(by="test", now=due_at)
    assert [(kind, at) for _event, kind, at in obligations()] == [("screening_held", catalogue.spelled(due_at))]
    sweep(by="test", now=due_at + 2 * lateness.LOOK_BACK)
    assert len(obligations()) == 1


def test_what_was_missed_for_longer_is_told_with_its_reminder():
    at_stage(Stage.SCREENING)
    listen("sla.breached")
    lateness.announce(now=hour(50))
    assert told() == []
    sweep(by="test", now=hour(50))
    assert ("sla.breached", "screening_held", "2026-09-09T11:00:00Z") in obligations()


def test_what_fell_due_while_the_engine_was_away_is_told_though_nobody_is_reminded():
    application = at_stage(Stage.SCREENING)
    listen("sla.at_risk", "sla.breached")
    lateness.announce(now=hour(30))
    engine.state()
    engine.note_look(by="test", at=hour(30), by_the_database=False)
    Reminder.objects.all().delete()
    for at in (60, 60.1):
        lateness.announce(now=hour(at))
    due = {deadline.kind for deadline in application.deadlines.filter(due_at__gt=hour(30), due_at__lte=hour(60))}
    assert due >= {"screening_held"}
    late = "2026-09-09T21:00:00Z"
    assert {(event, at) for event, kind, at in obligations() if kind in due} == {("sla.breached", late)}
    assert len(obligations()) == len(set(obligations()))


def test_what_begins_late_is_told_at_the_next_look():
    """The end of a final round that was entered three days afterwards: the decision is late from its beginning."""
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    listen("decision.due", "sla.breached")
    factories.passed(application, Round.SCALE_ARCHITECTURE, now=hour(200))
    deadlines.start_decision(application, ended_at=hour(130), by=None, now=hour(200))
    for at in (200.01, 200.02, 200.5):
        lateness.announce(now=hour(at))
    told_of = [(body["type"], body["timestamp"]) for body in told() if body["data"].get("kind") in (None, "decision")]
    assert told_of == [
        ("decision.due", "2026-09-15T17:00:00Z"),
        ("decision.due", "2026-09-15T17:00:00Z"),
        ("sla.breached", "2026-09-15T17:00:36Z"),
    ]


def test_what_was_done_or_waits_in_a_pause_is_not_late():
    application = at_stage(Stage.SCREENING)
    listen("sla.breached")
    pauses.pause(application, reason="Holiday.", by=None, review_at=hour(90), now=hour(40))
    lateness.announce(now=hour(48))
    assert told() == []


def test_nobody_listening_costs_one_question(django_assert_num_queries):
    at_stage(Stage.SCREENING)
    listen("offer.created")
    with django_assert_num_queries(1):
        lateness.announce(now=hour(48))


# What holds for all of them ------------------------------------------------------------------------------------------


PLANTED = ("Xanthippe", "Quisling", "xanthippe@", "Zzyzx", "Umlaut Ümläut", "191919", "Mara", "Jonas", "plantedid")


def test_no_payload_names_anybody_or_holds_an_amount_or_words_of_somebody():
    listen()
    person = candidates.enter(
        candidates.Person(
            name="Xanthippe Quisling", email="xanthippe@example.com", location="Zzyzx", external_id="plantedid"
        ),
        by=None,
        now=hour(0),
    )
    requisition, mara = factories.requisition(title="Zzyzx engineer"), people().manager
    application = at_stage(Stage.SCREENING, of=person, on=requisition)
    pauses.pause(application, reason="Umlaut Ümläut", by=mara, now=hour(6))
    pauses.resume(application, by=mara, now=hour(7))
    for stage in (Round.SCREENING, Round.TAKE_HOME, Round.LIVE_DEBUGGING, Round.SCALE_ARCHITECTURE):
        pipeline.record_result(
            application, stage, verdict="no", passed=True, reason="Umlaut Ümläut", by=mara, now=hour(20)
        )
        pipeline.advance(application, by=mara, now=hour(20))
    pipeline.decide(application, outcome="hire", reason="Umlaut Ümläut 191919", by=mara, now=hour(22))
    offers.make_offer(
        application,
        currency="EUR",
        base=Decimal(191_919),
        note="Umlaut Ümläut",
        exception_reason="No band.",
        by=mara,
        now=hour(23),
    )
    offers.decline(application, reason="Umlaut Ümläut 191919", by=mara, now=hour(24))
    pipeline.reject(application, reason="Umlaut Ümläut", by=mara, now=hour(25))
    sweep(by="test", now=hour(30))
    assert len({body["type"] for body in told()}) == 10
    bodies = str(told())
    assert [word for word in PLANTED if word.lower() in bodies.lower()] == []


def test_a_payload_has_no_place_for_words_of_somebody():
    kinds = {field.kind for event in catalogue.EVENTS.values() for field in event.fields}
    assert kinds == {"integer", "boolean", "instant", "choice", "name"}
    names = {field.name for event in catalogue.EVENTS.values() for field in event.fields if field.kind == "name"}
    assert names == {"external_id", "source_system"}
    free = [field for event in catalogue.EVENTS.values() for field in event.fields if field.kind == "choice"]
    assert all(field.choices and "" not in field.choices for field in free)


def test_an_event_says_by_what_name_the_source_system_knows_the_application():
    application = factories.application(external_id="A-1001", source_system="greenhouse")
    listen("application.advanced")
    pipeline.advance(application, by=people().coordinator, now=hour(4))
    (body,) = told()
    assert (body["data"]["external_id"], body["data"]["source_system"]) == ("A-1001", "greenhouse")
    assert body["data"]["version"] == 1


def test_news_under_another_name_is_not_told_again():
    application = at_stage(Stage.SCREENING)
    listen()
    due = {"deadline_id": 3, "kind": "promise", "due_at": hour(288)}
    for name in ("", "A-1001"):
        application.external_id = name
        announcing.announce("sla.breached", application=application, data=due, now=hour(300))
    assert len(told()) == 1


def test_a_verb_that_is_refused_or_rolled_back_tells_nobody():
    application = at_stage(Stage.SCREENING)
    listen()
    with pytest.raises(pipeline.moving.MoveNotAllowed):
        pipeline.advance(application, by=people().coordinator, now=hour(5))
    assert told() == []


def test_nobody_listening_costs_a_move_one_question(django_assert_max_num_queries):
    application, jonas = at_stage(Stage.APPLIED), User.objects.get(pk=people().coordinator.pk)
    listen("offer.created")
    with django_assert_max_num_queries(40) as asked:
        pipeline.advance(application, by=jonas, now=hour(4))
    assert sum("webhookendpoint" in each["sql"] for each in asked.captured_queries) == 1


def test_each_line_of_history_asks_once_however_much_it_stands_for(django_assert_max_num_queries):
    application = decided()
    with django_assert_max_num_queries(80) as asked:
        factories.offer(application, now=hour(224))
    assert sum("webhookendpoint" in each["sql"] for each in asked.captured_queries) == 1


def document() -> dict[str, Any]:
    made: dict[str, Any] = webhook_events.add_webhooks({}, None, None, True)
    return {name: entry["post"] for name, entry in made["webhooks"].items()}


def schema_of(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


def test_the_document_describes_every_event_with_an_example_that_fits():
    described = document()
    assert list(described) == [*catalogue.EVENTS, "ping"]
    for name, operation in described.items():
        Draft202012Validator.check_schema(schema_of(operation))
        Draft202012Validator(schema_of(operation)).validate(webhook_events.example(name))


def test_what_is_told_fits_the_document():
    application = at_stage(Stage.APPLIED)
    listen()
    jonas = people().coordinator
    pipeline.advance(application, by=jonas, now=hour(4))
    pauses.pause(application, reason="Holiday.", by=jonas, now=hour(5))
    pauses.resume(application, by=jonas, now=hour(6))
    for at in (40, 60):
        sweep(by="test", now=hour(at))
    pipeline.withdraw(application, by=jonas, reason="Moved.", now=hour(61))
    pipeline.open_application(application.requisition, application.candidate, by=None, now=hour(62))
    described = document()
    for body in told():
        Draft202012Validator(schema_of(described[body["type"]])).validate(body)
    assert {body["type"] for body in told()} == {
        *("application.advanced", "application.paused", "application.resumed", "sla.breached", "sla.at_risk"),
        *("application.withdrawn", "application.opened"),
    }


def test_the_page_for_people_has_the_same_table_and_example():
    page = (BASE_DIR / "hiring" / "api" / "WEBHOOKS.md").read_text()
    assert webhook_events.table() in page
    assert webhook_events.shown("application.advanced") in page


def test_every_event_can_be_asked_for_and_has_its_example():
    wanted = [
        *(
            f"application.{each}"
            for each in ("opened", "advanced", "rejected", "withdrawn", "paused", "resumed", "hired")
        ),
        *("interview.scheduled", "interview.rescheduled", "interview.cancelled"),
        *(
            "scorecard.submitted",
            "scorecard.overdue",
            "sla.at_risk",
            "sla.breached",
            "decision.due",
            "decision.recorded",
        ),
        *("offer.created", "offer.extended", "offer.accepted", "offer.declined", "candidate.erased"),
    ]
    assert list(catalogue.EVENTS) == wanted
    endpoint, _secret = endpoints.register(url=URL, events=wanted, by=None)
    assert endpoint.events == wanted
    for name in (*wanted, "ping"):
        example = webhook_events.example(name)
        assert list(example["data"]) == ["version", *(field.name for field in catalogue.of(name).fields)]


# The catalogue that the contract sketches: the product's own words for the same things.
SAME = {
    "application.created": "application.opened",
    "application.stage_changed": "application.advanced",
    "scorecard.amended": "scorecard.submitted",
    "endpoint.ping": "ping",
}
SKETCH = json.loads((BASE_DIR / "tests/fixtures/contract_cases/own_api/events.json").read_text())


@pytest.mark.parametrize("sketched", SKETCH["types"])
def test_each_event_that_the_contract_sketches_is_told_here(sketched: str):
    name = SAME.get(sketched, sketched)
    assert re.fullmatch(r"[A-Za-z0-9_.]+", name)
    assert catalogue.of(name).means


@pytest.mark.parametrize("example", SKETCH["examples"], ids=lambda example: example["type"])
def test_our_examples_have_the_shape_of_the_contracts(example: dict[str, Any]):
    ours = webhook_events.example(SAME.get(example["type"], example["type"]))
    assert ours.keys() == example.keys()
    assert len(json.dumps(ours)) < 20_000
    for body in (example, ours):
        assert datetime.fromisoformat(body["timestamp"]).utcoffset() == timedelta()
