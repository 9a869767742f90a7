from datetime import date
from decimal import Decimal

import pytest

from benchmarks.models import Level, Region, SalaryBand
from hiring import offer_band
from tests.hiring.offer_world import terms
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

ON = date(2026, 9, 17)


def held(*, level: str = "senior", region: str = "germany", on: date = ON, **values) -> offer_band.Held:
    places = {"level": Level.objects.get(slug=level), "region": Region.objects.get(slug=region)}
    return offer_band.hold(terms(**places, **values), on=on)


@pytest.mark.parametrize(
    ("base", "is_out", "reason"),
    [
        ("129999.99", True, "below_band"),
        ("130000", False, ""),
        ("150000", False, ""),
        ("170000", False, ""),
        ("170000.01", True, "above_band"),
    ],
)
def test_a_senior_in_germany_earns_130_to_170_thousand(base, is_out, reason):
    found = held(base=Decimal(base))
    assert (found.is_out_of_band, found.reason) == (is_out, reason)


def test_premiums_widen_the_band():
    """130-170 thousand, GPU scale +25-40 %: 162.5 to 238 thousand."""
    assert held(base=Decimal(238_000), premiums=("gpu_scale_1000_plus",)).reason == ""
    assert held(base=Decimal(238_001), premiums=("gpu_scale_1000_plus",)).reason == "above_band"
    assert held(base=Decimal(162_499), premiums=("gpu_scale_1000_plus",)).reason == "below_band"


def test_nothing_lies_above_an_open_top():
    """Head in the US: 340-500 thousand and more."""
    values = {"level": "head_vp", "region": "us_remote", "currency": "USD"}
    assert not held(**values, base=Decimal(900_000)).is_out_of_band
    assert held(**values, base=Decimal(339_999)).reason == "below_band"


def test_an_amount_in_another_currency_is_not_compared():
    found = held(currency="USD")
    assert (found.is_out_of_band, found.reason, found.position) == (True, "other_currency", None)
    assert (found.quote.currency, found.quote.low) == ("EUR", 130_000)


def test_where_no_band_is_in_force_everything_lies_outside():
    found = held(on=date(2025, 12, 31))
    assert (found.is_out_of_band, found.reason, found.quote, found.adjusted) == (True, "no_band", None, None)
    assert found.as_json() == {"on": "2025-12-31", "is_out_of_band": True, "reason": "no_band"}
    nowhere = offer_band.hold(terms(), on=ON)
    assert (nowhere.is_out_of_band, nowhere.reason) == (True, "no_band")


def test_a_band_by_the_month_is_not_compared_with_pay_by_the_year():
    SalaryBand.objects.filter(level__slug="senior", region__slug="germany").update(period="month")
    assert held().reason == "other_period"


def test_what_is_kept_says_how_the_range_came_about():
    kept = held(base=Decimal(200_250), premiums=("gpu_scale_1000_plus",)).as_json()
    assert {name: kept[name] for name in ("level", "region", "currency", "period", "on", "reason")} == {
        "level": "senior",
        "region": "germany",
        "currency": "EUR",
        "period": "year",
        "on": "2026-09-17",
        "reason": "",
    }
    assert [Decimal(kept[name]) for name in ("band_low", "band_high", "low", "high", "mid")] == [
        130_000,
        170_000,
        162_500,
        238_000,
        200_250,
    ]
    assert [(step["kind"], Decimal(step["low"]), Decimal(step["high"])) for step in kept["steps"]] == [
        ("band", 130_000, 170_000),
        ("premium", 32_500, 68_000),
        ("range", 162_500, 238_000),
    ]
    assert kept["position"] == {
        "amount": "200250",
        "compa_ratio": "1.000",
        "range_penetration": "0.500",
        "standing": "inside",
    }


def test_a_premium_that_nobody_knows_is_refused():
    with refuses("unknown_premium"):
        held(premiums=("charm",))
