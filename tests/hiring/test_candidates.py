import pytest

from hiring import candidates
from hiring.candidates import Person
from hiring.models import Candidate
from tests.factories import START, candidate, people, user
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _team():
    people()


ADA = Person(name="Ada Kovacs", email="ada@example.com", external_id="c-1", source_system="greenhouse")


def test_a_candidate_is_entered_once():
    made = candidates.enter(ADA, by=people().coordinator, now=START)
    assert Candidate.objects.values_list("name", "email", "external_id", "source_system", "created_at").get() == (
        "Ada Kovacs", "ada@example.com", "c-1", "greenhouse", START,
    )  # fmt: skip
    with refuses("external_id_taken"):
        candidates.enter(ADA, by=people().coordinator)
    assert list(candidates.known("c-1", "greenhouse")) == [made]
    assert not candidates.known("c-1", "lever").exists()
    assert not candidates.known("", "").exists()


def test_a_candidate_is_checked():
    with refuses("invalid", "unknown_time_zone"):
        candidates.enter(Person("Ada", "nowhere", time_zone="Mars/Olympus"), by=people().coordinator)
    with forbids():
        candidates.enter(ADA, by=people().interviewer)


def test_a_candidate_changes_where_something_is_sent():
    made = candidates.enter(ADA, by=people().coordinator)
    candidates.change(made, {"phone": "+49 1"}, by=people().coordinator)
    assert Candidate.objects.values_list("name", "phone").get() == ("Ada Kovacs", "+49 1")
    other = candidate("Bo", email="bo@example.com")
    with refuses("external_id_taken"):
        candidates.change(other, {"external_id": "c-1", "source_system": "greenhouse"}, by=people().coordinator)


def test_nobody_sees_or_changes_themselves():
    ada = candidate(employee=people().coordinator)
    assert list(candidates.visible_to(people().manager)) == [ada]
    assert list(candidates.visible_to(people().coordinator)) == []
    assert list(candidates.visible_to(user("ben", "Interviewer"))) == []
    with forbids():
        candidates.change(ada, {"name": "The best"}, by=people().coordinator)
