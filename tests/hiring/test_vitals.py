"""hiring/vitals.py: what is due and not out, and when people have to be told that nothing goes out."""

import pytest

from hiring import engine, vitals
from hiring.models import EngineState, Message, Reminder, WebhookEndpoint
from hiring.stages import Stage
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db


def looked(at: float, **columns: object) -> None:
    engine.state()
    EngineState.objects.update(last_sweep_at=hour(at), last_sweep_by="celery", **columns)


def message(key: str, *, created: float, **columns: object) -> Message:
    to = {} if "endpoint" in columns else {"recipient": people().coordinator}
    return Message.objects.create(
        idem_key=key, letter="reminders", created_at=hour(created), next_at=hour(created + 5), **to, **columns
    )


def due(*hours: float) -> None:
    """Leave so many pending reminders, due then."""
    at_stage(Stage.SCREENING)
    kept = list(Reminder.objects.order_by("pk").values_list("pk", flat=True)[: len(hours)])
    Reminder.objects.exclude(pk__in=kept).delete()
    for pk, at in zip(kept, hours, strict=True):
        Reminder.objects.filter(pk=pk).update(due_at=hour(at), state="pending")


def test_nothing_is_due_in_an_empty_house(django_assert_num_queries):
    looked(100)
    with django_assert_num_queries(3):
        found = vitals.read(now=hour(100))
    assert (found.backlog, found.oldest_due_age, found.last_look_age, found.problems) == (0, 0, 0, [])


def test_backlog_counts_what_is_due_and_no_end_is_known_of():
    due(99, 99.9, 100.1)
    message("waiting", created=98)
    message("sent", created=90, state="sent", accepted_at=hour(90))
    message("dead", created=90, state="dead")
    looked(100)
    found = vitals.read(now=hour(100))
    assert (found.backlog, found.oldest_due_age, found.problems) == (3, 7200, ["overdue"])


def test_a_system_that_does_not_take_its_webhooks_is_no_late_reminder():
    endpoint = WebhookEndpoint.objects.create(url="https://ats.example.com", secret="whsec_x", created_at=hour(0))
    message("hook", created=90, endpoint=endpoint, channel="webhook")
    looked(100)
    assert vitals.read(now=hour(100)).problems == []


@pytest.mark.parametrize(("seconds", "problems"), [(119, []), (120, ["overdue"])])
def test_what_is_due_for_two_minutes_is_overdue(seconds: int, problems: list[str]):
    due(100 - seconds / 3600)
    looked(100)
    assert vitals.read(now=hour(100)).problems == problems


def test_problems_name_each_of_what_is_wrong():
    assert vitals.read(now=hour(100)).problems == ["not_looking"]
    looked(100 - 61 / 3600, mode="hold", suspect_sweeps=1)
    assert vitals.read(now=hour(100)).problems == ["on_hold", "clock_suspect", "not_looking"]
    looked(100 - 60 / 3600, mode="run", suspect_sweeps=0)
    assert vitals.read(now=hour(100)).problems == []


def test_warning_says_the_worst_in_a_sentence():
    assert vitals.warning(now=hour(1)) == ("No reminders go out: the engine has not looked yet. Is the worker running?")
    looked(1)
    assert vitals.warning(now=hour(1.03)) == ""
    assert vitals.warning(now=hour(1.1)) == (
        "No reminders go out: the engine last looked 6 minutes ago. Is the worker running?"
    )
    looked(1, suspect_sweeps=2, suspect_reason="the database's clock went back by 90 s")
    assert vitals.warning(now=hour(1)) == (
        "No reminders go out for the moment: the database's clock went back by 90 s."
    )
    looked(1, mode="hold", hold_reason="Restoring.")
    assert vitals.warning(now=hour(1)) == "No reminders go out: the engine is on hold. Restoring."
    EngineState.objects.update(last_sweep_at=None)
    assert vitals.warning(now=hour(1)) == "No reminders go out: the engine is on hold. Restoring."
