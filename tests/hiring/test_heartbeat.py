"""hiring/heartbeat.py: what was noted outside the database tells a copy from the original."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from hiring import heartbeat
from hiring.models import EngineState

NOON = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
SELF = "6d0c4b8e-0000-4000-8000-000000000001"
OTHER = "6d0c4b8e-0000-4000-8000-000000000002"
ENGINE = EngineState(pk=1, incarnation=UUID(SELF))


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    settings.HEARTBEAT_FILE = tmp_path / "heartbeat.json"
    return tmp_path / "heartbeat.json"


def engine(*, last_now: datetime | None) -> EngineState:
    return EngineState(pk=1, incarnation=UUID(SELF), last_now=last_now)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("beats", "last_now", "expected"),
    [
        ({}, None, ""),  # nobody ever looked
        ({SELF: NOON}, None, ""),
        ({SELF: NOON}, NOON, ""),
        ({SELF: NOON - minutes(600)}, NOON - minutes(600), ""),  # nobody looked for ten hours: a pause
        ({SELF: NOON - minutes(9)}, NOON, ""),  # another machine did the last looks
        ({SELF: NOON}, NOON - minutes(1), ""),
        ({SELF: NOON}, NOON - minutes(1.01), "The database is an older copy"),
        ({SELF: NOON}, NOON - minutes(600), "The database is an older copy"),
        ({OTHER: NOON}, NOON - minutes(14), ""),
        ({OTHER: NOON}, NOON - minutes(16), "This machine has never seen this database"),
    ],
)
def test_verdict_holds_back_what_may_be_a_copy(beats, last_now, expected):
    found = heartbeat.verdict(beats, engine(last_now=last_now), now=NOON)
    assert found.startswith(expected)
    assert bool(found) == bool(expected)
    assert len(found) <= 300, "it has to fit into the column"


def test_write_notes_this_database_beside_the_others(file: Path):
    assert heartbeat.read() == {}
    heartbeat.write(EngineState(incarnation=UUID(OTHER)), at=NOON - minutes(5))
    heartbeat.write(ENGINE, at=NOON)
    heartbeat.write(ENGINE, at=NOON + minutes(1))
    assert heartbeat.read() == {OTHER: NOON - minutes(5), SELF: NOON + minutes(1)}
    assert [each.name for each in file.parent.iterdir()] == ["heartbeat.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"a": "yesterday"}'])
def test_read_of_a_broken_file_tells_nothing(file: Path, content: str, caplog: pytest.LogCaptureFixture):
    file.write_text(content)
    assert heartbeat.read() == {}
    assert "cannot be read" in caplog.text


def test_write_where_nothing_can_be_written_stops_nothing(
    tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture
):
    settings.HEARTBEAT_FILE = tmp_path / "missing" / "heartbeat.json"
    heartbeat.write(ENGINE, at=NOON)
    assert "cannot be written" in caplog.text


def test_without_a_file_nothing_is_kept(settings: Settings):
    settings.HEARTBEAT_FILE = None
    heartbeat.write(ENGINE, at=NOON)
    assert heartbeat.read() is None


def test_write_clears_away_what_a_killed_process_left(file: Path):
    left, fresh = file.with_name("heartbeat.json.1"), file.with_name("heartbeat.json.2")
    for draft in (left, fresh):
        draft.write_text("{")
    os.utime(left, (0, 0))
    heartbeat.write(ENGINE, at=NOON)
    assert (left.exists(), fresh.exists(), file.exists()) == (False, True, True)
