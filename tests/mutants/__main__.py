"""Puts each mistake into a copy of the code and runs the suite of the engine there: `make mutants`.

Prints a line for each: which test noticed it first. The exit code is 1 when one goes unnoticed. `--machines`: only the
state machines may notice. Other arguments choose mistakes by a part of their names.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.mistakes import MISTAKES, Mistake

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("benchmarks", "config", "hiring", "interviews", "tests", "manage.py", "pyproject.toml")
TESTS = (
    *("test_fate", "test_triage", "test_placing", "test_clock_watch", "test_delivery", "test_owed", "test_queueing"),
    *("test_reminders", "test_receiving", "test_sweep", "test_engine", "test_heartbeat", "test_pauses"),
    *("test_deadlines", "test_sweep_guards"),
)
MACHINES = ("test_engine_rules", "test_engine_rows")
AT_ONCE = 2
MOST_SECONDS = 300.0
"""A suite that takes longer does not end: that is noticed as well."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--machines", action="store_true", help="only the state machines may notice")
    parser.add_argument("names", nargs="*", help="parts of the names of mistakes")
    chosen = parser.parse_args()
    tests = MACHINES if chosen.machines else (*TESTS, *MACHINES)
    mistakes = [each for each in MISTAKES if not chosen.names or any(part in each.name for part in chosen.names)]
    if noticed := run(None, tests):
        print(f"mutants| the code as it is does not pass: {noticed}")
        return 1
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(lambda mistake: report(mistake, tests), mistakes))
    print(f"mutants| {sum(found)} of {len(found)} mistakes noticed")
    return 0 if all(found) else 1


def report(mistake: Mistake, tests: tuple[str, ...]) -> bool:
    """Whether a mistake was noticed; says so."""
    began = time.monotonic()
    noticed = run(mistake, tests)
    seconds = time.monotonic() - began
    print(f"mutants| {mistake.name:<55} {noticed or 'UNNOTICED'} ({seconds:.0f} s)", flush=True)
    return bool(noticed)


def run(mistake: Mistake | None, tests: tuple[str, ...]) -> str:
    """The name of the test that fails with the mistake in the code, or nothing. Raises LookupError for an old one."""
    with tempfile.TemporaryDirectory(prefix="twelve-mutant-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        if mistake:
            file = copy / mistake.file
            code = file.read_text()
            if code.count(mistake.right) != 1:
                raise LookupError(f"{mistake.file} has not exactly one “{mistake.right}”: bring the mistake up to date")
            file.write_text(code.replace(mistake.right, mistake.wrong))
        paths = [f"tests/hiring/{name}.py" for name in tests]
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly"]
        command += ["--hypothesis-profile", "first-failure"]
        try:
            done = subprocess.run([*command, *paths], cwd=copy, capture_output=True, text=True, timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired:
            return "it does not come to an end"
        if done.returncode == 0:
            return ""
        lines = done.stdout.splitlines()  # a test that cannot even be prepared has noticed it as well
        failed = [line for line in lines if line.startswith(("FAILED tests", "ERROR tests")) and "::" in line]
        if not failed:
            raise RuntimeError(f"the suite could not run: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return failed[0].split(" - ")[0].split("tests/hiring/")[-1]


if __name__ == "__main__":
    sys.exit(main())
