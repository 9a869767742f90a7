"""Where the marks of charts stand: worked out by hand."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from benchmarks import charts, scales
from benchmarks.charts import Mark, RangeRow, YearGroup
from benchmarks.quotes import QuoteStep


def d(amount: float | str) -> Decimal:
    return Decimal(str(amount))


def row(low: Any, high: Any, label: str = "Senior", currency: str = "EUR", **more: Any) -> RangeRow:
    ends = (None if end is None else d(end) for end in (low, high))
    return RangeRow(label, *ends, currency=currency, **more)


def step(kind: str, label: str, low: int, high: int, after: tuple[int, int], **more: Any) -> QuoteStep:
    text = "of the band"
    return QuoteStep(
        label, d(low), d(high), text, kind, d(after[0]), d(after[1]), currency="EUR", period="year", **more
    )


@dataclass(frozen=True)
class Year:
    base: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    signing: Decimal = Decimal(0)
    relocation: Decimal = Decimal(0)
    equity: Decimal = Decimal(0)


def drawn(template: str, chart: Any) -> ElementTree.Element:
    """The figure of a chart; what is no well-formed XML fails here."""
    return ElementTree.fromstring(render_to_string(f"benchmarks/charts/{template}.html", {"chart": chart}).strip())


def words(figure: ElementTree.Element) -> str:
    return " ".join("".join(figure.itertext()).split())


@pytest.mark.parametrize(
    ("amounts", "low", "high", "step"),
    [
        ([75_000, 260_000], 50_000, 300_000, 50_000),
        ([130_000, 170_000], 130_000, 170_000, 10_000),
        ([232_000, 290_000], 220_000, 300_000, 20_000),
        ([1, 9], 0, 10, 2),
        ([90_000_000, 120_000_000], 90_000_000, 120_000_000, 10_000_000),
    ],
)
def test_axis_has_round_figures(amounts: list[int], low: int, high: int, step: int) -> None:
    scale = scales.over([d(amount) for amount in amounts])
    assert (scale.low, scale.high, scale.step) == (low, high, step)


def test_axis_from_zero_begins_there() -> None:
    scale = scales.over([d(430_000)], from_zero=True)
    assert (scale.low, scale.high, scale.step) == (0, 500_000, 100_000)
    assert [(tick.x, tick.text, tick.anchor) for tick in scale.ticks] == [
        (0, "0", "start"),
        (20, "100k", "middle"),
        (40, "200k", "middle"),
        (60, "300k", "middle"),
        (80, "400k", "middle"),
        (100, "500k", "end"),
    ]


@pytest.mark.parametrize("amounts", [[], [d(0)], [d(5)], [d("0.01"), d("0.02")], [d(1), d(10) ** 14]])
def test_axis_of_odd_amounts_has_an_end_and_few_steps(amounts: list[Decimal]) -> None:
    scale = scales.over(amounts)
    assert scale.low < scale.high
    assert 2 <= len(scale.ticks) <= 7
    assert all(0 <= scale.x(amount) <= 100 for amount in amounts)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (950, "950"), ("17.5", "17.5"), (130_000, "130k"), (162_500, "162.5k"), (1_200_000, "1.2M")],
)
def test_compact_amounts(amount: Any, text: str) -> None:
    assert scales.compact(d(amount)) == text


def test_ranges_stand_where_their_amounts_are() -> None:
    chart = charts.ranges([row(75_000, 95_000, "Junior", mid=d(85_000)), row(130_000, 170_000)])
    # 60 to 180 in steps of 20 would be six: the axis goes from 75 to 175 in steps of 25
    assert [tick.text for tick in chart.ticks] == ["75k", "100k", "125k", "150k", "175k"]
    first, second = chart.bars
    assert (first.x, first.width, first.mid, first.end) == (0.0, 20.0, 10.0, 20.0)
    assert (second.x, second.width, second.end) == (55.0, 40.0, 95.0)
    assert (first.text, first.full) == ("75k–95k", "EUR 75,000–95,000")
    # words 19 px, bar 14, gap 12 for each of two rows; 24 for the axis
    assert (first.bar_y, second.bar_y, chart.plot_height, chart.height) == (19, 64, 90, 114)
    assert chart.description == "Junior: EUR 75,000–95,000; Senior: EUR 130,000–170,000."


@pytest.mark.parametrize("unit", ["EUR a year", ""])
def test_axis_says_what_its_figures_are(unit: str) -> None:
    steps = [step("band", "Senior", 130_000, 170_000, (130_000, 170_000))]
    for template, chart in (
        ("ranges", charts.ranges([row(130_000, 170_000, mid=d(150_000))], unit=unit)),
        ("waterfall", charts.waterfall(steps, unit=unit)),
    ):
        assert (f"axis: {unit}" in words(drawn(template, chart))) == bool(unit), template


def test_amount_is_marked_and_its_words_run_where_there_is_room() -> None:
    chart = charts.ranges([row(100_000, 200_000)], Mark(d(110_000), "Amount"))
    assert chart.mark is not None
    assert (chart.mark.x, chart.mark.anchor, chart.mark.label) == (10.0, "start", "Amount: EUR 110,000")
    assert chart.bars[0].bar_y == 26 + 19
    far = charts.ranges([row(100_000, 200_000)], Mark(d(250_000), "Amount"))
    assert far.mark is not None
    assert (far.mark.x, far.mark.anchor) == (100.0, "end")
    assert "marked: Amount: EUR 250,000" in far.description


def test_open_top_leaves_room_for_its_arrow() -> None:
    chart = charts.ranges([row(340_000, 500_000, open_top=True)])
    bar = chart.bars[0]
    assert bar.open_top
    assert bar.end < 100
    assert (bar.text, bar.full) == ("340k–500k+", "EUR 340,000–500,000+")
    assert chart.has_open_top
    without = charts.ranges([row(90_000, None)])
    assert (without.bars[0].width, without.bars[0].open_top, without.bars[0].text) == (0, True, "90k+")


def test_row_without_figures_is_left_out_and_a_single_figure_is_a_point() -> None:
    chart = charts.ranges([row(None, None, "Nothing"), row(None, 100_000, "Up to"), row(50_000, 50_000, "One")])
    assert [bar.label for bar in chart.bars] == ["Up to", "One"]
    assert [bar.width for bar in chart.bars] == [0, 0]
    assert [bar.full for bar in chart.bars] == ["EUR up to 100,000", "EUR 50,000"]


def test_no_row_is_no_drawing() -> None:
    chart = charts.ranges([])
    assert (chart.bars, chart.description) == ((), "Nothing is known to draw.")
    assert render_to_string("benchmarks/charts/ranges.html", {"chart": chart}).strip() == (
        render_to_string("benchmarks/charts/waterfall.html", {"chart": chart}).strip()
    )


def test_two_currencies_are_never_on_one_axis() -> None:
    with pytest.raises(ValueError, match="EUR, USD"):
        charts.ranges([row(1, 2), row(1, 2, currency="USD")])


def test_survey_points_stand_below_the_bar() -> None:
    points = (("P25", d(120_000)), ("P50", d(140_000)), ("P90", d(180_000)))
    chart = charts.ranges([row(100_000, 200_000, points=points), row(100_000, 200_000)])
    first, second = chart.bars
    assert [(point.label, point.x) for point in first.points] == [("P25", 20.0), ("P50", 40.0), ("P90", 80.0)]
    assert first.points_y == 19 + 14 + 8
    assert second.bar_y == 19 + 14 + 16 + 12 + 19


def test_waterfall_shows_what_each_step_puts_on_top() -> None:
    chart = charts.waterfall(
        [
            step("band", "Senior, Germany", 130_000, 170_000, (130_000, 170_000)),
            step("premium", "GPU scale", 32_500, 68_000, (162_500, 238_000)),
            step("industry", "Industry: AI lab", 39_000, 102_000, (201_500, 340_000)),
            step("range", "Range", 201_500, 340_000, (201_500, 340_000)),
        ]
    )
    assert [tick.text for tick in chart.ticks] == ["100k", "150k", "200k", "250k", "300k", "350k"]
    band, premium, industry, whole = chart.bars
    assert (band.x, band.width, band.before_x) == (12.0, 16.0, None)
    # before 130-170, after 162.5-238: on top from 170 to 238
    assert (premium.before_x, premium.before_width) == (12.0, 16.0)
    assert (premium.x, premium.end) == (25.0, 55.2)
    assert (premium.added_x, premium.added_width) == (28.0, 27.2)
    # before 162.5-238, after 201.5-340: on top from 238 to 340
    assert (industry.before_x, industry.added_x, industry.added_width) == (25.0, 55.2, 40.8)
    assert (whole.x, whole.end, whole.before_x, whole.kind) == (40.6, 96.0, None, "range")
    assert [bar.bar_y for bar in chart.bars] == [19, 64, 109, 154]


def test_step_that_leaps_over_the_range_before_it_is_all_new() -> None:
    chart = charts.waterfall(
        [
            step("band", "Band", 100_000, 110_000, (100_000, 110_000)),
            step("premium", "Leap", 40_000, 50_000, (140_000, 160_000)),
        ]
    )
    leap = chart.bars[1]
    assert (leap.added_x, leap.added_width) == (leap.x, leap.width)


def test_years_are_stacked_from_zero_in_one_order() -> None:
    first = Year(base=d(200_000), bonus=d(20_000), signing=d(25_000), relocation=d(5_000), equity=d(50_000))
    later = Year(base=d(200_000), bonus=d(20_000), equity=d(80_000))
    chart = charts.years([YearGroup("This offer", [first, later]), YearGroup("CoreWeave", [(d(400_000), None)])], "USD")
    assert [tick.text for tick in chart.ticks] == ["0", "100k", "200k", "300k", "400k"]
    one, two, rival = chart.stacks
    assert [(part.kind, part.x, part.width) for part in one.segments] == [
        ("base", 0.0, 50.0),
        ("bonus", 50.0, 5.0),
        ("equity", 55.0, 12.5),
        ("once", 67.5, 7.5),
    ]
    assert [(part.kind, part.x, part.width) for part in two.segments] == [
        ("base", 0.0, 50.0),
        ("bonus", 50.0, 5.0),
        ("equity", 55.0, 20.0),
    ]
    assert [(part.kind, part.width) for part in rival.segments] == [("total", 100.0)]
    assert [(stack.heading, stack.label, stack.text) for stack in chart.stacks] == [
        ("This offer", "Year 1", "300k"),
        ("", "Year 2", "300k"),
        ("", "CoreWeave", "400k"),
    ]
    # the heading takes 19 px above the words of year 1; 12 more stand between the offer and the competitor
    assert [stack.bar_y for stack in chart.stacks] == [38, 83, 140]
    assert [kind for kind, _label in chart.kinds] == ["base", "bonus", "equity", "once", "total"]
    assert rival.full == "USD 400,000"


def test_competitor_with_a_range_shows_how_far_it_goes() -> None:
    group = YearGroup("Hugging Face", [(d(200_000), d(100_000))], high=d(450_000), open_top=True)
    stack = charts.years([group], "USD").stacks[0]
    assert [(part.kind, part.x) for part in stack.segments] == [("cash", 0.0), ("equity", 40.0)]
    assert (stack.end, stack.high_x, stack.top_x, stack.open_top) == (60.0, 90.0, 90.0, True)
    assert stack.text == "300k–450k+"


def test_base_and_cash_share_a_line_of_the_legend() -> None:
    groups = [YearGroup("This offer", [Year(base=d(1), equity=d(1))]), YearGroup("Other", [(d(1), d(1))])]
    assert charts.years(groups, "USD").kinds == (
        ("base", "Base, or all cash where it is not told apart"),
        ("equity", "Equity"),
    )
    assert charts.years(groups[1:], "USD").kinds == (("cash", "Cash"), ("equity", "Equity"))


def test_long_labels_end() -> None:
    label = "Principal " * 20
    assert charts.ranges([row(1, 2, label)]).bars[0].label == "Principal " * 6 + "Pri…"


@pytest.mark.parametrize(
    ("template", "chart"),
    [
        ("ranges", charts.ranges([row(1, 2, points=(("P50", d(1)),)), row(1, None)], Mark(d(2)), key="a")),
        ("waterfall", charts.waterfall([step("band", "Band", 1, 2, (1, 2), open_top=True)], key="a")),
        ("years", charts.years([YearGroup("One", [Year(base=d(3)), (d(1), d(1))], high=d(5))], "EUR", key="a")),
    ],
)
def test_drawing_is_an_image_with_title_and_description(template: str, chart: Any) -> None:
    figure = drawn(template, chart)
    svg = figure[0]
    assert (figure.tag, svg.tag, svg.attrib["role"]) == ("figure", "svg", "img")
    assert svg.attrib["aria-labelledby"] == "a-title a-desc"
    assert [(part.tag, part.attrib["id"], part.text) for part in svg[:2]] == [
        ("title", "a-title", chart.title),
        ("desc", "a-desc", chart.description),
    ]
    ids = [part.attrib["id"] for part in figure.iter() if "id" in part.attrib]
    assert len(ids) == len(set(ids))
    assert all(own.startswith("a-") for own in ids)


def test_drawing_escapes_what_it_is_given() -> None:
    figure = drawn("ranges", charts.ranges([row(1, 2, "<script>alert(1)</script> & “Co”")]))
    assert "script" not in {part.tag for part in figure.iter()}
    assert "<script>alert(1)</script> & “Co”" in words(figure)


def test_drawing_writes_places_with_a_point_whatever_the_language(settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    figure = drawn("ranges", charts.ranges([row(75_000, 95_000), row(130_000, 170_000)]))
    bars = [part for part in figure.iter("rect") if part.attrib.get("x")]
    assert [bar.attrib["x"] for bar in bars] == ["0.0%", "55.0%"]
