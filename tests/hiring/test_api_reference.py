"""Scopes, landscape, channels, checklist and market facts over the API: read-only, complete, filtered."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIRequestFactory, force_authenticate

from hiring.api import reference
from hiring.models import LandscapeCategory, User
from tests import factories

ROUTES = dict(reference.ROUTES)

pytestmark = pytest.mark.django_db


def _get(prefix: str, slug: str | None = None, user: User | None = None, **query: str) -> Any:
    """The answer to somebody who may read; who may is the router's business. Lists come whole."""
    actions = {"get": "retrieve" if slug else "list"}
    view = ROUTES[prefix].as_view(actions, permission_classes=[], pagination_class=None)
    request = APIRequestFactory().get("/", query)
    if user:
        force_authenticate(request, user)
    response = view(request, **({"slug": slug} if slug else {}))
    assert response.status_code == 200, response.data
    return response.data


def test_routes_all_ask_for_the_same_scope() -> None:
    assert list(ROUTES) == ["role-scopes", "landscape", "sourcing-channels", "checklist", "market-facts"]
    assert all(view.required_scopes == {"read": "reference:read"} for view in ROUTES.values())


@pytest.mark.parametrize(
    ("prefix", "rows"),
    [("role-scopes", 3), ("landscape", 8), ("sourcing-channels", 6), ("checklist", 10), ("market-facts", 14)],
)
def test_lists_are_complete_in_one_query(prefix: str, rows: int, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert len(_get(prefix)) == rows


def test_scope_shows_its_amounts_to_those_who_may_see_pay() -> None:
    team = factories.people()
    scope = _get("role-scopes", "ai_infrastructure", team.manager)
    assert (scope["eur_low"], scope["eur_high"]) == ("110000.00", "170000.00")
    scope = _get("role-scopes", "ai_infrastructure", team.interviewer)
    assert (scope["eur_low"], scope["eur_high"]) == (None, None)
    assert scope["focus"][0] == "GPU clusters"
    assert len(scope["needed_when"]) == 3
    assert "110000" not in str(_get("role-scopes", user=team.coordinator))


def test_landscape_is_filtered_by_name() -> None:
    assert {row["slug"] for row in _get("landscape", name="run:ai")} == {"cluster_orchestration", "gpu_monitoring"}
    assert {row["slug"] for row in _get("landscape", name="nccl")} == {"compute_communication"}


def test_channels_are_filtered_by_signal() -> None:
    assert [row["slug"] for row in _get("sourcing-channels", signal="mlsys")] == ["conferences"]


def test_market_facts_are_filtered_by_unit() -> None:
    assert {row["slug"] for row in _get("market-facts", unit="hours")} == {
        "first_profiles_hours",
        "offer_decision_hours_after_final_round",
    }


def test_retired_rows_are_left_out() -> None:
    LandscapeCategory.objects.filter(slug="networking").update(retired_at=timezone.now())
    assert "networking" not in {row["slug"] for row in _get("landscape")}
