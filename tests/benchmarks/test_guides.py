"""Published totals are held against base + a quarter of the equity + the bonus; packages are written for people."""

from decimal import Decimal

import pytest

from benchmarks.guides.packages import package_text
from benchmarks.guides.totals import EndCheck, check_total
from benchmarks.models import GuideBand


def _check(company: str, region: str) -> tuple[EndCheck | None, EndCheck | None, bool | None]:
    check = GuideBand.objects.get(guide__company=company, region=region).total_check
    return check.low, check.high, check.agrees


@pytest.mark.usefixtures("market")
def test_total_check_finds_that_coreweave_agrees() -> None:
    low, high, agrees = _check("CoreWeave", "NYC / Roseland NJ")
    # 232,000 + 345,000 / 4 = 318,250, published as 318,000; 290,000 + 605,000 / 4 = 441,250, published as 441,000
    assert low == EndCheck(Decimal(318_000), Decimal(318_250), Decimal(318_250), Decimal(-250))
    assert high == EndCheck(Decimal(441_000), Decimal(441_250), Decimal(441_250), Decimal(-250))
    assert agrees is True
    assert [_check("CoreWeave", region)[2] for region in ("Remote US", "London")] == [True, True]


@pytest.mark.usefixtures("market")
def test_total_check_marks_the_low_totals_of_hugging_face() -> None:
    low, high, agrees = _check("Hugging Face", "San Francisco")
    # 165,000 + 120,000 / 4 = 195,000, and 5 to 10 % bonus on 165,000; published 213,000 lies 1,500 above 211,500
    assert low == EndCheck(Decimal(213_000), Decimal(203_250), Decimal(211_500), Decimal(1_500))
    # 215,000 + 225,000 / 4 = 271,250, and 5 to 10 % bonus on 215,000; published 290,000 lies inside
    assert high == EndCheck(Decimal(290_000), Decimal(282_000), Decimal(292_750), Decimal(0))
    assert agrees is False
    assert (low and low.agrees, high and high.agrees) == (False, True)


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize(("region", "difference"), [("New York", 2_000), ("Paris", 1_500)])
def test_total_check_marks_the_other_low_totals_too(region: str, difference: int) -> None:
    low, high, agrees = _check("Hugging Face", region)
    assert (low and low.difference, high and high.difference, agrees) == (difference, 0, False)


def test_total_check_says_nothing_where_the_guide_says_too_little() -> None:
    nothing = (None, None)
    check = check_total(
        base=(Decimal(100), None), equity_4yr=nothing, bonus_percent=nothing, published=(None, Decimal(200))
    )
    assert (check.low, check.high, check.agrees) == (None, None, None)


def test_total_check_tells_a_published_total_below_its_parts() -> None:
    ends = (Decimal(100_000), Decimal(100_000))
    check = check_total(
        base=ends, equity_4yr=ends, bonus_percent=(None, Decimal(10)), published=(Decimal(120_000), Decimal(135_400))
    )
    assert check.low == EndCheck(Decimal(120_000), Decimal(135_000), Decimal(135_000), Decimal(-15_000))
    assert check.high == EndCheck(Decimal(135_400), Decimal(135_000), Decimal(135_000), Decimal(400))
    assert (check.low.agrees, check.high.agrees) == (False, True)


@pytest.mark.parametrize(
    ("package", "text"),
    [
        ({"total": 430000, "equity_4yr": 600000, "open": ["total"]},
         "total USD 430,000+, equity over four years USD 600,000"),
        ({"companies": ["NVIDIA", "Google"], "total": 480000, "open": ["total"]},
         "NVIDIA or Google: total USD 480,000+"),
        ({"signing": 75000, "acceleration": "double_trigger", "acceleration_percent": 100, "acceleration_months": 12,
          "refresh_percent": 100},
         "signing bonus USD 75,000, double-trigger acceleration of 100 % within 12 months, "
         "refresh in year 2 of 100 % of the first grant"),
        ({}, "—"),
    ],
)  # fmt: skip
def test_package_text_says_all_that_is_asked(package: dict[str, object], text: str) -> None:
    assert package_text(package, "USD") == text


@pytest.mark.parametrize(
    ("pay", "ends"),
    [
        ({"base_low": 190_000, "base_high": 270_000, "total_low": 275_000}, (190_000, 270_000)),
        ({"base_low": 200_000, "base_high": 240_000, "equity_4yr_low": 80_000, "equity_4yr_high": 160_000},
         (220_000, 280_000)),
        ({"base_low": 200_000, "base_high": 240_000, "equity_4yr_low": 80_000}, (220_000, None)),
        ({"base_low": 200_000, "bonus_percent_low": 5, "bonus_percent_high": 10}, (210_000, None)),
        ({"base_high": 200_000, "bonus_percent_low": 5, "bonus_percent_high": 10}, (None, 220_000)),
        ({"total_low": 275_000}, (None, None)),
    ],
)  # fmt: skip
def test_total_from_parts_has_the_ends_of_the_parts(pay: dict[str, int], ends: tuple[int | None, int | None]) -> None:
    band = GuideBand(**{name: Decimal(value) for name, value in pay.items()})
    assert band.total_from_parts == ends
