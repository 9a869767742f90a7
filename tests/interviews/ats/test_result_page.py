"""The public page of a result: who finds it, what it shows, what it never shows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hiring.stages import Round
from interviews.ats import orders, result_links
from tests.interviews.ats.ats_world import concluded, connection, ordered, package, up_to

pytestmark = pytest.mark.django_db

SITE = "https://twelve.example.com"


def show(order: Any) -> Any:
    return Client().get(result_links.address(order).removeprefix(SITE))


def test_page_shows_rounds_score_and_recommendation_to_nobody_in_particular():
    order = ordered(package(connection(), "full_process"))
    up_to(order, Round.SCALE_ARCHITECTURE)
    concluded(order, Round.SCALE_ARCHITECTURE, level=4, verdict="strong_yes")
    answer = show(order)
    body = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Package aih-r2: Mira", "75 of 100", "completed", "4. Scale &amp; architecture", "Strong yes", "67"):
        assert words in body
    for secret in ("Okafor", "mira.okafor", "Calm under doubt", "Priya", "Tomas", "lost eleven minutes", "€", "EUR"):
        assert secret not in body
    assert "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex, nofollow">' in body
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_findings_are_not_shown_before_everything_ordered_is_complete():
    order = ordered(package(connection(), "full_process"))
    up_to(order, Round.TAKE_HOME)
    body = show(order).content.decode()
    assert "complete" in body
    assert "67" not in body
    assert ">Yes<" not in body


def test_page_needs_its_signature():
    order, other = (ordered(package(connection(slug=slug))) for slug in ("acme", "other"))
    signature = result_links.address(other).rstrip("/").rsplit("/", 1)[1]
    for wrong in (signature, "x", signature[:-1]):
        assert Client().get(reverse("assessment_result", args=[order.public_id, wrong])).status_code == 404
    assert Client().post(result_links.address(order).removeprefix(SITE)).status_code == 405


def test_cancelled_order_says_why():
    order = ordered(package(connection()))
    orders.cancel(order, reason="The role is filled.", by=None)
    order.refresh_from_db()
    assert "The role is filled." in show(order).content.decode()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_fits_a_phone(live_server: Any, settings: Any, new_page: Callable[..., Any], shoot: Any, scheme: str):
    settings.SITE_URL = live_server.url
    order = ordered(package(connection(), "full_process"))
    up_to(order, Round.SCALE_ARCHITECTURE)
    concluded(order, Round.SCALE_ARCHITECTURE)
    page = new_page(width=390, color_scheme=scheme)
    page.goto(result_links.address(order))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert "67 of 100" in page.inner_text("main")
    shoot(page, f"assessment-result-{scheme}-390")
