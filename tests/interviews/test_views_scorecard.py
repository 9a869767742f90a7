import json

import pytest
import time_machine
from django.test import Client

from hiring.models import Deadline
from hiring.stages import Round, Stage
from interviews import scorecards
from interviews.models import Interview, Scorecard
from tests.factories import at_stage, hour, people
from tests.interviews.rounds_world import EVIDENCE, booked, card_of, content, held, submitted

pytestmark = pytest.mark.django_db
CODES = ("R1.1", "R1.2", "R1.3", "R1.4", "R1.5", "R1.6")
JSON = {"Accept": "application/json"}


@pytest.fixture
def card():
    return card_of(held(at_stage(Stage.SCREENING)), people().interviewer)


@pytest.fixture
def priya(client):
    client.force_login(people().interviewer)
    return client


def full(**changes):
    """A complete card as the form sends it."""
    ratings = {f"ratings.{code}": "3" for code in CODES}
    evidence = {f"ratings.{code}.evidence": EVIDENCE for code in CODES}
    return {"revision": "0", "verdict": "yes", "summary": "Calm.", **ratings, **evidence} | changes


def refused(answer):
    return {(one["field"], one["code"]) for one in answer.json()["problems"]}


def test_the_page_holds_all_that_an_interviewer_needs(priya, card):
    html = priya.get(f"/scorecards/{card.pk}/").content.decode()
    kit = card.interview.application.requisition.kits.get(round="screening")
    assert kit.places.count() >= 3
    for place in kit.places.select_related("question"):
        assert place.question.prompt[:40].replace("'", "&#x27;") in html
    for name in (
        "Interconnect and node model",
        "Not observed",
        "Timing",
        "Overall verdict",
        "Strong no",
        "No decision",
    ):
        assert name in html
    for level in "1234":
        assert f'name="ratings.R1.1" value="{level}"' in " ".join(html.split())


def test_somebody_elses_card_is_not_found(client, card):
    client.force_login(people().second)
    assert client.get(f"/scorecards/{card.pk}/").status_code == 404
    for verb in ("save", "submit", "decline"):
        assert client.post(f"/scorecards/{card.pk}/{verb}/", full(reason="x")).status_code == 404
    assert client.get("/scorecards/999999/").status_code == 404
    card.refresh_from_db()
    assert (card.state, card.revision) == ("draft", 0)


def test_a_change_is_saved_with_its_revision(priya, card):
    sent = {"revision": "0", "ratings.R1.1": "2", "ratings.R1.1.evidence": "Mixed bits\r\nand bytes ", "flags.G06": ""}
    with time_machine.travel(hour(31), tick=False):
        answer = priya.post(f"/scorecards/{card.pk}/save/", sent, headers=JSON)
    assert answer.json() == {"revision": 1, "saved_at": "2026-09-08T16:00:00+00:00", "text": "16:00:00"}
    rating = card.ratings.get()
    assert (rating.competency.code, rating.level, rating.evidence) == ("R1.1", 2, "Mixed bits\nand bytes")
    assert card.flags.count() == 0


def test_not_observed_and_a_flag_are_saved(priya, card):
    sent = {"revision": "0", "ratings.R1.2": "none", "flags.G06": "Corrected GB to Gb herself."}
    assert priya.post(f"/scorecards/{card.pk}/save/", sent, headers=JSON).status_code == 200
    rating, flag = card.ratings.get(), card.flags.get()
    assert (rating.level, rating.not_observed) == (None, True)
    assert (flag.definition.code, flag.evidence) == ("G06", "Corrected GB to Gb herself.")


def test_a_second_tab_is_told_of_the_conflict(priya, card):
    url = f"/scorecards/{card.pk}/save/"
    priya.post(url, {"revision": "0", "summary": "first tab"}, headers=JSON)
    answer = priya.post(url, {"revision": "0", "summary": "second tab"}, headers=JSON)
    assert answer.status_code == 409
    assert refused(answer) == {("", "conflict")}
    card.refresh_from_db()
    assert (card.summary, card.revision) == ("first tab", 1)


def test_the_same_save_again_is_no_conflict(priya, card):
    sent = full(**{"flags.G06": "Said Gb, not GB."})
    first = priya.post(f"/scorecards/{card.pk}/save/", sent, headers=JSON)
    again = priya.post(f"/scorecards/{card.pk}/save/", sent, headers=JSON)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["revision"] == 1


