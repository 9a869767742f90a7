"""Which package within limits is the cheapest that clears the floors."""

import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.cheapest import Floor, Limits, cheapest

D = Decimal


def limits(**changes: Any) -> Limits:
    """The band of senior engineers in the United States, with 700,000 of equity and 100,000 of signing at the most."""
    given_: dict[str, Any] = {
        "currency": "USD",
        "base_low": D(210_000),
        "base_high": D(280_000),
        "equity_most": D(700_000),
        "signing_most": D(100_000),
    }
    return Limits(**given_ | changes)


def parts(result: Any) -> tuple[Decimal, Decimal, Decimal]:
    return result.package.base, result.package.equity_4yr, result.package.signing


# Brute force: every point of the grid, with the definitions written out ----------------------------------------------
def points(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    """The ends, and every multiple of the step between them."""
    first = int(low // step)
    inside = [step * number for number in range(first, int(high // step) + 1) if low < step * number < high]
    return sorted({low, high, *inside})


def every_package(limits: Limits) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    assert limits.base_high is not None
    for base in points(limits.base_low, limits.base_high, limits.base_step):
        for equity in points(D(0), limits.equity_most, limits.equity_step):
            for signing in points(D(0), limits.signing_most, limits.signing_step):
                yield base, equity, signing


def clears(limits: Limits, floors: list[Floor], package: tuple[Decimal, Decimal, Decimal]) -> bool:
    base, equity, signing = package
    worth_400 = 400 * (base + limits.bonus) + equity * (100 - limits.discount_percent)
    return all(
        base >= floor.base
        and equity >= floor.equity_4yr
        and signing >= floor.signing
        and worth_400 >= 400 * floor.total
        for floor in floors
    )


def cost(limits: Limits, package: tuple[Decimal, Decimal, Decimal]) -> Decimal:
    base, equity, signing = package
    return (4 * (base + limits.bonus) + signing) * (100 + limits.on_cost_percent) / 100 + equity


THOUSANDS = st.integers(0, 60).map(lambda number: D(number * 1000))
ODD = st.integers(0, 60_000).map(D)
AMOUNTS = THOUSANDS | ODD
DISCOUNTS = st.sampled_from([D(0), D(10), D(20), D(25), D("33.33"), D(50), D(90), D(100)])


@st.composite
def searches(draw: st.DrawFn) -> tuple[Limits, list[Floor]]:
    """Small limits, so that every package can be tried."""
    low = draw(AMOUNTS)
    found = Limits(
        currency="EUR",
        base_low=low,
        base_high=low + draw(AMOUNTS) / 4,
        equity_most=draw(AMOUNTS),
        signing_most=draw(AMOUNTS) / 10,
        bonus=draw(AMOUNTS) / 10,
        discount_percent=draw(DISCOUNTS),
        base_step=draw(st.sampled_from([D(1000), D(1500)])),
        equity_step=draw(st.sampled_from([D(5000), D(4000), D(3000), D(7001)])),
        signing_step=D(1000),
        on_cost_percent=draw(st.sampled_from([D(0), D(20), D("33.3")])),
    )
    floor = st.builds(
        Floor,
        base=st.just(D(0)) | AMOUNTS,
        equity_4yr=st.just(D(0)) | AMOUNTS,
        signing=st.just(D(0)) | AMOUNTS.map(lambda amount: amount / 10),
        total=AMOUNTS.map(lambda amount: 2 * amount),
        name=st.sampled_from(["Floor", "Offer", ""]),
    )
    return found, draw(st.lists(floor, min_size=1, max_size=2))


@settings(deadline=None, max_examples=100)
@given(searches())
def test_cheapest_is_what_trying_every_package_finds(search: tuple[Limits, list[Floor]]) -> None:
    within, floors = search
    feasible = [one for one in every_package(within) if clears(within, floors, one)]
    result = cheapest(within, floors)
    assert (result.package is None) == (not feasible)
    if feasible:
        best = min(feasible, key=lambda one: (cost(within, one), one[0], one[2]))
        assert result.cost_4yr == cost(within, best)
        assert parts(result) == best
        assert clears(within, floors, parts(result))
        assert result.gap is None


@settings(deadline=None, max_examples=100)
@given(searches())
def test_gap_is_what_the_best_package_lacks(search: tuple[Limits, list[Floor]]) -> None:
    within, floors = search
    assert within.base_high is not None
    gap = cheapest(within, floors).gap
    worth = within.base_high + within.bonus + within.equity_most * (100 - within.discount_percent) / 400
    lacking = (
        max(max(floor.base for floor in floors) - within.base_high, D(0)),
        max(max(floor.equity_4yr for floor in floors) - within.equity_most, D(0)),
        max(max(floor.signing for floor in floors) - within.signing_most, D(0)),
        max(max(floor.total for floor in floors) - worth, D(0)),
    )
    assert ((gap.base, gap.equity_4yr, gap.signing, gap.total) if gap else (0, 0, 0, 0)) == lacking


@settings(deadline=None, max_examples=50)
@given(searches())
def test_open_top_always_reaches_the_total(search: tuple[Limits, list[Floor]]) -> None:
    within, floors = search
    open_ = Limits(**{**vars(within), "base_high": None})
    result = cheapest(open_, floors)
    if result.gap is not None:
        assert result.gap.base == result.gap.total == 0
    else:
        assert clears(open_, floors, parts(result))
        closed = cheapest(within, floors)
        if closed.cost_4yr is not None and result.cost_4yr is not None:
            on_grid = within.base_high is not None and within.base_high % within.base_step == 0
            assert not on_grid or result.cost_4yr <= closed.cost_4yr


# By hand -------------------------------------------------------------------------------------------------------------
def test_the_coreweave_floor_by_its_total_alone() -> None:
    """Base and equity cost the same without a discount, so base stays low: 225K + 700K / 4 = 400K."""
    result = cheapest(limits(), [Floor(total=D(400_000), name="Not below")])
    assert parts(result) == (225_000, 700_000, 0)
    assert result.cost_4yr == 1_600_000
    assert result.explanation == (
        "Base USD 225,000, equity over four years USD 700,000, signing USD 0: worth USD 400,000 a year to the "
        "candidate; it costs USD 1,600,000 over four years.",
        "Tried were base from USD 210,000 to USD 280,000 in steps of USD 1,000 and equity over four years up to the "
        "limit of USD 700,000 in steps of USD 5,000.",
        "The band begins at USD 210,000: not less base than that.",
        "“Not below” asks for USD 400,000 a year; what is set so far comes to USD 210,000, so USD 190,000 a year were "
        "missing.",
        "One more USD 1,000 a year for the candidate costs over four years USD 4,000 through base and USD 4,000 "
        "through equity.",
        "A signing bonus is paid once and counts in no yearly total: USD 1,000 of it cost USD 1,000. So it is no "
        "higher than asked.",
        "Both ways cost the same, so equity goes first: base is the part that is never taken back. Raised: base from "
        "USD 210,000 to USD 225,000, equity over four years from nothing to USD 700,000 (the most that the limit "
        "allows).",
    )


def test_the_coreweave_floor_part_by_part() -> None:
    """400K = 265K + 540K / 4, and 75K signing: the parts make the total by themselves."""
    floor = Floor(base=D(265_000), equity_4yr=D(540_000), signing=D(75_000), total=D(400_000), name="Not below")
    result = cheapest(limits(), [floor])
    assert parts(result) == (265_000, 540_000, 75_000)
    assert result.cost_4yr == 4 * 265_000 + 540_000 + 75_000
    assert result.explanation[-1] == (
        "“Not below” asks for USD 400,000 a year; what is set so far comes to USD 400,000, so the total takes nothing "
        "more."
    )


def test_discount_makes_base_the_cheaper_way() -> None:
    """At 30 % off, 1,000 a year cost 4,000 through base and 5,714 through equity: base goes to the top of the band."""
    floors = [Floor(total=D(400_000), name="Not below"), Floor(total=D(390_000), name="NVIDIA")]
    result = cheapest(limits(discount_percent=D(30)), floors)
    assert parts(result) == (280_000, 690_000, 0)
    assert result.package is not None
    assert result.package.annual_valued == 400_750
    assert result.cost_4yr == 1_810_000
    assert result.explanation[4:] == (
        "One more USD 1,000 a year for the candidate costs over four years USD 4,000 through base and USD 5,714 "
        "through equity, as 30 % of it count for nothing.",
        "A signing bonus is paid once and counts in no yearly total: USD 1,000 of it cost USD 1,000. So it is no "
        "higher than asked.",
        "Base is the cheaper way, so it goes first and equity brings only what base cannot. Raised: base from USD "
        "210,000 to USD 280,000 (the top of the band), equity over four years from nothing to USD 690,000.",
        "In steps as round as these it ends USD 750 a year above what is asked.",
    )


def test_on_cost_makes_equity_the_cheaper_way() -> None:
    """At 20 % on top of cash 1,000 a year cost 4,800 through base."""
    result = cheapest(limits(on_cost_percent=D(20)), [Floor(total=D(300_000), name="Aims for")])
    assert parts(result) == (210_000, 360_000, 0)
    assert result.cost_4yr == 4 * 252_000 + 360_000
    assert "costs over four years USD 4,800 through base (with 20 % on top of cash)" in result.explanation[4]
    assert result.explanation[6].startswith("Equity is the cheaper way")


def test_of_equally_dear_packages_the_one_with_less_base_is_taken() -> None:
    """At 20 % off: 280K + 16K of equity and 279K + 20K both are worth 283K or more and cost 1,136,000."""
    within = limits(discount_percent=D(20), equity_step=D(4000))
    result = cheapest(within, [Floor(total=D(283_000))])
    assert parts(result) == (279_000, 20_000, 0)
    assert result.cost_4yr == 4 * 280_000 + 16_000
    assert result.explanation[-1] == (
        "In these steps, base at its limit of USD 280,000 with equity USD 16,000 would cost the same, with more base."
    )


def test_limit_and_steps_are_named_where_they_decide() -> None:
    """168K - 230K / 4 leave 110.5K of base, in steps 111K: 4 x 111K + 230K are 2K more than 4 x 113K + 220K."""
    within = limits(currency="EUR", base_low=D(100_000), base_high=D(130_000), equity_most=D(230_000))
    result = cheapest(within, [Floor(total=D(168_000), name="Elif")])
    assert parts(result) == (113_000, 220_000, 0)
    assert result.explanation[1] == (
        "Tried were base from EUR 100,000 to EUR 130,000 in steps of EUR 1,000 and equity over four years up to the "
        "limit of EUR 230,000 in steps of EUR 5,000."
    )
    assert result.explanation[-2:] == (
        "Both ways cost the same, so equity goes first: base is the part that is never taken back. Raised: base from "
        "EUR 100,000 to EUR 113,000, equity over four years from nothing to EUR 220,000.",
        "In these steps, base EUR 111,000 with equity at its limit of EUR 230,000 would cost EUR 2,000 more over four "
        "years.",
    )


def test_open_top_is_named_as_such() -> None:
    explanation = cheapest(limits(base_high=None), [Floor(total=D(300_000))]).explanation
    assert "base from USD 210,000 upwards in steps of USD 1,000" in explanation[1]


def test_bonus_counts_for_the_total() -> None:
    result = cheapest(limits(bonus=D(30_000)), [Floor(total=D(240_000))])
    assert parts(result) == (210_000, 0, 0)
    assert result.cost_4yr == 960_000


def test_nothing_asked_is_the_bottom_of_the_band() -> None:
    assert parts(cheapest(limits(), [])) == (210_000, 0, 0)


def test_gap_says_what_would_close_it() -> None:
    """280K + 700K x 0.5 / 4 = 367.5K: 62.5K below 430K. At face value it is 455K, at 14.2 % off still 430K."""
    result = cheapest(limits(discount_percent=D(50)), [Floor(total=D(430_000), name="Aims for")])
    assert result.package is None
    assert result.cost_4yr is None
    assert result.gap is not None
    assert list(result.gap.items()) == [("total a year", D(62_500))]
    assert result.explanation == (
        "No package within the limits clears “Aims for”. The most they allow is base USD 280,000, equity over four "
        "years USD 700,000, signing USD 100,000: worth USD 367,500 a year to the candidate, with 50 % taken off the "
        "equity.",
        "“Aims for” asks for USD 430,000 a year: USD 62,500 of it are missing.",
        "Any of these closes it: USD 63,000 more base, which makes USD 343,000, above the band, or USD 500,000 more "
        "equity over four years than the limit allows, or a discount on equity of 14.2 % instead of 50 %, if it can be "
        "made easier to sell.",
    )


def test_gap_of_each_part_names_its_limit() -> None:
    floor = Floor(base=D(300_000), equity_4yr=D(710_000), signing=D(120_000), name="NVIDIA")
    result = cheapest(limits(), [floor])
    assert result.gap is not None
    assert list(result.gap.items()) == [
        ("base", D(20_000)),
        ("equity over four years", D(10_000)),
        ("signing bonus", D(20_000)),
    ]
    assert result.explanation[1:] == (
        "“NVIDIA” asks for USD 300,000 base, the band ends at USD 280,000: USD 20,000 are missing. A base above the "
        "band closes it.",
        "“NVIDIA” asks for USD 710,000 equity over four years, the limit is USD 700,000: USD 10,000 are missing. A "
        "higher limit for equity closes it.",
        "“NVIDIA” asks for USD 120,000 as a signing bonus, the limit is USD 100,000: USD 20,000 are missing. A higher "
        "limit for signing closes it.",
    )


def test_ends_of_the_band_count_though_they_are_not_round() -> None:
    """With premiums a band may end at 238,250: that is a base as well."""
    result = cheapest(limits(base_high=D("238250"), discount_percent=D(100)), [Floor(total=D("238250"))])
    assert parts(result) == (D("238250"), 0, 0)


@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ({}, 440_123),
        ({"discount_percent": D("37.25")}, 380_777),
        ({"on_cost_percent": D(21)}, 390_001),
        ({"discount_percent": D("0.01")}, 399_999),
        ({"currency": "KRW", "base_low": D(90_000_000), "base_high": D(190_000_000), "equity_most": D(400_000_000)},
         230_000_123),
    ],
)  # fmt: skip
def test_search_takes_less_than_a_twentieth_of_a_second(changes: dict[str, Any], total: int) -> None:
    within, floors = limits(**changes), [Floor(total=D(total), name="Not below")]
    cheapest(within, floors)
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        cheapest(within, floors)
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.05


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"base_high": D(200_000)}, "limits_crossed"),
        ({"equity_most": D(-1)}, "limits_crossed"),
        ({"base_step": D(0)}, "step_not_positive"),
        ({"discount_percent": D(101)}, "percent_out_of_range"),
        ({"on_cost_percent": D(-1)}, "percent_out_of_range"),
    ],
)
def test_limits_that_make_no_sense_are_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        limits(**changes)
    assert refused.value.code == code
