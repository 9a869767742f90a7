"""Which part of a grant vests in which year."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.vesting import EVEN, FourShares, Vesting, by_year

D = Decimal
GRANTS = st.decimals(min_value=0, max_value=D(10) ** 12, places=2)


@st.composite
def vestings(draw: st.DrawFn) -> Vesting:
    """Four shares in hundredths of a per cent that make 100, with a cliff within the four years."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=3, max_size=3)))
    ends = [0, *cuts, 10_000]
    one, two, three, four = (D(after - before) / 100 for before, after in pairwise(ends))
    return Vesting((one, two, three, four), draw(st.integers(0, 48)))


def of(*shares: float | int | str) -> FourShares:
    one, two, three, four = (D(str(share)) for share in shares)
    return one, two, three, four


def test_even_vesting_is_a_quarter_each_year() -> None:
    assert by_year(D(600_000), Vesting()) == (150_000, 150_000, 150_000, 150_000)


def test_uneven_vesting_follows_its_shares() -> None:
    assert by_year(D(200_000), Vesting(of(5, 15, 40, 40))) == (10_000, 30_000, 80_000, 80_000)
    assert by_year(D(200_000), Vesting(of(40, 30, 20, 10))) == (80_000, 60_000, 40_000, 20_000)


@pytest.mark.parametrize("months", [0, 1, 6, 12])
def test_cliff_within_the_first_year_moves_nothing(months: int) -> None:
    assert by_year(D(100_000), Vesting(EVEN, months)) == (25_000, 25_000, 25_000, 25_000)


@pytest.mark.parametrize(
    ("months", "years"),
    [
        (13, (0, 50_000, 25_000, 25_000)),
        (18, (0, 50_000, 25_000, 25_000)),
        (24, (0, 50_000, 25_000, 25_000)),
        (25, (0, 0, 75_000, 25_000)),
        (36, (0, 0, 75_000, 25_000)),
        (48, (0, 0, 0, 100_000)),
    ],
)
def test_later_cliff_moves_what_came_before_it_to_its_year(months: int, years: tuple[int, ...]) -> None:
    assert by_year(D(100_000), Vesting(EVEN, months)) == years


def test_rest_of_the_cents_comes_in_the_last_year() -> None:
    assert by_year(D("100.03"), Vesting()) == of("25.00", "25.00", "25.00", "25.03")
    assert by_year(D(100), Vesting(of("33.33", "33.33", "33.34", 0))) == of("33.33", "33.33", "33.34", 0)
    assert by_year(D("0.01"), Vesting(of(50, 50, 0, 0))) == of(0, "0.01", 0, 0)


@given(GRANTS, vestings())
def test_years_make_the_grant_to_the_cent(grant: Decimal, vesting: Vesting) -> None:
    years = by_year(grant, vesting)
    assert sum(years) == grant
    assert min(years) >= 0
    assert all(year == round(year, 2) for year in years)


@given(GRANTS, vestings())
def test_nothing_vests_in_a_year_that_ends_before_the_cliff(grant: Decimal, vesting: Vesting) -> None:
    for number, year in enumerate(by_year(grant, vesting), start=1):
        if 12 * number < vesting.cliff_months:
            assert year == 0


@given(GRANTS, vestings())
def test_cliff_delays_but_never_takes_away(grant: Decimal, vesting: Vesting) -> None:
    without = by_year(grant, Vesting(vesting.shares, 0))
    delayed = by_year(grant, vesting)
    for upto in range(1, 5):
        assert sum(delayed[:upto]) <= sum(without[:upto]) + D("0.03")  # the cents of the rest


@pytest.mark.parametrize("shares", [of(25, 25, 25, 24), of(50, 60, -5, -5), of(0, 0, 0, 0), of("25.01", 25, 25, 25)])
def test_shares_that_make_no_whole_are_refused(shares: FourShares) -> None:
    with pytest.raises(ValidationError) as refused:
        Vesting(shares)
    assert refused.value.code == "vesting_not_whole"


@pytest.mark.parametrize("months", [-1, 49])
def test_cliff_outside_the_four_years_is_refused(months: int) -> None:
    with pytest.raises(ValidationError) as refused:
        Vesting(EVEN, months)
    assert refused.value.code == "cliff_out_of_range"


def test_vesting_is_written_for_people() -> None:
    assert Vesting(of(5, 15, 40, 40)).text == "5 / 15 / 40 / 40 %, cliff after 12 months"
    assert Vesting(EVEN, 0).text == "25 / 25 / 25 / 25 %, no cliff"
