"""What keeps a sweep from sending: a hold, a clock that jumped, an older copy of the database; what a look costs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from hiring import clock, clock_watch, engine, heartbeat, queueing, sweep
from hiring.models import EngineCount, EngineState, Message, Reminder
from hiring.outbox import delivery
from hiring.stages import Stage
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db

YEAR = -24 * 365
"""Hours from the start of the tests' time: what was due a year before it is overdue, at whatever hour a test runs."""

Jump = Callable[[float], None]


@pytest.fixture
def overdue() -> None:
    at_stage(Stage.SCREENING, started_at=hour(YEAR))


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> Jump:
    """Moves the database's clock by so many seconds, while this machine ticks on."""
    asked, moved = clock.database_now, [timedelta()]
    monkeypatch.setattr(clock, "database_now", lambda: asked() + moved[0])

    def move(seconds: float) -> None:
        moved[0] += timedelta(seconds=seconds)

    return move


def restart() -> None:
    clock_watch.WATCH.forget()


@pytest.mark.parametrize("seconds", [31, -31, 7200, -7200])
def test_after_a_jump_nothing_is_queued_before_two_looks_that_agree(overdue: None, jump: Jump, seconds: float):
    EngineState.objects.update_or_create(pk=1, defaults={"mode": "hold"})
    sweep.sweep(by="test")  # the process knows what time it is
    EngineState.objects.update(mode="run")
    jump(seconds)
    assert sweep.sweep(by="test") == (0, 0, 0)
    assert f"{abs(seconds)} s" in EngineState.objects.get().suspect_reason
    assert sweep.sweep(by="test") == (0, 0, 0)
    assert Message.objects.count() == 0
    assert sweep.sweep(by="test").sent == 4


def test_a_jump_that_ends_within_the_half_minute_is_none(overdue: None, jump: Jump):
    EngineState.objects.update_or_create(pk=1, defaults={"mode": "hold"})
    sweep.sweep(by="test")
    EngineState.objects.update(mode="run")
    jump(29)
    assert sweep.sweep(by="test").sent == 4


def test_every_jump_begins_the_wait_anew(overdue: None, jump: Jump):
    EngineState.objects.update_or_create(pk=1, defaults={"mode": "hold"})
    sweep.sweep(by="test")
    EngineState.objects.update(mode="run")
    for seconds in (60, -60, 60):
        jump(seconds)
        assert sweep.sweep(by="test").sent == 0
    sweep.sweep(by="test")
    assert mail.outbox == []
    assert sweep.sweep(by="test").sent == 4


def test_a_process_that_starts_after_the_clock_went_back_sends_nothing_at_first(overdue: None, jump: Jump):
    engine.state()
    EngineState.objects.update(last_now=clock.database_now())
    jump(-3600)
    assert sweep.sweep(by="test").sent == 0
    assert EngineState.objects.get().last_now < clock.database_now(), "the new time is what the next look goes by"
    restart()
    assert sweep.sweep(by="test").sent == 0
    restart()
    assert sweep.sweep(by="test").sent == 4


def test_a_process_that_starts_after_a_long_pause_sends_at_once(overdue: None):
    engine.state()
    EngineState.objects.update(last_now=clock.database_now() - timedelta(days=3))
    assert sweep.sweep(by="test").sent == 4


def test_a_sweep_of_another_process_stops_when_the_clock_is_suspected(overdue: None, monkeypatch: pytest.MonkeyPatch):
    """What one process found out holds for all of them, in the middle of their work as well."""
    mark = delivery.mark

    def mark_then_suspect(*given: Any, **options: Any) -> object:
        marked = mark(*given, **options)
        engine.suspect(reason="another process saw the clock jump")
        return marked

    monkeypatch.setattr(delivery, "mark", mark_then_suspect)
    assert sweep.sweep(by="test").sent == 1


def test_a_hold_stops_a_sweep_that_has_begun(overdue: None, monkeypatch: pytest.MonkeyPatch):
    mark, lease = delivery.mark, delivery.lease

    def mark_then_hold(*given: Any, **options: Any) -> object:
        engine.hold(reason="Restoring.", by=None)
        return mark(*given, **options)

    monkeypatch.setattr(delivery, "lease", lambda **options: lease(**{**options, "limit": 3}))
    monkeypatch.setattr(delivery, "mark", mark_then_hold)
    assert sweep.sweep(by="test").sent == 1  # of the three that it had leased
    monkeypatch.undo()
    assert sweep.sweep(by="test").sent == 0
    left = Message.objects.filter(state="ready")
    assert set(left.values_list("lease_owner", "overtaken")) == {("", 0)}


