import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interviews.rehearsal import chart, report, working_time
from interviews.rehearsal.assumptions import Assumptions, Habit
from interviews.rehearsal.chance import Chance
from interviews.rehearsal.run import Course

FRIDAY = datetime(2026, 1, 9, tzinfo=UTC)


def course(number, finished=None, *, reminders=0, open_days=14.0):
    days = {} if finished is None else {"screening": 1.0, "offer": finished}
    return Course(number, days, reminders, finished, open_days)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (FRIDAY.replace(hour=10), 2, FRIDAY.replace(hour=12)),
        (FRIDAY.replace(hour=17), 2, datetime(2026, 1, 12, 10, tzinfo=UTC)),
        (FRIDAY.replace(hour=20), 1, datetime(2026, 1, 12, 10, tzinfo=UTC)),
        (FRIDAY.replace(hour=6), 1, FRIDAY.replace(hour=10)),
        (datetime(2026, 1, 10, 12, tzinfo=UTC), 9, datetime(2026, 1, 12, 18, tzinfo=UTC)),
        (FRIDAY.replace(hour=9), 18, datetime(2026, 1, 12, 18, tzinfo=UTC)),
    ],
)
def test_working_hours_skip_nights_and_weekends(start, hours, end):
    assert working_time.after(start, hours) == end


def test_a_chance_depends_on_the_seed_and_on_what_it_is_for():
    habit = Habit(median_hours=2, spread=0.5, forgets=0.2, comes_across_after_hours=20)
    first, again, other = Chance(1, Assumptions()), Chance(1, Assumptions()), Chance(2, Assumptions())
    assert first.own_hours(habit, "7:decide") == again.own_hours(habit, "7:decide")
    assert first.own_hours(habit, "7:decide") != first.own_hours(habit, "8:decide")
    assert first.own_hours(habit, "7:decide") != other.own_hours(habit, "7:decide")


def test_the_summary_counts_who_finished_within_twelve_days():
    courses = [course(1, 9.5, reminders=3), course(2, 12.0), course(3, 13.0), course(4, open_days=14.0)]
    summary = report.summarise(courses)
    assert (summary.within, summary.share_within, summary.reminders) == (2, 0.5, 3)
    # the third is a day late (1 - 0.85), the fourth has been open for two days too long (1 - 0.85 squared)
    assert summary.expected_loss == 0.43
    assert summary.median_days == 12.0


def test_the_table_has_a_line_for_each_application():
    lines = report.table([course(1, 9.5, reminders=3), course(2)])
    assert len(lines) == 3
    assert lines[1].split() == ["1", "1.0", "-", "-", "-", "-", "9.5", "3", "9.5", "yes"]
    assert lines[2].endswith("not yet  no")
    assert report.table([course(1, open_days=3.0)])[1].endswith("not yet  still open")


def test_the_chart_says_both_shares():
    picture = chart.svg([course(1, 9.5)], [course(1)], days=14)
    assert "with reminders: 100% within 12 days" in picture
    assert "without reminders: 0% within 12 days" in picture


def rehearse(tmp_path: Path, name: str, *arguments: str) -> tuple[str, dict]:
    """The command as a user runs it, in a process and a state folder of its own."""
    folder = tmp_path / name
    folder.mkdir()
    environment = {**os.environ, "STATE_DIR": str(folder), "DEBUG": "true", "ENV_FILE": ""}
    environment = {key: value for key, value in environment.items() if key != "DJANGO_SETTINGS_MODULE"}
    files = ["--json", "out.json", "--chart", "out.svg"]
    done = subprocess.run(
        [sys.executable, str(Path("manage.py").resolve()), "rehearse", *arguments, *files],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "out.svg").read_text().startswith("<svg")
    return done.stdout, json.loads((folder / "out.json").read_text())


@pytest.mark.slow
def test_a_rehearsal_repeats_itself(tmp_path):
    small = ("--applications", "2", "--days", "3", "--seed", "3")
    printed, figures = rehearse(tmp_path, "one", *small)
    assert (printed, figures) == rehearse(tmp_path, "two", *small)
    assert "What is assumed" in printed
    assert figures["with_reminders"]["summary"]["reminders"] > 0
    assert figures["without_reminders"]["summary"]["reminders"] == 0


@pytest.mark.slow
def test_reminders_change_who_finishes_within_twelve_days(tmp_path):
    _printed, figures = rehearse(tmp_path, "whole", "--applications", "12", "--days", "14", "--seed", "1")
    with_them, without = figures["with_reminders"]["summary"], figures["without_reminders"]["summary"]
    assert with_them["within"] >= without["within"] + 4


def test_a_rehearsal_refuses_nonsense(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "rehearse", "--days", "none"],
        env={**os.environ, "STATE_DIR": str(tmp_path), "DEBUG": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "“none” should be a whole number from 1" in done.stderr
