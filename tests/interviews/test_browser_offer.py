"""The way of an offer from its first figure to the hire: in a real browser, by its author and its approvers."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from benchmarks.models import Region
from hiring.models import Deadline, Offer, User
from hiring.stages import Stage
from tests.factories import people
from tests.hiring.offer_world import approver, step
from tests.interviews.offer_pages import client_of, decided, submitted
from tests.looks import LOOKS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}
SUMMARY, APPROVE = "#offer-summary", "#approve button"


@pytest.fixture
def open_as(new_page: Callable[..., Any], live_server: Any) -> Callable[..., Any]:
    """A browser of somebody, on a page."""

    def open_page(user: User, url: str, width: int = 1440, scheme: str = "light", **options: Any) -> Any:
        client = client_of(user)
        page = new_page(width, base_url=live_server.url, color_scheme=scheme, **options)
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
        )
        page.goto(url)
        return page

    return open_page


def problems(page: Any) -> list[str]:
    """What axe finds, as rule with its places; and whether the page is wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    told = [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        told.append("the page scrolls sideways")
    return told


def colours(page: Any, picture: bytes, *, within: int) -> set[str]:
    """What is seen so near to the left edge of a picture, half way down."""
    reader = page.context.new_page()
    found: list[str] = reader.evaluate(
        """async ([source, within]) => {
            const image = new Image();
            image.src = source;
            await image.decode();
            const brush = new OffscreenCanvas(image.width, image.height).getContext("2d");
            brush.drawImage(image, 0, 0);
            return [...Array(within).keys()].map((x) => brush.getImageData(x, image.height / 2, 1, 1).data.join());
        }""",
        [f"data:image/png;base64,{b64encode(picture).decode()}", within],
    )
    reader.close()
    return set(found)


def standing(page: Any) -> str:
    return str(page.locator(".page-head .state").inner_text())


def test_an_offer_goes_from_its_first_figure_to_the_hire(open_as: Callable[..., Any]) -> None:
    application = decided()
    nora, ben = approver("nora"), approver("ben")
    step("nora", title="Hiring director")
    step("ben", title="Exceptions", applies="out_of_band")
    address = reverse("offer", args=[application.pk])
    mara = open_as(people().manager, reverse("application", args=[application.pk]))

    # From the application to the offer; while she types, the figures follow and nothing is stored
    mara.get_by_role("link", name="Prepare the offer").click()
    assert mara.input_value("[name=base]") == "150,000"
    assert "in the band" in mara.inner_text(SUMMARY)
    mara.fill("[name=equity_4yr]", "120k")
    mara.fill("[name=base]", "185,000")
    mara.wait_for_selector(f"{SUMMARY} >> text=EUR 215,000")
    assert "above the band" in mara.inner_text(SUMMARY)
    assert "Exceptions" in mara.inner_text("#model .offer-chain")
    assert not Offer.objects.exists()

    # Outside the band it takes a reason, and the approval of a second person
    mara.get_by_role("button", name="Submit for approval").click()
    mara.wait_for_selector("[data-code=exception_reason_required]")
    mara.fill("[name=exception_reason]", "Two offers from elsewhere.")
    mara.get_by_role("button", name="Submit for approval").click()
    mara.wait_for_selector(".message--success")
    assert standing(mara) == "in approval"
    nora_sees = open_as(nora, reverse("offers"))
    nora_sees.get_by_role("link", name="Ada Kovacs").click()
    nora_sees.locator(APPROVE).click()
    nora_sees.wait_for_selector(".message--success")
    ben_sees = open_as(ben, reverse("offers"))
    ben_sees.get_by_role("link", name="Ada Kovacs").click()
    assert "above the band" in ben_sees.inner_text("#model")
    ben_sees.fill("#approve [name=note]", "This once.")
    ben_sees.locator(APPROVE).click()
    ben_sees.wait_for_selector(".message--success")
    assert standing(ben_sees) == "approved"

    # Other money makes another version: the approvals are void, and have to be given again
    mara.goto(address)
    mara.locator(".offer-edit > summary").click()
    mara.fill("[name=base]", "180,000")
    mara.wait_for_selector(f"{SUMMARY} >> text=EUR 210,000")
    mara.get_by_role("button", name="Submit for approval").click()
    mara.wait_for_selector(".message--success")
    assert standing(mara) == "in approval"
    assert mara.locator("#versions s", has_text="Exceptions").count() == 1
    assert "void: edited: base" in mara.inner_text("#versions")
    for page in (nora_sees, ben_sees):
        page.goto(address)
        page.locator(APPROVE).click()
        page.wait_for_selector(".message--success")

    # Extended, accepted: hired, and no clock runs any more
    mara.goto(address)
    mara.get_by_role("button", name="Extend to the candidate").click()
    mara.wait_for_selector(".message--success")
    assert standing(mara) == "extended"
    mara.get_by_role("button", name="Accepted: hire").click()
    mara.wait_for_selector(".message--success")
    assert standing(mara) == "accepted"
    application.refresh_from_db()
    assert application.stage == Stage.HIRED
    states = Offer.objects.order_by("version").values_list("state", "base")
    assert [(state, int(base)) for state, base in states] == [("superseded", 185_000), ("accepted", 180_000)]
    assert not Deadline.objects.filter(application=application, state__in=["open", "paused"]).exists()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_of_an_offer(open_as: Callable[..., Any], shoot: Any, width: int, scheme: str) -> None:
    application = decided()
    step("ben", title="Exceptions", applies="out_of_band")
    page = open_as(people().manager, reverse("offer", args=[application.pk]), width, scheme)
    page.fill("[name=base]", "185,000")
    page.wait_for_selector(f"{SUMMARY} >> text=above the band")
    page.locator("#limits > summary").click()
    page.locator("#expectations details > summary").click()
    page.locator("#model details > summary").first.click()
    shoot(page, f"offer-draft-{width}-{scheme}")
    found = {"draft": problems(page)}
    submitted(application, approver("nora"))
    for name, user, url in (
        ("approval", approver("nora"), reverse("offer", args=[application.pk])),
        ("list", people().manager, reverse("offers")),
        ("application", people().manager, reverse("application", args=[application.pk])),
    ):
        page = open_as(user, url, width, scheme)
        shoot(page, f"offer-{name}-{width}-{scheme}")
        found[name] = problems(page)
    assert [f"{name}: {one}" for name, each in found.items() for one in each] == []


def test_table_that_does_not_scroll_has_no_shadow_at_its_edges(open_as: Callable[..., Any]) -> None:
    page = open_as(people().manager, reverse("offer", args=[decided().pk]))
    table = page.get_by_role("region", name="The package by year")
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert len(colours(page, table.screenshot(), within=14)) == 1


def test_figures_that_the_search_found_are_taken_over_without_a_script(open_as: Callable[..., Any]) -> None:
    application = decided()
    page = open_as(people().manager, reverse("offer", args=[application.pk]), java_script_enabled=False)
    page.locator("#expectations details > summary").click()
    page.select_option("#expect [name=kind]", "floor")
    page.fill("#expect [name=total]", "190,000")
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("button", name="Take these figures").click()
    # The least base of the band, the rest as equity: 130,000 + 240,000 / 4
    assert page.input_value("[name=base]") in ("130000", "130,000")
    assert page.input_value("[name=equity_4yr]") in ("240000", "240,000")
    assert "EUR 190,000" in page.inner_text(SUMMARY)
    page.fill("[name=base]", "140,000")
    page.get_by_role("button", name="Calculate").click()
    assert "EUR 200,000" in page.inner_text(SUMMARY)
    assert not Offer.objects.exists()


def test_the_currency_follows_the_region_and_unsaved_figures_are_announced(open_as: Callable[..., Any]) -> None:
    application = decided()
    page = open_as(people().manager, reverse("offer", args=[application.pk]))
    assert page.locator("[data-unsaved]").is_hidden()
    page.select_option("[name=region]", str(Region.objects.get(slug="uk_netherlands").pk))
    assert page.input_value("[name=currency]") == "GBP"
    assert page.locator("[data-unsaved]").is_visible()
    page.wait_for_selector("#model >> text=GBP")


def test_figures_typed_while_the_page_still_loads_are_calculated_too(open_as: Callable[..., Any]) -> None:
    address = reverse("offer", args=[decided().pk])
    page = open_as(people().manager, reverse("offers"))
    held: list[Any] = []
    page.route("**/htmx*.js", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.fill("[name=equity_4yr]", "120k")
    page.fill("[name=base]", "185,000")
    assert "EUR 215,000" not in page.inner_text(SUMMARY)
    held[0].continue_()
    page.wait_for_selector(f"{SUMMARY} >> text=EUR 215,000")
    assert page.locator("[data-unsaved]").is_visible()


def test_an_offer_is_approved_with_the_keyboard_alone(open_as: Callable[..., Any]) -> None:
    application = submitted(decided(), approver("nora"))
    page = open_as(approver("nora"), reverse("offers"))
    page.get_by_role("link", name="Ada Kovacs").press("Enter")
    page.wait_for_selector("#approve")
    page.locator("#approve [name=note]").focus()
    page.keyboard.type("Fine.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".message--success")
    assert application.offers.get().state == "approved"
