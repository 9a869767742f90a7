import pytest

from interviews import scoring
from interviews.models import Competency, Rating

pytestmark = pytest.mark.django_db


def ratings(**levels):
    """Ratings by competency: `r1_2=(3, 4)` are two raters of R1.2, None is not observed."""
    by_code = {competency.code: competency for competency in Competency.objects.all()}
    return [
        Rating(competency=by_code[code.replace("_", ".").upper()], level=level, not_observed=level is None)
        for code, given in levels.items()
        for level in given
    ]


def score(round="screening", **levels):
    return scoring.score(list(Competency.objects.filter(round=round)), ratings(**levels))


def test_the_composite_is_the_mean_of_the_means_of_the_raters():
    # R1.1: (2 + 4) / 2 = 3; R1.2: 4 alone; the round: (3 + 4) / 2 = 3.5, and not (2 + 4 + 4) / 3
    combined = score(r1_1=(2, 4), r1_2=(4,))
    assert (combined.mean, combined.n) == (3.5, 2)


def test_not_observed_counts_nowhere():
    combined = score(r1_1=(2, None), r1_3=(None, None))
    assert (combined.mean, combined.n) == (2.0, 1)
    assert [one.competency.code for one in combined.competencies if one.is_gap] == [
        "R1.2",
        "R1.3",
        "R1.4",
        "R1.5",
        "R1.6",
    ]


def test_raters_two_levels_apart_are_a_split():
    combined = score(r1_1=(1, 3), r1_2=(3, 4))
    assert [one.competency.code for one in combined.competencies if one.is_split] == ["R1.1"]


def test_a_must_have_below_its_minimum_breaks_the_round():
    combined = score(r1_1=(4, 4), r1_2=(4, 1), r1_6=(4, 4))
    assert [one.competency.code for one in combined.broken_minima] == ["R1.2"]
    assert combined.suggests_pass is False


def test_the_screening_wants_one_of_its_core_competencies_at_three():
    assert score(r1_1=(4,), r1_2=(2,), r1_6=(2,)).suggests_pass is False
    assert score(r1_1=(4,), r1_2=(3,), r1_6=(2,)).suggests_pass is True


def test_nothing_observed_suggests_nothing():
    assert score().suggests_pass is None
    assert score().mean is None


def test_two_and_a_half_is_enough():
    assert score("take_home", r2_1=(2,), r2_2=(3,)).suggests_pass is True
    assert score("take_home", r2_1=(2,), r2_2=(2,)).suggests_pass is False
