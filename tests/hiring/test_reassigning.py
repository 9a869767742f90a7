from datetime import time

import pytest

from hiring import deadlines, drafting
from hiring.models import Reminder
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people, user

pytestmark = pytest.mark.django_db


def owners(application) -> dict[str, str]:
    return dict(application.deadlines.filter(state="open").values_list("kind", "owner__username"))


def test_another_coordinator_takes_over_what_the_former_one_owns():
    application, ines = at_stage(Stage.TAKE_HOME), user("ines", "Coordinator")
    deadlines.hand_over(application, "live_debugging_held", party="interviewer", owner=people().second)
    drafting.change(application.requisition, {"coordinator": ines}, by=people().manager, now=hour(30))
    assert owners(application) == {
        "take_home_sent": "ines",
        "take_home_returned": "ines",
        "live_debugging_held": "tomas",
        "scale_architecture_held": "ines",
        "decision_planned": "mara",
        "promise": "mara",
    }
    line = application.history.order_by("pk").last()
    assert (line.verb, line.by, line.at) == ("hand_over", people().manager, hour(30))
    kinds = ["take_home_sent", "take_home_returned", "scale_architecture_held"]
    assert sorted(line.data["deadlines"]) == sorted(kinds)


def test_another_hiring_manager_takes_over_promise_and_decision():
    application, ines = at_stage(Stage.SCALE_ARCHITECTURE), user("ines", "Hiring manager")
    deadlines.start_decision(application, ended_at=hour(200), by=None, now=hour(200))
    drafting.change(application.requisition, {"hiring_manager": ines}, by=people().manager, now=hour(201))
    assert owners(application) == {"scale_architecture_held": "jonas", "promise": "ines", "decision": "ines"}


def test_nothing_is_written_where_nothing_changes_hands():
    application = at_stage(Stage.TAKE_HOME)
    lines = application.history.count()
    drafting.change(application.requisition, {"coordinator": people().coordinator}, by=people().manager, now=hour(30))
    drafting.change(application.requisition, {"headcount": 2}, by=people().manager, now=hour(30))
    assert application.history.count() == lines


def test_closed_applications_keep_their_owners():
    application, ines = at_stage(Stage.REJECTED), user("ines", "Coordinator")
    drafting.change(application.requisition, {"coordinator": ines}, by=people().manager, now=hour(30))
    assert not application.deadlines.filter(owner=ines).exists()


def test_reminders_still_to_come_move_into_the_hours_of_the_new_owner():
    """“Take-home returned” is at risk on Saturday, 9:00; Ines is reachable on weekdays from 10 to 18 o'clock."""
    application = at_stage(Stage.TAKE_HOME)
    hours = {"calendar": None, "quiet_from": time(18), "quiet_until": time(10)}
    ines = user("ines", "Coordinator", **hours)
    reminder = {"deadline__kind": "take_home_returned", "rung": "at risk", "channel": "email"}
    Reminder.objects.filter(deadline__kind="take_home_sent").update(state="superseded")
    before = Reminder.objects.get(**reminder)
    assert (before.due_at, before.plan) == (hour(120), 1)
    drafting.change(application.requisition, {"coordinator": ines}, by=people().manager, now=hour(30))
    after = Reminder.objects.get(**reminder)
    assert (after.due_at, after.nominal_at, after.plan) == (hour(4 * 24 + 9), hour(120), 1)
    assert set(Reminder.objects.filter(deadline__kind="take_home_sent").values_list("state", flat=True)) == {
        "superseded"
    }


def test_every_open_application_of_the_requisition_is_handed_over():
    application = at_stage(Stage.TAKE_HOME)
    fresh = factories.application(on=application.requisition, of=factories.candidate("Ben Okri"))
    ines = user("ines", "Coordinator")
    drafting.change(application.requisition, {"coordinator": ines}, by=people().manager, now=hour(30))
    assert owners(fresh)["screening_held"] == "ines"
