"""Runs the scenarios that are named, or all: one line each, and 1 as exit code when something was violated."""

import argparse
import random
import subprocess
import sys
import time

from tests.chaos.ground import ROOT, ground

ORDER = ("kills", "storm", "postgres", "clocks", "restore", "smtp", "redis", "callers")
BESIDE = (("kills", "storm", "postgres", "clocks"), ("redis", "restore", "smtp", "callers"))
"""The short form: what waits much runs beside what works much, each on a ground of its own."""


def main() -> bool:
    parser = argparse.ArgumentParser(prog="bin/chaos", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="scenario", help=", ".join(ORDER))
    parser.add_argument("--short", action="store_true", help="smaller numbers, a lease of seconds: at most 90 s")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--part", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(ORDER):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if arguments.part:
        return play(arguments.names, short=arguments.short, seed=arguments.seed)
    began = time.monotonic()
    say(f"{'short' if arguments.short else 'long'} form, --seed {arguments.seed}")
    if arguments.short and not arguments.names:
        violated = beside(arguments.seed)
    else:
        violated = play(arguments.names or ORDER, short=arguments.short, seed=arguments.seed)
    say(f"{'VIOLATED' if violated else 'all is well'} after {time.monotonic() - began:.0f} s")
    return violated


def say(line: str) -> None:
    print(f"chaos  | {line}", flush=True)


def beside(seed: int) -> bool:
    """Whether something was violated in one of the groups that run at the same time."""
    argv = [sys.executable, "-m", "tests.chaos", "--part", "--short", "--seed", str(seed)]
    groups = [subprocess.Popen([*argv, *names], cwd=ROOT) for names in BESIDE]
    codes = [group.wait() for group in groups]
    return any(codes)


def play(names: list[str] | tuple[str, ...], *, short: bool, seed: int) -> bool:
    """Whether something was violated in one of the scenarios, played one after the other."""
    violated = False
    with ground(short=short, seed=seed) as place:
        from tests.chaos.scenarios import SCENARIOS  # they need the settings, which the ground makes

        for name in names:
            begun = time.monotonic()
            result = SCENARIOS[name](place)
            mark = "VIOLATED" if result.violations else "ok"
            say(f"{name:<9} {mark:<8} {result.figures} ({time.monotonic() - begun:.0f} s)")
            for violation in result.violations:
                say(f"          {violation}")
            if result.violations:
                print(place.last_words(), flush=True)
            violated |= bool(result.violations)
    return violated


if __name__ == "__main__":
    sys.exit(int(main()))
