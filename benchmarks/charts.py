"""Names every chart of pay in one place: ranges, the waterfall of a quote, an offer by year.

Sideways all places are per cent of the width, so that a chart fits any; downwards they are pixels. The templates
`benchmarks/charts/*.html` write them as SVG. What a chart shows stands in a table beside it as well.
"""

from benchmarks.chart_parts import Mark
from benchmarks.range_charts import RangeRow, RangesChart, WaterfallChart, ranges, waterfall
from benchmarks.year_charts import YearGroup, YearsChart, years

__all__ = [
    "Mark",
    "RangeRow",
    "RangesChart",
    "WaterfallChart",
    "YearGroup",
    "YearsChart",
    "ranges",
    "waterfall",
    "years",
]
