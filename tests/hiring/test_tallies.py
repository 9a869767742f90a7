"""hiring/tallies.py: counted in memory, added up in rows."""

import pytest
from django.db import connection

from hiring import tallies
from hiring.models import EngineCount, Message, Reminder
from hiring.stages import Stage
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db


def rows() -> dict[str, float]:
    return dict(EngineCount.objects.values_list("key", "value"))


def test_flush_adds_to_what_is_there_in_one_statement(django_assert_num_queries):
    tallies.count("sla_fenced")
    tallies.count("sla_failed", result="later")
    tallies.count("sla_failed", 2, result="later")
    with django_assert_num_queries(1):
        tallies.flush()
    tallies.count("sla_failed", 4, result="later")
    tallies.count("sla_failed", result="refused")
    with django_assert_num_queries(1):
        tallies.flush()
    assert rows() == {"sla_fenced{}": 1, "sla_failed{result=later}": 7, "sla_failed{result=refused}": 1}
    assert EngineCount.objects.get(key="sla_failed{result=later}").labels == {"result": "later"}


def test_flush_of_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        tallies.flush()


def test_figures_wait_when_they_cannot_be_written():
    tallies.count("sla_fenced")

    def refuse(*_args: object) -> None:
        raise RuntimeError

    with connection.execute_wrapper(refuse), pytest.raises(RuntimeError):
        tallies.flush()
    tallies.count("sla_fenced")
    tallies.flush()
    assert rows() == {"sla_fenced{}": 2}


def test_a_name_that_nobody_knows_is_a_mistake():
    with pytest.raises(KeyError):
        tallies.count("sla_typo")


@pytest.mark.parametrize(
    ("seconds", "bucket"), [(-3, "1"), (0, "1"), (1, "1"), (1.01, "5"), (60, "60"), (14400, "14400"), (14401, "+Inf")]
)
def test_lateness_falls_into_one_bucket(seconds: float, bucket: str):
    tallies.observe(seconds, channel="email", rung="due")
    tallies.flush()
    name = "sla_reminder_lateness_seconds"
    assert rows() == {
        f"{name}_bucket{{channel=email,le={bucket},rung=due}}": 1,
        f"{name}_sum{{channel=email,rung=due}}": max(seconds, 0),
    }


def test_ends_are_counted_with_the_lateness_of_what_they_carried(django_assert_num_queries):
    at_stage(Stage.SCREENING)
    ends = {"sent": {"accepted_at": hour(37), "overtaken": 1}, "dead": {}, "ambiguous": {"repeats": 1}, "ready": {}}
    messages = [
        Message.objects.create(
            idem_key=state,
            letter="reminders",
            recipient=people().coordinator,
            state=state,
            created_at=hour(36),
            next_at=hour(36),
            **columns,
        )
        for state, columns in ends.items()
    ]
    first, second, third = Reminder.objects.order_by("pk")[:3]
    for reminder, rung, due in ((first, "one", 36), (second, "other", 36.99)):
        Reminder.objects.filter(pk=reminder.pk).update(
            rung=rung, due_at=hour(due), state="sent", sent_at=hour(37), message=messages[0], channel="email"
        )
    Reminder.objects.filter(pk=third.pk).update(state="sent", sent_at=hour(37), message=messages[2])
    with django_assert_num_queries(2):
        tallies.note_ends(each.pk for each in messages)
    tallies.flush()
    name = "sla_reminder_lateness_seconds"
    assert rows() == {
        "sla_sent{channel=email}": 1,
        "sla_dead{channel=email}": 1,
        "sla_ambiguous{channel=email}": 1,
        "sla_wire_repeats{channel=email}": 2,
        f"{name}_bucket{{channel=email,le=3600,rung=one}}": 1,
        f"{name}_sum{{channel=email,rung=one}}": 3600,
        f"{name}_bucket{{channel=email,le=60,rung=other}}": 1,
        f"{name}_sum{{channel=email,rung=other}}": pytest.approx(36),
    }
