"""The pages of surveys, policy and rates in a real browser: at two widths, light and dark, by the rules of axe."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from benchmarks.models import ExchangeRate, Survey
from benchmarks.surveys import importing
from tests.benchmarks.survey_files import JUNIOR, SENIOR, csv_of, row
from tests.looks import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What axe calls wrong in the admin's own lists, the size of their sort arrows, is the framework's: WCAG 2.1 it is.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}


def problems(page: Any) -> list[str]:
    """What axe finds, as rule with its places; and whether the page is wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    told = [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        told.append("the page scrolls sideways")
    return told


@pytest.fixture
def open_page(new_page: Callable[..., Any], live_server: Any, client: Any, person: Any) -> Callable[..., Any]:
    """A browser of somebody who may do everything."""

    def open_as(width: int, scheme: str) -> Any:
        client.force_login(person(superuser=True))
        page = new_page(width, base_url=live_server.url, color_scheme=scheme)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        return page

    return open_as


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_survey_is_tried_corrected_and_brought_in(
    open_page: Callable[..., Any], shoot: Any, tmp_path: Path, width: int, scheme: str
) -> None:
    page, file = open_page(width, scheme), tmp_path / "kestrel.csv"
    page.goto(reverse("admin:benchmarks_survey_add"))
    shoot(page, f"survey-upload-{width}-{scheme}")
    assert problems(page) == []

    def send(content: bytes, button: str) -> None:
        file.write_bytes(content)
        page.set_input_files("#id_file", file)
        page.fill("#id_name", "Kestrel pay survey")
        page.fill("#id_effective_on", "2026-01-01")
        page.get_by_role("button", name=button).click()

    send(csv_of(row(p25="120K", region="mars"), row(role="Other", p50="100000", people="n/a")), "Bring in")
    page.get_by_text("4 mistakes, nothing was stored").wait_for()
    shoot(page, f"survey-mistakes-{width}-{scheme}")
    assert problems(page) == []
    send(csv_of(SENIOR, (*JUNIOR[:10], "3", "2")), "Try without storing")
    page.get_by_text("The file can be used").wait_for()
    assert problems(page) == []
    assert not Survey.objects.exists()
    send(csv_of(SENIOR, (*JUNIOR[:10], "3", "2")), "Bring in")
    page.get_by_text("2 rows, a new edition").first.wait_for()
    shoot(page, f"survey-{width}-{scheme}")
    assert problems(page) == []
    assert Survey.objects.get().rows.count() == 2


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_lists_of_market_data(open_page: Callable[..., Any], shoot: Any, width: int, scheme: str) -> None:
    content = csv_of(SENIOR, (*JUNIOR[:10], "3", "2"), row(role="Data engineer", people="", companies=""))
    importing.bring(content, file="kestrel.csv", name="Kestrel pay survey", effective_on=date(2026, 1, 1), by=None)
    ExchangeRate.objects.create(
        base="USD", quote="EUR", rate=Decimal("0.92"), on=date(2026, 4, 1), source="European Central Bank"
    )
    page = open_page(width, scheme)
    for name in ("survey", "surveyrow", "marketpolicy", "exchangerate"):
        page.goto(reverse(f"admin:benchmarks_{name}_changelist"))
        shoot(page, f"list-{name}-{width}-{scheme}")
        assert problems(page) == [], name
    page.get_by_text("1 USD = 0.92 EUR").first.wait_for()
    page.goto(reverse("admin:benchmarks_marketpolicy_change", args=[1]))
    shoot(page, f"policy-{width}-{scheme}")
    assert problems(page) == []
    page.goto(reverse("admin:benchmarks_exchangerate_add"))
    shoot(page, f"rate-{width}-{scheme}")
    assert problems(page) == []
