import pytest

from hiring.stages import Stage
from interviews import flags, scorecards, unlocking
from interviews.models import Flag, FlagDefinition, Scorecard
from interviews.scorecards import Content, FlagEntry, RatingEntry
from tests.factories import application, at_stage, candidate, hour, people, requisition, user
from tests.hiring.api_world import API, caller, post, queries, rows
from tests.interviews.rounds_world import EVIDENCE, card_of, held, submitted

pytestmark = pytest.mark.django_db

SECRET = "zanzibar"


@pytest.fixture
def interview():
    return held(at_stage(Stage.SCREENING))


@pytest.fixture
def client():
    return caller(people().interviewer)


def complete(level=3):
    codes = ("R1.1", "R1.2", "R1.3", "R1.4", "R1.5", "R1.6")
    return {
        "verdict": "yes",
        "summary": "Calm under doubt.",
        "ratings": [{"competency": code, "level": level, "evidence": EVIDENCE} for code in codes],
    }


def test_an_interviewer_fills_in_and_submits_their_card(interview, client):
    card = card_of(interview, people().interviewer)
    path = f"scorecards/{card.pk}"
    sent = {
        "revision": 0,
        "summary": "To be continued.",
        "ratings": [{"competency": "R1.1", "level": 3}, {"competency": "R1.2", "not_observed": True}],
    }
    shown = post(client, f"{path}/save_draft", sent)
    assert shown | {"created_at": None, "updated_at": None} == {
        "id": card.pk,
        "interview": interview.pk,
        "application": interview.application_id,
        "round": "screening",
        "interviewer": {"id": people().interviewer.pk, "username": "priya", "name": "Priya"},
        "state": "draft",
        "verdict": None,
        "summary": "To be continued.",
        "revision": 1,
        "ratings": [
            {"competency": "R1.1", "level": 3, "not_observed": False, "evidence": None},
            {"competency": "R1.2", "level": None, "not_observed": True, "evidence": None},
        ],
        "flags": [],
        "created_at": None,
        "updated_at": None,
        "submitted_at": None,
        "declined_reason": None,
    }
    assert post(client, f"{path}/save_draft", sent, expect=409)["code"] == "conflict"
    shown = post(client, f"{path}/submit", complete() | {"revision": 1})
    assert (shown["state"], shown["verdict"], len(shown["ratings"])) == ("submitted", "yes", 6)
    assert shown["submitted_at"].endswith("Z")
    assert post(client, f"{path}/save_draft", sent, expect=409)["code"] == "submitted"


def test_a_rating_of_5(interview, client):
    card = card_of(interview, people().interviewer)
    sent = {"revision": 0, "ratings": [{"competency": "R1.1", "level": 5, "evidence": EVIDENCE}]}
    message = "R1.1: 5 is not a level; give 1, 2, 3 or 4, or “not observed”."
    assert post(client, f"scorecards/{card.pk}/save_draft", sent, expect=400) == {
        "type": "urn:twelve:problem:invalid-request",
        "title": "The request cannot be accepted as it is",
        "status": 400,
        "code": "level_out_of_range",
        "detail": message,
        "errors": [{"field": "ratings.R1.1", "code": "level_out_of_range", "detail": message, "pointer": "#/ratings"}],
    }
    card.refresh_from_db()
    assert (card.revision, card.ratings.count()) == (0, 0)


def test_a_submit_with_missing_evidence(interview, client):
    card = card_of(interview, people().interviewer)
    sent = complete() | {"revision": 0}
    sent["ratings"][2]["evidence"] = " "
    answer = post(client, f"scorecards/{card.pk}/submit", sent, expect=400)
    message = "R1.3 Fault in flight: note what you saw or heard."
    assert answer == {
        "type": "urn:twelve:problem:invalid-request",
        "title": "The request cannot be accepted as it is",
        "status": 400,
        "code": "evidence_missing",
        "detail": message,
        "errors": [{"field": "ratings.R1.3", "code": "evidence_missing", "detail": message, "pointer": "#/ratings"}],
    }
    card.refresh_from_db()
    assert (card.state, card.ratings.count()) == ("draft", 0)


