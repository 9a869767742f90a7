"""Two records of one person become one: what goes over, what is removed, when it is refused."""

import pytest
from django.core.exceptions import PermissionDenied

from hiring import endpoints, erasing, merging
from hiring.models import Application, Candidate, Message
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

WHY = "The same person twice."


@pytest.fixture
def stays() -> Candidate:
    return factories.candidate("Ada K.", external_id="900", source_system="acme")


@pytest.fixture
def running() -> Application:
    ada = factories.candidate("Ada Kovacs", external_id="880", source_system="acme")
    return at_stage(Stage.SCREENING, of=ada)


def test_applications_go_over_as_they_are(running, stays):
    gone, started_at, open_deadlines = running.candidate, running.clock_started_at, running.deadlines.count()
    endpoints.register(url="https://hooks.example.com/", by=None, now=hour(0))
    assert merging.merge(gone, into=stays, reason=WHY, by=None, now=hour(20)) == stays
    running.refresh_from_db()
    assert (running.candidate, running.stage, running.updated_at) == (stays, "screening", hour(20))
    assert (running.clock_started_at, running.deadlines.count()) == (started_at, open_deadlines)
    line = running.history.latest("pk")
    assert (line.verb, line.data) == ("merge_candidate", {"candidate_was": gone.pk})
    gone.refresh_from_db()
    assert (gone.erased_at, gone.external_id, gone.source_system) == (hour(20), "", "")
    stays.refresh_from_db()
    assert (stays.name, stays.external_id) == ("Ada K.", "900")
    told = [message.payload for message in Message.objects.filter(channel="webhook")]
    assert [(one["type"], one["data"]["candidate_id"]) for one in told] == [("candidate.erased", gone.pk)]


def test_whoever_of_our_people_it_is_stays_kept_out(running, stays):
    gone = running.candidate
    gone.employee = people().interviewer
    gone.save()
    with pytest.raises(PermissionDenied):
        merging.merge(gone, into=stays, reason=WHY, by=people().interviewer)
    merging.merge(gone, into=stays, reason=WHY, by=None)
    stays.refresh_from_db()
    assert stays.employee == people().interviewer


def test_what_cannot_be_one_is_refused(running, stays):
    with refuses("same_candidate"):
        merging.merge(stays, into=stays, reason=WHY, by=None)
    with refuses("reason_required"):
        merging.merge(running.candidate, into=stays, reason=" ", by=None)
    with pytest.raises(PermissionDenied):
        merging.merge(running.candidate, into=stays, reason=WHY, by=people().coordinator)
    at_stage(Stage.APPLIED, of=stays, on=running.requisition)
    with refuses("both_apply"):
        merging.merge(running.candidate, into=stays, reason=WHY, by=None)
    erasing.erase(stays, by=None, reason=WHY)
    with refuses("candidate_erased"):
        merging.merge(running.candidate, into=stays, reason=WHY, by=None)
    running.refresh_from_db()
    assert running.candidate != stays
