import pytest

from hiring.models import Application
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, people

pytestmark = pytest.mark.django_db


def test_applications_are_visible_to_those_who_run_the_process_and_to_no_interviewer():
    application = at_stage(Stage.SCREENING)
    team = people()
    assert list(Application.objects.visible_to(team.manager)) == [application]
    assert list(Application.objects.visible_to(team.coordinator)) == [application]
    assert list(Application.objects.visible_to(team.interviewer)) == []


@pytest.mark.parametrize("superuser", [True, False])
def test_nobody_sees_the_file_of_their_own_candidacy(superuser):
    team = people()
    team.coordinator.is_superuser = superuser
    team.coordinator.save()
    own = factories.application(of=factories.candidate("Jonas Berg", employee=team.coordinator))
    other = factories.application(of=factories.candidate("Ben Okri"), on=own.requisition)
    assert list(Application.objects.visible_to(team.coordinator)) == [other]
    assert set(Application.objects.visible_to(team.manager)) == {own, other}


def test_open_leaves_out_what_is_closed():
    opening = factories.requisition()
    made = {stage: at_stage(stage, on=opening, of=factories.candidate(stage)) for stage in Stage}
    expected = {made[stage] for stage in list(Stage)[:7]}
    assert set(Application.objects.open()) == expected
