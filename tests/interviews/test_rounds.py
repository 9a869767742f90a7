import pytest

from hiring.models import ApplicationEvent, RoundResult
from hiring.stages import Round, Stage
from interviews import flags, rounds, scorecards
from interviews.models import Flag
from tests.factories import at_stage, hour, people
from tests.interviews.rounds_world import held, submitted
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

YES = {"verdict": RoundResult.Verdict.YES, "passed": True}


@pytest.fixture
def interview():
    return held(at_stage(Stage.SCREENING))


def test_a_round_waits_for_its_cards(interview):
    submitted(interview, people().interviewer, now=hour(32))
    with refuses("scorecards_missing"):
        rounds.conclude(interview.application, Round.SCREENING, by=people().manager, now=hour(33), **YES)
    submitted(interview, people().second, now=hour(34))
    result = rounds.conclude(
        interview.application, Round.SCREENING, by=people().manager, now=hour(35), onward=True, **YES
    )
    assert (result.verdict, result.passed) == ("yes", True)
    interview.application.refresh_from_db()
    assert interview.application.stage == Stage.TAKE_HOME


def test_a_reason_replaces_a_missing_card(interview):
    result = rounds.conclude(
        interview.application, Round.SCREENING, reason="Tomás is ill.", by=people().manager, now=hour(33), **YES
    )
    assert result.reason == "Tomás is ill."


def test_a_declined_card_is_not_waited_for(interview):
    submitted(interview, people().interviewer, now=hour(32))
    scorecards.decline(
        interview.scorecards.get(interviewer=people().second), reason="Was ill.", by=people().second, now=hour(33)
    )
    rounds.conclude(interview.application, Round.SCREENING, by=people().manager, now=hour(34), **YES)


def test_a_critical_red_flag_blocks_until_it_is_waived(interview):
    raised = (scorecards.FlagEntry("F14", "Killed another team's job to make room, without asking."),)
    submitted(interview, people().interviewer, now=hour(32), flags=raised)
    submitted(interview, people().second, now=hour(32))
    application, manager = interview.application, people().manager
    with refuses("critical_flag"):
        rounds.conclude(application, Round.SCREENING, by=manager, now=hour(33), onward=True, **YES)
    assert not application.results.exists()
    flag = Flag.objects.get()
    with refuses("reason_required"):
        flags.waive(flag, reason=" ", by=manager, now=hour(34))
    flags.waive(flag, reason="It was their own job, as the log shows.", by=manager, now=hour(34))
    with refuses("not_blocking"):
        flags.waive(flag, reason="Again.", by=manager, now=hour(35))
    rounds.conclude(application, Round.SCREENING, by=manager, now=hour(36), onward=True, **YES)
    assert ApplicationEvent.objects.filter(verb="waive_flag").get().by == manager


def test_a_round_may_be_failed_in_spite_of_a_flag(interview):
    raised = (scorecards.FlagEntry("F14", "Killed another team's job."),)
    submitted(interview, people().interviewer, now=hour(32), flags=raised)
    submitted(interview, people().second, now=hour(32))
    result = rounds.conclude(
        interview.application,
        Round.SCREENING,
        verdict=RoundResult.Verdict.NO,
        passed=False,
        by=people().manager,
        now=hour(33),
    )
    assert not result.passed


def test_a_result_against_its_verdict_needs_a_reason(interview):
    submitted(interview, people().interviewer, now=hour(32))
    submitted(interview, people().second, now=hour(32))
    with refuses("reason_required"):
        rounds.conclude(
            interview.application,
            Round.SCREENING,
            verdict=RoundResult.Verdict.NO,
            passed=True,
            by=people().manager,
            now=hour(33),
        )
