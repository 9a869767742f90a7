"""The inbox, the ledger and what waits for the coordinator: in a real browser, at two widths, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from hiring import acknowledging, clock
from hiring.models import Application, Deadline, EngineState, Message, User
from hiring.stages import Round, Stage
from hiring.sweep import sweep
from tests import factories
from tests.factories import people
from tests.interviews.application_world import ago, at_now, held
from tests.looks import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What axe calls wrong in the admin's own lists, the size of their sort arrows, is the framework's: WCAG 2.1 it is.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}


@pytest.fixture
def application() -> Application:
    """A late application whose reminders went out, one of them to nobody; one deadline is taken care of."""
    made = factories.application(started_at=ago(40))
    held(at_now(Stage.SCREENING, of=factories.candidate("Kofi Mensah"), on=made.requisition), Round.SCREENING)
    sweep(by="test")
    stuck = Message.objects.filter(recipient=people().coordinator, channel="email").first()
    assert stuck
    Message.objects.filter(pk=stuck.pk).update(state="dead", last_error="550 5.1.1 no such mailbox here")
    stuck.reminders.update(state="dead", why="550 5.1.1 no such mailbox here")
    late = Deadline.objects.filter(application=made, state="open").order_by("due_at").first()
    assert late
    acknowledging.acknowledge(late, by=people().coordinator, now=clock.database_now())
    return made


@pytest.fixture
def open_as(new_page: Callable[..., Any], live_server: Any, client: Any) -> Callable[..., Any]:
    """A browser of somebody, on a page."""

    def open_page(user: User, url: str, width: int, scheme: str) -> Any:
        client.force_login(user)
        page = new_page(width, base_url=live_server.url, color_scheme=scheme)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page.goto(url)
        return page

    return open_page


def staff(user: User) -> User:
    user.is_staff = True
    user.save()
    return user


def problems(page: Any) -> list[str]:
    """What axe finds, as rule with its places; and whether the page is wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    told = [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        told.append("the page scrolls sideways")
    return told


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_inbox_and_application_page(
    application: Application, open_as: Any, shoot: Any, width: int, scheme: str
) -> None:
    jonas = staff(people().coordinator)
    page = open_as(jonas, reverse("inbox"), width, scheme)
    page.locator("details.on-it > summary").first.click()
    shoot(page, f"inbox-{width}-{scheme}")
    assert problems(page) == []
    page.goto(reverse("application", args=[application.pk]) + "#deadlines")
    page.locator("#deadlines details.on-it > summary").first.click()
    shoot(page, f"application-{width}-{scheme}")
    assert problems(page) == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_admin_pages(application: Application, open_as: Any, shoot: Any, width: int, scheme: str) -> None:
    jonas = staff(people().coordinator)
    stuck = Message.objects.get(state="dead")
    pending = application.deadlines.get(kind="promise").reminders.first()
    urls = {
        "today": reverse("admin:index"),
        "ledger": reverse("admin:hiring_application_ledger", args=[application.pk]),
        "reminders": reverse("admin:hiring_reminder_changelist"),
        "reminder": reverse("admin:hiring_reminder_change", args=[pending.pk]),
        "suppress": reverse("admin:hiring_reminder_suppress", args=[pending.pk]),
        "messages": reverse("admin:hiring_message_changelist"),
        "message": reverse("admin:hiring_message_change", args=[stuck.pk]),
        "engine": reverse("admin:hiring_enginestate_change", args=[EngineState.objects.get().pk]),
        "application-admin": reverse("admin:hiring_application_change", args=[application.pk]),
    }
    page = open_as(jonas, urls["today"], width, scheme)
    found = {}
    for name, url in urls.items():
        page.goto(url)
        shoot(page, f"{name}-{width}-{scheme}")
        found[name] = problems(page)
    told = [f"{name}: {one}" for name, each in found.items() for one in each]
    assert told == []


def test_i_am_on_it_can_be_said_with_the_keyboard_alone(application: Application, open_as: Any) -> None:
    page = open_as(staff(people().coordinator), reverse("inbox"), 390, "light")
    summary = page.locator("details.on-it > summary").last
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message--success")
    assert "You are on it until" in page.inner_text(".message--success")
    assert page.locator("p.on-it").count() == 2
    page.get_by_role("button", name="Mark all as read").press("Enter")
    page.wait_for_selector(".message--success")
    assert page.locator(".nav__count").count() == 0