def test_a_rating_of_five_is_refused(priya, card):
    answer = priya.post(f"/scorecards/{card.pk}/save/", {"revision": "0", "ratings.R1.1": "5"}, headers=JSON)
    assert answer.status_code == 422
    assert refused(answer) == {("ratings.R1.1", "level_out_of_range")}
    assert card.ratings.count() == 0


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"ratings.R1.1": "three"}, ("", "level_out_of_range")),
        ({"ratings.R1.1": "9" * 5000}, ("", "level_out_of_range")),
        ({"ratings.R9.9": "3"}, ("ratings.R9.9", "unknown_competency")),
        ({"verdict": "perhaps"}, ("verdict", "unknown_verdict")),
        ({"flags.X99": "seen"}, ("flags.X99", "unknown_flag")),
        ({"revision": "latest"}, ("revision", "invalid")),
        ({"revision": ""}, ("revision", "required")),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_code(priya, card, sent, problem):
    answer = priya.post(f"/scorecards/{card.pk}/save/", {"revision": "0"} | sent, headers=JSON)
    assert answer.status_code == 422
    assert refused(answer) == {problem}
    card.refresh_from_db()
    assert card.revision == 0


def test_a_draft_can_be_saved_without_a_script(priya, card):
    answer = priya.post(f"/scorecards/{card.pk}/save/", {"revision": "0", "summary": "by hand"}, follow=True)
    assert answer.redirect_chain == [(f"/scorecards/{card.pk}/", 302)]
    assert "The draft is saved." in answer.content.decode()
    assert "by hand" in answer.content.decode()


