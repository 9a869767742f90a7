import pytest

from benchmarks.models import Level
from hiring import drafting, requisitions
from hiring.drafting import Answer, Seat
from hiring.models import ChecklistPoint, Requisition
from hiring.stages import Round
from tests.factories import START, draft, people, requisition, user
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _team():
    people()


def new(**values):
    team = people()
    fields = {"title": "GPU engineer", "hiring_manager": team.manager, "coordinator": team.coordinator}
    return drafting.draft(fields | values, by=team.coordinator, now=START)


def test_a_draft_needs_little():
    made = new()
    assert (made.title, made.status, made.created_at, made.level) == ("GPU engineer", "draft", START, None)


def test_a_draft_is_checked():
    with refuses("blank", "unknown_time_zone"):
        new(title="", time_zone="Mars/Olympus")
    new(external_id="r-1", source_system="greenhouse")
    new(external_id="r-1", source_system="lever")
    with refuses("external_id_taken"):
        new(external_id="r-1", source_system="greenhouse")
    with forbids():
        drafting.draft({"title": "x"}, by=people().interviewer)


def test_everything_changes_in_a_draft():
    level = Level.objects.get(slug="senior")
    changed = drafting.change(new(), {"title": "Kernel engineer", "level": level}, by=people().coordinator)
    assert Requisition.objects.values_list("title", "level__slug").get(pk=changed.pk) == ("Kernel engineer", "senior")


def test_little_changes_once_it_is_open():
    opened = requisition()
    changed = drafting.change(opened, {"title": "Kernel engineer", "headcount": 2}, by=people().coordinator)
    assert (changed.title, changed.headcount) == ("Kernel engineer", 2)
    with refuses("requisition_not_draft"):
        drafting.change(opened, {"level": None}, by=people().coordinator)


def test_people_change_while_it_is_open():
    opened, ines = requisition(), user("ines")
    changed = drafting.change(opened, {"coordinator": ines, "hiring_manager": ines}, by=people().coordinator)
    assert (changed.coordinator, changed.hiring_manager) == (ines, ines)


def test_nothing_changes_once_it_is_closed():
    closed = requisitions.close_requisition(requisition(), by=people().manager, now=START)
    point = ChecklistPoint.objects.current().first()
    for attempt in (
        lambda: drafting.change(closed, {"title": "x"}, by=people().manager),
        lambda: drafting.seat(closed, [], by=people().manager),
        lambda: drafting.answer(closed, [Answer(point.slug, "x")], by=people().manager),
    ):
        with refuses("requisition_closed"):
            attempt()


def test_points_are_answered_or_waived():
    made = new()
    first, second, third = ChecklistPoint.objects.current().values_list("slug", flat=True)[:3]
    drafting.answer(made, [Answer(first, " 64 H100 "), Answer(second, "later")], by=people().coordinator)
    drafting.answer(
        made,
        [Answer(second, "now"), Answer(third, waived=True, waive_reason="No on-call in this team.")],
        by=people().coordinator,
    )
    told = made.checklist_answers.values_list("point__slug", "answer", "waived", "waive_reason")
    assert set(told) == {
        (first, "64 H100", False, ""),
        (second, "now", False, ""),
        (third, "", True, "No on-call in this team."),
    }


def test_answers_are_refused_together():
    made, slug = new(), ChecklistPoint.objects.current().values_list("slug", flat=True)[0]
    with refuses("unknown_checklist_point", "reason_required"):
        drafting.answer(made, [Answer("moon_phase", "full"), Answer(slug, waived=True)], by=people().coordinator)


def test_a_panel_takes_the_place_of_the_one_before():
    made, team, gone = draft(), people(), user("gone", is_active=False)
    drafting.seat(made, [Seat(team.interviewer, Round.SCREENING)] * 2, by=team.coordinator)
    assert list(made.panel.values_list("user__username", "round")) == [("priya", "screening")]
    with refuses("inactive_interviewer"):
        drafting.seat(made, [Seat(gone, Round.SCREENING)], by=team.coordinator)