def test_on_hold_nothing_is_queued_either(overdue: None):
    engine.hold(reason="Restoring.", by=None)
    assert queueing.queue_due(now=clock.database_now()) == 0
    engine.release(by=None)
    engine.suspect(reason="the clock jumped")
    assert queueing.queue_due(now=clock.database_now()) == 0
    assert not Message.objects.exists()


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    settings.HEARTBEAT_FILE = tmp_path / "heartbeat.json"
    return tmp_path / "heartbeat.json"


def seen() -> datetime:
    beats = heartbeat.read()
    assert beats is not None
    return beats[str(EngineState.objects.get().incarnation)]


def test_each_look_is_noted_outside_the_database(file: Path):
    sweep.sweep(by="test")
    assert seen() == EngineState.objects.get().last_now
    sweep.sweep(by="test", now=hour(500))
    assert seen() == EngineState.objects.get().last_now, "a rehearsal's time is nobody's"


def test_an_older_copy_is_held_until_it_is_released_and_repeats_nothing(file: Path, overdue: None):
    sweep.sweep(by="test")
    assert len(mail.outbox) == 2
    # the backup of two hours ago: nothing had been sent, the last look was then
    failed_at = clock.database_now()
    Message.objects.all().update(state="dead")
    Reminder.objects.filter(message__isnull=False).update(state="pending", message=None)
    EngineState.objects.update(last_now=failed_at - timedelta(hours=2), last_sweep_at=failed_at - timedelta(hours=2))
    restart()
    for _look in range(3):
        assert sweep.sweep(by="test") == (0, 0, 0)
    row = EngineState.objects.get()
    assert row.mode == "hold"
    assert row.hold_reason.startswith("The database is an older copy: it was last looked at on ")
    engine.release(assume_sent_before=failed_at, by=people().coordinator)
    assert sweep.sweep(by="test") == (0, 0, 0)
    assert EngineState.objects.get().mode == "run", "it is not recognised once more"
    assert len(mail.outbox) == 2


def test_a_clock_that_goes_back_by_hours_makes_no_copy_of_the_database(file: Path, overdue: None, jump: Jump):
    jump(7200)
    sweep.sweep(by="test")
    mail.outbox.clear()
    jump(-7200)
    for _look in range(3):
        sweep.sweep(by="test")
    row = EngineState.objects.get()
    assert (row.mode, row.suspect_sweeps) == ("run", 0)
    assert seen() == row.last_now


def test_a_copy_that_was_released_before_anybody_looked_is_not_held_again(file: Path):
    sweep.sweep(by="test")
    EngineState.objects.update(last_now=clock.database_now() - timedelta(hours=2))
    engine.hold(reason="Restored.", by=None)
    engine.release(by=None)
    sweep.sweep(by="test")
    assert EngineState.objects.get().mode == "run"


def test_a_database_that_this_machine_has_never_seen_is_held_when_nobody_looked_lately(file: Path, overdue: None):
    engine.state()
    EngineState.objects.update(last_now=clock.database_now() - timedelta(hours=2))
    assert sweep.sweep(by="test") == (0, 0, 0)
    assert EngineState.objects.get().hold_reason.startswith("This machine has never seen this database")


def test_a_broken_file_stops_nothing(file: Path, overdue: None):
    file.write_text("{")
    assert sweep.sweep(by="test").sent == 4


def test_an_idle_look_asks_eleven_questions(django_assert_num_queries, file: Path):
    """The engine, which rounds are over, which orders of an ATS are behind, which offers have run out, who else
    is told what is late, and of which scorecards, which calls are old, what is due, what is ready, that it looked; on
    PostgreSQL the time as well."""
    at_stage(Stage.HIRED)
    sweep.sweep(by="test")
    clocks = 1 if clock.connection.vendor == "postgresql" else 0
    with django_assert_num_queries(11 + clocks) as asked:
        assert sweep.sweep(by="test") == (0, 0, 0)
    assert sum("SELECT" in each["sql"] and "enginestate" in each["sql"] for each in asked.captured_queries) == 1


def test_a_sweep_counts_what_it_did(overdue: None):
    sweep.sweep(by="test")
    figures = dict(EngineCount.objects.values_list("key", "value"))
    assert figures["sla_sent{channel=email}"] == 2
    assert figures["sla_sent{channel=inbox}"] == 2
    late = {key: value for key, value in figures.items() if "lateness" in key and "channel=email" in key}
    # overdue for a year: beyond every bucket
    assert {key for key in late if "_bucket" in key and "le=+Inf" not in key} == set()
    assert sum(value for key, value in late.items() if "le=+Inf" in key) > 0
