"""Pages: company guides, one of them, several beside each other."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from benchmarks import charts, guide_search, market_tables
from benchmarks.charts import RangeRow, RangesChart
from benchmarks.guide_search import MEASURES
from benchmarks.market_forms import GuidesForm
from benchmarks.models import CompanyGuide, GuideBand, Period
from benchmarks.views.pay import as_file, pay_page, query_of

GUIDES_ON_A_PAGE = 50


@pay_page("benchmarks.view_companyguide")
def guides(request: HttpRequest) -> HttpResponse:
    """The guides by company, narrowed down by role and company."""
    form = GuidesForm(request.GET)
    found = guide_search.found(request.user, **form.cleaned_data) if form.is_valid() else CompanyGuide.objects.none()
    page = Paginator(guide_search.counted(found), GUIDES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": [(one, guide_search.base_span(list(one.bands.all()), one.currency)) for one in page],
        "is_filtered": any(form.cleaned_data.values()),
        "query": query_of(request, "page"),
        "nav": "market",
        "tab": "guides",
    }
    return render(request, "benchmarks/guides.html", context, status=200 if form.is_valid() else 400)


@pay_page("benchmarks.view_companyguide")
def guides_file(request: HttpRequest, kind: str) -> HttpResponse:
    """All guides that the list would show, page after page, as a file."""
    form = GuidesForm(request.GET)
    if not form.is_valid():
        return guides(request)
    found = guide_search.counted(guide_search.found(request.user, **form.cleaned_data))
    return as_file("guides", kind, {"Guides": market_tables.guides(found)})


@pay_page("benchmarks.view_companyguide")
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """One guide with everything that was read from it, and what could not be."""
    one = get_object_or_404(_with_everything(request.user), pk=pk)
    bands = list(one.bands.all())
    context = {
        "guide": one,
        "bands": bands,
        "has_unsaid": any(band.amount_kind == GuideBand.AmountKind.UNSPECIFIED for band in bands),
        "charts": _charts(bands),
        "newer": _newer(request.user, one),
        "nav": "market",
        "tab": "guides",
    }
    return render(request, "benchmarks/guide.html", context)


@pay_page("benchmarks.view_companyguide")
def guide_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One guide as a file: a workbook of all its parts, its bands as CSV."""
    one = get_object_or_404(_with_everything(request.user), pk=pk)
    return as_file(f"guide-{one.slug}", kind, market_tables.guide(one))


def _with_everything(user: Any) -> Any:
    return CompanyGuide.objects.readable_by(user).with_parts().prefetch_related("problems")


def _newer(user: Any, one: CompanyGuide) -> CompanyGuide | None:
    if one.is_current:
        return None
    return CompanyGuide.objects.readable_by(user).current().filter(slug=one.slug).first()


def _charts(bands: Sequence[GuideBand]) -> list[RangesChart]:
    """One chart for each money and measure that has at least two ranges, the most frequent first."""
    kinds = Counter(
        (measure, band.currency, band.period)
        for band in bands
        for measure in MEASURES
        if any(end is not None for end in guide_search.ends(band, measure))
    )
    order = list(MEASURES)
    wanted = sorted(kinds, key=lambda kind: (-kinds[kind], order.index(kind[0]), kind[1:]))
    return [
        charts.ranges(
            [
                row_of(band, measure, label=", ".join(filter(None, (band.region, band.level))) or "Everywhere")
                for band in bands
                if (band.currency, band.period) == (currency, period)
            ],
            key=f"guide-{number}",
            title=f"{MEASURES[measure]}, {currency} {Period(period).label}",
        )
        for number, (measure, currency, period) in enumerate(wanted[:4])
    ]


def row_of(band: GuideBand, measure: str, *, label: str, note: str = "") -> RangeRow:
    """A band as a row of a chart."""
    low, high = guide_search.ends(band, measure)
    return RangeRow(label=label, low=low, high=high, currency=band.currency, note=note)
