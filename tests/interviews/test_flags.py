"""What a critical red flag stops, whom it is named to."""

from decimal import Decimal

import pytest

from hiring import offers, pipeline
from hiring.models import Application, Decision, RoundResult
from hiring.stages import Round, Stage
from interviews import flags, rounds
from interviews.models import Flag
from tests.factories import people
from tests.interviews.application_world import at_now, flagged, handed_in, held
from tests.refusals import refuses

pytestmark = pytest.mark.django_db


def passed_then_flagged(round: Round) -> tuple[Application, Flag]:
    """A round that was concluded before the second card came in, with a critical flag on it."""
    application = at_now(Stage(round.value))
    interview = held(application, round)
    handed_in(interview, people().second)
    yes = RoundResult.Verdict.YES
    pipeline.record_result(application, round, verdict=yes, passed=True, by=people().manager)
    return application, flagged(interview, people().interviewer)


def test_advance_waits_until_the_flag_is_waived():
    application, flag = passed_then_flagged(Round.SCREENING)
    with refuses("critical_flag"):
        pipeline.advance(application, by=people().coordinator)
    flags.waive(flag, reason="Checked.", by=people().manager)
    assert pipeline.advance(application, by=people().coordinator).stage == "take_home"


def test_offer_waits_until_the_flag_is_waived():
    application = at_now(Stage.SCALE_ARCHITECTURE)
    interview = held(application, Round.SCALE_ARCHITECTURE)
    handed_in(interview, people().second)
    yes = RoundResult.Verdict.YES
    rounds.conclude(
        application, interview.round, verdict=yes, passed=True, reason="Ill.", onward=True, by=people().manager
    )
    pipeline.decide(application, outcome=Decision.Outcome.HIRE, reason="Solid.", by=people().manager)
    flag = flagged(interview, people().interviewer)  # the late card
    amounts = {"currency": "EUR", "base": Decimal(150_000), "exception_reason": "There is no band."}
    with refuses("critical_flag"):
        offers.make_offer(application, by=people().manager, **amounts)
    flags.waive(flag, reason="Checked.", by=people().manager)
    assert offers.make_offer(application, by=people().manager, **amounts).version == 1


def test_flag_is_not_named_to_somebody_who_may_not_read_its_card():
    application = at_now(Stage.SCREENING)
    team = people()
    interview = held(application, Round.SCREENING, interviewers=[team.interviewer, team.manager])
    flagged(interview, team.interviewer)
    verdict = RoundResult.Verdict.YES
    with refuses("own_scorecard_missing"):
        rounds.conclude(application, Round.SCREENING, verdict=verdict, passed=True, reason="Go.", by=team.manager)
    with refuses("critical_flag"):
        rounds.conclude(application, Round.SCREENING, verdict=verdict, passed=True, reason="Go.", by=team.coordinator)


def test_round_is_concluded_as_not_passed_in_spite_of_a_flag():
    application = at_now(Stage.SCREENING)
    interview = held(application, Round.SCREENING)
    flagged(interview, people().interviewer)
    handed_in(interview, people().second)
    no = RoundResult.Verdict.NO
    assert not rounds.conclude(application, Round.SCREENING, verdict=no, passed=False, by=people().manager).passed


def test_without_a_flag_nothing_is_refused():
    application = at_now(Stage.APPLIED)
    assert pipeline.advance(application, by=people().coordinator, believed="applied").stage == "screening"
