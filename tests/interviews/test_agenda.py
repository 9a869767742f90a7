import pytest

from hiring import pipeline
from hiring.models import Deadline
from hiring.stages import Round, Stage
from interviews import blinding, scheduling, scorecards
from interviews.agenda import agenda_of
from tests.factories import at_stage, hour, people
from tests.interviews.rounds_world import booked, card_of, held, submitted

pytestmark = pytest.mark.django_db


def rows(items):
    return [(item.candidate, item.standing.value, item.words) for item in items]


def priyas(now):
    return agenda_of(people().interviewer, now=now)


def test_an_interview_is_coming_up_until_its_time_is_over():
    booked(at_stage(Stage.SCREENING))
    agenda = priyas(hour(29))
    assert rows(agenda.coming) == [("Ada Kovacs", "not_started", "planned")]
    assert (agenda.to_fill, agenda.done) == ((), ())


def test_a_call_that_is_over_asks_its_interviewer_whether_it_ended():
    booked(at_stage(Stage.SCREENING))
    assert rows(priyas(hour(30.5)).to_fill) == [("Ada Kovacs", "at_risk", "has it ended?")]


@pytest.mark.parametrize(
    ("now", "standing", "words"),
    [(31, "in_time", "in time"), (48.5, "at_risk", "at risk"), (54.5, "breached", "late"), (80, "breached", "late")],
)
def test_a_card_is_due_a_day_after_the_end(now, standing, words):
    held(at_stage(Stage.SCREENING))
    agenda = priyas(hour(now))
    assert rows(agenda.to_fill) == [("Ada Kovacs", standing, words)]
    assert agenda.to_fill[0].due_at == hour(54.5)


def test_the_card_that_is_due_first_stands_first():
    first = held(at_stage(Stage.SCREENING), starts_at=hour(40))
    second = held(at_stage(Stage.SCREENING), starts_at=hour(30))
    assert [item.card.interview for item in priyas(hour(50)).to_fill] == [second, first]


def test_a_submitted_card_is_done():
    submitted(held(at_stage(Stage.SCREENING)), people().interviewer, now=hour(31))
    agenda = priyas(hour(32))
    assert rows(agenda.done) == [("Ada Kovacs", "closed", "submitted")]
    assert (agenda.to_fill, agenda.coming) == ((), ())


def test_the_card_of_the_other_interviewer_is_not_mine_to_fill():
    submitted(held(at_stage(Stage.SCREENING)), people().second, now=hour(31))
    assert len(priyas(hour(32)).to_fill) == 1
    assert priyas(hour(32)).to_fill[0].card.interviewer == people().interviewer


def test_what_was_declined_or_did_not_happen_is_done():
    interview = held(at_stage(Stage.SCREENING))
    scorecards.decline(
        card_of(interview, people().interviewer), reason="I know her.", by=people().interviewer, now=hour(31)
    )
    missed = booked(at_stage(Stage.SCREENING), starts_at=hour(33))
    scheduling.call_off(missed, reason="Nobody came.", by=people().interviewer, did_not_happen=True, now=hour(34))
    agenda = priyas(hour(35))
    assert {words for _, _, words in rows(agenda.done)} == {"declined", "did not happen"}
    assert (agenda.to_fill, agenda.coming) == ((), ())


def test_nothing_is_awaited_of_a_closed_application():
    interview = held(at_stage(Stage.SCREENING))
    pipeline.withdraw(interview.application, reason="Took another offer.", by=people().coordinator, now=hour(32))
    agenda = priyas(hour(33))
    assert rows(agenda.done) == [("Ada Kovacs", "closed", "application closed")]
    assert agenda.to_fill == ()


def test_a_take_home_has_no_name_until_its_reviewer_has_submitted():
    interview = held(at_stage(Stage.TAKE_HOME), Round.TAKE_HOME)
    assert [item.candidate for item in priyas(hour(40)).to_fill] == [f"Candidate A{interview.application_id}"]
    card = submitted(interview, people().interviewer, now=hour(41))
    assert blinding.candidate_name(card) == "Ada Kovacs"
    assert blinding.candidate_name(card_of(interview, people().second)) == f"Candidate A{interview.application_id}"


def test_a_take_home_waits_with_the_candidate():
    booked(at_stage(Stage.TAKE_HOME), Round.TAKE_HOME)
    assert [item.words for item in priyas(hour(30.1)).coming] == ["with the candidate"]
    assert [item.words for item in priyas(hour(31)).coming] == ["not back yet"]


def test_an_own_candidacy_is_never_shown():
    interview = held(at_stage(Stage.SCREENING))
    candidate = interview.application.candidate
    candidate.employee = people().interviewer
    candidate.save()
    agenda = priyas(hour(32))
    assert (agenda.to_fill, agenda.coming, agenda.done) == ((), (), ())


@pytest.mark.parametrize("number", [1, 3])
def test_it_is_read_in_three_queries_besides_the_permissions(number, django_assert_num_queries):
    for place in range(number):
        held(at_stage(Stage.SCREENING), starts_at=hour(30 + place))
        booked(at_stage(Stage.SCREENING), starts_at=hour(70 + place))
    assert Deadline.objects.filter(kind="scorecard").count() == 2 * number
    user = people().interviewer
    user.get_all_permissions()
    with django_assert_num_queries(3):
        agenda = agenda_of(user, now=hour(60))
        assert (len(agenda.to_fill), len(agenda.coming)) == (number, number)
        assert [item.candidate for item in agenda.coming] == ["Ada Kovacs"] * number
