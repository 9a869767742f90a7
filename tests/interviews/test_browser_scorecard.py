"""What a lost line, a second tab or a closed page does to a scorecard: nothing. In a real browser."""

from collections.abc import Callable

import pytest

from hiring.stages import Stage
from interviews import scorecards
from interviews.models import Scorecard
from tests.factories import at_stage, people
from tests.interviews.rounds_world import card_of, held

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUMMARY = "[name=summary]"


@pytest.fixture
def card():
    return card_of(held(at_stage(Stage.SCREENING)), people().interviewer)


@pytest.fixture
def context(browser, live_server, client, card):
    """Priya's browser, logged in. A failed request may be in the console here: it is what the tests are about."""
    made = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
    made.set_default_timeout(30_000)
    client.force_login(people().interviewer)
    session = client.cookies["sessionid"].value
    made.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield made
    made.close()


@pytest.fixture
def open_card(context, card) -> Callable:
    def open_page():
        page = context.new_page()
        page.goto(f"/scorecards/{card.pk}/")
        return page

    return open_page


def wait_for(page, state):
    page.wait_for_selector(f"[data-save-state][data-state={state}]")


def stored(card):
    return Scorecard.objects.get(pk=card.pk)


def test_a_change_is_sent_within_two_seconds(open_card, card):
    page = open_card()
    page.check("[name='ratings.R1.1'][value='3']")
    with page.expect_request(lambda request: "450" in (request.post_data or ""), timeout=2_000):
        page.fill("[name='ratings.R1.1.evidence']", "Said 450 GB/s per direction.")
    wait_for(page, "saved")
    assert "Saved" in page.inner_text("[data-save-state]")
    assert "1 of 6 rated" in page.inner_text("[data-progress]")
    assert [(rating.level, rating.evidence) for rating in card.ratings.all()] == [(3, "Said 450 GB/s per direction.")]


def test_a_second_tab_is_told_and_loses_nothing(open_card, card):
    page = open_card()
    scorecards.save_draft(card, scorecards.Content(summary="tab two"), by=people().interviewer, revision=0)
    page.fill("[name='ratings.R1.2.evidence']", "tab one")
    wait_for(page, "conflict")
    assert page.input_value("[name='ratings.R1.2.evidence']") == "tab one"
    assert stored(card).summary == "tab two"
    page.click("[data-banner=conflict] a")
    page.click("[data-do=put-back]")
    wait_for(page, "saved")
    assert stored(card).summary == "tab two"
    assert card.ratings.get().evidence == "tab one"


def test_a_lost_answer_is_no_conflict(open_card, card):
    page = open_card()
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/save/", lose_the_first)
    page.fill(SUMMARY, "first")
    wait_for(page, "failed")
    assert "kept on this device" in page.inner_text("[data-save-state]")
    page.fill(SUMMARY, "first, then more")
    wait_for(page, "saved")
    assert lost == [200]
    assert (stored(card).summary, stored(card).revision) == ("first, then more", 2)


def test_a_page_that_is_closed_without_a_line_comes_back(open_card, context, card):
    page = open_card()
    context.set_offline(True)
    page.fill(SUMMARY, "closed without a line")
    wait_for(page, "failed")
    page.close()
    context.set_offline(False)
    assert stored(card).summary == ""
    page = open_card()
    assert page.input_value(SUMMARY) == "closed without a line"
    wait_for(page, "saved")
    assert stored(card).summary == "closed without a line"
    assert page.evaluate("localStorage.length") == 0


def test_typing_and_submitting_at_once_submits_what_was_typed(open_card, card):
    page = open_card()
    for number in range(1, 7):
        page.check(f"[name='ratings.R1.{number}'][value='{number % 4 + 1}']")
        page.fill(f"[name='ratings.R1.{number}.evidence']", f"Seen {number}.")
    page.check("[name=verdict][value=yes]")
    page.click("[data-submit]")
    page.wait_for_selector("[data-submitted]")
    assert stored(card).state == "submitted"
    assert [rating.level for rating in card.ratings.all()] == [2, 3, 4, 1, 2, 3]
    assert page.evaluate("localStorage.length") == 0


def test_what_is_missing_can_be_reached_by_its_link(open_card):
    page = open_card()
    page.click("[data-submit]")
    page.click(".error-summary a[href='#ratings.R1.2']")
    assert page.evaluate("document.activeElement.id") == "ratings.R1.2"
    assert page.locator(".error-summary li").count() == 7
    wait_for(page, "saved")  # what was entered is kept although it cannot be submitted