def test_submitting_with_gaps_names_all_of_them_and_keeps_what_was_entered(priya, card):
    sent = full(verdict="", summary="kept text", **{"ratings.R1.2.evidence": "", "ratings.R1.5": ""})
    answer = priya.post(f"/scorecards/{card.pk}/submit/", sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "3 things are missing" in html
    for field in ("verdict", "ratings.R1.2", "ratings.R1.5"):
        assert f'href="#{field}"' in html
        assert f'id="{field}"' in html
    assert "kept text" in html
    card.refresh_from_db()
    assert (card.state, card.revision, card.summary) == ("draft", 0, "")


def test_a_conflict_at_submission_keeps_the_text_on_the_page(priya, card):
    scorecards.save_draft(card, scorecards.Content(summary="other tab"), by=people().interviewer, revision=0)
    answer = priya.post(f"/scorecards/{card.pk}/submit/", full(summary="this tab"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "this tab" in html
    assert "was saved in another tab" in html
    card.refresh_from_db()
    assert (card.state, card.summary) == ("draft", "other tab")


def test_a_complete_card_is_submitted_and_shown_to_be_read(priya, card):
    answer = priya.post(f"/scorecards/{card.pk}/submit/", full(), follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(f"/scorecards/{card.pk}/", 302)]
    assert "Your scorecard for Ada Kovacs is submitted." in html
    assert "<form" not in html.split('<main class="page')[1]
    card.refresh_from_db()
    assert card.state == "submitted"
    assert Deadline.objects.get(subject=f"scorecard:{card.pk}").state == "done"


def test_a_submitted_card_takes_no_more_changes(priya, card):
    priya.post(f"/scorecards/{card.pk}/submit/", full())
    answer = priya.post(f"/scorecards/{card.pk}/save/", full(revision="1", summary="after"), headers=JSON)
    assert answer.status_code == 409
    assert refused(answer) == {("", "submitted")}
    again = priya.post(f"/scorecards/{card.pk}/submit/", full(revision="1", summary="after"), follow=True)
    assert "it cannot be changed" in again.content.decode()
    card.refresh_from_db()
    assert card.summary == "Calm."


def test_nothing_that_the_other_wrote_is_in_the_page_before_my_card_is_in(priya, card):
    theirs = card_of(card.interview, people().second)
    secret = content(
        theirs,
        level=1,
        verdict="strong_no",
        summary="SECRET-SUMMARY",
        flags=(scorecards.FlagEntry("F01", "SECRET-FLAG"),),
        ratings=tuple(scorecards.RatingEntry(code, level=1, evidence="SECRET-EVIDENCE") for code in CODES),
    )
    scorecards.submit(theirs, content=secret, by=people().second, now=hour(31))
    for html in (
        priya.get(f"/scorecards/{card.pk}/").content.decode(),
        priya.post(f"/scorecards/{card.pk}/submit/", full(verdict="")).content.decode(),
        priya.get("/interviews/").content.decode(),
    ):
        assert "SECRET" not in html
        assert f"/scorecards/{theirs.pk}/" not in html
    page = priya.get(f"/scorecards/{card.pk}/").content.decode()
    assert '<span class="state state--closed">submitted</span>' in page
    assert "checked" not in page
    assert priya.get(f"/scorecards/{theirs.pk}/").status_code == 404
    priya.post(f"/scorecards/{card.pk}/submit/", full())
    assert f"/scorecards/{theirs.pk}/" in priya.get(f"/scorecards/{card.pk}/").content.decode()
    theirs_now = priya.get(f"/scorecards/{theirs.pk}/").content.decode()
    for text in ("SECRET-SUMMARY", "SECRET-FLAG", "SECRET-EVIDENCE", "Strong no"):
        assert text in theirs_now


def test_a_draft_in_another_round_keeps_the_rest_hidden(priya, card):
    submitted(card.interview, people().second, now=hour(31), summary="SECRET-SUMMARY")
    priya.post(f"/scorecards/{card.pk}/submit/", full())
    booked(card.interview.application, Round.LIVE_DEBUGGING, starts_at=hour(150))
    html = priya.get(f"/scorecards/{card.pk}/").content.decode()
    assert "1 submitted, hidden from you" in html
    assert "Calm under doubt" not in html
    assert "SECRET" not in html


def test_a_take_home_is_reviewed_without_a_name(priya):
    card = card_of(held(at_stage(Stage.TAKE_HOME), Round.TAKE_HOME), people().interviewer)
    html = priya.get(f"/scorecards/{card.pk}/").content.decode()
    assert f"Candidate A{card.interview.application_id}" in html
    assert "Kovacs" not in html
    assert "ada@" not in html


def test_saying_that_the_interview_has_ended_starts_the_clock_of_the_card(priya):
    interview = booked(at_stage(Stage.SCREENING))
    card = card_of(interview, people().interviewer)
    with time_machine.travel(hour(30.5), tick=False):
        answer = priya.post(f"/interviews/{interview.pk}/finish/")
    assert answer.url == f"/scorecards/{card.pk}/"
    interview.refresh_from_db()
    assert (interview.state, interview.ended_at) == ("held", hour(30.5))
    assert Deadline.objects.get(subject=f"scorecard:{card.pk}").due_at == hour(54.5)


def test_an_interview_that_did_not_take_place_needs_a_reason(priya):
    interview = booked(at_stage(Stage.SCREENING))
    answer = priya.post(f"/interviews/{interview.pk}/missed/", {"reason": " "}, follow=True)
    assert "Give a reason." in answer.content.decode()
    priya.post(f"/interviews/{interview.pk}/missed/", {"reason": "Nobody came."})
    interview.refresh_from_db()
    assert (interview.state, interview.close_reason) == ("no_show", "Nobody came.")


def test_the_interviews_of_others_are_not_found(client):
    interview = booked(at_stage(Stage.SCREENING), interviewers=[people().second])
    client.force_login(people().interviewer)
    assert client.post(f"/interviews/{interview.pk}/finish/").status_code == 404
    assert client.post(f"/interviews/{interview.pk}/missed/", {"reason": "x"}).status_code == 404
    assert Interview.objects.get().state == "planned"


def test_a_card_can_be_declined_with_a_reason(priya, card):
    answer = priya.post(f"/scorecards/{card.pk}/decline/", {"reason": "I know her."})
    assert answer.url == "/interviews/"
    card.refresh_from_db()
    assert (card.state, card.declined_reason) == ("declined", "I know her.")
    assert "Not filled in: I know her." in priya.get(f"/scorecards/{card.pk}/").content.decode()


def test_what_people_write_is_escaped(priya, card):
    evil = "<script>alert(1)</script>"
    priya.post(f"/scorecards/{card.pk}/save/", full(summary=evil, **{"ratings.R1.1.evidence": evil}), headers=JSON)
    assert evil not in priya.get(f"/scorecards/{card.pk}/").content.decode()


@pytest.mark.parametrize("verb", ["save", "submit", "decline"])
def test_a_form_from_elsewhere_is_refused(card, verb):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people().interviewer)
    assert strict.post(f"/scorecards/{card.pk}/{verb}/", full(reason="x")).status_code == 403


def test_the_page_takes_as_many_queries_with_an_empty_card_as_with_a_full_one(priya, card, django_assert_num_queries):
    priya.get(f"/scorecards/{card.pk}/")  # puts the kit together
    with django_assert_num_queries(16):
        priya.get(f"/scorecards/{card.pk}/")
    flags = {f"flags.G{number:02}": "seen" for number in range(1, 12)}
    assert priya.post(f"/scorecards/{card.pk}/save/", full(**flags), headers=JSON).status_code == 200
    assert Scorecard.objects.get(pk=card.pk).flags.count() == 11
    with django_assert_num_queries(16):
        priya.get(f"/scorecards/{card.pk}/")


def test_the_answer_to_a_save_is_json(priya, card):
    answer = priya.post(f"/scorecards/{card.pk}/save/", full(), headers=JSON)
    assert json.loads(answer.content)["revision"] == 1


def test_who_comes_back_to_the_address_of_a_form_finds_its_page(priya, card):
    for way in ("save", "submit", "decline"):
        assert priya.get(f"/scorecards/{card.pk}/{way}/")["Location"] == f"/scorecards/{card.pk}/"
    for way in ("finish", "missed"):
        assert priya.get(f"/interviews/{card.interview_id}/{way}/")["Location"] == "/interviews/"
    assert priya.put(f"/scorecards/{card.pk}/submit/").status_code == 405
