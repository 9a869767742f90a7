"""The tour of the API, run as it is written: each of its commands, in order, against the product that it starts.

A ```sh block is run, the ```text block behind it is what has to come of it: each line in its order, where … stands for
anything. Only ports and the folder for files are other ones than in the document.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from config.env import BASE_DIR
from tests.services import free_port

TOUR = BASE_DIR / "hiring/api/TOUR.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
START_SECONDS, STOP_SECONDS = 180.0, 90.0
TEN_MINUTES = 600.0
MARK = "@@ step"


class Step(NamedTuple):
    """A block of commands, with the lines that they have to print."""

    commands: str
    expected: list[str]


def steps() -> list[Step]:
    """The first one starts the product, in a terminal of its own."""
    found: list[Step] = []
    for kind, text in BLOCK.findall(TOUR.read_text()):
        if kind == "sh":
            found.append(Step(text, []))
        else:
            found[-1].expected.extend(line for line in text.splitlines() if line.strip())
    return found


class Ground(NamedTuple):
    """Where this run takes place: other ports, another folder."""

    port: int
    receiver_port: int
    folder: Path

    def moved(self, text: str) -> str:
        """The same text with the ports and the folder of this run."""
        places = {"8000": str(self.port), "9000": str(self.receiver_port), "var/": f"{self.folder}/"}
        return re.sub(r"\b8000\b|\b9000\b|\bvar/", lambda found: places[found[0]], text)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return inherited | {"STATE_DIR": str(self.folder), "PORT": str(self.port), "DEBUG": "true", "ENV_FILE": ""}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The product, started by the tour's first block."""
    if not shutil.which("make") or not shutil.which("curl"):
        pytest.skip("the tour needs make and curl")
    ground = Ground(free_port(), free_port(), tmp_path_factory.mktemp("tour"))
    log = ground.folder / "output.log"
    with log.open("w") as output:
        product = started(steps()[0].commands, ground, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while "twelve-days" not in log.read_text():
            assert product.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield ground
    finally:
        stop(product, signal.SIGINT)


def started(script: str, ground: Ground, **streams: object) -> subprocess.Popen[str]:
    """A shell in a process group of its own, so that what it leaves in the background ends with it."""
    return subprocess.Popen(
        ["bash", "-e", "-c", ground.moved(script)],
        cwd=BASE_DIR,
        env=ground.environment,
        text=True,
        start_new_session=True,
        **streams,  # type: ignore[call-overload]
    )


def stop(process: subprocess.Popen[str], how: signal.Signals) -> None:
    """End a shell with all that it started."""
    try:
        os.killpg(process.pid, how)
        process.wait(STOP_SECONDS)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def missing(expected: list[str], output: str) -> list[str]:
    """The expected lines that the output does not hold, in this order and whatever the … stands for."""
    text, at, absent = " ".join(output.split()), 0, []
    for line in expected:
        pieces = [" ".join(piece.split()) for piece in line.split("…")]
        pattern = ".*?".join(re.escape(piece) for piece in pieces)
        if found := re.compile(pattern).search(text, at):
            at = found.end()
        else:
            absent.append(line)
    return absent


@pytest.mark.slow
def test_every_step_of_the_tour_does_what_it_says(ground: Ground):
    told = steps()[1:]
    script = "".join(f"echo; echo '{MARK}' {number}\n{step.commands}" for number, step in enumerate(told, 1))
    shell = started(script, ground, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        output, _none = shell.communicate(timeout=TEN_MINUTES)
    except subprocess.TimeoutExpired:
        stop(shell, signal.SIGTERM)
        pytest.fail("the tour takes more than ten minutes:\n" + shell.communicate()[0])
    finally:
        stop(shell, signal.SIGTERM)
    parts = re.split(rf"^{MARK} \d+$", output, flags=re.MULTILINE)[1:]
    assert shell.returncode == 0, output
    assert len(parts) == len(told), output
    for number, (step, part) in enumerate(zip(told, parts, strict=True), 1):
        absent = missing([ground.moved(line) for line in step.expected], part)
        assert not absent, f"step {number} does not say {absent}:\n{step.commands}\n{part}"


def test_the_tour_shows_what_comes_of_its_steps():
    assert len(steps()) > 10
    assert "make run" in steps()[0].commands
    assert sum(1 for step in steps() if step.expected) > 10


def test_the_tour_links_to_what_is_there():
    for page in (TOUR, BASE_DIR / "examples/README.md", BASE_DIR / "README.md"):
        links = re.findall(r"\]\(([^)#]+)", page.read_text())
        assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("expected", "output", "absent"),
    [
        (["HTTP/1.1 409 …", '"code": "x"'], 'HTTP/1.1 409 Conflict\n{"code": "x"}', []),
        (["b", "a"], "a b", ["a"]),
        (["id … done"], "id 7\n done", []),
        (["200"], "404", ["200"]),
    ],
)
def test_lines_are_looked_for_in_their_order(expected: list[str], output: str, absent: list[str]):
    assert missing(expected, output) == absent
