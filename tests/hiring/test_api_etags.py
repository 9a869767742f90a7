"""A caller says which state it saw: ETag, If-None-Match, If-Match."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from hiring import candidates, offer_drafts, offer_terms, pipeline
from hiring.models import Candidate, Decision, IdempotentCall, Offer, OfferRead
from hiring.stages import Stage
from interviews import scorecards
from interviews.models import Scorecard
from tests.factories import application, at_stage, candidate, hour, offer, people, requisition
from tests.hiring.api_world import API, caller, post
from tests.interviews.rounds_world import card_of, content, held

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> APIClient:
    return caller(people().manager)


def tag_of(client: APIClient, path: str) -> str:
    return str(client.get(f"{API}/{path}/")["ETag"])


def patch(client: APIClient, path: str, body: Any, tag: str | None) -> tuple[int, str]:
    headers = {"if-match": tag} if tag is not None else {}
    answer = client.patch(f"{API}/{path}/", body, headers=headers)
    return answer.status_code, answer.json().get("code", "")


def world() -> dict[str, str]:
    """One row of each kind, with the address of each."""
    made = at_stage(Stage.SCREENING)
    interview = held(made)
    other = at_stage(Stage.OFFER, of=candidate("Bo", email="bo@example.com"))
    return {
        "candidate": f"candidates/{made.candidate_id}",
        "requisition": f"requisitions/{made.requisition_id}",
        "application": f"applications/{made.pk}",
        "interview": f"interviews/{interview.pk}",
        "scorecard": f"scorecards/{card_of(interview, people().interviewer).pk}",
        "offer": f"offers/{other.offers.get().pk}",
    }


def test_single_rows_come_with_a_strong_tag(client):
    for what, path in world().items():
        asked = caller(people().interviewer) if what == "scorecard" else client
        tag = tag_of(asked, path)
        assert tag[0] == tag[-1] == '"', what
        assert tag_of(asked, path) == tag, what


def test_what_a_caller_holds_already_is_not_sent_again(client):
    for what, path in world().items():
        asked = caller(people().interviewer) if what == "scorecard" else client
        tag = tag_of(asked, path)
        OfferRead.objects.all().delete()
        answer = asked.get(f"{API}/{path}/", headers={"if-none-match": f'"x", {tag}'})
        if what in ("candidate", "requisition", "offer"):
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag), what
        else:  # its clock, its cards: more than the row is in the answer
            assert answer.status_code == 200, what
        assert not OfferRead.objects.exists()
        assert asked.get(f"{API}/{path}/", headers={"if-none-match": '"x"'}).status_code == 200, what


@pytest.mark.parametrize("kind", ["candidates", "requisitions"])
def test_changing_needs_to_say_what_was_seen(client, kind):
    row = candidate() if kind == "candidates" else requisition()
    path = f"{kind}/{row.pk}"
    body = {"name": "Ada Berg"} if kind == "candidates" else {"title": "Kernel engineer"}
    tag = tag_of(client, path)
    assert patch(client, path, body, None) == (428, "precondition_required")
    assert patch(client, path, body, f"W/{tag}") == (412, "precondition_failed")
    assert patch(client, path, body, '"7-1"') == (412, "precondition_failed")
    assert patch(client, path, body, f'"7-1", {tag}') == (200, "")
    assert patch(client, path, body, tag) == (412, "precondition_failed")
    assert patch(client, path, body, "*") == (200, "")


def test_a_change_answers_with_the_tag_that_comes_next(client):
    row = candidate()
    path = f"{API}/candidates/{row.pk}/"
    tag = tag_of(client, f"candidates/{row.pk}")
    for number in range(3):
        answer = client.patch(path, {"phone": str(number)}, headers={"if-match": tag})
        assert answer.status_code == 200
        assert answer["ETag"] != tag
        tag = answer["ETag"]
    made = client.post(f"{API}/candidates/", {"name": "Bo", "email": "bo@example.com"})
    assert made["ETag"] == tag_of(client, f"candidates/{made.json()['id']}")


def test_what_changes_between_reading_and_locking_is_not_written_over(client, monkeypatch):
    row = candidate()
    tag = tag_of(client, f"candidates/{row.pk}")
    honest = candidates.change

    def somebody_is_faster(given: Candidate, *args: Any, **options: Any) -> Candidate:
        honest(given, {"phone": "first"}, by=people().coordinator)
        return honest(given, *args, **options)

    monkeypatch.setattr(candidates, "change", somebody_is_faster)
    assert patch(client, f"candidates/{row.pk}", {"phone": "second"}, tag) == (412, "precondition_failed")
    row.refresh_from_db()
    assert row.phone == "first"


def test_a_verb_that_says_what_it_saw_is_held_to_it(client):
    made = application()
    path = f"applications/{made.pk}"
    tag = tag_of(client, path)
    assert post(client, f"{path}/pause", {"reason": "x"}, if_match=tag)["paused"]
    assert post(client, f"{path}/resume", expect=412, if_match=tag)["code"] == "precondition_failed"
    assert post(client, f"{path}/resume", if_match=tag_of(client, path))["paused"] is None


# Scorecards: If-Match, or the revision in the body --------------------------------------------------------------------


@pytest.fixture
def card() -> Scorecard:
    return card_of(held(at_stage(Stage.SCREENING)), people().interviewer)


def test_a_card_is_saved_by_tag_or_by_revision(card):
    priya, path = caller(people().interviewer), f"scorecards/{card.pk}"
    assert post(priya, f"{path}/save_draft", {"summary": "a"}, expect=428)["code"] == "precondition_required"
    tag = tag_of(priya, path)
    assert post(priya, f"{path}/save_draft", {"summary": "a"}, if_match=tag)["revision"] == 1
    assert (
        post(priya, f"{path}/save_draft", {"summary": "b"}, expect=412, if_match=tag)["code"] == "precondition_failed"
    )
    assert post(priya, f"{path}/save_draft", {"summary": "b", "revision": 1})["revision"] == 2
    assert post(priya, f"{path}/save_draft", {"summary": "c", "revision": 1}, expect=409)["code"] == "conflict"
    assert post(priya, f"{path}/save_draft", {"summary": "c"}, if_match="*")["revision"] == 3
    stale = {"summary": "d", "revision": 1}
    assert post(priya, f"{path}/save_draft", stale, expect=412, if_match=tag_of(priya, path))
    assert post(priya, f"{path}/save_draft", stale, expect=409, if_match="*")["code"] == "conflict"
    card.refresh_from_db()
    assert card.summary == "c"


def test_a_draft_is_submitted_as_it_was_seen(card):
    priya, path = caller(people().interviewer), f"scorecards/{card.pk}"
    scorecards.save_draft(card, content(card), by=people().interviewer, revision=0, now=hour(31))
    tag = tag_of(priya, path)
    scorecards.save_draft(card, content(card, verdict="no"), by=people().interviewer, revision=1, now=hour(32))
    assert post(priya, f"{path}/submit", expect=428)
    assert post(priya, f"{path}/submit", expect=412, if_match=tag)
    assert post(priya, f"{path}/submit", {"revision": 1}, expect=409)["code"] == "conflict"
    assert post(priya, f"{path}/submit", {"revision": 2})["verdict"] == "no"


def test_a_card_that_is_saved_between_reading_and_locking_is_not_written_over(card, monkeypatch):
    priya, path = caller(people().interviewer), f"scorecards/{card.pk}"
    tag = tag_of(priya, path)
    honest = scorecards.save_draft

    def somebody_is_faster(given: Scorecard, *args: Any, **options: Any) -> Scorecard:
        honest(given, scorecards.Content(summary="first"), by=people().interviewer, revision=None)
        return honest(given, *args, **options)

    monkeypatch.setattr(scorecards, "save_draft", somebody_is_faster)
    problem = post(priya, f"{path}/save_draft", {"summary": "second"}, expect=412, if_match=tag)
    assert problem["code"] == "precondition_failed"


# Decisions and offers -------------------------------------------------------------------------------------------------


def test_a_decision_may_say_what_it_saw(client, monkeypatch):
    made = at_stage(Stage.DECISION)
    path, body = f"applications/{made.pk}", {"outcome": "hire", "reason": "Solid."}
    tag = tag_of(client, path)
    honest = pipeline.decide

    def somebody_is_faster(given: Any, **options: Any) -> Decision:
        given.updated_at += timedelta(seconds=1)
        given.save()
        return honest(given, **options)

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "decide", somebody_is_faster)
        assert post(client, f"{path}/decide", body, expect=412, if_match=tag)["code"] == "precondition_failed"
    assert post(client, f"{path}/decide", body, expect=412, if_match=tag)
    assert post(client, f"{path}/decide", body, if_match=tag_of(client, path))["decision"]["outcome"] == "hire"


def test_a_decision_need_not_say_what_it_saw(client):
    made = at_stage(Stage.DECISION)
    assert post(client, f"applications/{made.pk}/decide", {"outcome": "hire", "reason": "Solid."})["decision"]


@pytest.fixture
def drafted() -> Offer:
    made = at_stage(Stage.OFFER)
    given = offer_terms.of(made.offers.get())
    return offer_drafts.draft(made, given, by=people().manager, now=hour(233))


def test_an_offer_is_edited_by_tag_or_by_the_time_of_its_last_change(client, drafted):
    path = f"offers/{drafted.pk}"
    seen = client.get(f"{API}/{path}/")
    assert post(client, f"{path}/edit", {"signing": "1"}, expect=428)["code"] == "precondition_required"
    assert post(client, f"{path}/edit", {"signing": "1"}, if_match=seen["ETag"])["signing"]["amount"] == "1.00"
    assert post(client, f"{path}/edit", {"signing": "2"}, expect=412, if_match=seen["ETag"])
    stale = {"signing": "2", "updated_at": seen.json()["updated_at"]}
    assert post(client, f"{path}/edit", stale, expect=409)["code"] == "changed_meanwhile"
    fresh = client.get(f"{API}/{path}/").json()["updated_at"]
    assert post(client, f"{path}/edit", {"signing": "2", "updated_at": fresh})["signing"]["amount"] == "2.00"
    assert post(client, f"{path}/edit", {"signing": "3"}, if_match="*")["signing"]["amount"] == "3.00"


def test_an_answer_that_is_given_again_is_a_reading_of_the_offer_too(drafted):
    client, path = caller(people().manager), f"{API}/offers/{drafted.pk}/edit/"
    sent = {"idempotency-key": "k-1", "if-match": "*"}
    first = client.post(path, {"signing": "1"}, headers=sent)
    assert first.status_code == 200
    reads = OfferRead.objects.filter(offer=drafted, door="api")
    assert reads.get().times == 1
    again = client.post(path, {"signing": "1"}, headers=sent)
    assert (again.json(), again["ETag"], again["Idempotency-Replayed"]) == (first.json(), first["ETag"], "true")
    assert reads.get().times == 2
    assert set(reads.values_list("reader__username", "token__name")) == {("mara", "test")}
    refused = client.post(path, {"signing": "-1"}, headers={"idempotency-key": "k-2", "if-match": "*"})
    assert refused.status_code == 400
    client.post(path, {"signing": "-1"}, headers={"idempotency-key": "k-2", "if-match": "*"})
    assert reads.get().times == 2


def test_an_answer_is_not_given_again_to_whoever_may_not_see_it_any_more(drafted):
    mara = people().manager
    client, path = caller(mara), f"{API}/offers/{drafted.pk}/edit/"
    sent = {"idempotency-key": "k-1", "if-match": "*"}
    assert client.post(path, {"signing": "1"}, headers=sent).status_code == 200
    mara.groups.clear()
    answer = client.post(path, {"signing": "1"}, headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")
    assert IdempotentCall.objects.count() == 1


def test_every_answer_about_an_offer_is_on_record_once(client):
    made = at_stage(Stage.DECISION)
    pipeline.decide(made, outcome=Decision.Outcome.HIRE, reason="Solid.", by=people().manager, now=hour(220))
    standing = offer(made, now=hour(221))
    assert client.get(f"{API}/offers/{standing.pk}/").status_code == 200
    assert OfferRead.objects.filter(offer=standing, door="api").count() == 1


@pytest.mark.parametrize("kind", ["candidates", "requisitions"])
def test_a_change_of_nothing_moves_nothing(client, kind):
    row = candidate(phone="+36 1") if kind == "candidates" else requisition()
    body = (
        {"name": row.name, "phone": "+36 1"} if kind == "candidates" else {"title": row.title, "coordinator": "jonas"}
    )
    before = client.get(f"{API}/{kind}/{row.pk}/")
    answer = client.patch(f"{API}/{kind}/{row.pk}/", body, headers={"if-match": before["ETag"]})
    assert (answer.status_code, answer["ETag"], answer.json()) == (200, before["ETag"], before.json())
    assert patch(client, f"{kind}/{row.pk}", body, '"7-1"')[0] == 412
    assert patch(client, f"{kind}/{row.pk}", body, None)[0] == 428


def test_every_verb_of_an_application_answers_with_the_tag_of_what_it_made(client):
    made = at_stage(Stage.APPLIED)
    offered = at_stage(Stage.OFFER, of=candidate("Bo", email="bo@example.com"))
    started = timezone.now() - timedelta(days=12)  # so that the offer still waits for an answer
    hired = at_stage(Stage.OFFER, of=candidate("Cy", email="cy@example.com"), started_at=started)
    decided = at_stage(Stage.DECISION, of=candidate("Di", email="di@example.com"))
    ended = at_stage(Stage.SCREENING, of=candidate("Ed", email="ed@example.com"))
    money = {"currency": "EUR", "base": "150000", "exception_reason": "x"}
    for row, verb, body in (
        (made, "advance", {"stage": "applied"}),
        (made, "pause", {"reason": "x"}),
        (made, "resume", {}),
        (made, "record_result", {"round": "screening", "verdict": "yes", "passed": True, "reason": "x"}),
        (made, "withdraw", {"reason": "x"}),
        (ended, "reject", {"reason": "x"}),
        (offered, "decline", {"reason": "x"}),
        (hired, "accept", {}),
        (decided, "decide", {"outcome": "hire", "reason": "x"}),
        (decided, "make_offer", money),
    ):
        answer = client.post(f"{API}/applications/{row.pk}/{verb}/", body)
        assert answer.status_code == 200, (verb, answer.content)
        assert answer["ETag"] == tag_of(client, f"applications/{row.pk}"), verb
