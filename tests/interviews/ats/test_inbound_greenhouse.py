"""Greenhouse's events from the delivery to what is different here afterwards."""

import json
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from hiring import erasing, pauses, pipeline, requisitions
from hiring.models import Application, Candidate
from interviews.ats.inbound import mapping, processing
from interviews.models import AtsMapping, InboundEvent
from tests import factories
from tests.factories import people
from tests.interviews.ats.ats_world import ordered, package, service
from tests.interviews.ats.inbound_world import (
    APPLICATION,
    CANDIDATE,
    EVENTS,
    JOB,
    STAGE,
    account,
    arrive,
    candidate,
    greenhouse,
    known,
    mapped,
    pass_round,
    send,
    stage,
)

pytestmark = pytest.mark.django_db

STAGES = {"1": "applied", "2": "screening", "3": "take_home", "4": "live_debugging"}
TOMORROW = "2026-11-20T09:00:00Z"


@pytest.fixture
def here():
    return account()


@pytest.fixture
def ready(here):
    """The contract's job is mapped, its stages are those of `STAGES`."""
    mapped(here, stages=STAGES)
    return here


def new(**changes):
    return greenhouse("new_candidate_application", **{"current_stage": stage(1), **changes})


def moved(to, **changes):
    return greenhouse("candidate_stage_change", **{"current_stage": stage(to), "at": TOMORROW, **changes})


# Applications


def test_new_application_is_opened_with_its_ids(ready):
    event = arrive(new())
    application = known()
    assert (application.stage, application.requisition.title) == ("applied", "AI infrastructure engineer")
    assert application.applied_at == min(datetime(2026, 11, 10, 8, tzinfo=UTC), application.created_at)
    person = application.candidate
    assert (person.name, person.email) == ("Zoë Okafor", "zoe.okafor@example.com")
    assert (person.external_id, person.source_system) == (CANDIDATE, "acme")
    assert person.profile_url == "https://app.greenhouse.io/people/880011"
    assert (event.state, event.application) == ("processed", application)
    assert event.outcome == "Opened. Stands at “Applied” already."
    assert application.history.get(verb="open_application").by == service()


def test_stage_change_moves_on_as_far_as_the_rounds_are_passed(ready):
    arrive(new())
    assert arrive(moved(2)).outcome == "Moved on to “Screening”."
    event = arrive(moved(3))
    assert (event.state, known().stage) == ("ignored", "screening")
    assert event.outcome.startswith("“Take-home” is not reached: Screening is not passed yet")
    pass_round(known())
    assert arrive(moved(3, url="again")).outcome == "Moved on to “Take-home”."
    assert known().stage == "take_home"


def test_stage_change_never_goes_back(ready):
    arrive(moved(2))
    event = arrive(moved(1, at="2026-11-21T00:00:00Z"))
    assert (event.state, event.outcome) == ("ignored", "Stands at “Screening” here, which is beyond “Applied”.")
    assert known().stage == "screening"


def test_stage_change_of_an_unknown_application_opens_it_and_says_how_far_it_went(ready):
    event = arrive(moved(4))
    assert known().stage == "screening"
    assert event.outcome.startswith("Opened. Moved on to “Screening”. “Live debugging” is not reached")
    assert event.state == "processed"


def test_paused_application_stays(ready):
    arrive(new())
    pauses.pause(known(), by=people().coordinator, reason="On leave.", now=timezone.now())
    event = arrive(moved(2))
    assert "is paused" in event.outcome
    assert (event.state, known().stage) == ("ignored", "applied")


def test_rejection_ends_the_application_with_its_reason(ready):
    arrive(moved(2))
    event = arrive(greenhouse("reject_candidate"))
    application = known()
    assert (application.stage, application.close_reason) == ("rejected", "Greenhouse: Below bar")
    assert (event.state, event.outcome) == ("processed", "Rejected, as in Greenhouse.")
    again = arrive(greenhouse("reject_candidate", url="again"))
    assert (again.state, again.outcome) == ("ignored", "Is rejected already.")


def test_rejection_by_the_candidate_is_a_withdrawal(ready):
    arrive(new())
    reason = {"id": 3, "name": "Other offer", "type": {"id": 2, "name": "They rejected us"}}
    arrive(greenhouse("reject_candidate", rejection_reason=reason))
    assert (known().stage, known().close_reason) == ("withdrawn", "Greenhouse: Other offer")


