"""Page: what a level earns in a region with premiums, step by step."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from benchmarks import charts, market_tables, quotes
from benchmarks.charts import Mark, RangeRow
from benchmarks.market_forms import QuoteForm
from benchmarks.models import Period
from benchmarks.quotes import Quoted
from benchmarks.views.pay import CSV, as_file, pay_page, query_of


@pay_page("benchmarks.view_salaryband")
def quote(request: HttpRequest) -> HttpResponse:
    """The form beside what it comes to; to a page that listens, only what changes with the form."""
    form, quoted = _asked(request)
    context = {
        "form": form,
        "quoted": quoted,
        "query": query_of(request),
        **(_shown(request.user, quoted) if quoted else {}),
        "nav": "market",
        "tab": "quote",
    }
    if request.htmx:
        return render(request, "benchmarks/_quote_live.html", context)
    is_refused = form.is_bound and not quoted
    return render(request, "benchmarks/quote.html", context, status=400 if is_refused else 200)


@pay_page("benchmarks.view_salaryband")
def quote_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The calculation as a file; what is wrong with the question is said on the page."""
    _form, quoted = _asked(request)
    if quoted is None:
        return quote(request)
    name = f"quote-{quoted.quote.level}-{quoted.quote.region}-{quoted.quote.on.isoformat()}"
    sees_surveys = request.user.has_perm("benchmarks.view_surveyrow")
    if kind == CSV:
        table = market_tables.steps_with_position(quoted, sees_surveys=sees_surveys)
        return as_file(name, kind, {"Calculation": table})
    sheets = {
        "Calculation": market_tables.steps(quoted),
        "Position": market_tables.position(quoted, sees_surveys=sees_surveys),
    }
    return as_file(name, kind, sheets | ({"Surveys": market_tables.quote_surveys(quoted)} if sees_surveys else {}))


def _asked(request: HttpRequest) -> tuple[QuoteForm, Quoted | None]:
    if not request.GET:
        return QuoteForm(initial={"on": timezone.now().date()}), None
    form = QuoteForm(request.GET)
    if not form.is_valid():
        return form, None
    try:
        return form, quotes.quoted(**form.cleaned_data)
    except ValidationError as refusal:
        form.show(refusal)
        return form, None


def _chart(quoted: Quoted) -> dict[str, Any]:
    """How the range comes about; the range alone where nothing is put on top of the band."""
    mark = Mark(quoted.position.amount, "Amount") if quoted.position else None
    band, adjusted = quoted.quote, quoted.adjusted
    unit = f"{adjusted.currency} {Period(adjusted.period).label}"
    if len(quoted.steps) > 2:
        return {"chart": charts.waterfall(quoted.steps, mark, key="quote", unit=unit), "is_waterfall": True}
    row = RangeRow(
        f"{band.level_title}, {band.region_title}",
        adjusted.low,
        adjusted.high,
        open_top=adjusted.open_top,
        mid=adjusted.mid,
        currency=adjusted.currency,
    )
    return {"chart": charts.ranges([row], mark, key="quote", unit=unit), "is_waterfall": False}


def _shown(user: Any, quoted: Quoted) -> dict[str, Any]:
    at = quoted.position
    sees_surveys = user.has_perm("benchmarks.view_surveyrow")
    return {
        **_chart(quoted),
        "market": [(one, quotes.percentile_in(at, one)) for one in quoted.market] if sees_surveys else [],
        "market_total": [(one, None) for one in quoted.market_total] if sees_surveys else [],
        "percentile": quoted.percentile if sees_surveys else None,
        "percentile_from": quoted.percentile_from,
        "sees_surveys": sees_surveys,
        "period_label": Period(quoted.adjusted.period).label,
    }
