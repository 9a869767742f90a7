"""What a package comes to, year by year."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.packages import Package, Year, by_year, discounted
from benchmarks.vesting import Vesting

D = Decimal
AMOUNTS = st.decimals(min_value=0, max_value=D(10) ** 9, places=2)
PERCENTS = st.decimals(min_value=0, max_value=100, places=2)


@st.composite
def packages(draw: st.DrawFn) -> Package:
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    ends = [0, *cuts, 100]
    one, two, three, four = (D(after - before) for before, after in pairwise(ends))
    return Package(
        currency="USD",
        base=draw(AMOUNTS),
        bonus=draw(AMOUNTS),
        equity_4yr=draw(AMOUNTS),
        vesting=Vesting((one, two, three, four), draw(st.integers(0, 48))),
        refresh_percent=draw(st.decimals(min_value=0, max_value=200, places=2)),
        signing=draw(AMOUNTS),
        relocation=draw(AMOUNTS),
        discount_percent=draw(PERCENTS),
    )


def row(year: Year) -> tuple[int, Decimal, Decimal, Decimal]:
    return year.number, year.cash, year.equity, year.total


def test_target_of_the_coreweave_guide() -> None:
    """430K = 280K + 600K / 4."""
    package = Package("USD", base=D(280_000), equity_kind="pre_ipo", equity_4yr=D(600_000))
    assert package.annual == 430_000
    assert package.annual_cash == 280_000
    assert package.first_year == 430_000
    assert [row(year) for year in by_year(package)] == [
        (1, 280_000, 150_000, 430_000),
        (2, 280_000, 150_000, 430_000),
        (3, 280_000, 150_000, 430_000),
        (4, 280_000, 150_000, 430_000),
    ]
    assert package.four_years == 1_720_000


def test_floor_of_the_coreweave_guide() -> None:
    """400K = 265K + 540K / 4; with 75K signing 475K in year 1, with the refresh of 100 % more from year 2 on."""
    floor = Package("USD", base=D(265_000), equity_4yr=D(540_000))
    assert floor.annual == 400_000
    whole = Package("USD", base=D(265_000), equity_4yr=D(540_000), signing=D(75_000), refresh_percent=D(100))
    assert whole.annual == 400_000
    assert whole.first_year == 475_000
    assert [row(year) for year in by_year(whole)] == [
        (1, 340_000, 135_000, 475_000),
        (2, 265_000, 270_000, 535_000),
        (3, 265_000, 270_000, 535_000),
        (4, 265_000, 270_000, 535_000),
    ]
    assert whole.four_years == 2_080_000


def test_target_of_the_hugging_face_guide() -> None:
    """210K + 220K / 4 + 25K signing = 290K in year 1, 265K in each year after it."""
    package = Package("USD", base=D(210_000), equity_kind="rsu_growth_stage", equity_4yr=D(220_000), signing=D(25_000))
    assert package.annual == 265_000
    assert package.first_year == 290_000
    assert [year.total for year in by_year(package)] == [290_000, 265_000, 265_000, 265_000]
    assert package.four_years == 1_085_000


def test_every_part_stands_in_its_year() -> None:
    """5/15/40/40 with a cliff of 18 months; a refresh of 50 % without a cliff; 40 % taken off what cannot be sold."""
    package = Package(
        "EUR",
        base=D(150_000),
        bonus=D(20_000),
        equity_4yr=D(200_000),
        vesting=Vesting((D(5), D(15), D(40), D(40)), 18),
        refresh_percent=D(50),
        signing=D(30_000),
        relocation=D(10_000),
        discount_percent=D(40),
    )
    assert by_year(package) == (
        Year(1, D(150_000), D(20_000), D(30_000), D(10_000), equity=D(0), equity_valued=D(0)),
        Year(2, D(150_000), D(20_000), D(0), D(0), equity=D(45_000), equity_valued=D(27_000)),
        Year(3, D(150_000), D(20_000), D(0), D(0), equity=D(95_000), equity_valued=D(57_000)),
        Year(4, D(150_000), D(20_000), D(0), D(0), equity=D(120_000), equity_valued=D(72_000)),
    )
    assert [year.total for year in by_year(package)] == [210_000, 215_000, 265_000, 290_000]
    assert [year.total_valued for year in by_year(package)] == [210_000, 197_000, 227_000, 242_000]
    assert package.refresh_grant == 100_000
    assert package.four_years == 980_000
    assert package.four_years_valued == 876_000


def test_discount_shows_before_and_after() -> None:
    package = Package("USD", base=D(280_000), equity_4yr=D(600_000), signing=D(10_000), discount_percent=D(30))
    assert (package.equity_4yr, package.equity_4yr_valued) == (600_000, 420_000)
    assert (package.annual, package.annual_valued) == (430_000, 385_000)
    assert (package.first_year, package.first_year_valued) == (440_000, 395_000)
    assert (package.four_years, package.four_years_valued) == (1_730_000, 1_550_000)


def test_bonus_counts_in_cash_and_total() -> None:
    package = Package("USD", base=D(300_000), bonus=D(120_000))
    assert package.annual_cash == package.annual == 420_000


@given(packages())
def test_years_add_up_to_what_was_promised(package: Package) -> None:
    years = by_year(package)
    assert sum(year.cash for year in years) == 4 * package.annual_cash + package.once
    vested = sum(year.equity for year in years)
    assert package.equity_4yr <= vested <= package.equity_4yr + package.refresh_grant
    assert sum(year.total for year in years) == package.four_years


@given(packages())
def test_discount_never_adds(package: Package) -> None:
    assert package.annual_valued <= package.annual
    assert all(0 <= year.equity_valued <= year.equity for year in by_year(package))
    for year in by_year(package):
        assert abs(year.equity_valued - discounted(year.equity, package.discount_percent)) <= D("0.005")


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_even_package_is_the_same_every_year(base: Decimal, bonus: Decimal, quarter: Decimal) -> None:
    package = Package("USD", base=base, bonus=bonus, equity_4yr=4 * quarter)
    assert {year.total for year in by_year(package)} == {package.annual}