def test_hire_accepts_the_offer_that_stands(ready):
    arrive(new())
    application = known()
    for name in ("screening", "take_home", "live_debugging", "scale_architecture", "decision"):
        application = pipeline.advance(application, by=people().coordinator)
        assert application.stage == name
        if name != "decision":
            pass_round(application)
    early = arrive(greenhouse("hire_candidate", last_activity_at="2026-11-18T11:00:00Z", offer=None))
    assert (early.state, known().stage) == ("ignored", "decision")
    assert early.outcome.startswith("It is hired there, not here: ")
    pipeline.decide(known(), outcome="hire", reason="Solid.", by=people().manager)
    factories.offer(known(), now=timezone.now())
    event = arrive(greenhouse("hire_candidate"))
    assert (event.state, event.outcome, known().stage) == ("processed", "Hired, as in Greenhouse.", "hired")


def test_hire_without_the_stages_between_explains_itself(ready):
    arrive(new())
    event = arrive(greenhouse("hire_candidate"))
    assert event.state == "ignored"
    assert event.outcome.startswith("It is hired there, not here")
    assert known().stage == "applied"


@pytest.mark.parametrize("action", ["unhire_candidate", "unreject_candidate"])
def test_what_is_closed_stays_closed(ready, action):
    arrive(new())
    arrive(greenhouse("reject_candidate"))
    event = arrive(greenhouse(action, like="candidate_stage_change", at="2026-11-21T00:00:00Z", current_stage=stage(2)))
    assert (event.state, known().stage) == ("ignored", "rejected")
    assert event.outcome


def test_end_of_an_application_that_was_never_here(ready):
    event = arrive(greenhouse("reject_candidate"))
    assert (event.state, event.outcome) == ("ignored", "It is rejected there, and was never known here.")
    assert not Application.objects.exists()


def test_prospect_and_unknown_status(ready):
    assert arrive(new(prospect=True)).outcome == "A prospect there: not an application yet."
    event = arrive(new(status="paused", url="2"))
    assert (event.state, event.outcome) == ("ignored", "Its status “paused” is unknown here.")
    assert arrive(new(jobs=[], url="3")).outcome == "It names no job."
    assert not Candidate.objects.exists()


def test_application_that_was_ordered_as_a_test_is_the_same(here):
    requisition = mapped(here, stages=STAGES)
    offered = package(here, on=requisition)
    order = ordered(offered)
    person = order.application.candidate
    Candidate.objects.filter(pk=person.pk).update(external_id=CANDIDATE)
    Application.objects.filter(pk=order.application_id).update(external_id="")
    event = arrive(moved(2))
    assert event.application == order.application
    assert Application.objects.get().stage == "screening"


def test_job_that_changed_there_stays_here(ready):
    arrive(new())
    other = mapped(ready, job="5", on=factories.requisition(title="Another"))
    event = arrive(moved(2, jobs=[{"id": 5, "name": "Another"}]))
    assert event.outcome.startswith("The job there is “Another” by now; here it stays")
    assert known().requisition != other


# Order and repetition


def test_older_event_changes_nothing(ready):
    arrive(moved(2))
    event = arrive(new())
    assert (event.state, event.outcome, known().stage) == ("ignored", "Older than what is known.", "screening")


def test_older_than_a_rejection_is_not_opened(ready):
    arrive(greenhouse("reject_candidate"))
    assert arrive(new()).outcome == "Older than what is known."
    assert not Application.objects.exists()


def test_same_event_twice_is_applied_once(ready):
    arrive(new(), event_id="gh-1")
    before = known().history.count()
    arrive(new(), event_id="gh-1")
    assert InboundEvent.objects.get().times_received == 2
    assert known().history.count() == before


def test_processed_again_changes_nothing(ready):
    event = arrive(moved(2))
    before = known().history.count()
    processing.process_again(event, by=people().manager)
    processing.process_due()
    event.refresh_from_db()
    assert (event.state, event.outcome) == ("ignored", "Stands at “Screening” already.")
    assert known().history.count() == before


# The mapping


def test_unknown_job_and_stage_are_written_down_and_waited_for(here):
    event = arrive(moved(71416, current_stage=stage(71416, "AI-infra round 2")))
    assert (event.state, event.outcome) == (
        "waiting",
        "The job “AI Infrastructure Engineer” is not mapped to a requisition yet.",
    )
    rows = AtsMapping.objects.filter(mapping.TO_BE_FILLED)
    assert {(row.job_id, row.stage_id, str(row)) for row in rows} == {
        (JOB, "", "AI Infrastructure Engineer"),
        (JOB, STAGE, "AI Infrastructure Engineer · AI-infra round 2"),
    }
    processing.process_due()
    event.refresh_from_db()
    assert event.attempt == 1

    requisition = factories.requisition()
    mapping.fill(rows.get(stage_id=""), {"requisition": requisition}, by=people().manager)
    processing.process_due()
    event.refresh_from_db()
    assert event.state == "waiting"
    assert event.outcome == "Opened. The stage “AI Infrastructure Engineer · AI-infra round 2” is not mapped yet."
    assert (known().stage, event.application) == ("applied", known())

    mapping.fill(rows.get(stage_id=STAGE), {"stage": "screening"}, by=people().manager)
    processing.process_due()
    event.refresh_from_db()
    assert (event.state, known().stage) == ("processed", "screening")


