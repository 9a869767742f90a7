import pytest

from hiring import deadlines, pauses, pipeline, rebuilding, replanning
from hiring.models import Application, Reminder, SlaPolicy
from hiring.stages import Stage
from tests import factories
from tests.factories import START, at_stage, hour, people
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db

STRICTER = {"screening_held": 24, "take_home_returned": 120, "live_debugging_held": 168, "decision_planned": 200}


def other(application: Application, **figures) -> SlaPolicy:
    """Another version of the application's policy."""
    newest = SlaPolicy.objects.order_by("-version").first()
    return SlaPolicy.objects.create(
        version=newest.version + 1,
        figures={**application.policy.figures, **figures},
        ladder=application.policy.ladder,
        created_at=START,
    )


def stricter(application: Application) -> SlaPolicy:
    budgets = {kind: [0, due] for kind, due in STRICTER.items()} | {"take_home_sent": [0, 36]}
    return other(application, promise_hours=240, decision_hours=12, scorecard_hours=10, budgets=budgets)


def change(application: Application, policy: SlaPolicy, at: float, **values) -> Application:
    values = {"reason": "The role became urgent.", "by": people().coordinator} | values
    return replanning.change_policy(application, policy, now=hour(at), **values)


def dates(application: Application) -> dict[str, tuple]:
    return {one.kind: (one.state, one.due_at, one.plan) for one in application.deadlines.all()}


def test_preview_tells_what_becomes_of_each_open_deadline_and_writes_nothing():
    application = at_stage(Stage.TAKE_HOME)
    before = dates(application)
    assert replanning.preview(application, stricter(application)) == [
        ("take_home_sent", hour(48), hour(36)),
        ("take_home_returned", hour(144), hour(120)),
        ("live_debugging_held", hour(192), hour(168)),
        ("decision_planned", hour(264), hour(200)),
        ("promise", hour(288), hour(240)),
        ("scale_architecture_held", hour(240), None),
    ]
    assert dates(application) == before


def test_change_policy_plans_what_is_open_anew_with_the_new_ladder():
    application = at_stage(Stage.TAKE_HOME)
    change(application, stricter(application), 30)
    application.refresh_from_db()
    assert application.policy.version == 2
    assert dates(application) == {
        "screening_held": ("done", hour(48), 1),
        "take_home_sent": ("open", hour(36), 2),
        "take_home_returned": ("open", hour(120), 2),
        "live_debugging_held": ("open", hour(168), 2),
        "scale_architecture_held": ("cancelled", hour(240), 1),
        "decision_planned": ("open", hour(200), 2),
        "promise": ("open", hour(240), 2),
    }
    owed = Reminder.objects.filter(deadline__application=application, state="pending")
    assert set(owed.values_list("plan", "policy_version")) == {(2, 2)}
    assert owed.filter(deadline__kind="take_home_returned", rung="due", nominal_at=hour(120)).exists()
    assert set(Reminder.objects.filter(deadline__kind="take_home_returned", plan=1).values_list("state", "why")) == {
        ("cancelled", "planned anew under Policy 2")
    }
    line = application.history.order_by("pk").last()
    assert (line.verb, line.reason, line.data) == (
        "change_policy",
        "The role became urgent.",
        {"from": 1, "to": 2},
    )
    event = application.clock_events.order_by("pk").last()
    assert (event.kind, event.at, event.by) == ("policy_changed", hour(30), people().coordinator)
    assert (event.data["from"], event.data["to"], event.data["named"]) == (1, 2, [["scale_architecture_held", ""]])
    assert list(rebuilding.differences()) == []


def test_change_policy_keeps_the_pauses_that_were():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Ill.", by=people().coordinator, now=hour(10))
    pauses.resume(application, by=people().coordinator, now=hour(15))
    change(application, stricter(application), 20)
    assert dates(application)["take_home_returned"] == ("open", hour(125), 3)
    assert dates(application)["promise"] == ("open", hour(240), 2)


def test_change_policy_in_a_pause_leaves_planned_dates_paused_until_the_end():
    application = at_stage(Stage.SCREENING)
    pauses.pause(application, reason="Ill.", by=people().coordinator, now=hour(10))
    change(application, stricter(application), 12)
    assert dates(application)["take_home_returned"] == ("paused", hour(120), 2)
    assert dates(application)["pause_review"] == ("open", hour(82), 2)
    assert set(Reminder.objects.filter(state="pending").values_list("deadline__kind", flat=True)) == {
        "promise",
        "pause_review",
    }
    assert list(rebuilding.differences()) == []
    pauses.resume(application, by=people().coordinator, now=hour(15))
    assert dates(application)["take_home_returned"] == ("open", hour(125), 3)
    assert dates(application)["scale_architecture_held"][0] == "cancelled"
    assert list(rebuilding.differences()) == []


def test_change_policy_changes_decision_and_scorecards_that_run():
    application = at_stage(Stage.SCALE_ARCHITECTURE)
    deadlines.start_decision(application, ended_at=hour(200), by=None, now=hour(200))
    deadlines.open_scorecard(
        application, subject="scorecard:1", owner=people().interviewer, interview_ended_at=hour(200), by=None
    )
    change(application, stricter(application), 201)
    assert dates(application)["decision"] == ("open", hour(212), 2)
    assert dates(application)["scorecard"] == ("open", hour(210), 2)


def test_change_policy_plans_steps_that_were_not_planned_and_are_still_to_come():
    application = at_stage(Stage.TAKE_HOME)
    fewer = other(application, budgets={"screening_held": [0, 48]})
    fresh = factories.application(on=application.requisition, of=factories.candidate("Ben Okri"), started_at=hour(1))
    assert set(fresh.deadlines.values_list("kind", flat=True)) == {"screening_held", "promise"}
    factories.passed(_at_screening(fresh), Stage.SCREENING, now=hour(20))
    assert fresh.policy == fewer
    change(fresh, application.policy, 30)
    assert {kind: state for kind, (state, _due, _plan) in dates(fresh).items()} == {
        "screening_held": "done",
        "take_home_sent": "open",
        "take_home_returned": "open",
        "live_debugging_held": "open",
        "scale_architecture_held": "open",
        "decision_planned": "open",
        "promise": "open",
    }
    assert dates(fresh)["take_home_returned"] == ("open", hour(145), 1)
    assert fresh.deadlines.get(kind="take_home_returned").reminders.filter(state="pending").exists()
    assert list(rebuilding.differences()) == []


def _at_screening(application: Application) -> Application:
    return pipeline.advance(application, by=people().coordinator, now=hour(2))


def test_a_clock_that_has_not_started_begins_under_the_new_policy():
    application = factories.application(on=factories.requisition(clock_starts_on="screening"))
    policy = stricter(application)
    assert replanning.preview(application, policy) == []
    _at_screening(change(application, policy, 1))
    assert application.deadlines.get(kind="screening_held").due_at == hour(26)
    assert list(rebuilding.differences()) == []


def test_change_policy_refuses():
    application = at_stage(Stage.SCREENING)
    rejected = at_stage(Stage.REJECTED, of=factories.candidate("Ben Okri"))
    policy = stricter(application)
    with refuses("same_policy"):
        change(application, application.policy, 5)
    with refuses("reason_required"):
        change(application, policy, 5, reason=" ")
    with forbids():
        change(application, policy, 5, by=people().interviewer)
    with refuses("closed_stage"):
        change(rejected, policy, 6)
