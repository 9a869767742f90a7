import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hiring.models import Deadline
from hiring.stages import Round, Stage
from interviews import scheduling, scorecards, unlocking
from interviews.models import Rating, Scorecard
from tests.factories import at_stage, hour, people, user
from tests.interviews.rounds_world import EVIDENCE, booked, card_of, content, held, submitted
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def card():
    return card_of(held(at_stage(Stage.SCREENING)), people().interviewer)


def entry(code="R1.1", **values):
    return scorecards.Content(ratings=(scorecards.RatingEntry(code, **values),))


def test_a_draft_may_be_incomplete(card):
    saved = scorecards.save_draft(card, entry(level=3), by=people().interviewer, revision=0, now=hour(31))
    assert (saved.revision, saved.state, saved.verdict) == (1, "draft", "")
    assert [(rating.competency.code, rating.level) for rating in saved.ratings.all()] == [("R1.1", 3)]


def test_a_second_tab_does_not_overwrite(card):
    priya = people().interviewer
    scorecards.save_draft(card, entry(level=3, evidence="first tab"), by=priya, revision=0, now=hour(31))
    with refuses("conflict"):
        scorecards.save_draft(card, entry(level=1, evidence="second tab"), by=priya, revision=0, now=hour(32))
    assert Rating.objects.get().evidence == "first tab"


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        (entry(level=5), "ratings.R1.1", "level_out_of_range"),
        (entry(level=0), "ratings.R1.1", "level_out_of_range"),
        (entry(level=3, not_observed=True), "ratings.R1.1", "level_without_observation"),
        (entry("R4.1", level=3), "ratings.R4.1", "unknown_competency"),
        (scorecards.Content(verdict="maybe"), "verdict", "unknown_verdict"),
        (scorecards.Content(flags=(scorecards.FlagEntry("X99", "seen"),)), "flags.X99", "unknown_flag"),
        (scorecards.Content(flags=(scorecards.FlagEntry("F14", " "),)), "flags.F14", "flag_without_evidence"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(card, wrong, field, code):
    with pytest.raises(ValidationError) as refusal:
        scorecards.save_draft(card, wrong, by=people().interviewer, revision=0, now=hour(31))
    assert [error.code for error in refusal.value.error_dict[field]] == [code]
    card.refresh_from_db()
    assert (card.revision, card.ratings.count(), card.flags.count()) == (0, 0, 0)


def test_only_its_interviewer_writes_on_a_card(card):
    for other in (people().second, people().manager, user("root", is_superuser=True)):
        with pytest.raises(PermissionDenied):
            scorecards.save_draft(card, entry(level=3), by=other, revision=0, now=hour(31))


def test_submit_names_every_gap_at_once(card):
    incomplete = scorecards.Content(
        ratings=(
            scorecards.RatingEntry("R1.1", level=3),
            scorecards.RatingEntry("R1.2", level=3, evidence=EVIDENCE),
            scorecards.RatingEntry("R1.3", not_observed=True),
        )
    )
    with pytest.raises(ValidationError) as refusal:
        scorecards.submit(card, by=people().interviewer, content=incomplete, now=hour(31))
    found = {field: [error.code for error in errors] for field, errors in refusal.value.error_dict.items()}
    assert found == {
        "verdict": ["verdict_missing"],
        "ratings.R1.1": ["evidence_missing"],
        "ratings.R1.4": ["rating_missing"],
        "ratings.R1.5": ["rating_missing"],
        "ratings.R1.6": ["rating_missing"],
    }
    card.refresh_from_db()
    assert (card.state, card.revision) == ("draft", 0)


def test_submit_locks_the_card_and_ends_its_reminders(card):
    done = scorecards.submit(card, by=people().interviewer, content=content(card), now=hour(33))
    assert (done.state, done.submitted_at, done.verdict) == ("submitted", hour(33), "yes")
    waiting = Deadline.objects.get(kind="scorecard", subject=f"scorecard:{card.pk}")
    assert (waiting.state, waiting.done_at) == ("done", hour(33))
    assert set(waiting.reminders.values_list("state", flat=True)) == {"cancelled"}
    with refuses("submitted"):
        scorecards.save_draft(card, entry(level=1), by=people().interviewer, revision=1, now=hour(34))
    assert card.interview.application.history.last().verb == "submit_scorecard"


def test_a_card_of_a_round_that_did_not_take_place_cannot_be_submitted():
    application = at_stage(Stage.SCREENING)
    interview = scheduling.book(
        application,
        Round.SCREENING,
        starts_at=hour(30),
        ends_at=hour(31),
        interviewers=[people().interviewer],
        by=people().coordinator,
        now=hour(10),
    )
    scheduling.call_off(interview, reason="Ill.", by=people().coordinator, now=hour(20))
    card = card_of(interview, people().interviewer)
    with refuses("interview_called_off"):
        scorecards.submit(card, by=people().interviewer, content=content(card), now=hour(33))


def test_decline_ends_the_waiting(card):
    declined = scorecards.decline(card, reason="I know her well.", by=people().interviewer, now=hour(33))
    assert (declined.state, declined.declined_reason) == ("declined", "I know her well.")
    assert Deadline.objects.get(kind="scorecard", subject=f"scorecard:{card.pk}").state == "cancelled"


def test_unlock_keeps_the_card_as_it_was(card):
    scorecards.submit(card, by=people().interviewer, content=content(card), now=hour(33))
    opened = unlocking.unlock(card, reason="Mixed up two candidates.", by=people().manager, now=hour(34))
    assert (opened.state, opened.submitted_at) == ("draft", None)
    kept = opened.versions.get()
    assert (kept.content["verdict"], kept.reason, kept.submitted_at) == ("yes", "Mixed up two candidates.", hour(33))
    assert kept.content["ratings"][0] == {
        "competency": "R1.1",
        "level": 3,
        "not_observed": False,
        "evidence": EVIDENCE,
    }
    assert Deadline.objects.get(kind="scorecard", subject=f"scorecard:{card.pk}").due_at == hour(58)
    with refuses("not_submitted"):
        unlocking.unlock(card, reason="Again.", by=people().manager, now=hour(35))
    with pytest.raises(PermissionDenied):
        unlocking.unlock(card, reason="Mine.", by=people().interviewer, now=hour(35))


# Who may read -------------------------------------------------------------------------------------------------------


def readable(reader):
    return {card.interviewer.username for card in Scorecard.objects.readable_by(reader)}


def test_others_cards_are_hidden_until_ones_own_is_in():
    interview = held(at_stage(Stage.SCREENING))
    submitted(interview, people().second, now=hour(32))
    assert readable(people().interviewer) == {"priya"}
    submitted(interview, people().interviewer, now=hour(33))
    assert readable(people().interviewer) == {"priya", "tomas"}


def test_a_draft_is_seen_by_nobody_else():
    held(at_stage(Stage.SCREENING))
    assert readable(people().manager) == set()
    assert readable(people().interviewer) == {"priya"}


def test_the_hiring_manager_on_the_panel_is_blind_too():
    manager = people().manager
    interview = held(at_stage(Stage.SCREENING), interviewers=[people().interviewer, manager])
    submitted(interview, people().interviewer, now=hour(32))
    assert readable(manager) == {"mara"}
    submitted(interview, manager, now=hour(33))
    assert readable(manager) == {"mara", "priya"}


def test_a_superuser_with_a_card_due_is_blind_as_well():
    root = user("root", is_superuser=True)
    interview = held(at_stage(Stage.SCREENING), interviewers=[people().interviewer, root])
    submitted(interview, people().interviewer, now=hour(32))
    assert readable(root) == {"root"}


def test_an_interviewer_of_another_candidate_sees_nothing():
    interview = held(at_stage(Stage.SCREENING))
    submitted(interview, people().interviewer, now=hour(32))
    assert readable(user("ben", "Interviewer")) == set()


def test_a_service_account_waits_for_every_card():
    service = user("ats", "Integration", kind="service")
    interview = held(at_stage(Stage.SCREENING))
    submitted(interview, people().interviewer, now=hour(32))
    assert readable(service) == set()
    submitted(interview, people().second, now=hour(33))
    assert readable(service) == {"priya", "tomas"}


def test_nobody_reads_cards_about_themselves():
    application = at_stage(Stage.SCREENING)
    interview = held(application)
    submitted(interview, people().interviewer, now=hour(32))
    application.candidate.employee = people().manager
    application.candidate.save()
    assert readable(people().manager) == set()


def test_a_card_cannot_be_submitted_before_its_interview_begins():
    interview = booked(at_stage(Stage.SCREENING))
    card = card_of(interview, people().interviewer)
    with refuses("interview_not_begun"):
        scorecards.submit(card, by=people().interviewer, content=content(card), now=hour(29))
