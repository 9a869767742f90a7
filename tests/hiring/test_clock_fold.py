"""The clock by its events alone. No database: an event is a kind, an instant and what it says."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from hiring import clock_fold, sla
from hiring.clock_fold import Name, as_data
from hiring.sla import Policy, Window
from tests.factories import START, hour


class Event(NamedTuple):
    kind: str
    at: datetime
    data: dict[str, Any] = {}


def fold(*events: Event) -> clock_fold.Clock:
    return clock_fold.fold(events, Policy())


def window(begins: float, due: float) -> Window:
    return sla.window(hour(begins), due - begins)


def started(kind: str, begins: float, due: float, subject: str = "", **said: Any) -> Event:
    data = {"kind": kind, "subject": subject, "windows": [as_data(Name(kind, subject), window(begins, due))]}
    return Event("started", hour(begins), {**data, **said})


def paused(at: float, review: float) -> list[Event]:
    """As the verb wrote it before events had windows."""
    return [
        Event("paused", hour(at), {"reason": "Holiday.", "review_at": hour(review).isoformat()}),
        Event("started", hour(at), {"kind": "pause_review", "subject": ""}),
    ]


def dates(told: clock_fold.Clock) -> dict[str, tuple[str, float, int]]:
    return {
        name.kind + name.subject: (str(one.state), (one.window.due_at - START) / timedelta(hours=1), one.plan)
        for name, one in told.obligations.items()
    }


PLANNED = {
    "screening_held": 48,
    "take_home_sent": 48,
    "take_home_returned": 144,
    "live_debugging_held": 192,
    "scale_architecture_held": 240,
    "decision_planned": 264,
}


# Events that say nothing of windows: written before they did --------------------------------------------------------


def test_a_start_without_windows_has_the_budget_of_the_policy():
    told = fold(Event("started", START))
    assert told.started_at == START
    assert dates(told) == {kind: ("open", due, 1) for kind, due in PLANNED.items()} | {"promise": ("open", 288, 1)}


def test_a_pause_without_windows_moves_what_is_planned_by_its_length():
    told = fold(Event("started", START), *paused(10, 82))
    assert (told.paused_at, told.review_at, told.paused_seconds) == (hour(10), hour(82), 0)
    assert dates(told) == {
        **{kind: ("paused", due, 1) for kind, due in PLANNED.items()},
        "promise": ("open", 288, 1),
        "pause_review": ("open", 82, 1),
    }
    told = fold(
        Event("started", START),
        Event("stage_done", hour(4), {"kind": "take_home_sent", "subject": ""}),
        *paused(10, 82),
        Event("resumed", hour(40), {"paused_seconds": 108000.0}),
    )
    assert (told.paused_at, told.review_at, told.paused_seconds) == (None, None, 108000)
    assert dates(told) == {
        **{kind: ("open", due + 30, 2) for kind, due in PLANNED.items()},
        "take_home_sent": ("done", 48, 1),
        "promise": ("open", 288, 1),
        "pause_review": ("cancelled", 82, 1),
    }


def test_decision_and_scorecard_without_windows_have_their_hours():
    told = fold(
        Event("started", START),
        Event("started", hour(200), {"kind": "decision", "subject": ""}),
        Event("started", hour(200), {"kind": "scorecard", "subject": "scorecard:1"}),
        Event("started", hour(203), {"kind": "decision", "subject": ""}),
    )
    found = dates(told)
    assert (found["decision"], found["scorecardscorecard:1"]) == (("open", 227, 2), ("open", 224, 1))
    assert found["decision_planned"] == ("cancelled", 264, 1)


def test_an_end_without_names_ends_all_and_the_pause():
    told = fold(
        Event("started", START),
        Event("stage_done", hour(4), {"kind": "take_home_sent", "subject": ""}),
        *paused(10, 82),
        Event("cancelled", hour(12) + timedelta(seconds=0.6)),
    )
    assert (told.paused_at, told.review_at, told.paused_seconds) == (None, None, 7201)  # rounded, as it was then
    states = {kind: state for kind, (state, _due, _plan) in dates(told).items()}
    assert set(states.values()) == {"cancelled", "done"}
    assert [kind for kind, state in states.items() if state == "done"] == ["take_home_sent"]


# Events as they are written now --------------------------------------------------------------------------------------


def test_windows_of_an_event_stand_as_they_are_said():
    told = fold(started("decision", 100, 120))
    assert told.started_at is None
    assert told.obligations[Name("decision")].window == window(100, 120)


def test_an_obligation_that_starts_again_is_open_under_a_new_plan():
    done = Event("stage_done", hour(21), {"kind": "scorecard", "subject": "scorecard:1"})
    told = fold(started("scorecard", 20, 44, "scorecard:1"), done, started("scorecard", 30, 54, "scorecard:1"))
    assert dates(told) == {"scorecardscorecard:1": ("open", 54, 2)}
    assert told.obligations[Name("scorecard", "scorecard:1")].done_at is None


def test_a_decision_that_is_made_stays_made_when_its_beginning_is_corrected():
    done = Event("stage_done", hour(210), {"kind": "decision", "subject": ""})
    told = fold(started("decision", 200, 224), done, started("decision", 205, 229, stays=True))
    assert dates(told) == {"decision": ("done", 229, 1)}
    assert told.obligations[Name("decision")].done_at == hour(210)


def test_what_has_ended_does_not_end_again():
    done = Event("stage_done", hour(110), {"kind": "decision", "subject": ""})
    late = Event("cancelled", hour(111), {"kind": "decision", "subject": ""})
    assert dates(fold(started("decision", 100, 124), done, late)) == {"decision": ("done", 124, 1)}


def test_a_changed_policy_moves_adds_and_drops():
    windows = [as_data(Name("promise"), window(0, 240)), as_data(Name("screening_held"), window(0, 24))]
    changed = Event("policy_changed", hour(5), {"from": 1, "to": 2, "named": [["decision", ""]], "windows": windows})
    told = fold(started("promise", 0, 288), started("decision", 0, 24), changed)
    assert dates(told) == {
        "promise": ("open", 240, 2),
        "decision": ("cancelled", 24, 1),
        "screening_held": ("open", 24, 1),
    }


def test_a_policy_changed_in_a_pause_leaves_planned_dates_paused():
    windows = [as_data(Name("promise"), window(0, 240)), as_data(Name("screening_held"), window(0, 24))]
    changed = Event("policy_changed", hour(5), {"from": 1, "to": 2, "named": [], "windows": windows})
    told = fold(Event("started", START), *paused(4, 82), changed)
    assert (dates(told)["promise"], dates(told)["screening_held"]) == (("open", 240, 2), ("paused", 24, 2))


@pytest.mark.parametrize(
    ("events", "now", "counted"),
    [
        ([], 30, None),
        ([Event("started", START)], 30, 30),
        ([Event("started", START), *paused(10, 82)], 30, 10),
        ([Event("started", START), *paused(10, 82), Event("resumed", hour(15), {"paused_seconds": 18000.0})], 30, 25),
    ],
)
def test_counted_time_leaves_the_pauses_out(events, now, counted):
    found = fold(*events).counted(hour(now))
    assert found == (None if counted is None else timedelta(hours=counted))


def test_instants_keep_their_microseconds():
    odd = sla.window(START + timedelta(microseconds=7), 24)
    event = Event("started", START, {"kind": "decision", "windows": [as_data(Name("decision"), odd)]})
    assert fold(event).obligations[Name("decision")].window == odd
