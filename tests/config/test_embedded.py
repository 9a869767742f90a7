"""config/embedded.py and config/broker.py: the files of the embedded default."""

import stat
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured

from config import broker, embedded


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "state"
    monkeypatch.setattr(embedded, "STATE_DIR", folder)
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_state_dir_is_private(state: Path):
    assert mode(embedded.state_dir()) == 0o700
    assert embedded.state_dir() == state


def test_redis_socket_lies_in_a_short_folder():
    assert embedded.redis_socket(Path("/short")) == Path("/short/redis.sock")
    assert embedded.broker_url(Path("/short")) == "redis+socket:///short/redis.sock?virtual_host=0"


def test_redis_socket_of_a_long_folder_is_short_private_and_stable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    short = tmp_path / "short"
    short.mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(short))
    long = tmp_path.joinpath(*["deep"] * 30)
    long.mkdir(parents=True)
    path = embedded.redis_socket(long)
    assert path.parent.parent == short
    assert path == embedded.redis_socket(long)
    assert path != embedded.redis_socket(long / "other")
    assert str(path) in broker.command(long)
    assert mode(path.parent) == 0o700


def test_redis_socket_refuses_a_folder_that_another_user_could_have_laid_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    short, elsewhere = tmp_path / "short", tmp_path / "elsewhere"
    short.mkdir()
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(short))
    long = Path("/" + "deep/" * 30)
    embedded.redis_socket(long).parent.symlink_to(elsewhere)
    with pytest.raises(ImproperlyConfigured, match="belongs to someone else"):
        embedded.redis_socket(long)


def test_secret_key_is_made_once_and_for_this_user_only(state: Path):
    first = embedded.secret_key()
    assert len(first) > 50
    assert embedded.secret_key() == first
    assert mode(state / "secret_key") == 0o600


def test_lock_is_held_by_one_at_a_time(state: Path):
    first = embedded.lock()
    assert first is not None
    assert embedded.lock() is None
    first.close()
    again = embedded.lock()
    assert again is not None
    again.close()


def test_broker_answers_tells_a_server_from_none(redis_server: str, tmp_path: Path):
    assert broker.answers(redis_server)
    assert not broker.answers(f"redis+socket://{tmp_path}/none.sock?virtual_host=0")


def test_broker_keeps_its_tasks_over_a_restart(tmp_path: Path):
    command = broker.command(tmp_path)
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert Path(command[0]).name in {"valkey-server", "redis-server"}
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    assert options["--port"] == "0"  # nothing of another user can reach it
    assert options["--unixsocketperm"] == "700"


def test_counter_url_is_the_same_server_as_a_plain_client_spells_it():
    assert embedded.counter_url("redis+socket:///short/redis.sock?virtual_host=0") == "unix:///short/redis.sock?db=0"
    assert embedded.counter_url("redis://valkey:6379/3") == "redis://valkey:6379/3"


@pytest.mark.slow
def test_calls_are_counted_in_the_embedded_server(tmp_path: Path):
    url = embedded.broker_url(tmp_path)
    with subprocess.Popen(broker.command(tmp_path)) as server:
        try:
            deadline = time.monotonic() + 20
            while not broker.answers(url):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            counter = RedisCache(embedded.counter_url(url), {"OPTIONS": settings.API_COUNTER_OPTIONS})
            counter.add("calls", 0, timeout=60)
            assert [counter.incr("calls") for _ in range(3)] == [1, 2, 3]
            counter.close()
        finally:
            server.terminate()
