from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.reference import ReferenceFileError
from hiring import ladder
from hiring.models import Deadline
from hiring.sla import Window

BEGINS = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
WINDOW = Window(BEGINS, BEGINS + timedelta(hours=18), BEGINS + timedelta(hours=24))


def steps(kind: str) -> list[tuple]:
    found = ladder.steps(ladder.rows(), kind, WINDOW)
    return [(step.rung, step.rank, (step.due_at - BEGINS) / timedelta(hours=1), step.role) for step in found]


def test_decision_is_reminded_of_at_0_12_20_and_24_hours():
    assert steps("decision") == [
        ("clock started", 1, 0, "hiring_manager"),
        ("12 h left", 2, 12, "hiring_manager"),
        ("4 h left", 3, 20, "hiring_manager"),
        ("decision late", 4, 24, "hiring_manager"),
        ("decision late", 4, 24, "coordinator"),
    ]


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


def test_scorecard_is_reminded_of_an_hour_after_the_interview_then_once_a_day():
    assert [(hours, role) for _rung, _rank, hours, role in steps("scorecard")] == [
        (1, "owner"),
        (25, "owner"),
        (25, "coordinator"),
        (49, "owner"),
        (49, "hiring_manager"),
        (73, "owner"),
        (73, "hiring_manager"),
    ]


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
start = "at_risk"
hours = 0
roles = ["owner"]
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ('"screening_held"', '"screening_hold"', 3),
        ("rank = 1", "rank = 0", 4),
        ('start = "at_risk"', 'start = "begin"', 5),
        ("hours = 0", 'hours = "0"', 6),
        ('roles = ["owner"]', 'roles = ["boss"]', 7),
        ('name = "at risk"', f'name = "{"x" * 31}"', 2),
        ("rank = 1", "rank = 1\ncolour = 2", 5),
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
