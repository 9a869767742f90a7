from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.reference import ReferenceFileError
from hiring import ladder
from hiring.models import Deadline
from hiring.sla import Window

BEGINS = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
WINDOW = Window(BEGINS, BEGINS + timedelta(hours=18), BEGINS + timedelta(hours=24))


def steps(kind: str, channel: str = "email") -> list[tuple]:
    found = [step for step in ladder.steps(ladder.rows(), kind, WINDOW) if step.channel == channel]
    return [(step.rung, step.rank, hours(step.nominal_at), step.role) for step in found]


def hours(at: datetime) -> float:
    return (at - BEGINS) / timedelta(hours=1)


def test_decision_is_reminded_of_at_0_12_20_and_24_hours():
    assert steps("decision") == [
        ("clock started", 1, 0, "hiring_manager"),
        ("12 h left", 2, 12, "hiring_manager"),
        ("4 h left", 3, 20, "hiring_manager"),
        ("decision late", 4, 24, "hiring_manager"),
        ("decision late", 4, 24, "coordinator"),
    ]


def test_whatever_is_mailed_is_in_the_inbox_as_well():
    for kind in Deadline.Kind:
        assert steps(kind, "inbox") == steps(kind), kind


def test_the_chat_hears_once_of_what_breaks_the_promise_or_the_decision():
    heard = {kind: found for kind in Deadline.Kind if (found := steps(kind, "chat"))}
    assert heard == {
        "promise": [("promise broken", 2, 24, "hiring_manager")],
        "decision": [("decision late", 4, 24, "hiring_manager")],
    }


def test_a_lead_goes_by_the_deadline_other_rungs_by_the_hours_that_they_say():
    found = {(step.rung, step.manner, hours(step.hard_by)) for step in ladder.steps(ladder.rows(), "decision", WINDOW)}
    assert found == {
        ("clock started", "lead", 24),
        ("12 h left", "lead", 24),
        ("4 h left", "lead", 24),
        ("decision late", "final", 96),
    }
    planned = {(step.rung, hours(step.hard_by)) for step in ladder.steps(ladder.rows(), "screening_held", WINDOW)}
    assert planned == {("at risk", 24), ("due", 35), ("12 h late", 60)}  # each before the next one


def test_the_last_rung_of_each_ladder_is_final_and_no_other_one_is():
    for kind in Deadline.Kind:
        found = [(step.rank, step.manner) for step in ladder.steps(ladder.rows(), kind, WINDOW)]
        highest = max(rank for rank, _manner in found)
        assert {rank for rank, manner in found if manner == "final"} == {highest}, kind


def test_a_ladder_of_before_reminds_by_mail_ahead_of_time():
    rung = {"name": "due", "kinds": ["promise"], "rank": 1, "start": "due", "hours": 2.0, "roles": ["owner"]}
    (step,) = ladder.steps([rung], "promise", WINDOW)
    assert (step.manner, step.channel, hours(step.nominal_at), hours(step.hard_by)) == ("lead", "email", 26, 26)
    assert ladder.apart_of([rung], "promise") == timedelta()


@pytest.mark.parametrize(
    "kind",
    [
        "screening_held",
        "take_home_sent",
        "take_home_returned",
        "live_debugging_held",
        "scale_architecture_held",
        "decision_planned",
    ],
)
def test_planned_dates_are_reminded_of_at_three_quarters_when_due_and_when_late(kind):
    assert steps(kind) == [
        ("at risk", 1, 18, "owner"),
        ("due", 2, 24, "owner"),
        ("due", 2, 24, "coordinator"),
        ("12 h late", 3, 36, "coordinator"),
        ("12 h late", 3, 36, "hiring_manager"),
    ]


def test_scorecard_is_reminded_of_an_hour_after_the_interview_then_once_a_day_ten_times_in_all():
    found = [(rung, rank, hours) for rung, rank, hours, role in steps("scorecard") if role == "owner"]
    assert found == [
        ("1 h after the interview", 1, 1),
        ("scorecard due", 2, 25),
        ("scorecard 1 day late", 3, 49),
        ("scorecard late", 4, 73),
        ("scorecard late no. 2", 5, 97),
        ("scorecard late no. 3", 6, 121),
        ("scorecard late no. 4", 7, 145),
        ("scorecard late no. 5", 8, 169),
        ("scorecard late no. 6", 9, 193),
        ("scorecard still missing", 10, 217),
    ]
    assert {step.apart for step in ladder.steps(ladder.rows(), "scorecard", WINDOW)} == {timedelta(hours=24)}
    assert ladder.apart_of(ladder.rows(), "scorecard") == timedelta(hours=24)
    assert ladder.apart_of(ladder.rows(), "decision") == timedelta()


def test_scorecards_escalate_to_the_coordinator_then_to_the_hiring_manager():
    others = [(rank, role) for _rung, rank, _hours, role in steps("scorecard") if role != "owner"]
    assert others[:2] == [(2, "coordinator"), (3, "hiring_manager")]
    assert others[-2:] == [(10, "coordinator"), (10, "hiring_manager")]


def test_every_kind_has_its_reminders_with_ranks_that_rise_with_time():
    for kind in Deadline.Kind:
        found = steps(kind)
        assert found, kind
        assert [rank for _rung, rank, _hours, _role in found] == sorted(rank for _rung, rank, _hours, _role in found)
        assert [hours for _rung, _rank, hours, _role in found] == sorted(hours for _rung, _rank, hours, _role in found)


RUNG = """\
[[rungs]]
name = "at risk"
kinds = ["screening_held"]
rank = 1
manner = "lead"
start = "at_risk"
hours = 0
roles = ["owner"]
channels = ["email"]
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ('"screening_held"', '"screening_hold"', 3),
        ("rank = 1", "rank = 0", 4),
        ('manner = "lead"', 'manner = "loud"', 5),
        ('start = "at_risk"', 'start = "begin"', 6),
        ("hours = 0", 'hours = "0"', 7),
        ('roles = ["owner"]', 'roles = ["owner", "boss"]', 8),
        ('roles = ["owner"]', "roles = []", 8),
        ('channels = ["email"]', "channels = []", 9),
        ('name = "at risk"', f'name = "{"x" * 24}"', 2),
        ("rank = 1", "rank = 1\ncolour = 2", 5),
        ("hours = 0", "hours = 0\nrepeat = { every_hours = 24 }", 8),
    ],
)
def test_rows_refuse_a_wrong_rung_with_its_line(tmp_path: Path, right, wrong, line):
    path = tmp_path / "ladder.toml"
    path.write_text(RUNG.replace(right, wrong))
    with pytest.raises(ReferenceFileError) as refused:
        ladder.rows(path)
    assert [problem.line for problem in refused.value.problems] == [line]
    assert str(refused.value.problems[0]).startswith("ladder.toml") or "ladder.toml" in str(refused.value.problems[0])


def test_rows_refuse_a_name_that_is_there_twice(tmp_path: Path):
    path = tmp_path / "ladder.toml"
    path.write_text(RUNG + RUNG)
    with pytest.raises(ReferenceFileError):
        ladder.rows(path)
