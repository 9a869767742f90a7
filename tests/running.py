"""The whole product as `make run` starts it, for tests that use it from outside."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from config.env import BASE_DIR
from tests.services import free_port

READY_SECONDS = 180.0  # it takes ten; what is bounded here and elsewhere is what hangs, not what is slow
STOP_SECONDS = 90.0


class Running:
    """`manage.py up` in a folder of its own, with more variables where a test wants them."""

    def __init__(self, state: Path, **variables: str) -> None:
        self.state = state
        self.port = free_port()
        self.log = state / "output.log"
        own = {"STATE_DIR": str(state), "PORT": str(self.port), "DEBUG": "true", "ENV_FILE": ""}
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.environment = inherited | own | variables
        self.address = f"http://127.0.0.1:{self.port}"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=BASE_DIR, env=self.environment, stdout=log, stderr=log
            )

    def stop(self) -> None:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(STOP_SECONDS)

    def wait_for(self, text: str, seconds: float = READY_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def get(self, path: str) -> int:
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            return int(answer.status)

    def processes(self) -> set[str]:
        """What runs with this folder, by the folder's name in its environment or on its command line."""
        found = set()
        for path in Path("/proc").glob("[0-9]*"):
            try:
                argv, environment = (path / "cmdline").read_bytes(), (path / "environ").read_bytes()
            except OSError:
                continue
            mine = os.fsencode(self.state)
            if argv and (mine in argv or b"STATE_DIR=" + mine in environment) and int(path.name) != os.getpid():
                found.add(argv.replace(b"\0", b" ").decode(errors="replace")[:120])
        return found
