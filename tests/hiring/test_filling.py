"""A requisition's form is written whole or not at all."""

import pytest
from django.core.exceptions import ValidationError

from hiring import filling
from hiring.drafting import Answer, Seat
from hiring.models import Requisition
from hiring.stages import Round
from tests import factories

pytestmark = pytest.mark.django_db


def _facts() -> dict[str, object]:
    team = factories.people()
    return {"title": "GPU engineer", "hiring_manager": team.manager, "coordinator": team.coordinator}


def test_refused_answer_takes_the_draft_back_with_it() -> None:
    team = factories.people()
    with pytest.raises(ValidationError) as refusal:
        filling.fill_in(
            None,
            _facts(),
            by=team.manager,
            panel=[Seat(team.interviewer, Round.SCREENING)],
            answers=[Answer("scope", "Training."), Answer("fleet", "512 H100.")],
        )
    assert [error.code for error in refusal.value.error_dict["fleet"]] == ["unknown_checklist_point"]
    assert not Requisition.objects.exists()


def test_change_without_a_panel_leaves_the_one_that_sits() -> None:
    row = factories.draft()
    changed = filling.fill_in(row, {"title": "Senior GPU engineer"}, by=factories.people().manager)
    assert (changed.title, changed.panel.count()) == ("Senior GPU engineer", 8)
    emptied = filling.fill_in(row, {}, by=factories.people().manager, panel=[])
    assert emptied.panel.count() == 0