def test_every_gap_is_told_at_once(interview, client):
    card = card_of(interview, people().interviewer)
    problem = post(client, f"scorecards/{card.pk}/submit", expect=400, if_match="*")
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [
        ("verdict", "verdict_missing"),
        ("ratings.R1.1", "rating_missing"),
        ("ratings.R1.2", "rating_missing"),
        ("ratings.R1.3", "rating_missing"),
        ("ratings.R1.4", "rating_missing"),
        ("ratings.R1.5", "rating_missing"),
        ("ratings.R1.6", "rating_missing"),
    ]


def test_content_comes_with_the_revision_that_was_seen(interview, client):
    card = card_of(interview, people().interviewer)
    for sent in (complete(), {}):
        assert post(client, f"scorecards/{card.pk}/submit", sent, expect=428)["code"] == "precondition_required"
    assert post(client, f"scorecards/{card.pk}/submit", complete() | {"revision": 7}, expect=409)["code"] == "conflict"


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"ratings": [{"competency": "R4.1", "level": 3}]}, "ratings.R4.1", "unknown_competency"),
        ({"ratings": [{"competency": "R1.1", "level": "three"}]}, "ratings.0.level", "invalid"),
        ({"ratings": [{"competency": "R1.1", "levle": 3}]}, "ratings.0.levle", "unknown_field"),
        ({"verdict": "maybe"}, "verdict", "unknown_verdict"),
        ({"flags": [{"flag": "X99", "evidence": "x"}]}, "flags.X99", "unknown_flag"),
        ({"flags": [{"flag": "F14"}]}, "flags.F14", "flag_without_evidence"),
        ({"state": "submitted"}, "state", "unknown_field"),
    ],
)
def test_wrong_content_is_refused_by_field(interview, client, sent, field, code):
    card = card_of(interview, people().interviewer)
    problem = post(client, f"scorecards/{card.pk}/save_draft", {"revision": 0} | sent, expect=400)
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [(field, code)]


def test_a_card_is_declined_with_a_reason(interview, client):
    card = card_of(interview, people().interviewer)
    shown = post(client, f"scorecards/{card.pk}/decline", {"reason": "Was ill."})
    assert (shown["state"], shown["declined_reason"]) == ("declined", "Was ill.")
    assert post(client, f"scorecards/{card.pk}/submit", expect=409, if_match="*")["code"] == "declined"


def test_nobody_writes_on_the_card_of_another(interview, client):
    for person in (people().interviewer, people().second):
        submitted(interview, person, now=hour(32))
    other = card_of(interview, people().second)
    sent = {"revision": 1, "summary": "Mine now."}
    assert post(client, f"scorecards/{other.pk}/save_draft", sent, expect=403)["code"] == "permission_denied"
    service = caller(user("ats", "Integration", kind="service"))
    assert post(service, f"scorecards/{other.pk}/submit", expect=403, if_match="*")["code"] == "permission_denied"


# Blind until one's own is in -----------------------------------------------------------------------------------------


def everything(client, interview):
    """All that the API tells somebody of an application."""
    told = b""
    application = interview.application_id
    for path in (
        "scorecards", f"scorecards?application={application}", "interviews", f"interviews/{interview.pk}",
        f"applications/{application}", "applications", "events", f"events?application={application}", "deadlines",
        *(f"scorecards/{card.pk}" for card in interview.scorecards.all()),
    ):  # fmt: skip
        told += client.get(f"{API}/{path}").content
    return told.decode()


@pytest.fixture
def told_by_second(interview):
    """The second interviewer has submitted a card that says the secret word, and raised a flag with it."""
    critical = FlagDefinition.objects.filter(colour="red", severity="critical", retired_at=None).first()
    submitted(
        interview,
        people().second,
        now=hour(32),
        summary=f"{SECRET} summary",
        verdict="strong_no",
        flags=(FlagEntry(critical.code, f"{SECRET} flag"),),
    )
    return interview


