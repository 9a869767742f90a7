"""Sets the project up, then does what was asked: `bin/bootstrap run`. Standard library only.

Says nothing when there is nothing to do. The second part of the file is one function for each thing that can be asked
for, by bin/run, bin/test, bin/check and the Makefile.
"""

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
RUN_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "tests" / "requirements.txt"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core", "libatomic1")
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def say(text):
    print(f"setup  | {text}", flush=True)


def succeeds(*argv, **options):
    """Whether a command ends well; what it prints is nobody's business."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return subprocess.run([str(part) for part in argv], **{**quiet, **options}).returncode == 0
    except OSError:
        return False


def run(*argv, **environment):
    """A command whose failure ends this one, with the same exit code."""
    code = subprocess.call([str(part) for part in argv], env={**os.environ, **environment}, cwd=str(ROOT))
    if code:
        sys.exit(code if code > 0 else 128 - code)


def become(*argv):
    """Hand the terminal over: Ctrl-C goes to the command itself."""
    sys.stdout.flush()
    os.chdir(str(ROOT))
    os.execv(str(argv[0]), [str(part) for part in argv])


# Setting up ----------------------------------------------------------------------------------------------------------


def apt_get(*packages):
    """Install packages of the system: only as root, only on Debian and its like. Tells whether it went well."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("apt-get install " + " ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    succeeds("apt-get", "update", "-qq", env=environment)
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")
    return succeeds(*install, *packages, env=environment, stderr=None)


def make_venv():
    """A virtual environment in .venv, unless a working one is there."""
    if succeeds(PYTHON, "-c", "import pip"):
        return
    python = sys.executable
    say("making a virtual environment")
    shutil.rmtree(str(VENV), ignore_errors=True)
    if not succeeds(python, "-c", "import ensurepip") and not succeeds(python, "-m", "pip", "--version"):
        package = "python%d.%d-venv" % sys.version_info[:2]
        if not apt_get(package):
            sys.exit(f"Python lacks its part that makes virtual environments. Install it: apt-get install {package}")
    if succeeds(python, "-c", "import ensurepip"):
        run(python, "-m", "venv", VENV)
    else:  # Debian with python3-pip, but without python3-venv
        run(python, "-m", "venv", "--without-pip", VENV)
        run(python, "-m", "pip", "--python", PYTHON, "install", "-q", "pip")


def install(*locks):
    """What the locks name, each package by its hash, unless exactly these locks were installed before."""
    stamp = VENV / "installed"
    known = stamp.read_text().split() if stamp.exists() else []
    wanted = {lock: hashlib.sha256(lock.read_bytes()).hexdigest() for lock in locks}
    missing = [lock for lock in locks if wanted[lock] not in known]
    if not missing:
        return
    say("installing " + " ".join(str(lock.relative_to(ROOT)) for lock in missing))
    files = [part for lock in locks for part in ("-r", lock)]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "UV_PYTHON_DOWNLOADS": "never"}
    environment.setdefault("UV_SYSTEM_CERTS", "true")  # as pip does
    for pips, uvs in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
        if os.environ.get(pips):
            environment.setdefault(uvs, os.environ[pips])
    with_uv = (UV, "pip", "install", "-q", "--python", PYTHON, "--require-hashes", *files)
    if not (has_uv(environment) and succeeds(*with_uv, env=environment)):
        code = subprocess.call(
            [str(part) for part in (PYTHON, "-m", "pip", "install", "-q", "--require-hashes", *files)], env=environment
        )  # slower, with the same result
        if code:
            sys.exit("The packages could not be installed: see the lines above. Is the network there?")
    everything = {hashlib.sha256(lock.read_bytes()).hexdigest() for lock in (RUN_LOCK, DEV_LOCK)}
    stamp.write_text("\n".join(sorted(everything & (set(known) | set(wanted.values())))) + "\n")


