"""The API works out a range step by step, refuses what it cannot read, and shows what surveys say."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from benchmarks import band_changes
from benchmarks.api.quote_example import EXAMPLE
from benchmarks.models import Level, MarketPolicy, Region, Survey, SurveyRow

pytestmark = pytest.mark.usefixtures("market")

QUOTE, SURVEYS = "/api/v1/benchmarks/quote/", "/api/v1/benchmarks/surveys/"
SENIOR = {"level": "senior", "region": "germany", "on": "2026-03-02"}


@pytest.fixture
def client(person: Callable[..., Any]) -> APIClient:
    made = APIClient()
    made.force_authenticate(person(superuser=True))
    return made


def _survey(name: str = "Ours", effective_on: date = date(2026, 1, 1)) -> Survey:
    return Survey.objects.create(name=name, effective_on=effective_on, imported_at=datetime(2026, 1, 9, tzinfo=UTC))


def _row(survey: Survey, level: str = "senior", **changed: Any) -> SurveyRow:
    figures = {"p25": 120_000, "p50": 140_000, "p75": 165_000, "p90": 190_000, "people": 31, "companies": 9}
    return SurveyRow.objects.create(
        survey=survey,
        line=2,
        level=Level.objects.get(slug=level),
        region=Region.objects.get(slug="germany"),
        currency="EUR",
        **(figures | changed),
    )


def _quote(client: APIClient, **asked: Any) -> dict[str, Any]:
    answer = client.get(QUOTE, SENIOR | asked)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_quote_answers_what_its_example_shows(client: APIClient) -> None:
    _row(_survey())
    chosen = ["gpu_scale_1000_plus", "cuda_kernel_optimization"]
    assert _quote(client, premium=chosen, amount="190000", currency="EUR") == EXAMPLE


def test_quote_without_an_amount_leaves_its_places_empty(client: APIClient) -> None:
    found = _quote(client)
    assert (found["position"], found["percentile"], found["market"]) == (None, None, [])
    assert found["mid"] == {
        "value": {"amount": "150000.00", "currency": "EUR", "period": "year"},
        "label": "middle of the range",
    }


def test_quote_shows_the_industry_as_its_own_step_and_an_open_top(client: APIClient) -> None:
    found = _quote(client, level="head_vp", region="us_remote", industry="ai_lab_or_hyperscaler", amount="900000")
    assert [step["kind"] for step in found["steps"]] == ["band", "industry", "range"]
    assert [step["after"]["open_top"] for step in found["steps"]] == [True, True, True]
    assert found["range"] == {
        "low": {"amount": "442000.00", "currency": "USD", "period": "year"},
        "high": {"amount": "800000.00", "currency": "USD", "period": "year"},
        "open_top": True,
        "text": "USD 442,000–800,000+",
    }
    assert (found["position"]["standing"], found["position"]["in_band"]) == ("above_printed_top", True)


def test_quote_of_an_earlier_day_is_that_of_the_band_in_force_then(client: APIClient) -> None:
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
    assert _quote(client)["source"] == {
        "name": "AI infrastructure hiring guide 2026",
        "effective_from": "2026-01-01",
        "effective_to": "2026-07-01",
    }
    later = _quote(client, on="2026-07-01")
    assert (later["range"]["text"], later["source"]["name"]) == ("EUR 140,000–185,000", "Own survey")


def test_quote_says_insufficient_where_too_few_people_were_asked(client: APIClient) -> None:
    _row(_survey(), people=4)
    found = _quote(client, amount="150000")
    (market,) = found["market"]
    assert [market[name] for name in ("p25", "p50", "p75", "p90")] == [None] * 4
    assert (market["is_sufficient"], market["confidence"], market["position"]) == (False, "insufficient", None)
    assert market["text"].startswith("insufficient: ")
    assert found["percentile"] is None


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"level": "wizard"}, [("level", "unknown_level")]),
        ({"region": "mars"}, [("region", "unknown_region")]),
        ({"on": "2025-12-31"}, [("on", "no_band")]),
        ({"on": "yesterday"}, [("on", "invalid")]),
        ({"on": "9999-12-31"}, [("on", "day_out_of_reach")]),
        ({"premium": "charm"}, [("premium", "unknown_premium")]),
        ({"premium": ["gpu_scale_1000_plus", "gpu_scale_1000_plus"]}, [("premium", "premium_twice")]),
        ({"industry": "gpu_scale_1000_plus"}, [("industry", "unknown_industry")]),
        (
            {"premium": "ai_lab_or_hyperscaler", "industry": "traditional_enterprise"},
            [("industry", "two_employers")],
        ),
        ({"amount": "150000", "currency": "USD"}, [("currency", "currency_mismatch")]),
        ({"amount": "0"}, [("amount", "min_value")]),
        ({"amount": "NaN"}, [("amount", "invalid")]),
        ({"amount": "1e30"}, [("amount", "max_digits")]),
        ({"amount": ["1", "2"]}, [("amount", "parameter_repeated")]),
        ({"premiums": "gpu_scale_1000_plus"}, [("premiums", "unknown_parameter")]),
        ({"limit": "5", "level": ""}, [("level", "blank"), ("limit", "unknown_parameter")]),
    ],
)
def test_quote_names_the_parameter_that_it_refuses(
    client: APIClient, asked: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    answer = client.get(QUOTE, SENIOR | asked)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == errors


def test_quote_without_level_and_region_asks_for_them(client: APIClient) -> None:
    errors = client.get(QUOTE).json()["errors"]
    assert [(error["field"], error["code"]) for error in errors] == [("level", "required"), ("region", "required")]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_quote_is_only_read(client: APIClient, method: str) -> None:
    assert getattr(client, method)(QUOTE, {}).status_code == 405


def test_quote_shows_surveys_to_who_may_view_them(client: APIClient, person: Callable[..., Any]) -> None:
    _row(_survey())
    reader = person("view_salaryband")
    client.force_authenticate(reader)
    assert client.get(QUOTE, SENIOR).json()["code"] == "permission_missing"  # the scope asks for offers as well
    reader.user_permissions.add(Permission.objects.get(codename="view_offer"))
    client.force_authenticate(get_user_model().objects.get(pk=reader.pk))
    assert (_quote(client, amount="150000")["market"], _quote(client, amount="150000")["percentile"]) == ([], None)
    assert client.get(SURVEYS).json()["code"] == "permission_missing"
    reader.user_permissions.add(Permission.objects.get(codename="view_surveyrow"))
    client.force_authenticate(get_user_model().objects.get(pk=reader.pk))
    assert len(_quote(client, amount="150000")["market"]) == len(client.get(SURVEYS).json()["data"]) == 1


def _queries(client: APIClient, address: str, asked: dict[str, Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, asked)
    assert answer.status_code == 200
    return len(captured)


def test_quote_takes_as_many_queries_for_three_premiums_and_surveys_as_for_one(client: APIClient) -> None:
    _row(_survey())
    one = _queries(client, QUOTE, SENIOR | {"premium": "gpu_scale_1000_plus", "amount": "150000"})
    for name in ("Theirs", "Others"):
        _row(_survey(name))
    chosen = ["gpu_scale_1000_plus", "cuda_kernel_optimization", "llm_serving_100k_rps"]
    assert _queries(client, QUOTE, SENIOR | {"premium": chosen, "amount": "150000"}) == one


def test_surveys_are_aged_to_the_day(client: APIClient) -> None:
    _row(_survey())
    (row,) = client.get(SURVEYS, {"on": "2026-03-02"}).json()["data"]
    (market,) = EXAMPLE["market"]
    assert row == {name: value for name, value in market.items() if name != "position"}


def test_surveys_are_not_aged_beyond_what_can_be_foreseen(client: APIClient) -> None:
    _row(_survey())
    answer = client.get(SURVEYS, {"on": "9999-12-31"})
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("on", "day_out_of_reach")]


def test_surveys_show_each_newest_edition_of_the_day(client: APIClient) -> None:
    _row(_survey(effective_on=date(2025, 1, 1)), p50=130_000)
    _row(_survey())
    _row(_survey("Theirs"), level="mid")

    def found(**asked: str) -> list[tuple[str, str, str]]:
        data = client.get(SURVEYS, asked).json()["data"]
        return [(row["survey"], row["level"], row["effective_on"]) for row in data]

    both = [("Ours", "senior", "2026-01-01"), ("Theirs", "mid", "2026-01-01")]
    assert found() == found(on="2026-05-01") == both
    assert found(on="2025-12-31") == [("Ours", "senior", "2025-01-01")]
    assert found(on="2024-12-31") == []
    assert found(level="mid") == found(survey="theirs") == both[1:]
    assert found(region="us_remote") == found(measure="total") == found(currency="USD") == []


def test_surveys_keep_to_the_market_policy(client: APIClient) -> None:
    MarketPolicy.objects.update_or_create(pk=1, defaults={"least_people": 40, "aging_percent": Decimal(0)})
    _row(_survey())
    (row,) = client.get(SURVEYS, {"on": "2026-03-02"}).json()["data"]
    assert (row["is_sufficient"], row["p50"], row["aging_percent"]) == (False, None, "0.00")


def test_surveys_are_read_page_by_page(client: APIClient) -> None:
    for name in ("A", "B", "C"):
        _row(_survey(name))
    first = client.get(SURVEYS, {"limit": 2}).json()
    rest = client.get(SURVEYS, {"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [row["survey"] for row in first["data"] + rest["data"]] == ["A", "B", "C"]
    assert client.get(SURVEYS, {"levle": "mid"}).json()["code"] == "unknown_parameter"
    assert client.get(SURVEYS, {"on": "soon"}).json()["errors"][0]["field"] == "on"


def test_surveys_take_as_many_queries_for_three_rows_as_for_one(client: APIClient) -> None:
    _row(_survey())
    one = _queries(client, SURVEYS, {})
    for name in ("Theirs", "Others"):
        _row(_survey(name))
    assert _queries(client, SURVEYS, {}) == one
