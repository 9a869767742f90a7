"""Which verbs a user is offered, by stage, by what is there, by what they may do."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from hiring import approvals, offer_drafts, offer_terms, offers, pauses, pipeline
from hiring.models import Application, Decision, RoundResult, User
from hiring.stages import Round, Stage
from interviews import flags, next_steps, scheduling
from interviews.next_steps import Step, Verb
from interviews.situation import situation_of
from tests.factories import offer, people
from tests.hiring.offer_world import approver
from tests.interviews.application_world import at_now, booked, flagged, handed_in, held
from tests.interviews.offer_pages import decided, submitted

pytestmark = pytest.mark.django_db

ALWAYS = {"reject", "withdraw"}


def offered(application: Application, user: User) -> list[Step]:
    found = Application.objects.with_people().get(pk=application.pk)
    return next_steps.steps(situation_of(found, User.objects.get(pk=user.pk)), now=timezone.now())


def names(application: Application, user: User) -> set[str]:
    """What can be done, the round beside it where it is of one."""
    return {f"{step.verb} {step.round or ''}".strip() for step in offered(application, user) if step.is_possible}


def natural(application: Application, user: User) -> list[tuple[str, bool, str]]:
    return [
        (str(step.verb), step.is_possible, step.waits_for) for step in offered(application, user) if step.is_natural
    ]


def test_new_application_may_move_on_or_be_booked_ahead():
    application = at_now(Stage.APPLIED)
    assert names(application, people().coordinator) == ALWAYS | {
        "advance",
        "pause",
        "book screening",
        "book take_home",
        "book live_debugging",
        "book scale_architecture",
    }
    assert natural(application, people().coordinator) == [("advance", True, "")]


def test_round_without_booking_asks_for_one_first():
    application = at_now(Stage.TAKE_HOME)
    assert natural(application, people().coordinator) == [("book", True, "")]
    assert "book screening" not in names(application, people().coordinator)
    assert "conclude take_home" in names(application, people().coordinator)


def test_booked_round_waits_for_the_interview():
    application = at_now(Stage.SCREENING)
    booked(application, Round.SCREENING)
    assert natural(application, people().coordinator) == [("conclude", True, "the interview to be held")]
    assert {"finish screening", "move screening", "call_off screening"} <= names(application, people().coordinator)


def test_interview_whose_time_is_over_asks_whether_it_ended():
    application = at_now(Stage.SCREENING)
    booked(application, Round.SCREENING, starts_in=-2)
    assert natural(application, people().coordinator) == [("finish", True, "")]


def test_held_round_waits_for_scorecards_by_name():
    application = at_now(Stage.SCREENING)
    interview = held(application, Round.SCREENING)
    assert natural(application, people().manager) == [("conclude", True, "the scorecard of Priya and Tomas")]
    handed_in(interview, people().interviewer)
    assert natural(application, people().manager) == [("conclude", True, "the scorecard of Tomas")]
    handed_in(interview, people().second)
    assert natural(application, people().manager) == [("conclude", True, "")]


def test_own_scorecard_comes_first_in_what_a_round_waits_for():
    application = at_now(Stage.SCREENING)
    held(application, Round.SCREENING, interviewers=[people().interviewer, people().manager])
    waits_for = "your own scorecard and the scorecard of Priya"
    assert natural(application, people().manager) == [("conclude", True, waits_for)]


def test_critical_flag_is_waited_for_until_it_is_waived():
    application = at_now(Stage.SCREENING)
    interview = held(application, Round.SCREENING)
    flag = flagged(interview, people().interviewer)
    handed_in(interview, people().second)
    [(verb, _possible, waits_for)] = natural(application, people().manager)
    assert verb == "conclude"
    assert waits_for == f"the critical red flag {flag.definition} to be waived"
    assert "waive_flag" in names(application, people().manager)
    assert "waive_flag" not in names(application, people().coordinator)
    flags.waive(flag, reason="Checked with the former employer.", by=people().manager)
    assert natural(application, people().manager) == [("conclude", True, "")]


def test_flag_that_the_reader_may_not_read_yet_is_not_hinted_at():
    application = at_now(Stage.SCREENING)
    team = people()
    interview = held(application, Round.SCREENING, interviewers=[team.interviewer, team.manager])
    flagged(interview, team.interviewer)
    assert natural(application, team.manager) == [("conclude", True, "your own scorecard")]
    assert "waive_flag" not in names(application, team.manager)


def test_passed_round_moves_on_and_failed_round_is_rejected():
    for passed, verb in ((True, "advance"), (False, "reject")):
        application = at_now(Stage.SCREENING)
        verdict = RoundResult.Verdict.YES if passed else RoundResult.Verdict.NO
        pipeline.record_result(application, Round.SCREENING, verdict=verdict, passed=passed, by=people().manager)
        assert natural(application, people().manager) == [(verb, True, "")]
        pipeline.withdraw(application, by=people().manager, reason="Another offer.")


def test_paused_application_resumes_before_anything_else():
    application = at_now(Stage.SCREENING)
    pauses.pause(application, reason="Ill.", by=people().coordinator)
    assert names(application, people().coordinator) == ALWAYS | {"resume"}
    assert natural(application, people().coordinator) == [("resume", True, "")]


def test_decision_waits_for_the_hiring_manager():
    application = at_now(Stage.DECISION)
    assert natural(application, people().manager) == [("decide", True, "")]
    assert natural(application, people().coordinator) == [("decide", False, "Mara to decide")]


def test_offer_follows_the_decision_for_those_who_set_offers():
    application = at_now(Stage.DECISION)
    pipeline.decide(application, outcome=Decision.Outcome.HIRE, reason="Solid.", by=people().manager)
    assert natural(application, people().manager) == [("offer", True, "")]
    assert natural(application, people().coordinator) == [("offer", False, "Mara to prepare the offer")]


def test_offer_in_approval_waits_for_the_approvers_by_name():
    nora, ben = approver("nora"), approver("ben")
    application = submitted(decided(), nora, ben)
    assert natural(application, people().manager) == [("offer", True, "Nora and Ben to approve")]
    assert natural(application, people().coordinator) == [("offer", False, "Nora and Ben to approve")]
    assert natural(application, nora) == [("offer", True, "")]
    approvals.approve(application.offers.get(), by=nora)
    assert natural(application, people().manager) == [("offer", True, "")]
    assert natural(application, people().coordinator) == [("offer", False, "Mara to extend the offer")]


def test_extended_offer_can_be_answered_while_another_version_is_prepared():
    application = at_now(Stage.OFFER)
    standing = application.offers.get()
    terms = replace(offer_terms.of(standing), base=Decimal(155_000))
    offer_drafts.edit(standing, terms, by=people().manager)
    assert natural(application, people().manager) == [("accept", True, ""), ("offer", True, "")]


def test_offer_waits_for_the_critical_flag():
    application = at_now(Stage.SCALE_ARCHITECTURE)
    interview = held(application, Round.SCALE_ARCHITECTURE)
    handed_in(interview, people().second)
    pipeline.record_result(
        application, Round.SCALE_ARCHITECTURE, verdict=RoundResult.Verdict.YES, passed=True, by=people().manager
    )
    pipeline.advance(application, by=people().manager)
    pipeline.decide(application, outcome=Decision.Outcome.HIRE, reason="Solid.", by=people().manager)
    flag = flagged(interview, people().interviewer)
    [(verb, possible, waits_for)] = natural(application, people().manager)
    assert (verb, possible) == ("offer", True)
    assert str(flag.definition) in waits_for


def test_extended_offer_is_answered_and_a_declined_one_followed():
    application = at_now(Stage.OFFER)
    assert natural(application, people().manager) == [("accept", True, "")]
    assert {"accept", "decline", "offer"} <= names(application, people().manager)
    assert natural(application, people().coordinator) == [("accept", False, "the candidate's answer")]
    offers.decline(application, reason="Too low.", by=people().manager)
    assert natural(application, people().manager) == [("offer", True, "")]
    assert not {"accept", "decline"} & names(application, people().manager)


@pytest.mark.parametrize("stage", [Stage.REJECTED, Stage.WITHDRAWN, Stage.HIRED])
def test_closed_application_offers_nothing(stage: Stage):
    assert offered(at_now(stage), people().manager) == []


def test_booking_of_a_closed_application_can_still_be_called_off():
    application = at_now(Stage.SCREENING)
    interview = booked(application, Round.SCREENING)
    pipeline.reject(application, by=people().manager, reason="Too far away.")
    assert names(application, people().coordinator) == {"call_off screening"}
    scheduling.call_off(interview, reason="Rejected.", by=people().coordinator)
    assert offered(application, people().coordinator) == []


def test_interviewer_without_rights_is_offered_what_is_their_own():
    application = at_now(Stage.SCREENING)
    booked(application, Round.SCREENING, starts_in=-2)
    assert names(application, people().interviewer) == {"finish screening", "call_off screening"}
    assert names(application, people().second) == {"finish screening", "call_off screening"}
    assert natural(application, people().interviewer) == [("finish", True, "")]


def test_submitted_scorecards_are_unlocked_by_the_manager_only():
    application = at_now(Stage.SCREENING)
    [card, _other] = handed_in(held(application, Round.SCREENING))
    targets = [step.target for step in offered(application, people().manager) if step.verb == Verb.UNLOCK]
    assert card.pk in targets
    assert len(targets) == 2
    assert not [step for step in offered(application, people().coordinator) if step.verb == Verb.UNLOCK]


def test_further_offer_is_not_the_natural_step_while_one_waits():
    application = at_now(Stage.OFFER)
    offer(application, now=timezone.now() + timedelta(seconds=1), base=160_000)
    assert natural(application, people().manager) == [("accept", True, "")]
