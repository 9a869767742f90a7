"""Calls every operation of the API document by three keys, each against a server of its own: 1 when a check failed."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from config.supervisor import Probe
from tests.postgres import die_with_parent
from tests.services import free_port, temporary_redis

ROOT = Path(__file__).resolve().parents[2]
CONFIG = Path(__file__).with_name("schemathesis.toml")
TRACKS = {
    "manager, edges": ("manager", "examples,coverage"),
    "manager": ("manager", "fuzzing,stateful"),
    "coordinator": ("coordinator", "examples,fuzzing"),
    "integration": ("integration", "examples,fuzzing"),
}
"""Who calls in which ways. The edges of each value are those of the document: no role has others."""
EXAMPLES = 50
READY_SECONDS = 180.0
LONGEST_SECONDS = 600.0


def main() -> bool:
    """Whether something was violated."""
    parser = argparse.ArgumentParser(prog="bin/contract", description=__doc__)
    parser.add_argument("tracks", nargs="*", metavar="track", help="; ".join(TRACKS))
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="of each operation, for each role")
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--only", default="", help="operations whose address matches this pattern")
    arguments = parser.parse_args()
    tracks = arguments.tracks or list(TRACKS)
    if unknown := set(tracks) - set(TRACKS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="twelve-contract-") as name, temporary_redis(tcp=True) as redis:
        home = Path(name)
        callers = world(home / "world", redis)
        say(f"the world is told after {time.monotonic() - began:.0f} s; --seed {arguments.seed}")
        with ExitStack() as servers:
            runs = {}
            for track in tracks:
                state = home / track.replace(", ", "-")
                shutil.copytree(home / "world", state)
                address = servers.enter_context(server(state, redis))
                runs[track] = (state, run(track, callers, address, state, arguments))
            least = 0 if arguments.only else arguments.examples
            results = [tell(track, process, state, least) for track, (state, process) in runs.items()]
    say(f"{'all is well' if all(results) else 'VIOLATED'} after {time.monotonic() - began:.0f} s")
    return not all(results)


def say(line: str) -> None:
    print(f"contract | {line}", flush=True)


def environment(state: Path, redis: str) -> dict[str, str]:
    """What a process of the product is started with: a machine in production, whose proxy speaks plain HTTP to it."""
    own = {
        "ENV_FILE": "",
        "DEBUG": "false",
        "SECRET_KEY": "only for the run: 5up3rca11fragi1isticexpia1id0c10us-and-long",
        "SITE_URL": "http://127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "REDIS_URL": redis,
        "STATE_DIR": str(state),
        "WEBHOOK_ALLOW_PRIVATE": "true",
        "API_CALLS_PER_MINUTE": "1000000",  # counted, so that the headers are there
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "ERROR",
    }
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return inherited | own


def world(state: Path, redis: str) -> dict[str, Any]:
    """A database in a folder, with everything in it; what each role is to be called with."""
    state.mkdir()
    argv = [sys.executable, "-m", "tests.contract.world"]
    told = subprocess.run(argv, cwd=ROOT, env=environment(state, redis), stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


@contextmanager
def server(state: Path, redis: str) -> Iterator[str]:
    """The address of the product's web server on the database of a folder, there until the block ends."""
    port = free_port()
    argv = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    argv += ["--worker-class", "gthread", "--workers", "1", "--threads", "4", "--log-level", "warning"]
    argv += ["--keep-alive", "60"]
    with (state / "server.log").open("w") as log:
        process = subprocess.Popen(
            argv, cwd=ROOT, env=environment(state, redis), stdout=log, stderr=log, preexec_fn=die_with_parent
        )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not Probe("127.0.0.1", port, "127.0.0.1", "/healthz").answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((state / "server.log").read_text())
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def run(
    track: str, callers: dict[str, Any], address: str, state: Path, arguments: argparse.Namespace
) -> "subprocess.Popen[bytes]":
    """Schemathesis on one track, writing what it says into the folder."""
    role, phases = TRACKS[track]
    order = {"role": role, "must_not_read": callers[role]["must_not_read"], "counts": str(state / "counts.json")}
    argv = [Path(sys.executable).with_name("st"), "--config-file", CONFIG, "--no-color", "run"]
    argv += [f"{address}/api/v1/openapi.json", "--max-examples", arguments.examples, "--seed", arguments.seed]
    argv += ["--phases", phases, "--checks", "all"]
    if arguments.only:
        argv += ["--include-path-regex", arguments.only]
    own = {
        "PYTHONPATH": str(ROOT),
        "SCHEMATHESIS_HOOKS": "tests.contract.hooks",
        "CONTRACT_ORDER": json.dumps(order),
        "CONTRACT_KEY": callers[role]["key"],
    }
    with (state / "schemathesis.log").open("w") as log:
        return subprocess.Popen(
            [str(part) for part in argv],
            cwd=state,
            env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | own,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,
        )


def tell(track: str, process: "subprocess.Popen[bytes]", state: Path, least: int) -> bool:
    """One line for a track that ends well; all that was said on one that does not. Whether it ended well.

    Where values are drawn, each operation has to be called at least so often.
    """
    try:
        code = process.wait(LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    told = state / "counts.json"
    calls = json.loads(told.read_text()) if told.exists() else {}
    by_operation, by_class = Counter[str](), Counter[str]()
    for name, count in calls.items():
        operation, _space, status = name.rpartition(" ")
        by_operation[operation] += count
        by_class[f"{status[0]}xx"] += count
    fewest = min(by_operation.values(), default=0)
    ok = code == 0 and fewest >= (least if "fuzzing" in TRACKS[track][1] else 1)
    answers = ", ".join(f"{count} {name}" for name, count in sorted(by_class.items()))
    say(
        f"{track:<14} {'ok' if ok else 'VIOLATED':<8} {len(by_operation)} operations, {fewest} calls or more of each: "
        f"{answers}"
    )
    if not ok:
        print((state / "schemathesis.log").read_text(), flush=True)
        print((state / "server.log").read_text()[-20_000:], flush=True)
    return ok


if __name__ == "__main__":
    sys.exit(int(main()))
