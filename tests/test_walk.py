"""The first ten minutes of the README, in a browser, against the whole product: web, worker, beat, broker."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.env import BASE_DIR
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECRET = "see the notes on the ratings"
EVIDENCE = "Named the failed transceivers and what they changed."
A_MINUTE = 60_000


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Everything that `make run` starts, with the demo."""
    running = Running(tmp_path_factory.mktemp("walk"))
    running.wait_for("twelve-days")
    yield running
    running.stop()


@pytest.fixture
def enter(product: Running, new_page: Callable[..., Any]) -> Callable[..., Any]:
    """A browser of one's own, logged in."""

    def log_in(username: str, **window: int) -> Any:
        page = new_page(**window)
        page.goto(f"{product.address}/accounts/login/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill("twelve-days")
        press(page, page.get_by_role("button", name="Log in"))
        return page

    return log_in


def press(page: Any, what: Any) -> None:
    """Press a button or a link, until the next page is there."""
    with page.expect_navigation():
        what.click()


def wait_for_letter(product: Running, page: Any, subject: str) -> Any:
    """The link to a letter in the mailbox, which comes within a minute."""
    page.goto(f"{product.address}/mailbox/")
    wanted = page.get_by_role("link", name=re.compile(re.escape(subject)))
    for _look in range(30):
        if wanted.count():
            break
        page.wait_for_timeout(A_MINUTE / 30)
        page.reload()
    return wanted.first


def test_the_first_ten_minutes(product: Running, enter: Callable[..., Any], shoot: Callable[[Any, str], Path]):
    mara, priya = enter("mara"), enter("priya")

    # The hiring manager sees what needs her, and the candidates with their clocks.
    assert mara.url == f"{product.address}/admin/"
    assert "Marek Nowak" in mara.inner_text("body")
    shoot(mara, "walk-today-1440")
    mara.goto(f"{product.address}/admin/hiring/application/")
    listed = mara.inner_text("body")
    assert all(word in listed for word in ("late", "at risk", "in time", "paused", "closed", "day 7 of 12"))
    shoot(mara, "walk-applications-1440")

    # The interviewer opens her card; what the other one wrote is nowhere on the page.
    priya.get_by_role("link", name="Ingrid Solheim").click()
    priya.wait_for_selector("#scorecard")
    assert "Tomás Ferreira" in priya.inner_text("main")
    assert SECRET not in priya.content()
    shoot(priya, "walk-scorecard-1440")

    # Submitting too early lists what is missing.
    press(priya, priya.get_by_role("button", name="Submit scorecard"))
    assert "7 things are missing" in priya.inner_text("[role=alert] h2")
    for number in range(1, 7):
        priya.locator(f'input[name="ratings.R1.{number}"][value="3"]').check(force=True)
        priya.locator(f'textarea[name="ratings.R1.{number}.evidence"]').fill(EVIDENCE)
    priya.get_by_text("Knows what stopped their runs, how often and when", exact=True).click()
    priya.locator('textarea[name="flags.G09"]').fill("Two dates and the count of failures.")
    priya.locator('input[name="verdict"][value="yes"]').check(force=True)
    priya.locator('textarea[name="summary"]').fill("Has operated it, and says what went wrong.")
    press(priya, priya.get_by_role("button", name="Submit scorecard"))
    shoot(priya, "walk-submitted-1440")
    press(priya, priya.get_by_role("link", name="Tomás Ferreira"))
    assert SECRET in priya.content()

    # Both cards side by side; the candidate moves on.
    mara.goto(f"{product.address}/applications/?search=Ingrid")
    press(mara, mara.get_by_role("link", name="Ingrid Solheim"))
    conclude = mara.locator("#conclude-screening")
    conclude.locator('input[name="verdict"][value="yes"]').check(force=True)
    conclude.locator('input[name="passed"][value="yes"]').check(force=True)
    conclude.locator('input[name="onward"]').set_checked(True)
    press(mara, conclude.get_by_role("button"))
    assert "Take-home" in mara.inner_text("main header, main")
    shoot(mara, "walk-moved-on-1440")

    # What the demo owes is on its way by now.
    wait_for_letter(product, mara, "Marek Nowak")

    # The last round ends: the 24 hours run, and the letter about it comes without anybody doing anything.
    mara.goto(f"{product.address}/applications/?search=Samuel")
    press(mara, mara.get_by_role("link", name="Samuel Adeyemi"))
    press(mara, mara.locator("form[id^=finish-]").get_by_role("button"))
    assert re.search(r"Offer decision", mara.inner_text("main"))
    shoot(mara, "walk-decision-1440")
    letter = wait_for_letter(product, mara, "Offer decision: Samuel Adeyemi")
    press(mara, letter)
    assert "Samuel Adeyemi" in mara.inner_text("main")
    shoot(mara, "walk-letter-1440")


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/hiring/application/", "/applications/", "/applications/8/", "/mailbox/"]
)
def test_the_manager_s_pages_fit_a_phone(
    product: Running, enter: Callable[..., Any], shoot: Callable[[Any, str], Path], path: str
):
    page = enter("mara", width=390, height=844)
    page.goto(product.address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, f"phone-{re.sub('[^a-z0-9]+', '-', path).strip('-')}-390")


def test_the_interviewer_s_pages_fit_a_phone(
    product: Running, enter: Callable[..., Any], shoot: Callable[[Any, str], Path]
):
    page = enter("tomas", width=390, height=844)
    assert page.url.endswith("/interviews/")
    shoot(page, "phone-interviews-390")
    press(page, page.locator("a[href*='/scorecards/']").first)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(page, "phone-scorecard-390")


def test_the_ats_opens_an_application_with_one_call(product: Running, enter: Callable[..., Any]):
    made = subprocess.run(
        [sys.executable, "manage.py", "create_api_key", "trial", "--scope", "applications:write"],
        cwd=BASE_DIR,
        env=product.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    key = made.stdout.strip()
    body = {
        "requisition": 1,
        "candidate": {"name": "Grace Kim", "email": "grace@example.com"},
        "external_id": "A-1001",
        "source_system": "trial",
    }
    request = urllib.request.Request(
        f"{product.address}/api/v1/applications/",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 201
    mara = enter("mara")
    mara.goto(f"{product.address}/admin/hiring/application/?q=Grace")
    assert "Grace Kim" in mara.inner_text("body")
