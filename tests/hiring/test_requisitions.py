import pytest
from django.core.exceptions import ValidationError

from hiring import pipeline, requisitions
from hiring.models import ChecklistAnswer, Panelist, Requisition
from hiring.stages import Round
from tests import factories
from tests.factories import START, hour, people
from tests.refusals import codes_of, forbids, refuses

pytestmark = pytest.mark.django_db


def open_it(requisition: Requisition) -> Requisition:
    return requisitions.open_requisition(requisition, by=people().manager, now=START)


def test_open_requisition_opens_what_is_complete():
    opened = open_it(factories.draft())
    opened.refresh_from_db()
    assert (opened.status, opened.opened_at, opened.closed_at) == ("open", START, None)
    assert requisitions.blockers(opened) == []


@pytest.mark.parametrize(
    ("field", "code"), [("scope", "scope_missing"), ("level", "level_missing"), ("region", "region_missing")]
)
def test_open_requisition_refuses_a_missing_choice(field, code):
    requisition = factories.draft(**{field: None})
    with refuses(code):
        open_it(requisition)


def test_open_requisition_needs_every_checklist_point_answered_or_waived_with_a_reason():
    requisition = factories.draft()
    answer = ChecklistAnswer.objects.filter(requisition=requisition, point__number=4)
    answer.update(answer="  ")
    with refuses("checklist_incomplete"):
        open_it(requisition)
    answer.update(waived=True, waive_reason=" ")
    with refuses("checklist_incomplete"):
        open_it(requisition)
    answer.update(waived=True, waive_reason="No GPUs of our own yet.")
    assert open_it(requisition).status == "open"


def test_open_requisition_names_every_point_that_is_missing():
    requisition = factories.draft()
    ChecklistAnswer.objects.filter(requisition=requisition, point__number__in=(2, 9)).delete()
    with pytest.raises(ValidationError) as refused:
        open_it(requisition)
    assert [each.code for each in refused.value.error_list] == ["checklist_incomplete", "checklist_incomplete"]
    assert "point 2" in refused.value.messages[0]
    assert "point 9" in refused.value.messages[1]


def test_open_requisition_ignores_a_point_that_was_retired():
    requisition = factories.draft()
    answer = ChecklistAnswer.objects.get(requisition=requisition, point__number=2)
    point = answer.point
    answer.delete()
    point.retired_at = START
    point.save()
    assert open_it(requisition).status == "open"


def test_open_requisition_needs_somebody_with_production_gpu_experience_who_is_still_here():
    requisition = factories.draft()
    interviewer = people().interviewer
    interviewer.production_gpu_experience = False
    interviewer.save()
    with refuses("panel_without_gpu"):
        open_it(requisition)
    interviewer.production_gpu_experience, interviewer.is_active = True, False
    interviewer.save()
    with refuses("panel_without_gpu"):
        open_it(requisition)


def test_open_requisition_needs_somebody_for_each_round():
    requisition = factories.draft()
    Panelist.objects.filter(requisition=requisition, round=Round.TAKE_HOME).delete()
    with refuses("panel_incomplete"):
        open_it(requisition)


def test_open_requisition_names_everything_at_once():
    requisition = Requisition.objects.create(
        title="Empty", hiring_manager=people().manager, coordinator=people().coordinator, created_at=START
    )
    assert {error.code for error in requisitions.blockers(requisition)} == {
        "scope_missing",
        "level_missing",
        "region_missing",
        "checklist_incomplete",
        "panel_without_gpu",
        "panel_incomplete",
    }
    with pytest.raises(ValidationError) as refused:
        open_it(requisition)
    assert len(codes_of(refused.value)) == 6
    assert len(refused.value.error_list) == 3 + 10 + 1 + 4


def test_open_requisition_refuses_an_open_one():
    requisition = factories.requisition()
    with refuses("already_open"):
        open_it(requisition)


def test_close_requisition_waits_for_its_applications():
    application = factories.application()
    with refuses("applications_open"):
        requisitions.close_requisition(application.requisition, by=people().manager, now=hour(1))
    pipeline.withdraw(application, by=people().coordinator, reason="Took another offer.", now=hour(1))
    closed = requisitions.close_requisition(application.requisition, by=people().manager, now=hour(2))
    closed.refresh_from_db()
    assert (closed.status, closed.closed_at) == ("closed", hour(2))


def test_close_requisition_refuses_what_is_not_open():
    requisition = factories.draft()
    with refuses("not_open"):
        requisitions.close_requisition(requisition, by=people().manager, now=START)


def test_a_closed_requisition_can_open_again():
    requisition = requisitions.close_requisition(factories.requisition(), by=people().manager, now=START)
    again = requisitions.open_requisition(requisition, by=people().manager, now=hour(5))
    assert (again.status, again.opened_at, again.closed_at) == ("open", hour(5), None)


def test_opening_is_for_those_who_may_open():
    requisition, opened = factories.draft(), factories.requisition()
    with forbids():
        requisitions.open_requisition(requisition, by=people().interviewer, now=START)
    with forbids():
        requisitions.close_requisition(opened, by=people().interviewer, now=START)
