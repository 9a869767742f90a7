"""Runs a command beside a temporary PostgreSQL and a private Redis server: `python -m tests.services pytest`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import broker
from tests.postgres import temporary_postgres

START_SECONDS = 60.0


@contextmanager
def temporary_redis(*, tcp: bool = False) -> Iterator[str]:
    """The address, as Celery spells it, of a server that is there until the block ends."""
    home = Path(tempfile.mkdtemp(prefix="twelve-redis-"))
    if tcp:
        port = free_port()
        listen, url = ["--port", str(port), "--bind", "127.0.0.1"], f"redis://127.0.0.1:{port}/0"
    else:
        path = home / "redis.sock"
        listen, url = ["--port", "0", "--unixsocket", str(path)], f"redis+socket://{path}?virtual_host=0"
    options = ["--dir", str(home), "--save", "", "--appendonly", "no", "--daemonize", "no"]
    server = subprocess.Popen([broker.binary(), *listen, *options], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not broker.answers(url):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the Redis server of the tests did not start")
            time.sleep(0.01)
        yield url
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    """A TCP port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    with temporary_postgres() as database, temporary_redis(tcp=True) as redis:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "DATABASE_URL": database, "REDIS_URL": redis}))