def test_a_submitted_card_is_hidden_until_ones_own_is_in(told_by_second, client):
    told = everything(client, told_by_second)
    other = card_of(told_by_second, people().second)
    assert SECRET not in told
    assert "strong_no" not in told
    assert [row["interviewer"]["username"] for row in rows(client, "scorecards")] == ["priya"]
    assert client.get(f"{API}/scorecards/{other.pk}/").status_code == 404
    seats = rows(client, "interviews")[0]["panel"]
    assert {seat["user"]["username"]: seat["state"] for seat in seats} == {"priya": "draft", "tomas": "submitted"}
    submitted(told_by_second, people().interviewer, now=hour(33))
    assert {row["interviewer"]["username"] for row in rows(client, "scorecards")} == {"priya", "tomas"}
    shown = client.get(f"{API}/scorecards/{other.pk}/").json()
    assert (shown["summary"], shown["flags"][0]["evidence"]) == (f"{SECRET} summary", f"{SECRET} flag")


def test_the_hiring_manager_on_the_panel_is_blind_too():
    manager = people().manager
    interview = held(at_stage(Stage.SCREENING), interviewers=[people().interviewer, manager])
    submitted(interview, people().interviewer, now=hour(32), summary=SECRET, verdict="strong_no")
    client = caller(manager)
    assert SECRET not in everything(client, interview)
    submitted(interview, manager, now=hour(33))
    assert SECRET in everything(client, interview)


def test_a_draft_is_seen_by_its_writer_alone(interview, client):
    card = card_of(interview, people().interviewer)
    draft = Content(summary=SECRET, ratings=(RatingEntry("R1.1", 1, evidence=SECRET),))
    scorecards.save_draft(card, draft, by=people().interviewer, revision=0, now=hour(31))
    assert SECRET in everything(client, interview)
    for person in (people().second, people().manager, people().coordinator, user("root", is_superuser=True)):
        assert SECRET not in everything(caller(person), interview), person


def test_a_service_account_reads_a_card_when_all_are_in(told_by_second):
    service = caller(user("ats", "Integration", kind="service"))
    assert SECRET not in everything(service, told_by_second)
    submitted(told_by_second, people().interviewer, now=hour(33))
    assert SECRET in everything(service, told_by_second)


def test_the_history_does_not_tell_what_a_card_says(told_by_second):
    flag = Flag.objects.get()
    manager = people().manager
    flags.waive(flag, reason=f"{SECRET} is no liar.", by=manager, now=hour(33))
    card = card_of(told_by_second, people().second)
    unlocking.unlock(card, reason=f"{SECRET} to be corrected.", by=manager, now=hour(34))
    told = str(rows(caller(people().coordinator), "events"))
    assert "waive_flag" in told
    assert "unlock_scorecard" in told
    assert SECRET not in told
    assert flag.definition.code not in told


def test_nobody_reads_cards_about_themselves(told_by_second):
    submitted(told_by_second, people().interviewer, now=hour(33))
    told_by_second.application.candidate.employee = people().manager
    told_by_second.application.candidate.save()
    assert SECRET not in everything(caller(people().manager), told_by_second)


def test_scorecards_are_filtered(interview, client):
    mine = card_of(interview, people().interviewer)
    later = held(at_stage(Stage.TAKE_HOME), "take_home", starts_at=hour(50))
    other = card_of(later, people().interviewer)
    for query, found in [
        ({}, [other, mine]),
        ({"application": interview.application_id}, [mine]),
        ({"interview": later.pk}, [other]),
        ({"round": "take_home"}, [other]),
        ({"state": "submitted"}, []),
        ({"interviewer": "tomas"}, []),
        ({"updated_since": "2026-09-07T19:00:00Z"}, [mine, other]),
        ({"updated_since": "2026-09-07T19:00:01Z"}, []),
    ]:
        assert [row["id"] for row in rows(client, "scorecards", **query)] == [card.pk for card in found], query


def test_the_list_takes_the_same_queries_with_1_row_and_with_12():
    on, client = requisition(), caller(people().manager)
    priya = people().interviewer
    submitted(held(application(on=on), interviewers=[priya]), priya, now=hour(32))
    few = queries(client, "scorecards")
    for number in range(11):
        one = held(application(on=on, of=candidate(f"Ada {number}")), interviewers=[priya])
        submitted(one, priya, now=hour(32))
    assert Scorecard.objects.count() == len(rows(client, "scorecards")) == 12
    assert queries(client, "scorecards") == few
