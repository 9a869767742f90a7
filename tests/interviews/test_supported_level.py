"""Which level the scorecards support: from means of what the reader may read, nothing else."""

from datetime import timedelta

import pytest

from hiring.models import Application, User
from hiring.stages import Round, Stage
from interviews import scorecards
from interviews.models import Competency, Scorecard
from interviews.supported_level import supported
from tests.factories import at_stage, people
from tests.interviews.rounds_world import EVIDENCE, card_of, content, held

pytestmark = pytest.mark.django_db


def hand_in(card: Scorecard, levels: dict[str, int], *, otherwise: int) -> None:
    """The card with a level for each competency, by the code of those that differ."""
    entries = tuple(
        scorecards.RatingEntry(one.code, level=levels.get(one.code, otherwise), evidence=EVIDENCE)
        for one in scorecards.competencies_of(card)
    )
    now = card.interview.ends_at + timedelta(hours=1)
    scorecards.submit(card, by=card.interviewer, content=content(card, ratings=entries), now=now)


def screened(level: int, **levels: int) -> Application:
    """Both interviewers of the screening give that level, but for competencies such as `R1_2`."""
    interview = held(at_stage(Stage.SCREENING))
    for person in (people().interviewer, people().second):
        named = {code.replace("_", "."): each for code, each in levels.items()}
        hand_in(card_of(interview, person), named, otherwise=level)
    return interview.application


def found(application: Application, reader: User | None = None) -> tuple[str | None, str]:
    one = supported(application, reader or people().manager)
    return one.level_slug, " ".join(one.why)


def test_mean_of_three_supports_mid():
    slug, why = found(screened(3))
    assert slug == "mid"
    assert why == "Mean 3.00 of 4 over 6 rated competencies: mid-level from 2.75 on."


def test_mean_of_two_supports_junior():
    assert found(screened(2))[0] == "junior"


def test_mean_below_two_supports_nothing():
    slug, why = found(screened(1))
    assert slug is None
    assert why == "Mean 1.00 of 4 over 6 rated competencies: below 2.00, from which on they support a junior."


def test_mean_above_three_with_one_strong_domain_supports_senior():
    # R1.1 GPU clusters; R1.2, R1.3 training (and clusters); R1.4 serving; R1.5 observability; R1.6 all four
    slug, why = found(screened(3, R1_1=4, R1_3=4, R1_6=4, R1_2=2))
    assert slug == "senior"
    assert "Mean 3.33 of 4" in why
    assert "GPU Cluster Architecture & Management 4.00" in why


def test_two_domains_at_four_support_staff():
    slug, why = found(screened(4))
    assert slug == "staff_principal"
    assert "staff asks for 3.75 in two" in why


def test_head_is_supported_by_no_scorecard():
    assert found(screened(4))[0] != "head_vp"


def test_what_is_hidden_counts_nowhere():
    application = at_stage(Stage.SCREENING)
    interview = held(application, interviewers=[people().interviewer, people().manager])
    hand_in(card_of(interview, people().interviewer), {}, otherwise=4)
    slug, why = found(application)
    assert slug is None
    assert why == (
        "There is no scorecard that you may read. 1 scorecard stays hidden until your own are in: they count nowhere."
    )


def test_too_few_ratings_say_nothing():
    Competency.objects.filter(round=Round.SCREENING, code__in=["R1.5", "R1.6"]).update(retired_at="2026-01-01T00:00Z")
    slug, why = found(screened(4))
    assert slug is None
    assert why == "Only 4 competencies are rated where 6 are the least: too little to say."


def test_queries_do_not_grow_with_the_cards(django_assert_max_num_queries):
    application = screened(3)
    reader = people().manager
    reader.has_perm("interviews.view_scorecard")
    with django_assert_max_num_queries(8):
        supported(application, reader)
