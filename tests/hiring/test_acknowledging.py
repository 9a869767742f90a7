from datetime import timedelta

import pytest

from hiring import acknowledging, deadlines
from hiring.models import Deadline
from hiring.stages import Stage
from tests.factories import at_stage, hour, people
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def deadline() -> Deadline:
    """The screening, due at hour 48."""
    return at_stage(Stage.SCREENING).deadlines.get(kind="screening_held")


def test_acknowledge_holds_until_the_deadline(deadline):
    made = acknowledging.acknowledge(deadline, by=people().coordinator, now=hour(10))
    assert (made.deadline, made.user, made.at, made.until) == (deadline, people().coordinator, hour(10), hour(48))
    event = deadline.application.history.get(verb="acknowledge")
    assert (event.by, event.at, event.in_words) == (people().coordinator, hour(10), "Somebody is on it")
    assert event.data == {"kind": "screening_held", "subject": "", "until": hour(48).isoformat()}


@pytest.mark.parametrize(("now", "until"), [(48, 72), (50, 74)])
def test_acknowledge_holds_a_day_when_it_is_late(deadline, now, until):
    assert acknowledging.acknowledge(deadline, by=people().coordinator, now=hour(now)).until == hour(until)


def test_acknowledge_holds_a_week_at_most(deadline):
    promise = deadline.application.deadlines.get(kind="promise")
    assert acknowledging.acknowledge(promise, by=people().manager, now=hour(10)).until == hour(10 + 168)
    week = hour(10) + timedelta(days=7)
    assert acknowledging.acknowledge(promise, by=people().manager, until=week, now=hour(10)).until == week
    with refuses("too_far"):
        acknowledging.acknowledge(promise, by=people().manager, until=week + timedelta(seconds=1), now=hour(10))


def test_acknowledge_refuses_a_time_that_has_passed(deadline):
    with refuses("until_in_the_past"):
        acknowledging.acknowledge(deadline, by=people().coordinator, until=hour(10), now=hour(10))


@pytest.mark.parametrize("state", ["paused", "cancelled"])
def test_acknowledge_refuses_what_is_not_open(deadline, state):
    Deadline.objects.filter(pk=deadline.pk).update(state=state)
    with refuses("not_open"):
        acknowledging.acknowledge(deadline, by=people().coordinator, now=hour(10))


def test_its_owner_may_acknowledge_and_other_interviewers_may_not(deadline):
    deadlines.hand_over(deadline.application, deadline.kind, party="interviewer", owner=people().interviewer)
    deadline.refresh_from_db()
    assert acknowledging.acknowledge(deadline, by=people().interviewer, now=hour(10)).user == people().interviewer
    with forbids():
        acknowledging.acknowledge(deadline, by=people().second, now=hour(10))
    assert deadline.acknowledgements.count() == 1
