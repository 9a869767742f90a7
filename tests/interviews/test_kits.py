import pytest

from hiring.stages import Round
from interviews import kits
from interviews.models import Competency, Question
from tests.factories import requisition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_screening_fits_its_twenty_minutes_and_asks_for_each_must_have(seed):
    questions = kits.draw(seed, Round.SCREENING)
    assert 12 <= sum(question.minutes for question in questions) <= 20
    asked = {competency.code for question in questions for competency in question.competencies.all()}
    assert asked >= set(Competency.objects.filter(round="screening", must_have=True).values_list("code", flat=True))
    assert [question.depth for question in questions] == sorted(
        (question.depth for question in questions), key=["fundamentals", "intermediate", "advanced"].index
    )


def test_a_requisition_asks_every_candidate_the_same():
    opened = requisition()
    first = [place.question.slug for place in kits.kit_for(opened, Round.SCREENING).places.all()]
    assert first
    Question.objects.filter(slug__in=first).update(minutes=59)
    assert [place.question.slug for place in kits.kit_for(opened, Round.SCREENING).places.all()] == first


def test_the_live_session_asks_nothing_from_the_bank():
    assert kits.draw(1, Round.LIVE_DEBUGGING) == []


def test_the_last_round_asks_what_is_advanced():
    questions = kits.draw(7, Round.SCALE_ARCHITECTURE)
    assert {question.depth for question in questions} == {"advanced"}
    assert sum(question.minutes for question in questions) <= 35
