"""config/schedule.py: every entry is an interval, names a task that exists, and expires."""

import pytest
from django.utils.module_loading import import_string

from config.schedule import BEAT_SCHEDULE


@pytest.mark.parametrize("name", BEAT_SCHEDULE)
def test_entry_is_an_interval_of_a_known_task_and_expires(name: str):
    entry = BEAT_SCHEDULE[name]
    assert import_string(entry["task"]).name == entry["task"]
    assert isinstance(entry["schedule"], float)
    assert entry["options"]["expires"] >= entry["schedule"]
