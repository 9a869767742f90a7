import pytest
from django.core.exceptions import ValidationError

from hiring import intake, requisitions
from hiring.candidates import Person
from hiring.models import Application, Candidate
from tests.factories import START, candidate, hour, people, requisition, user
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _team():
    people()


ADA = Person(name="Ada Kovacs", email="ada@example.com", external_id="c-1")


def receive(on, person, external_id="", **options):
    values = {"by": people().coordinator, "now": hour(1), "source_system": "greenhouse"} | options
    return intake.receive(on, person, external_id=external_id, **values)


def test_somebody_new_arrives_with_an_application():
    made = receive(requisition(), ADA, "a-1", applied_at=START)
    assert (made.stage, made.external_id, made.source_system, made.applied_at) == (
        "applied", "a-1", "greenhouse", START,
    )  # fmt: skip
    assert made.clock_started_at == hour(1)
    assert (made.candidate.name, made.candidate.external_id, made.candidate.source_system) == (
        "Ada Kovacs", "c-1", "greenhouse",
    )  # fmt: skip


def test_somebody_who_was_sent_before_is_brought_up_to_date():
    first = receive(requisition(), ADA, "a-1")
    again = Person(name="Ada Kovacs-Berg", email="ada@example.com", phone="+49 1", external_id="c-1")
    second = receive(requisition(), again, "a-2")
    assert second.candidate == first.candidate
    assert Candidate.objects.values_list("name", "phone", "time_zone").get() == ("Ada Kovacs-Berg", "+49 1", "UTC")


def test_what_is_not_sent_is_not_forgotten():
    receive(
        requisition(), Person("Ada", "ada@example.com", phone="+49 1", time_zone="Europe/Berlin", external_id="c-1")
    )
    receive(requisition(), ADA)
    assert Candidate.objects.values_list("phone", "time_zone").get() == ("+49 1", "Europe/Berlin")


def test_somebody_without_an_external_id_is_new_each_time():
    unknown = Person("Ada", "ada@example.com")
    assert receive(requisition(), unknown).candidate != receive(requisition(), unknown).candidate


def test_somebody_known_is_named_by_their_row():
    ada = candidate()
    assert receive(requisition(), ada).candidate == ada


def test_a_refused_application_leaves_no_candidate_behind():
    closed = requisitions.close_requisition(requisition(), by=people().manager, now=START)
    with refuses("requisition_not_open"):
        receive(closed, ADA)
    assert not Candidate.objects.exists()
    assert not Application.objects.exists()


def test_a_refused_candidate_is_named_with_their_field():
    on = requisition()
    with pytest.raises(ValidationError) as refusal:
        receive(on, Person("Ada", "not an address", time_zone="Mars/Olympus"))
    assert {field: [error.code for error in errors] for field, errors in refusal.value.error_dict.items()} == {
        "candidate.email": ["invalid"],
        "candidate.time_zone": ["unknown_time_zone"],
    }


def test_an_application_is_sent_once():
    on, other, bo = requisition(), requisition(), candidate("Bo", email="bo@example.com")
    receive(on, ADA, "a-1")
    with refuses("external_id_taken"):
        receive(other, bo, "a-1")
    with refuses("already_open"):
        receive(on, ADA, "a-2")


def test_nobody_applies_for_themselves():
    on, other, jonas = requisition(), requisition(), people().coordinator
    receive(on, ADA, "a-1", by=people().manager)
    Candidate.objects.update(employee=jonas)
    with forbids():
        receive(other, Person("Jonas", "jonas@example.com", external_id="c-1"))
    with forbids():
        receive(other, Candidate.objects.get())


def test_interviewers_send_nobody():
    on, reader = requisition(), user("ben", "Interviewer")
    with forbids():
        receive(on, ADA, by=reader)
