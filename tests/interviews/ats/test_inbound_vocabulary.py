"""interviews/ats/vocabulary.py against the maps of the contract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.ats import vocabulary
from interviews.ats.vocabulary import STATUSES, UNKNOWN, VERDICTS
from tests.interviews.ats.ats_world import cases

RECOMMENDATION = cases("maps/recommendation.json")
STATUS = cases("maps/status.json")
ENUMS = [
    (kind, system, values)
    for kind in ("application", "interview", "offer", "job")
    for system, values in STATUS[kind].items()
    if isinstance(values, list)
] + [("invitation_response", "greenhouse", STATUS["invitation_response"])]


def test_verdicts_are_those_of_the_contract():
    assert RECOMMENDATION["to"] == VERDICTS
    assert list(vocabulary.OVERALL) == RECOMMENDATION["canonical_overall"]
    assert list(vocabulary.ATTRIBUTE) == RECOMMENDATION["canonical_attribute"]


@pytest.mark.parametrize("system", VERDICTS)
def test_verdict_comes_back_as_it_went(system):
    for verdict in VERDICTS[system]:
        assert vocabulary.verdict_from(system, vocabulary.verdict_to(system, verdict)).meaning == verdict
    assert len({repr(value) for value in VERDICTS[system].values()}) == len(VERDICTS[system])


def test_only_attributes_may_be_mixed():
    assert [name for name, words in VERDICTS.items() if "mixed" in words] == [
        "greenhouse_v1_attribute",
        "greenhouse_v3_candidate_attribute_rating",
    ]
    with pytest.raises(KeyError):
        vocabulary.verdict_to("merge", "mixed")


@pytest.mark.parametrize(("kind", "system", "values"), ENUMS, ids=lambda part: part if isinstance(part, str) else "")
def test_each_status_of_the_contract_is_known_and_comes_back(kind, system, values):
    assert sorted(STATUSES[kind][system].values()) == sorted(values)
    read = [vocabulary.status_from(kind, system, value) for value in values]
    assert [vocabulary.status_to(kind, system, one) for one in read] == values
    assert len({one.meaning for one in read}) == len(values)


def test_every_map_is_of_the_contract():
    assert {(kind, system) for kind, systems in STATUSES.items() for system in systems} == {
        (kind, system) for kind, system, _values in ENUMS
    }


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2)


@given(value=ANYTHING)
def test_unknown_value_is_kept_as_it_came(value):
    for system, words in VERDICTS.items():
        read = vocabulary.verdict_from(system, value)
        assert read.raw is value
        assert read.is_known == any(type(value) is type(one) and value == one for one in words.values())
    for kind, systems in STATUSES.items():
        for system in systems:
            read = vocabulary.status_from(kind, system, value)
            assert read.raw is value
            if read.meaning == UNKNOWN:
                assert vocabulary.status_to(kind, system, read) is value


def test_true_is_no_score():
    assert vocabulary.verdict_from("ashby_score", True) == (UNKNOWN, True)
    assert vocabulary.verdict_from("ashby_score", 1) == ("strong_no", 1)
    assert vocabulary.verdict_from("ashby_score", None) == ("no_decision", None)