def test_names_that_changed_there_are_taken_over(ready):
    arrive(new(jobs=[{"id": int(JOB), "name": "New name"}], current_stage=stage(1, "Review")))
    assert AtsMapping.objects.get(stage_id="").job_name == "New name"
    assert str(AtsMapping.objects.get(stage_id="1")) == "New name · Review"


def test_ignored_job_and_ignored_stage(ready):
    mapping.fill(AtsMapping.objects.get(stage_id="2"), {"is_ignored": True}, by=people().manager)
    arrive(new())
    event = arrive(moved(2))
    assert (event.state, event.outcome, known().stage) == ("ignored", "The stage “Stage 2” is ignored.", "applied")
    mapping.fill(AtsMapping.objects.get(stage_id=""), {"is_ignored": True}, by=people().manager)
    event = arrive(moved(1, url="again"))
    assert event.outcome == "The job “AI Infrastructure Engineer” is ignored."


def test_mapping_waits_as_long_as_it_is_empty(here):
    event = arrive(new())
    row = AtsMapping.objects.get(stage_id="")
    mapping.fill(row, {"is_ignored": False}, by=None)
    event.refresh_from_db()
    assert event.state == "waiting"
    mapping.fill(row, {"is_ignored": True}, by=None)
    processing.process_due()
    event.refresh_from_db()
    assert event.state == "ignored"


@pytest.mark.parametrize("ending", ["hired", "rejected", "withdrawn"])
def test_stage_of_the_ats_is_not_an_end_here(ready, ending):
    with pytest.raises(ValidationError) as refused:
        mapped(ready, stages={"9": ending})
    (refusal,) = refused.value.error_dict["stage"]
    assert (refusal.code, refusal.message) == (
        "ends_by_itself",
        f"Greenhouse says by itself who is {ending}: choose the last stage before that, or ignore this one.",
    )


def test_stage_that_was_mapped_to_an_end_earlier_still_is_one(ready):
    mapped(ready, stages={"9": "screening"})
    AtsMapping.objects.filter(stage_id="9").update(stage="rejected")
    arrive(new())
    arrive(moved(9))
    assert known().stage == "rejected"


# People


def test_candidate_is_brought_up_to_date(ready):
    arrive(new())
    payload = {"candidate": {"id": int(CANDIDATE), "first_name": "Zoë", "last_name": "Adeyemi", "phone_numbers": []}}
    event = arrive({"action": "update_candidate", "payload": payload})
    assert (event.state, event.outcome) == ("processed", "Changed: name.")
    assert (candidate().name, candidate().email) == ("Zoë Adeyemi", "zoe.okafor@example.com")
    assert arrive({"action": "update_candidate", "payload": {**payload, "more": 1}}).state == "ignored"


def test_update_that_comes_first_is_applied_once_the_candidate_is_there(ready):
    payload = {"candidate": {"id": int(CANDIDATE), "first_name": "Zoë", "last_name": "Adeyemi"}}
    early = arrive({"action": "update_candidate", "payload": payload})
    assert early.outcome == "This candidate is not known here (yet)."
    arrive(new())
    assert candidate().name == "Zoë Adeyemi"
    early.refresh_from_db()
    assert early.state == "processed"


@pytest.mark.parametrize("action", ["delete_candidate", "candidate_anonymized"])
def test_deletion_and_anonymization_are_honoured(ready, action):
    first = arrive(new())
    person = candidate()
    event = arrive(EVENTS[action])
    person.refresh_from_db()
    assert person.erased_at is not None
    assert "Okafor" not in person.name + person.email
    assert known().stage == "withdrawn"
    assert (event.state, event.outcome) == ("processed", "Erased.")
    for kept in InboundEvent.objects.all():
        assert bytes(kept.body) == b""
    first.refresh_from_db()
    assert first.headers == {}
    again = arrive({**EVENTS[action], "turn": 2})
    assert again.state == "processed"


