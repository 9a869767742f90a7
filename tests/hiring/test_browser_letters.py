"""The letter as a mail program shows it: at the width of a desk and of a phone, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from hiring.models import Message
from hiring.outbox import letters
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour
from tests.hiring.mails import queue_mails

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letter_can_be_read_at_every_width(new_page: Callable[..., Any], shoot: Callable[..., Any], scheme: str):
    opening = factories.requisition()
    at_stage(Stage.SCREENING, on=opening, started_at=hour(-14))
    at_stage(Stage.SCREENING, on=opening, of=factories.candidate("Maximiliane Oberhollenzer-Wolkenstein"))
    queue_mails(now=hour(36))
    message = Message.objects.select_related("recipient").get(recipient__username="jonas")
    letter = letters.render(message, now=hour(36))
    assert letter is not None
    for width in (600, 390, 320):
        page = new_page(width=width, height=600, color_scheme=scheme)
        page.set_content(letter.html)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.get_by_text("late by 2 h").count() == 2
        assert page.get_by_role("link", name="Take-home sent: Maximiliane").is_visible()
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]}).response["violations"]
        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
        shoot(page, f"letter-{scheme}-{width}")
