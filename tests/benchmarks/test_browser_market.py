"""The pages of the market in a real browser, at two widths, light and dark; the quote with and without a script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from benchmarks.models import CompanyGuide
from tests.benchmarks.market_world import LONG, band, guide, survey_row
from tests.factories import user
from tests.looks import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}
QUOTE = (
    "?level=senior&region=germany&on=2026-03-02&premiums=gpu_scale_1000_plus&industry=ai_lab_or_hyperscaler"
    "&amount=190000"
)


@pytest.fixture
def market() -> dict[str, str]:
    """The addresses to look at, with guides of long and short names and surveys, one of them too small."""
    survey_row()
    survey_row("mid", people=3)
    first = guide("The Extraordinarily Long-Named Cloud Infrastructure Company of North America and Europe", LONG)
    band(first, region="San Francisco Bay Area and everywhere within commuting distance of it", level="Principal (P7)")
    band(first, region="Remote", level="", currency="GBP", total_low=400_000, total_high=None)
    guide("Contoso", "Reliability Engineer")
    return {
        "bands": reverse("market") + "?region=germany&amount=150000&on=2026-03-02",
        "all-bands": reverse("market") + "?on=2026-03-02",
        "wrong": reverse("market") + "?amount=lots&on=1815-06-18",
        "quote": reverse("market_quote") + QUOTE,
        "no-quote": reverse("market_quote"),
        "guides": reverse("market_guides"),
        "compare": reverse("market_compare") + "?role=engineer&amount=210000",
        "guide": reverse("market_guide", args=[first.pk]),
    }


@pytest.fixture
def open_as(new_page: Callable[..., Any], live_server: Any, client: Any) -> Callable[..., Any]:
    """A browser of somebody who sets pay."""

    def open_page(width: int, scheme: str = "light", **options: Any) -> Any:
        client.force_login(user("somebody", "Hiring manager"))
        page = new_page(width, base_url=live_server.url, color_scheme=scheme, **options)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        return page

    return open_page


def problems(page: Any) -> list[str]:
    """What axe finds, as rule with its places; and whether the page is wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    told = [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        told.append("the page scrolls sideways")
    return told


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_of_the_market(market: dict[str, str], open_as: Any, shoot: Any, width: int, scheme: str) -> None:
    page = open_as(width, scheme)
    found = {}
    for name, url in market.items():
        page.goto(url)
        shoot(page, f"market-{name}-{width}-{scheme}")
        found[name] = problems(page)
    assert [f"{name}: {one}" for name, each in found.items() for one in each] == []


def test_the_check_of_totals_is_in_sight(market: dict[str, str], open_as: Any, shoot: Any) -> None:
    page = open_as(1440)
    seeds = CompanyGuide.objects.current().filter(company__in=("CoreWeave", "Hugging Face"))
    urls = {one.slug: reverse("market_guide", args=[one.pk]) for one in seeds}
    assert len(urls) >= 2
    for name, url in {**urls, "compare": reverse("market_compare")}.items():
        page.goto(url)
        table = page.locator("[aria-label=Bands]")
        shoot(page, f"market-totals-{re.sub('[^a-z0-9]', '-', name)}")
        assert table.evaluate("box => box.scrollWidth <= box.clientWidth"), url
        assert "scroll-hint" in str(table.get_attribute("class")), url


def test_quote_follows_the_form(open_as: Any) -> None:
    page = open_as(1440)
    page.goto(reverse("market_quote"))
    page.get_by_label("Level").select_option("senior")
    page.get_by_label("Region").select_option("germany")
    page.wait_for_selector(".market-figure")
    assert page.inner_text(".market-figure") == "EUR 130,000–170,000"
    page.get_by_label("Has run clusters of 1,000 GPUs or more").check()
    page.wait_for_function("document.querySelector('.market-figure')?.innerText === 'EUR 162,500–238,000'")
    page.get_by_label("Amount to place").fill("lots")
    page.get_by_label("Amount to place").press("Tab")
    page.wait_for_selector("#error-amount .field__error")
    assert page.locator(".market-figure").count() == 0
    assert page.evaluate("document.activeElement.id") == "id_currency"
    page.get_by_label("Amount to place").fill("200k")
    page.get_by_label("Amount to place").press("Tab")
    page.wait_for_selector(".market-figure")
    assert page.locator("#error-amount .field__error").count() == 0
    assert "amount=200k" in page.url
    shown = page.inner_text("#quote-result")
    page.reload()
    assert page.inner_text("#quote-result") == shown


def test_quote_needs_no_script(open_as: Any) -> None:
    page = open_as(390, java_script_enabled=False)
    page.goto(reverse("market_quote"))
    page.get_by_label("Level").select_option("senior")
    page.get_by_label("Region").select_option("germany")
    page.get_by_role("button", name="Work it out").click()
    assert page.inner_text(".market-figure") == "EUR 130,000–170,000"
