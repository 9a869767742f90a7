import pytest

from hiring import ladder, pauses, policies, sla
from hiring.models import Reminder, SlaPolicy
from hiring.stages import Stage
from tests import factories
from tests.factories import START, at_stage, hour, people

pytestmark = pytest.mark.django_db

LADDER = """\
[[rungs]]
name = "only one"
kinds = ["screening_held", "promise"]
rank = 1
manner = "lead"
start = "due"
hours = -2
roles = ["owner"]
channels = ["email"]
"""


@pytest.fixture
def other_ladder(tmp_path, monkeypatch):
    """The ladder's file says something else."""
    path = tmp_path / "ladder.toml"
    path.write_text(LADDER)
    monkeypatch.setattr(ladder, "FILE", path)


def test_publish_keeps_the_version_while_nothing_changes():
    newest = policies.publish(now=START)
    assert policies.publish(now=hour(1)) == newest
    assert SlaPolicy.objects.count() == 1
    assert newest.as_policy() == sla.Policy()


def test_publish_makes_a_version_of_a_changed_ladder(other_ladder):
    first = policies.current(now=START)
    second = policies.publish(now=hour(1))
    assert (second.version, second.created_at) == (first.version + 1, hour(1))
    assert second.ladder == [
        {
            "name": "only one",
            "kinds": ["screening_held", "promise"],
            "rank": 1,
            "manner": "lead",
            "start": "due",
            "hours": -2.0,
            "latest_hours": None,
            "roles": ["owner"],
            "channels": ["email"],
            "repeat": None,
            "apart_hours": None,
        }
    ]
    assert policies.current(now=hour(2)) == second
    assert policies.publish(now=hour(2)) == second


def test_publish_makes_a_version_of_changed_figures():
    newest = policies.current(now=START)
    SlaPolicy.objects.filter(pk=newest.pk).update(figures={**newest.figures, "decision_hours": 48})
    assert policies.publish(now=hour(1)).version == newest.version + 1


def test_running_applications_keep_the_policy_they_began_with(other_ladder):
    running = at_stage(Stage.SCREENING)
    policies.publish(now=hour(5))
    fresh = at_stage(Stage.SCREENING, on=running.requisition, of=factories.candidate("Ben Okri"))
    pauses.pause(running, reason="Holiday.", by=people().coordinator, now=hour(6))
    pauses.resume(running, by=people().coordinator, now=hour(8))

    def rungs(application) -> list[str]:
        waiting = Reminder.objects.filter(deadline__application=application, state=Reminder.State.PENDING)
        return list(waiting.filter(deadline__kind="screening_held").order_by("due_at").values_list("rung", flat=True))

    assert rungs(running) == ["at risk"] * 2 + ["due"] * 4 + ["12 h late"] * 4
    assert rungs(fresh) == ["only one"]


def test_budget_of_a_policy_holds_for_its_applications():
    newest = policies.current(now=START)
    figures = {**newest.figures, "promise_hours": 240, "budgets": {"screening_held": [0, 24]}}
    SlaPolicy.objects.create(version=2, figures=figures, ladder=newest.ladder, created_at=START)
    application = factories.application()
    assert list(application.deadlines.values_list("kind", "due_at")) == [
        ("screening_held", hour(24)),
        ("promise", hour(240)),
    ]


def test_a_policy_is_read_anew_when_its_figures_are_others():
    policy = policies.current(now=START)
    assert policy.as_policy() is policy.as_policy()
    policy.figures = {**policy.figures, "promise_hours": 312}
    assert policy.as_policy().promise_hours == 312
    SlaPolicy.objects.filter(pk=policy.pk).update(figures={**policy.figures, "promise_hours": 336})
    policy.refresh_from_db()
    assert policy.as_policy().promise_hours == 336
