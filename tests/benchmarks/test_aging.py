"""Pay is aged by compounding over actual days; nothing is aged backwards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.aging import aged, aging_text

DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("to", "percent", "expected"),
    [
        (DAY, "3", "100000"),  # the same day: as printed
        (date(2030, 1, 1), "3", "112550.88"),  # 1461 days are four years: 1.03 ** 4 = 1.12550881
        (date(2030, 1, 1), "-10", "65610.00"),  # 0.9 ** 4 = 0.6561
        (date(2034, 1, 1), "3", "126677.01"),  # 2922 days are eight years: 1.03 ** 8 = 1.26677008
        (date(2030, 1, 1), "0", "100000"),
    ],
)
def test_aged_compounds_over_whole_years(to: date, percent: str, expected: str) -> None:
    assert aged(Decimal(100_000), from_=DAY, to=to, percent=Decimal(percent)) == Decimal(expected)


def test_aged_takes_part_of_a_year_as_that_part() -> None:
    """Half of 731 days in 365.25: 1.03 ** (365 / 365.25) = 1.029979..., a hair below 3 %."""
    assert aged(Decimal(100_000), from_=DAY, to=date(2027, 1, 1), percent=Decimal(3)) == Decimal("102997.92")


def test_aged_refuses_to_go_back() -> None:
    with pytest.raises(ValidationError) as refused:
        aged(Decimal(100_000), from_=DAY, to=date(2025, 12, 31), percent=Decimal(3))
    assert refused.value.code == "aged_backwards"


def test_aged_refuses_a_fall_to_nothing() -> None:
    with pytest.raises(ValidationError) as refused:
        aged(Decimal(100_000), from_=DAY, to=date(2027, 1, 1), percent=Decimal(-100))
    assert refused.value.code == "aged_below_nothing"


@given(
    amount=st.decimals(1000, 10_000_000, places=2),
    days=st.integers(0, 4000),
    more=st.integers(0, 4000),
    percent=st.decimals(Decimal("0.01"), 50, places=2),
)
def test_aged_in_two_steps_is_aged_in_one(amount: Decimal, days: int, more: int, percent: Decimal) -> None:
    middle, end = DAY + timedelta(days), DAY + timedelta(days + more)
    once = aged(amount, from_=DAY, to=end, percent=percent)
    halfway = aged(amount, from_=DAY, to=middle, percent=percent)
    twice = aged(halfway, from_=middle, to=end, percent=percent)
    grown = once / amount
    assert abs(once - twice) <= Decimal("0.01") + Decimal("0.01") * grown
    assert once >= amount


def test_aging_text_names_rate_and_days() -> None:
    assert (
        aging_text(from_=DAY, to=date(2026, 11, 21), percent=Decimal("3.50"))
        == "as of 2026-01-01, aged to 2026-11-21 at 3.5 % a year"
    )
    assert aging_text(from_=DAY, to=DAY, percent=Decimal(3)) == "as of 2026-01-01"
