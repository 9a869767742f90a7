"""Which figures a year a row of a guide stands for."""

from decimal import Decimal
from typing import Any

from benchmarks.guide_figures import Figures, mid, of_band, of_position
from benchmarks.models import GuideBand, GuidePosition

D = Decimal
UNKNOWN = (None, None)


def band(**values: Any) -> GuideBand:
    ends: dict[str, Any] = {"currency": "USD", "period": "year"}
    for name, value in values.items():
        if isinstance(value, tuple):
            ends |= {f"{name}_low": value[0], f"{name}_high": value[1]}
        else:
            ends[name] = value
    return GuideBand(**ends)


def test_printed_total_is_taken_as_printed() -> None:
    """Hugging Face prints 213K for San Francisco, though its parts make 211.5K at most."""
    found = of_band(
        band(
            base=(D(165_000), D(215_000)),
            equity_4yr=(D(120_000), D(225_000)),
            bonus_percent=(D(5), D(10)),
            total=(D(213_000), D(290_000)),
        )
    )
    assert found == Figures(
        base=(165_000, 215_000),
        bonus=(8_250, 21_500),
        equity_4yr=(120_000, 225_000),
        signing=UNKNOWN,
        total=(213_000, 290_000),
        is_open=False,
    )


def test_missing_total_is_reckoned_from_its_parts() -> None:
    """232 + 345/4 = 318.25 and 290 + 605/4 + 10 = 451.25."""
    found = of_band(
        band(base=(D(232_000), D(290_000)), equity_4yr=(D(345_000), D(605_000)), bonus_amount=(D(0), D(10_000)))
    )
    assert found.total == (D(318_250), D(451_250))
    assert found.notes == ("total reckoned from its parts",)


def test_total_stays_unknown_where_equity_is_not_printed() -> None:
    row = band(base=(D(100_000), D(120_000)), bonus_percent=(D(10), D(10)))
    assert of_band(row).total == UNKNOWN
    assert of_band(row, pays_equity=False).total == (110_000, 132_000)


def test_amount_counts_as_what_the_guide_says_it_is() -> None:
    total = of_band(band(amount=(D(205_000), None), amount_kind="total"))
    assert (total.base, total.total, total.is_open) == (UNKNOWN, (205_000, None), True)
    base = of_band(band(amount=(D(90_000), D(95_000)), amount_kind="base"))
    assert (base.base, base.total) == ((90_000, 95_000), UNKNOWN)
    unsaid = of_band(band(amount=(D(90_000), D(95_000)), amount_kind="unspecified"))
    assert unsaid.is_empty
    assert unsaid.notes == ("USD 90,000–95,000, without saying of what",)


def test_months_are_taken_twelve_times_hours_are_not_reckoned() -> None:
    month = of_band(band(base=(D(60_000), D(80_000)), total=(D(70_000), D(90_000)), period="month", currency="SEK"))
    assert (month.base, month.total) == ((720_000, 960_000), (840_000, 1_080_000))
    assert month.notes == ("printed a month, taken twelve times",)
    hour = of_band(band(base=(D(90), D(120)), period="hour"))
    assert hour.is_empty
    assert hour.notes == ("printed by the hour",)


def test_target_is_reckoned_with_its_ranges_and_open_ends() -> None:
    stated = {"base": 225000, "equity_4yr": 290000, "equity_4yr_high": 310000, "signing": 20000, "open": ["base"]}
    position = GuidePosition(kind="target", currency="USD", period="year", stated=stated)
    assert of_position(position) == Figures(
        base=(225_000, None),
        bonus=UNKNOWN,
        equity_4yr=(290_000, 310_000),
        signing=(20_000, 20_000),
        total=(297_500, None),
        is_open=True,
        notes=("total reckoned from its parts",),
    )


def test_floor_of_the_reference_file_has_its_columns_only() -> None:
    floor = GuidePosition(kind="floor", currency="USD", period="year", base=D(195_000))
    found = of_position(floor)
    assert (found.base, found.total) == ((195_000, 195_000), UNKNOWN)


def test_middle_of_a_range_or_its_only_end() -> None:
    assert mid(D(100), D(151)) == D("125.5")
    assert mid(D(100), None) == mid(None, D(100)) == 100
    assert mid(None, None) is None