@pytest.mark.parametrize("action", ["delete_candidate", "candidate_anonymized"])
def test_who_was_deleted_first_is_not_entered_later(ready, action):
    early = arrive(EVENTS[action])
    assert early.state == "ignored"
    event = arrive(new())
    assert (event.state, bytes(event.body)) == ("ignored", b"")
    assert event.outcome == "This candidate was erased: nothing is kept of them any more."
    update = arrive({"action": "update_candidate", "payload": {"candidate": {"id": int(CANDIDATE)}}})
    assert bytes(update.body) == b""
    assert not Candidate.objects.exists()


def test_waiting_events_of_somebody_deleted_are_removed(here):
    waiting = arrive(new())
    arrive(EVENTS["delete_candidate"])
    waiting.refresh_from_db()
    assert (waiting.state, bytes(waiting.body)) == ("ignored", b"")
    mapped(here, stages=STAGES)
    processing.process_due()
    assert not Candidate.objects.exists()


def test_erasing_here_removes_what_was_received_too(ready):
    arrive(new())
    mapped(ready, job="5", on=factories.requisition(title="Other"))
    other = arrive(new(id=77, jobs=[{"id": 5}], current_stage=stage(404)))
    assert other.state == "waiting"
    erasing.erase(candidate(), by=people().manager, reason="They asked.", now=timezone.now())
    assert {bytes(event.body) for event in InboundEvent.objects.all()} == {b""}
    assert not InboundEvent.objects.filter(state="waiting").exists()


def test_only_the_anonymized_fields_are_emptied(ready):
    arrive(new(candidate={**new()["payload"]["application"]["candidate"], "phone_numbers": [{"value": "+1 2"}]}))
    assert candidate().phone == "+1 2"
    payload = {"candidate_id": int(CANDIDATE), "anonymized_fields": ["phone_numbers", "current_title", "unheard_of"]}
    event = arrive({"action": "candidate_anonymized", "payload": payload})
    assert (candidate().phone, candidate().name, candidate().erased_at) == ("", "Zoë Okafor", None)
    assert (event.state, event.outcome) == ("processed", "Emptied: phone. What was received is removed.")
    assert known().stage == "applied"
    assert {bytes(each.body) for each in InboundEvent.objects.all()} == {b""}
    assert arrive(moved(2)).outcome == "Moved on to “Screening”."


def test_anonymization_without_fields_is_of_everything(ready):
    arrive(new())
    arrive({"action": "candidate_anonymized", "payload": {"candidate_id": int(CANDIDATE)}})
    assert candidate().erased_at is not None


def merged(old, to):
    return {"action": "merge_candidate", "payload": {"person": {"id": old, "new_candidate_id": to}}}


def test_merge_gives_the_candidate_another_id(ready):
    arrive(new())
    event = arrive(merged(int(CANDIDATE), 900))
    assert (event.state, event.outcome) == ("processed", "Known as “900” from now on.")
    assert candidate("900").name == "Zoë Okafor"
    assert known().candidate == candidate("900")
    arrive(moved(2))
    assert known().stage == "screening"
    arrive({"action": "delete_candidate", "payload": {"person": {"id": 900}}})
    assert candidate("900").erased_at is not None
    assert {bytes(each.body) for each in InboundEvent.objects.all()} == {b""}


def test_merge_that_comes_first_is_remembered(ready):
    arrive(merged(int(CANDIDATE), 900))
    arrive(new())
    assert known().candidate == candidate("900")


def both_here(ready, job):
    """The contract's candidate, and one with the id 900 who applies for that job."""
    arrive(new())
    other = dict(EVENTS["new_candidate_application"]["payload"]["application"]["candidate"], id=900)
    arrive(new(id=77, candidate=other, jobs=[{"id": job}]))
    return candidate(), candidate("900")


def test_merge_of_two_who_are_both_here_makes_them_one(ready):
    mapped(ready, job="5", on=factories.requisition(title="Other"), stages={"1": "applied"})
    old, stays = both_here(ready, job=5)
    event = arrive(merged(int(CANDIDATE), 900))
    assert (event.state, event.outcome) == ("processed", "Both were candidates here: one from now on, known as “900”.")
    assert {each.external_id for each in stays.applications.all()} == {"77", APPLICATION}
    old.refresh_from_db()
    assert (old.name, old.external_id, old.erased_at is None) == ("Erased", "", False)
    assert arrive(moved(2)).outcome == "Moved on to “Screening”."
    assert arrive({**merged(int(CANDIDATE), 900), "turn": 2}).state == "ignored"
    assert candidate("900").name == "Zoë Okafor"
    arrive({"action": "delete_candidate", "payload": {"person": {"id": 900}}})
    assert {one.erased_at is None for one in Candidate.objects.all()} == {False}
    assert {bytes(each.body) for each in InboundEvent.objects.all()} == {b""}


