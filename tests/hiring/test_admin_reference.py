"""What the guide says about the role in the admin: one item on each line, taken over from the files when edited."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from hiring.models import ChecklistPoint, LandscapeCategory, MarketFact, RoleScope, SlaPolicy, SourcingChannel, User
from tests import factories

MODELS = (RoleScope, LandscapeCategory, SourcingChannel, ChecklistPoint, MarketFact, SlaPolicy)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(factories.user("mara", "Hiring manager", is_staff=True))
    return client


def _url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:hiring_{model._meta.model_name}_{page}", args=args)


def _form(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    form = client.get(url).context["adminform"].form
    return {**{field.html_name: field.value() for field in form if field.value() is not None}, **changes}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_reference_page_opens(model: Any, manager: Client) -> None:
    assert manager.get(_url(model, "changelist")).status_code == 200
    assert manager.get(_url(model, "change", model.objects.first().pk)).status_code == 200


def test_interviewers_read_lists_as_lists(client: Client) -> None:
    client.force_login(factories.user("priya", "Interviewer", is_staff=True))
    category = LandscapeCategory.objects.get(slug="networking")
    page = client.get(_url(LandscapeCategory, "change", category.pk)).content.decode()
    assert "• RoCE v2" in page
    assert "[&quot;" not in page
    assert client.get(_url(RoleScope, "changelist")).status_code == 403, "a scope shows pay"


def test_edited_scope_is_taken_over_and_says_so(manager: Client) -> None:
    scope = RoleScope.objects.get(slug="mlops")
    url = _url(RoleScope, "change", scope.pk)
    response = manager.post(url, _form(manager, url, focus="pipelines\n\n  feature stores "))
    assert response.status_code == 302
    scope.refresh_from_db()
    assert (scope.focus, scope.origin) == (["pipelines", "feature stores"], "manual")
    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert any("reading the reference files will not change it again" in message for message in told)


def test_scope_saved_without_a_change_stays_with_its_file(manager: Client) -> None:
    url = _url(RoleScope, "change", RoleScope.objects.get(slug="mlops").pk)
    assert manager.post(url, _form(manager, url)).status_code == 302
    assert RoleScope.objects.get(slug="mlops").origin == "reference"


def test_landscape_is_searched_by_product(manager: Client) -> None:
    found = manager.get(_url(LandscapeCategory, "changelist"), {"q": "SkyPilot"}).context["cl"].queryset
    assert [category.slug for category in found] == ["cluster_orchestration"]


def test_market_facts_show_how_a_figure_is_to_be_read(manager: Client) -> None:
    page = manager.get(_url(MarketFact, "changelist")).content.decode()
    assert "fewer than 5,000 people" in page
    assert "5–8 offers" in page


def test_policies_are_read_only(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root"))
    policy = SlaPolicy.objects.get()
    assert client.get(_url(SlaPolicy, "add")).status_code == 403
    assert client.post(_url(SlaPolicy, "change", policy.pk), {"version": 9}).status_code == 403
    assert client.post(_url(SlaPolicy, "delete", policy.pk), {"post": "yes"}).status_code == 403
    page = client.get(_url(SlaPolicy, "change", policy.pk)).content.decode()
    assert "288 elapsed hours" in page
    assert "• Take-home returned: hour 48 to 144" in page
