"""In whichever order the same events arrive, however often: the same end, or one that explains itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiring.models import Application, Candidate
from interviews.ats.inbound import processing
from interviews.models import InboundEvent
from tests.interviews.ats.inbound_world import EVENTS, account, greenhouse, mapped, send, stage

pytestmark = pytest.mark.django_db

OFTEN = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class _UndoError(Exception):
    pass


def at(hour: int) -> str:
    return f"2026-11-18T{hour:02}:00:00Z"


def day(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """What happens to one application, in its true order."""
    return [
        greenhouse("new_candidate_application", current_stage=stage(1), at=at(1)),
        greenhouse("candidate_stage_change", current_stage=stage(2), at=at(2)),
        greenhouse("application_updated", current_stage=stage(2), at=at(3)),
        greenhouse("candidate_stage_change", current_stage=stage(3), at=at(4)),
        greenhouse("candidate_stage_change", current_stage=stage(1), at=at(5)),
        *more,
    ]


REJECTED = greenhouse("reject_candidate", rejected_at=at(6))
UPDATED = {
    "action": "update_candidate",
    "payload": {"candidate": {"id": 880011, "first_name": "Zoë", "last_name": "Adeyemi"}},
}


@pytest.fixture
def ready():
    return mapped(account(), stages={"1": "applied", "2": "screening", "3": "take_home"})


def state() -> tuple[Any, ...]:
    """What is left once all was applied: no times, as these are of the arrival."""
    applications = Application.objects.order_by("external_id").values_list(
        "external_id", "stage", "close_reason", "candidate__external_id"
    )
    people = Candidate.objects.order_by("external_id").values_list("external_id", "name", "email")
    return tuple(applications), tuple(people), Candidate.objects.exclude(erased_at=None).count()


def after(bodies: list[dict[str, Any]], order: list[int], *, at_once: bool) -> tuple[Any, ...]:
    """The end after these deliveries, undone again."""
    found: list[Any] = []
    try:
        with transaction.atomic():
            for number in order:
                assert send(bodies[number], event_id=f"gh-{number}").status_code == 200
                if not at_once:
                    processing.process_due()
            processing.process_due(now=timezone.now() + timedelta(hours=1))
            for event in InboundEvent.objects.all():
                assert event.state in ("processed", "ignored"), (event, event.outcome)
                assert event.outcome
            found.append(state())
            raise _UndoError
    except _UndoError:
        pass
    return found[0]


def deliveries(number: int) -> st.SearchStrategy[list[int]]:
    """Each at least once, some again, in any order."""
    again = st.lists(st.integers(0, number - 1), max_size=4)
    return again.flatmap(lambda more: st.permutations([*range(number), *more]))


@OFTEN
@given(order=deliveries(5), at_once=st.booleans())
def test_moves_end_where_the_last_one_said(ready, order, at_once):
    bodies = day()
    [(number, there, _reason, person)], people, erased = after(bodies, order, at_once=at_once)
    assert (number, person, people[0][1], erased) == ("990022", "880011", "Zoë Okafor", 0)
    came_first = min(order.index(number) for number in (1, 2, 3)) < order.index(4)
    assert there == ("screening" if came_first else "applied")  # what is older than the last one moves nobody any more


@OFTEN
@given(order=deliveries(6), at_once=st.booleans())
def test_rejection_is_the_end_or_nobody_was_ever_here(ready, order, at_once):
    applications, people, _erased = after(day(REJECTED), order, at_once=at_once)
    if order[0] == 5:
        assert (applications, people) == ((), ())
    else:
        assert [stage_now for _number, stage_now, *_rest in applications] == ["rejected"]


@OFTEN
@given(order=deliveries(6), at_once=st.booleans())
def test_change_of_the_person_is_kept(ready, order, at_once):
    _applications, [(_ref, name, email)], _erased = after(day(UPDATED), order, at_once=at_once)
    assert (name, email) == ("Zoë Adeyemi", "zoe.okafor@example.com")


@OFTEN
@given(order=deliveries(8), at_once=st.booleans())
def test_nothing_personal_is_left_of_who_was_deleted(ready, order, at_once):
    applications, people, erased = after(day(REJECTED, UPDATED, EVENTS["delete_candidate"]), order, at_once=at_once)
    assert "Okafor" not in str(people)
    assert "Adeyemi" not in str(people)
    assert "zoe" not in str(people)
    assert erased == len(people)
    assert {stage_now for _number, stage_now, *_rest in applications} <= {"withdrawn", "rejected"}


@OFTEN
@given(order=deliveries(6))
def test_merge_leaves_one_person(ready, order):
    merge = {"action": "merge_candidate", "payload": {"person": {"id": 880011, "new_candidate_id": 900}}}
    [(number, _stage, _reason, person)], people, _erased = after(day(merge), order, at_once=False)
    assert (number, person, len(people)) == ("990022", "900", 1)