def test_merge_of_two_who_run_for_the_same_job_is_for_people(ready):
    _old, stays = both_here(ready, job=JOB)
    event = arrive(merged(int(CANDIDATE), 900))
    assert (event.state, event.outcome[:30]) == ("failed", "Both records have an applicati")
    arrive(greenhouse("reject_candidate"))
    processing.process_again(event, by=people().manager)
    processing.process_due()
    event.refresh_from_db()
    assert event.state == "processed"
    assert sorted(stays.applications.values_list("stage", flat=True)) == ["applied", "rejected"]
    arrive({"action": "delete_candidate", "payload": {"person": {"id": int(CANDIDATE)}}})
    assert candidate("900").erased_at is not None


def test_events_that_wait_survive_a_merge(ready):
    arrive(new())
    waiting = arrive(new(id=78, jobs=[{"id": 6, "name": "Not mapped yet"}]))
    other = dict(EVENTS["new_candidate_application"]["payload"]["application"]["candidate"], id=900)
    mapped(ready, job="5", on=factories.requisition(title="Other"), stages={"1": "applied"})
    arrive(new(id=77, candidate=other, jobs=[{"id": 5}]))
    arrive(merged(int(CANDIDATE), 900))
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    mapped(ready, job="6", on=factories.requisition(title="Third"), stages={"1": "applied"})
    processing.process_due()
    assert known("78").candidate == candidate("900")


# What fails


def test_closed_requisition_fails_with_its_reason_and_can_be_tried_again(here):
    requisition = mapped(here, stages=STAGES)
    requisitions.close_requisition(requisition, by=people().manager)
    event = arrive(new())
    assert event.state == "failed"
    assert "only an open requisition takes applications" in event.outcome
    assert not Candidate.objects.exists()
    requisitions.open_requisition(requisition, by=people().manager)
    processing.process_again(event, by=people().manager)
    processing.process_due()
    event.refresh_from_db()
    assert (event.state, known().stage) == ("processed", "applied")


def test_events_for_a_draft_wait_and_go_on_by_themselves_once_it_is_open(here):
    requisition = factories.draft()
    mapped(here, stages=STAGES, on=requisition)
    event = arrive(new())
    assert (event.state, event.waits_for) == ("waiting", requisition)
    assert "goes on by itself once it is open" in event.outcome
    processing.process_due()
    event.refresh_from_db()
    assert (event.state, event.attempt) == ("waiting", 1), "it is not looked at before"
    requisitions.open_requisition(requisition, by=people().manager)
    processing.process_due()
    event.refresh_from_db()
    assert (event.state, event.waits_for, known().stage) == ("processed", None, "applied")


def test_job_is_not_mapped_to_a_closed_requisition(here):
    requisition = requisitions.close_requisition(factories.requisition(), by=people().manager)
    with pytest.raises(ValidationError) as refused:
        mapped(here, on=requisition)
    assert refused.value.error_dict["requisition"][0].code == "requisition_closed"


def test_candidate_without_an_address_fails_and_is_not_lost(ready):
    body = new()
    body["payload"]["application"]["candidate"]["email_addresses"] = []
    event = arrive(body)
    assert event.state == "failed"
    assert json.loads(bytes(event.body)) == body


@pytest.mark.parametrize(
    "body",
    [
        {"payload": {}},
        {"action": "candidate_stage_change"},
        {"action": "candidate_stage_change", "payload": {"application": {"id": 1}}},
        {"action": "candidate_stage_change", "payload": {"application": {"id": "a/b", "candidate": {"id": 1}}}},
        {"action": "delete_candidate", "payload": {"person": {"id": None}}},
        {"action": "merge_candidate", "payload": {"person": {"id": 1}}},
        {"action": "candidate_anonymized", "payload": []},
        [],
        b"{",
    ],
)
def test_what_is_not_understood_is_kept_and_told(ready, body):
    event = arrive(body)
    assert event.state == "failed"
    assert event.outcome


@pytest.mark.parametrize("action", ["interview_deleted", "scorecard_deleted", "ping", "job_created", "offer_created"])
def test_other_actions_change_nothing(ready, action):
    event = arrive(EVENTS.get(action) or {"action": action, "payload": {"id": 1}})
    assert (event.state, event.outcome) == ("ignored", f"Nothing is done about “{action}”.")


def test_every_event_of_the_contract_is_understood(ready):
    for number, (action, body) in enumerate(EVENTS.items()):
        assert send(body, event_id=f"gh-{number}").status_code == 200, action
    processing.process_due()
    assert InboundEvent.objects.filter(state__in=("processed", "ignored", "waiting")).count() == len(EVENTS)
