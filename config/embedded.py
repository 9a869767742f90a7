"""Where the embedded default keeps its files, with the address of its broker.

The settings read this module, so it needs nothing of Django but one exception.
"""

import fcntl
import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import IO

from django.core.exceptions import ImproperlyConfigured

from config.env import BASE_DIR, env

STATE_DIR = Path(env.text("STATE_DIR", str(BASE_DIR / "var"))).absolute()
SOCKET_PATH_BYTES = 100  # the kernel takes 107 on Linux and 103 on macOS, the ending zero included


def state_dir() -> Path:
    """The folder of the database, the broker's files and the key; made for this user only when it is not there."""
    STATE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return STATE_DIR


def redis_socket(state: Path = STATE_DIR) -> Path:
    """A unix socket path that is short enough, private to this user and stable for this folder.

    The broker makes the folder when it starts.
    """
    path = state / "redis.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
        return path
    tag = hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
    directory = Path(tempfile.gettempdir()) / f"twelve-{os.getuid()}-{tag}"
    if directory.is_symlink() or (directory.exists() and directory.stat().st_uid != os.getuid()):
        raise ImproperlyConfigured(f"{directory} belongs to someone else. Set STATE_DIR to a shorter path.")
    return directory / "redis.sock"


def broker_url(state: Path = STATE_DIR) -> str:
    """The embedded broker as Celery spells it."""
    return f"redis+socket://{redis_socket(state)}?virtual_host=0"


def counter_url(broker: str) -> str:
    """The server of a Celery address as a plain client spells it: `unix:///var/redis.sock?db=0`, `redis://host/0`."""
    return broker.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=", 1)


def secret_key() -> str:
    """The key of a development machine: made once, readable by its user only."""
    path = state_dir() / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text().strip()


def lock() -> IO[str] | None:
    """The lock that says "running here", held until the file is closed; None when another process holds it."""
    file = (state_dir() / "up.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