def has_uv(environment):
    """uv as the lock names it. Without it pip does the same, only slowly."""
    if succeeds(UV, "--version"):
        return True
    lines, inside = [], False
    for line in DEV_LOCK.read_text().splitlines(True):
        inside = line.startswith("uv==") or (inside and line.startswith(" "))
        if inside:
            lines.append(line)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
        only_uv.write("".join(lines))
        only_uv.flush()
        return succeeds(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", only_uv.name, env=environment)


def get_browser():
    """Whether the browser tests can run: installs what they need when that is possible."""
    if any(map(shutil.which, CHROMIUM)) and ctypes.util.find_library("atomic"):
        return True
    if sys.platform == "darwin" and Path("/Applications/Google Chrome.app").exists():
        return True
    return apt_get(*BROWSER_PACKAGES)


def be_a_development_machine():
    """DEBUG=true, unless the environment or the .env file says something else."""
    file = ROOT / ".env"
    lines = file.read_text().splitlines() if file.exists() else []
    if not any(line.strip().replace("export ", "").startswith("DEBUG=") for line in lines):
        os.environ.setdefault("DEBUG", "true")


# What can be asked for -----------------------------------------------------------------------------------------------


def do_run(*arguments):
    """The whole of Twelve on this machine."""
    install(RUN_LOCK)
    be_a_development_machine()
    become(PYTHON, "manage.py", "up", *arguments)


def do_test(*arguments):
    """The suite on SQLite, in the browser and on PostgreSQL; with arguments for pytest only what they choose."""
    install(RUN_LOCK, DEV_LOCK)
    pytest = (PYTHON, "-m", "pytest", "-q")
    if arguments:
        if "browser" in " ".join(arguments):
            get_browser()
        become(*pytest, *arguments)
    failed = []

    def part(title, *argv, **environment):
        """One part of the suite. A test that fails in it keeps no other part from telling what it finds."""
        say(title)
        if not succeeds(*argv, cwd=str(ROOT), env={**os.environ, **environment}, stdout=None, stderr=None):
            failed.append(title)

    in_parallel = ("-n", "2", "--dist", "worksteal", "-m")
    part(
        "the everyday suite: SQLite, embedded broker",
        *pytest,
        *in_parallel,
        "not browser and not slow and not postgres",
    )
    waiting = ("-n", "3", "--dist", "worksteal", "-m")
    part("real processes, every page", *pytest, *waiting, "slow and not browser and not postgres")
    if get_browser():
        part("the browser", *pytest, "-n", "2", "--dist", "loadfile", "-m", "browser", REQUIRE_BROWSER="1")
    elif CI:
        sys.exit("CI needs the browser tests: apt-get install " + " ".join(BROWSER_PACKAGES))
    else:
        say("no chromium: the browser tests are SKIPPED. apt-get install " + " ".join(BROWSER_PACKAGES))
    once_more = (PYTHON, "-m", "tests.services", *pytest, "--migrations", *in_parallel)
    chosen = "not browser and (not slow or postgres or both_databases)"
    part("the suite once more: PostgreSQL, a Redis server over TCP", *once_more, chosen)
    if failed:
        sys.exit("setup  | FAILED: " + "; ".join(failed))


def do_check():
    """The gate: format, lint, types, imports, templates, migrations, production settings."""
    install(RUN_LOCK, DEV_LOCK)
    become(PYTHON, "bin/check.py")


def do_lock(*options):
    """Write both locks anew; with `--upgrade` to the newest versions that pyproject.toml allows."""
    install(RUN_LOCK, DEV_LOCK)
    compile_lock = (UV, "pip", "compile", "-q", "--universal", "--generate-hashes", "--no-header")
    compile_lock += ("--no-emit-index-url", "--python-version", "3.11", *options)
    environment = {"UV_PYTHON_DOWNLOADS": "never"}
    if os.environ.get("PIP_INDEX_URL"):
        environment["UV_DEFAULT_INDEX"] = os.environ["PIP_INDEX_URL"]
    run(*compile_lock, "pyproject.toml", "-o", "requirements.txt", **environment)
    run(*compile_lock, "--group", "dev", "-c", "requirements.txt", "-o", "tests/requirements.txt", **environment)
    for lock in (RUN_LOCK, DEV_LOCK):
        if "://" in lock.read_text():
            sys.exit(f"{lock.relative_to(ROOT)} names an address: it must hold versions and hashes only")
    install(RUN_LOCK, DEV_LOCK)


def do_manage(*arguments):
    """A command of manage.py, on the development machine's settings."""
    install(RUN_LOCK)
    be_a_development_machine()
    become(PYTHON, "manage.py", *arguments)


def do_python(*arguments):
    """A Python script with everything installed."""
    install(RUN_LOCK, DEV_LOCK)
    become(PYTHON, *arguments)


def main():
    asked = {name[3:]: value for name, value in globals().items() if name.startswith("do_")}
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what not in asked:
        sys.exit("usage: bin/bootstrap  " + "|".join(asked) + " [arguments]")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # dozens of processes would each compile the same modules
    make_venv()
    asked[what](*sys.argv[2:])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
