"""Fixtures of the whole suite: no network, a private broker, a browser that fails on console errors."""

import gc
import ipaddress
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import Phase, settings

from hiring import clock, clock_watch, tallies
from hiring.models import SlaPolicy
from tests import reference_rows
from tests.services import temporary_redis

# No example fails for being slow: how fast the machine is, is no property of the code.
settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")
settings.register_profile("first-failure", phases=(Phase.explicit, Phase.reuse, Phase.generate))  # finds, not shrinks

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
)

# chromium reports each answer of 4xx as an error, also the page on which a form comes back with what is wrong in it
FORM_COMES_BACK = re.compile(r"status of (400|409|422)")

# playwright's synchronous API keeps an event loop in the test's thread
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the collector of garbage need not look at it again after each test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


REFERENCE = pytest.StashKey[tuple[Any, reference_rows.Rows]]()
OF_THE_DATABASE = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked `postgres` needs it. There, in turn, only what asks a database is run once more."""
    if connection.vendor != "postgresql":
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: see bin/test"))
        return
    elsewhere = [item for item in items if not _asks_the_database(item)]
    items[:] = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=elsewhere)


def _asks_the_database(item: pytest.Item) -> bool:
    if issubclass(getattr(item, "cls", None) or object, TransactionTestCase):
        return True
    wanted = OF_THE_DATABASE.intersection(getattr(item, "fixturenames", ()))
    return bool(wanted) or any(item.get_closest_marker(name) for name in ("django_db", "postgres", "both_databases"))


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails, whatever the machine would have answered."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(original: Callable[..., Any]) -> Callable[..., Any]:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(str(address[0])):
            raise AssertionError(f"a test reached for {address[0]}, which is not on this machine")
        return original(self, address)

    return connect


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _engine_has_just_started() -> None:
    """What this process remembers of the database's clock, or counted and did not write, is another test's."""
    clock_watch.WATCH.forget()
    tallies.forget()


@pytest.fixture(autouse=True)
def _database_travels_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that travels in time takes the database's clock along: on SQLite the two are one."""
    asked = clock.database_now
    travelling = time_machine.escape_hatch.is_travelling
    monkeypatch.setattr(clock, "database_now", lambda: timezone.now() if travelling() else asked())


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> None:
    """Every test begins with the reference data of the files: loaded once, kept by the rollback after each test."""
    with django_db_blocker.unblock():
        call_command("load_reference", stdout=StringIO())
        request.config.stash[REFERENCE] = (django_db_blocker, reference_rows.keep())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that commits ends with empty tables: the next one gets the reference data again, committed as well."""
    if REFERENCE not in item.config.stash:
        return
    blocker, kept = item.config.stash[REFERENCE]
    with blocker.unblock():
        if not SlaPolicy.objects.exists():
            reference_rows.put_back(kept)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a broker of this test process alone, as Celery spells it."""
    with temporary_redis() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The machine's chromium. Without one the test is skipped, unless REQUIRE_BROWSER says that it must run."""
    from playwright.sync_api import sync_playwright  # needs a system library that a bare machine lacks

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        message = "no chromium: apt-get install --no-install-recommends chromium fonts-dejavu-core libatomic1"
        pytest.fail(message) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(message)
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages, each a person of their own with own cookies: `new_page(width=390)`. Console errors fail the test."""
    contexts, errors = [], []

    def listen(message: Any) -> None:
        if message.type == "error" and not FORM_COMES_BACK.search(message.text):
            errors.append(message.text)

    def open_page(width: int = 1440, height: int = 900, **options: Any) -> Any:
        options = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"} | options
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", listen)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """One page of 1440 x 900."""
    return new_page()


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[[Any, str], Path]:
    """Keeps a picture of a whole page: in the folder SCREENSHOTS, or only for this test."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    def keep(page: Any, name: str) -> Path:
        assert re.fullmatch(r"[a-z0-9-]+", name), name
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return keep
