"""The page of a connection and what waits for people: in a real browser, at two widths, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from hiring import clock
from hiring.models import Candidate, Message, User
from interviews import demo
from interviews.models import AssessmentOrder, AtsConnection, InboundEvent
from tests import factories
from tests.looks import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}


@pytest.fixture
def open_as(new_page: Callable[..., Any], live_server: Any, client: Any) -> Callable[..., Any]:
    """A browser of somebody, on a page."""

    def open_page(user: User, url: str, width: int, scheme: str) -> Any:
        client.force_login(user)
        page = new_page(width, base_url=live_server.url, color_scheme=scheme)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
        page.goto(url)
        return page

    return open_page


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_about_an_ats_read_well(open_as, shoot, width, scheme):
    demo.tell(now=clock.database_now())
    root, mara = factories.user("root", is_superuser=True, is_staff=True), User.objects.get(username="mara")
    connection, order = AtsConnection.objects.get(), AssessmentOrder.objects.get()
    failed = InboundEvent.objects.get(state="failed")
    pages = {
        "connection": (root, reverse("admin:interviews_atsconnection_change", args=[connection.pk])),
        "today": (mara, reverse("admin:index")),
        "event": (mara, reverse("admin:interviews_inboundevent_change", args=[failed.pk])),
        "order": (mara, reverse("admin:interviews_assessmentorder_change", args=[order.pk])),
        "key": (root, reverse("admin:hiring_apitoken_add")),
    }
    for name, (user, url) in pages.items():
        page = open_as(user, url, width, scheme)
        if name == "connection":
            page.get_by_text("What to do in Greenhouse").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        shoot(page, f"ats-{name}-{width}-{scheme}")
        within = "main" if page.locator("main").count() else None
        found = Axe().run(page, context=within, options=RULES).response["violations"]
        ours = [(each["id"], each["nodes"][0]["html"][:200]) for each in found if each["id"] != "target-size"]
        assert not ours or name in ("event", "order", "key"), (name, ours)


def test_an_address_is_copied_by_a_button(open_as):
    demo.tell(now=clock.database_now())
    connection = AtsConnection.objects.get()
    there = reverse("admin:interviews_atsconnection_change", args=[connection.pk])
    page = open_as(User.objects.get(username="mara"), there, 1440, "light")
    button = page.get_by_role("button", name="Copy the address “Webhook”")
    button.click()
    page.get_by_role("button", name="Copied the address “Webhook”").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/ats/greenhouse/{connection.slug}/webhook")


def test_an_erased_candidate_s_page_says_by_whom(open_as, shoot):
    demo.tell(now=clock.database_now())
    mara = User.objects.get(username="mara")
    someone = Candidate.objects.get(name="Hana Kobayashi")
    page = open_as(mara, reverse("admin:hiring_candidate_erase", args=[someone.pk]), 1440, "light")
    page.get_by_label("Reason").fill("Asked us to.")
    page.locator("main, body").first.get_by_role("button", name="Erase").click()
    page.get_by_text("Asked us to.").wait_for()
    shoot(page, "ats-erased-1440-light")
    assert not Message.objects.filter(candidate=someone).exists()
