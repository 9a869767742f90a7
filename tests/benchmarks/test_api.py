"""The API gives levels, regions, bands, premiums and guides, read-only, in a fixed number of queries."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from benchmarks import api, band_changes
from benchmarks.models import CompanyGuide, GuideBand, GuideLevel, GuideLever, Level, Region

pytestmark = pytest.mark.usefixtures("market")

PAY = ("bands", "premiums", "guides", "surveys", "quote")


@pytest.fixture
def client(person: Callable[..., Any]) -> APIClient:
    made = APIClient()
    made.force_authenticate(person(superuser=True))
    return made


def _rows(client: APIClient, address: str) -> list[dict[str, Any]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["data"]
    return rows


def test_routes_name_the_scope_that_each_needs() -> None:
    assert {prefix: viewset.required_scopes["read"] for prefix, viewset in api.ROUTES} == {
        "levels": "benchmarks:read",
        "regions": "benchmarks:read",
        "benchmarks/bands": "pay:read",
        "benchmarks/premiums": "pay:read",
        "benchmarks/guides": "pay:read",
        "benchmarks/surveys": "pay:read",
        "benchmarks": "pay:read",
    }


def test_levels_and_regions_are_listed_in_order(client: APIClient) -> None:
    assert [row["slug"] for row in _rows(client, "/api/v1/levels/")] == [
        "junior", "mid", "senior", "staff_principal", "head_vp",
    ]  # fmt: skip
    assert _rows(client, "/api/v1/regions/")[1] == {
        "slug": "uk_netherlands",
        "title": "United Kingdom / Netherlands",
        "currency": "GBP",
    }
    assert [row["slug"] for row in _rows(client, "/api/v1/regions/?currency=USD")] == ["us_remote"]


def test_bands_are_filtered_by_level_and_region(client: APIClient) -> None:
    (row,) = _rows(client, "/api/v1/benchmarks/bands/?level=head_vp&region=us_remote")
    assert row == {
        "id": row["id"],
        "level": "head_vp",
        "region": "us_remote",
        "currency": "USD",
        "period": "year",
        "low": "340000.00",
        "high": "500000.00",
        "open_top": True,
        "text": "USD 340,000–500,000+",
        "source": "AI infrastructure hiring guide 2026",
        "effective_from": "2026-01-01",
        "effective_to": None,
    }
    assert client.get(f"/api/v1/benchmarks/bands/{row['id']}/").json() == row


def test_bands_of_another_day_are_those_in_force_then(client: APIClient) -> None:
    band_changes.supersede(
        level=Level.objects.get(slug="senior"),
        region=Region.objects.get(slug="germany"),
        currency="EUR",
        low=Decimal(140_000),
        high=Decimal(185_000),
        source="Own survey",
        effective_from=date(2026, 7, 1),
        by=None,
    )
    address = "/api/v1/benchmarks/bands/?level=senior&region=germany&on="
    assert [row["low"] for row in _rows(client, address + "2026-06-30")] == ["130000.00"]
    assert [row["low"] for row in _rows(client, address + "2026-07-01")] == ["140000.00"]
    assert _rows(client, address + "2025-12-31") == []
    assert client.get(address + "yesterday").status_code == 400


def test_bands_are_read_page_by_page(client: APIClient) -> None:
    found: list[tuple[str, str]] = []
    address = "/api/v1/benchmarks/bands/?limit=4"
    while address:
        page = client.get(address).json()
        found += [(row["region"], row["level"]) for row in page["data"]]
        address = page["next_cursor"] and f"/api/v1/benchmarks/bands/?limit=4&cursor={page['next_cursor']}"
    assert len(found) == len(set(found)) == 15
    assert (found[0], found[-1]) == (("germany", "junior"), ("us_remote", "head_vp"))


@pytest.mark.parametrize("prefix", PAY)
def test_pay_needs_the_permission_to_view_it(prefix: str, client: APIClient, person: Callable[..., Any]) -> None:
    for user in (None, person("view_level")):
        client.force_authenticate(user)
        assert client.get(f"/api/v1/benchmarks/{prefix}/").status_code in (401, 403)


@pytest.mark.parametrize("prefix", PAY)
def test_no_cache_keeps_pay(client: APIClient, prefix: str) -> None:
    answer = client.get(f"/api/v1/benchmarks/{prefix}/")
    assert (answer["Cache-Control"], "Authorization" in answer["Vary"]) == ("private, no-store", True)


@pytest.mark.parametrize("prefix", ["bands", "premiums", "guides"])
def test_the_addresses_of_before_lead_nowhere(client: APIClient, prefix: str) -> None:
    assert client.get(f"/api/v1/{prefix}/").status_code == 404


def test_premiums_give_percentages_or_words(client: APIClient) -> None:
    rows = {row["slug"]: row for row in _rows(client, "/api/v1/benchmarks/premiums/")}
    assert rows["gpu_scale_1000_plus"]["text"] == "+25–40 %"
    assert rows["autonomous_vehicle_or_quant"]["relation"] == "close behind AI labs"
    assert rows["autonomous_vehicle_or_quant"]["companies"] == ["Waymo", "Cruise"]
    assert [row["slug"] for row in _rows(client, "/api/v1/benchmarks/premiums/?kind=equity")] == ["equity_example"]


def test_guides_show_published_beside_computed_totals(client: APIClient) -> None:
    (row,) = _rows(client, "/api/v1/benchmarks/guides/?company=hugging face")
    assert row["bands"][0]["total_check"] == {
        "low": {
            "published": "213000.00",
            "least": "203250.00",
            "most": "211500.00",
            "difference": "1500.00",
            "agrees": False,
        },
        "high": {
            "published": "290000.00",
            "least": "282000.00",
            "most": "292750.00",
            "difference": "0.00",
            "agrees": True,
        },
        "agrees": False,
    }
    assert row["level_mapping"][0] == "Google L4 SRE"
    assert row["levers"][1]["ask"] == {"base": 215000}
    assert client.get(f"/api/v1/benchmarks/guides/{row['slug']}/").json() == row


def test_retired_guides_are_not_shown(client: APIClient) -> None:
    CompanyGuide.objects.filter(company="CoreWeave").update(retired_at="2026-03-02T09:00Z")
    assert [row["company"] for row in _rows(client, "/api/v1/benchmarks/guides/")] == ["Hugging Face"]


@pytest.mark.parametrize("prefix", [prefix for prefix, _viewset in api.ROUTES])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: APIClient, prefix: str, method: str) -> None:
    for address in (f"/api/v1/{prefix}/", f"/api/v1/{prefix}/1/"):
        assert getattr(client, method)(address, {}).status_code in (404, 405)


def _queries(client: APIClient, address: str, rows: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert len(_rows(client, address)) == rows
    return len(captured)


def test_bands_take_as_many_queries_for_three_rows_as_for_one(client: APIClient) -> None:
    one = _queries(client, "/api/v1/benchmarks/bands/?level=senior&region=germany", 1)
    assert _queries(client, "/api/v1/benchmarks/bands/?level=senior", 3) == one


def test_guides_take_as_many_queries_for_three_rows_as_for_one(client: APIClient) -> None:
    one = _queries(client, "/api/v1/benchmarks/guides/?company=CoreWeave", 1)
    for number in (1, 2):
        guide = CompanyGuide.objects.create(slug=f"more-{number}", title="More", company="CoreWeave", role="More")
        GuideBand.objects.create(guide=guide, region="Berlin", currency="EUR", base_low=1, base_high=2)
        GuideLevel.objects.create(guide=guide, text="Google L5")
        GuideLever.objects.create(guide=guide, key="a", title="A", ask={"base": 1})
    assert _queries(client, "/api/v1/benchmarks/guides/?company=CoreWeave", 3) == one
