"""Page: the guides of several companies for one role, beside each other in one currency."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benchmarks import charts, guide_search, market_tables
from benchmarks.charts import Mark, RangesChart
from benchmarks.guide_search import BASE, MEASURES, Money
from benchmarks.market_forms import CompareForm
from benchmarks.models import GuideBand
from benchmarks.views.guides import row_of
from benchmarks.views.pay import as_file, pay_page, query_of

BANDS_ON_A_PAGE = 25


@dataclass
class Compared:
    """What was asked, in which money it can be answered, the bands in the one that is shown."""

    form: CompareForm
    bands: QuerySet[GuideBand] = field(default_factory=GuideBand.objects.none)
    moneys: list[Money] = field(default_factory=list)
    money: Money | None = None
    measure: str = BASE


@pay_page("benchmarks.view_companyguide")
def compare(request: HttpRequest) -> HttpResponse:
    """The bands of every guide that fits, by one measure in one money; other moneys are a link away."""
    asked = _asked(request)
    page = Paginator(asked.bands, BANDS_ON_A_PAGE).get_page(request.GET.get("page"))
    bands = list(page)
    guides = list({band.guide_id: band.guide for band in bands}.values())
    prefetch_related_objects(guides, "positions", "competing_offers")
    context = {
        "form": asked.form,
        "page": page,
        "bands": bands,
        "guides": guides,
        "money": asked.money,
        "moneys": asked.moneys,
        "other_moneys": [(one, query_of(request, "page", "money")) for one in asked.moneys if one != asked.money],
        "measure": MEASURES[asked.measure],
        "is_unsaid": any(band.amount_kind == GuideBand.AmountKind.UNSPECIFIED for band in bands),
        "chart": _chart(asked, bands),
        "query": query_of(request, "page"),
        "nav": "market",
        "tab": "guides",
    }
    return render(request, "benchmarks/compare.html", context, status=200 if asked.form.is_valid() else 400)


@pay_page("benchmarks.view_companyguide")
def compare_file(request: HttpRequest, kind: str) -> HttpResponse:
    """All bands that are compared, page after page, as a file."""
    asked = _asked(request)
    if not asked.form.is_valid():
        return compare(request)
    return as_file("guides-compared", kind, {"Guides": market_tables.guide_bands(asked.bands)})


def _asked(request: HttpRequest) -> Compared:
    form = CompareForm(request.GET)
    if not form.is_valid():
        return Compared(form)
    wanted: dict[str, Any] = form.cleaned_data
    found = guide_search.found(request.user, role=wanted["role"], company=wanted["company"])
    bands = guide_search.bands_of(found, measure=wanted["measure"], place=wanted["place"])
    moneys = guide_search.moneys(bands)
    form.offer(moneys)
    money = next((one for one in moneys if one.key == wanted["money"]), None)
    if money is None and not wanted["money"]:
        money = moneys[0] if moneys else None
    if money is None:
        return Compared(form, moneys=moneys, measure=wanted["measure"])
    of_money = bands.filter(currency=money.currency, period=money.period)
    shown = guide_search.ordered(of_money, measure=wanted["measure"], highest_first=wanted["order"] == "highest")
    return Compared(form, shown, moneys, money, wanted["measure"])


def _chart(asked: Compared, bands: list[GuideBand]) -> RangesChart | None:
    if not bands or asked.money is None:
        return None
    many_roles = len({band.guide.role for band in bands}) > 1
    rows = [
        row_of(
            band,
            asked.measure,
            label=" · ".join(filter(None, (band.guide.company, band.region, band.level))),
            note=band.guide.role if many_roles else "",
        )
        for band in bands
    ]
    amount = asked.form.cleaned_data["amount"]
    title = f"{MEASURES[asked.measure]}, {asked.money.label}"
    return charts.ranges(rows, Mark(amount, "Amount") if amount is not None else None, key="compared", title=title)
