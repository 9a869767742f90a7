"""Which pictures stand beside the figures of an offer."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from benchmarks import charts as drawn
from benchmarks.charts import Mark, RangeRow, RangesChart, WaterfallChart, YearGroup, YearsChart
from benchmarks.rivals import Compared
from interviews.offer_figures import Figures

MOST_RIVALS = 4


@dataclass(frozen=True)
class Charts:
    """The range with the base marked in it, how the range comes about, the years beside what others offer."""

    in_range: RangesChart | None
    waterfall: WaterfallChart | None
    years: YearsChart


def charts(figures: Figures) -> Charts:
    """The pictures of one package. What is in another currency than the range is not marked in it."""
    held, package = figures.held, figures.package
    in_range = waterfall = None
    if held is not None and held.adjusted is not None:
        mark = Mark(package.base, "base") if held.position else None
        in_range = drawn.ranges(_ranges(figures), mark, key="offer-range", title="The base in its range")
        if len(held.steps) > 2:
            waterfall = drawn.waterfall(held.steps, mark, key="offer-waterfall")
    groups = [YearGroup("This offer", figures.years), *_rivals(figures)]
    return Charts(in_range, waterfall, drawn.years(groups, package.currency, key="offer-years"))


def _ranges(figures: Figures) -> list[RangeRow]:
    assert figures.held is not None
    quote, adjusted = figures.held.quote, figures.held.adjusted
    assert quote is not None
    assert adjusted is not None
    with_premiums = RangeRow(
        "With premiums" if adjusted.steps else f"{quote.level_title}, {quote.region_title}",
        adjusted.low,
        adjusted.high,
        open_top=adjusted.open_top,
        mid=adjusted.mid,
        currency=adjusted.currency,
    )
    if not adjusted.steps:
        return [with_premiums]
    band = RangeRow("Band", quote.low, quote.high, open_top=quote.open_top, mid=quote.mid, currency=quote.currency)
    return [band, with_premiums]


def _rivals(figures: Figures) -> Iterator[YearGroup]:
    """What others come to in a year, in the package's currency: first what the candidate says, then guides."""
    pay = [line for line in figures.guides if line.rival.kind == "guide"]
    known = [line for line in (*figures.said, *pay) if line.difference_total is not None]
    for line in known[:MOST_RIVALS]:
        yield _group(line, figures)


def _group(line: Compared, figures: Figures) -> YearGroup:
    rival, currency = line.rival, figures.package.currency
    name = " · ".join(filter(None, (rival.name, rival.place)))
    cash, equity = (rival.base or Decimal(0)) + (rival.bonus or 0), (rival.equity_4yr or Decimal(0)) / 4
    total = rival.mid_total if rival.total is None else rival.total
    assert total is not None

    def ours(amount: Decimal) -> Decimal:
        converted = figures.rates.convert(amount, rival.currency, currency)
        assert converted is not None  # the total was compared at the same rate
        return converted.amount

    add_up = rival.base is not None and cash + equity == rival.total
    year = (ours(cash), ours(equity)) if add_up else (ours(total), None)
    high = None if rival.total_high is None else ours(rival.total_high)
    return YearGroup(name if rival.currency == currency else f"{name}, converted", [year], high, rival.open_top)
