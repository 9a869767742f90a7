import pytest

from hiring.stages import Round, Stage
from interviews import debrief
from tests.factories import at_stage, hour, people
from tests.interviews.rounds_world import held, submitted

pytestmark = pytest.mark.django_db


def screening(application, reader):
    views = debrief.rounds_for(application, reader)
    assert [view.round for view in views] == list(Round)
    return views[0]


def test_what_is_hidden_shows_in_no_figure():
    interview = held(at_stage(Stage.SCREENING))
    submitted(interview, people().second, level=1, verdict="strong_no", now=hour(32))
    view = screening(interview.application, people().interviewer)
    assert (view.readable, view.hidden, view.score.mean, view.score.n) == ((), 1, None, 0)
    assert [card.interviewer.username for card in view.awaited] == ["priya"]
    assert all(row.cells == () for row in view.rows)


def test_all_cards_in_are_laid_side_by_side():
    interview = held(at_stage(Stage.SCREENING))
    submitted(interview, people().interviewer, level=3, now=hour(32))
    submitted(interview, people().second, level=1, verdict="no", now=hour(33))
    view = screening(interview.application, people().manager)
    assert view.is_complete
    assert [[cell.rating.level for cell in row.cells] for row in view.rows] == [[3, 1]] * 6
    assert (view.score.mean, len(view.score.broken_minima)) == (2.0, 2)


def test_the_number_of_queries_does_not_grow_with_the_cards(django_assert_num_queries):
    manager = people().manager
    application = at_stage(Stage.SCREENING)
    one = held(application, interviewers=[people().interviewer])
    submitted(one, people().interviewer, now=hour(32))
    manager.has_perm("interviews.view_scorecard")
    with django_assert_num_queries(7):
        debrief.rounds_for(application, manager)
    other = at_stage(Stage.SCREENING, on=application.requisition, of=None)
    three = held(other, interviewers=[people().interviewer, people().second, manager])
    for person in (people().interviewer, people().second, manager):
        submitted(three, person, now=hour(32))
    with django_assert_num_queries(7):
        debrief.rounds_for(other, manager)
