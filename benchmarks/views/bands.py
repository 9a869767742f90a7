"""Page: the bands of base pay by region, an amount marked in them, surveys beside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmarks import band_overview, charts, market_tables
from benchmarks.band_overview import Market
from benchmarks.charts import Mark, RangeRow, RangesChart
from benchmarks.market_forms import BandsForm
from benchmarks.views.pay import as_file, pay_page, query_of


@pay_page("benchmarks.view_salaryband")
def bands(request: HttpRequest) -> HttpResponse:
    """Every region's bands in force on a day, or one region's."""
    form, markets = _asked(request)
    context = {
        "form": form,
        "markets": [(market, _chart(number, market)) for number, market in enumerate(markets)],
        "on": form.cleaned_data.get("on"),
        "amount": form.cleaned_data.get("amount"),
        "has_surveys": any(market.surveys or market.totals for market in markets),
        "query": query_of(request),
        "nav": "market",
        "tab": "bands",
    }
    return render(request, "benchmarks/bands.html", context, status=200 if form.is_valid() else 400)


@pay_page("benchmarks.view_salaryband")
def bands_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file; what is wrong with the question is said on the page."""
    form, markets = _asked(request)
    if not form.is_valid():
        return bands(request)
    return as_file(f"bands-{form.cleaned_data['on'].isoformat()}", kind, {"Bands": market_tables.bands(markets)})


def _asked(request: HttpRequest) -> tuple[BandsForm, list[Market]]:
    form = BandsForm(request.GET)
    if not form.is_valid():
        return form, []
    return form, band_overview.overview(request.user, **form.cleaned_data)


def _chart(number: int, market: Market) -> RangesChart:
    rows = [
        RangeRow(
            label=line.quote.level_title,
            low=line.quote.low,
            high=line.quote.high,
            open_top=line.quote.open_top,
            mid=line.quote.mid,
            currency=market.currency,
            points=tuple((f"P{point}", value) for point, value in line.surveys[0].points) if line.surveys else (),
        )
        for line in market.lines
    ]
    position = next((line.position for line in market.lines if line.position), None)
    mark = Mark(position.amount, "Amount") if position else None
    title = f"Base pay {market.period_label} by level: {market.title}, {market.currency}"
    return charts.ranges(rows, mark, key=f"bands-{number}", title=title)
