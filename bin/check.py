"""The gate: runs every check, also after one has failed, and ends with what failed. Started by bin/check."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")

# Settings of a production machine, as .env.example describes them. Nothing listens at these addresses.
PRODUCTION = {
    "ENV_FILE": "",
    "DEBUG": "false",
    "SECRET_KEY": "only for the check: 5up3rca11fragi1isticexpia1id0c10us-and-long",
    "SITE_URL": "https://twelve.example.com",
    "EMAIL_URL": "smtp+tls://twelve:password@smtp.example.com:587",
    "DATABASE_URL": "postgres://twelve:password@127.0.0.1:1/twelve",
    "REDIS_URL": "redis://redis.example.com:6379/0",
}
DEVELOPMENT = {"ENV_FILE": "", "DEBUG": "true", "DATABASE_URL": "", "REDIS_URL": "", "EMAIL_URL": ""}

CHECKS = {
    "lint": ((BIN / "ruff", "check", "."), {}),
    "format": ((BIN / "ruff", "format", "--check", "."), {}),
    "types": ((BIN / "mypy",), DEVELOPMENT),
    "imports": ((BIN / "lint-imports", "--no-cache"), {}),
    "templates, format": ((BIN / "djlint", "--check", "--quiet", "."), {}),
    "templates, lint": ((BIN / "djlint", "--lint", "--quiet", "."), {}),
    "migrations": ((*MANAGE, "makemigrations", "--check", "--dry-run"), DEVELOPMENT),
    "production settings": ((*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
}


def main() -> int:
    failed = []
    for name, (argv, environment) in CHECKS.items():
        began = time.monotonic()
        done = subprocess.run(
            [str(part) for part in argv],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        mark = "FAILED" if done.returncode else "ok"
        print(f"check  | {name:<20} {mark:<6} {time.monotonic() - began:5.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout, flush=True)
    print(f"check  | FAILED: {'; '.join(failed)}" if failed else "check  | all is well", flush=True)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
