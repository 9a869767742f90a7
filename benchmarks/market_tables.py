"""Decides which columns the tables of the market have when they leave as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from benchmarks.band_overview import BandLine, Market, SurveyLine
from benchmarks.guide_search import base_span
from benchmarks.guides.packages import package_text
from benchmarks.guides.totals import EndCheck
from benchmarks.models import CompanyGuide, CompetingOffer, GuideBand, GuidePosition, SurveyRow
from benchmarks.percentiles import Percentiles
from benchmarks.positions import WORDS
from benchmarks.quotes import Quoted, StepKind, percentile_in

Table = tuple[Sequence[str], list[list[Any]]]

_SAYS: dict[str, str] = {SurveyRow.Measure.BASE: "survey", SurveyRow.Measure.TOTAL: "survey of total pay"}

_BANDS = (
    *("Region", "Level", "Role", "What", "Currency", "Period", "From", "To", "Open top", "Middle", "P25", "P50", "P75"),
    *("P90", "People", "Companies", "Note", "Source", "Effective from", "Aged to", "Aging a year, %", "Amount"),
    *("Compa-ratio", "Range penetration", "Where the amount stands"),
)
_STEPS = (
    *("Step", "Adds to the lower end", "Adds to the upper end", "From", "To", "Open top", "Currency", "Period"),
    *("How", "Source"),
)
_POSITION = ("What", "Value", "Currency", "Period", "Source")
_SURVEYS = (
    *("Survey", "Role", "Measure", "Currency", "Period", "P25", "P50", "P75", "P90", "People", "Companies", "Note"),
    *("Effective from", "Aged to", "Aging a year, %", "Where the amount stands"),
)
_GUIDES = ("Company", "Role", "Currency", "Base from", "Base to", "Target", "Floor", "Bands", "Not read", "File")
_GUIDE_BANDS = (
    *("Company", "Role", "Region", "Level", "Currency", "Period", "Base from", "Base to", "Equity 4 years from"),
    *("Equity 4 years to", "Equity a year from", "Equity a year to", "Bonus % from", "Bonus % to", "Bonus from"),
    *("Bonus to", "Signing from", "Signing to", "Published total from", "Published total to", "Pay from", "Pay to"),
    *("What the pay is", "Computed low: least", "Computed low: most", "Low differs by", "Computed high: least"),
    *("Computed high: most", "High differs by", "Agrees", "File", "Line"),
)


def bands(markets: Iterable[Market]) -> Table:
    """Bands with the surveys beside them, one row each, in whole units of the row's currency."""
    rows: list[list[Any]] = []
    for market in markets:
        rows.extend(_band(market, line) for line in market.lines)
        rows.extend(_survey(market, line) for line in (*market.surveys, *market.totals))
    return _BANDS, rows


def _band(market: Market, line: BandLine) -> list[Any]:
    quote, at = line.quote, line.position
    return [
        *(market.title, quote.level_title, "", "band", quote.currency, quote.period),
        *(quote.low, quote.high, quote.open_top, quote.mid, *[None] * 7),
        *(quote.source, quote.effective_from, None, None),
        *((at.amount, at.compa_ratio, at.range_penetration, WORDS[at.standing]) if at else [None] * 4),
    ]


def _survey(market: Market, line: SurveyLine) -> list[Any]:
    one, at = line.percentiles, line.at
    return [
        *(market.title, line.level_title, one.role, _SAYS[one.measure], one.currency, one.period, *[None] * 4),
        *_percentiles(one),
        *(one.survey, one.effective_on, one.aged_to, one.aging_percent),
        *((at.amount, None, None, at.text) if at else [None] * 4),
    ]


def _percentiles(one: Percentiles) -> list[Any]:
    note = "" if one.is_sufficient else f"insufficient: {one.why}"
    return [one.p25, one.p50, one.p75, one.p90, one.people, one.companies, note]


def steps(quoted: Quoted) -> Table:
    """The calculation of a quote, one row a step; the band adds nothing, it is where the range begins."""
    rows = []
    for step in quoted.steps:
        adds = (None, None) if step.kind in (StepKind.BAND, StepKind.RANGE) else (step.low, step.high)
        after = (step.after_low, step.after_high, step.open_top, step.currency, step.period)
        rows.append([step.label, *adds, *after, step.text, step.source])
    return _STEPS, rows


def position(quoted: Quoted, *, sees_surveys: bool) -> Table:
    """Where the amount stands in the range and among surveys, as far as it is known; how the premiums combine."""
    at, money = quoted.position, (quoted.adjusted.currency, quoted.adjusted.period)
    rows: list[list[Any]] = []
    if at is not None:
        rows += [
            ["Amount", at.amount, *money, ""],
            ["Where the amount stands", WORDS[at.standing], "", "", ""],
            ["Compa-ratio", at.compa_ratio, "", "", ""],
            ["Range penetration", at.range_penetration, "", "", ""],
        ]
    if sees_surveys and quoted.percentile and quoted.percentile_from:
        rows.append(["Percentile", quoted.percentile.text, "", "", quoted.percentile_from.title])
    return _POSITION, [*rows, ["How premiums combine", quoted.combination, "", "", ""]]


def steps_with_position(quoted: Quoted, *, sees_surveys: bool) -> Table:
    """The calculation followed by the position in the same columns, each value under “How”: a file of one table."""
    headers, rows = steps(quoted)
    _headers, placed = position(quoted, sees_surveys=sees_surveys)
    return headers, [*rows, *([what, *[None] * 5, *money, value, source] for what, value, *money, source in placed)]


def quote_surveys(quoted: Quoted) -> Table:
    """What surveys say of base pay, with where the amount stands in each, then of total pay."""
    beside = [(one, percentile_in(quoted.position, one)) for one in quoted.market]
    rows = []
    for one, at in (*beside, *((one, None) for one in quoted.market_total)):
        of = [one.survey, one.role, SurveyRow.Measure(one.measure).label, one.currency, one.period]
        days = [one.effective_on, one.aged_to, one.aging_percent]
        rows.append([*of, *_percentiles(one), *days, at.text if at else None])
    return _SURVEYS, rows


def guides(found: Iterable[CompanyGuide]) -> Table:
    """Guides, one row each: `guide_search.counted` has brought their bands and positions."""
    rows = []
    for guide in found:
        low, high = base_span(list(guide.bands.all()), guide.currency) or (None, None)
        stated = {one.kind: stated_text(one) for one in guide.positions.all()}
        counts = [getattr(guide, "band_count", None), getattr(guide, "problem_count", None)]
        pay = [guide.currency, low, high, stated.get("target"), stated.get("floor")]
        rows.append([guide.company, guide.role, *pay, *counts, guide.file or guide.source])
    return _GUIDES, rows


def guide_bands(found: Iterable[GuideBand]) -> Table:
    """Bands of guides with their guide, each published total beside what its parts make."""
    return _GUIDE_BANDS, [_guide_band(band) for band in found]


def guide(one: CompanyGuide) -> dict[str, Table]:
    """Everything a guide's page shows, a sheet each."""
    levers = []
    for lever in one.levers.all():
        held = "; ".join(package_text(each, lever.currency) for each in lever.holding)
        levers.append([lever.line, lever.title, package_text(lever.ask, lever.currency), held])
    named: list[tuple[GuidePosition | CompetingOffer, str]] = [(row, str(row)) for row in one.positions.all()]
    named += [(row, f"Offer of {row}") for row in one.competing_offers.all()]
    packages = [[row.line, words, stated_text(row)] for row, words in named]
    problems = [[row.line, row.text, row.reason] for row in one.problems.all()]
    return {
        "Bands": guide_bands(one.bands.all()),
        "Levels": (("Line", "On a par with"), [[level.line, level.text] for level in one.levels.all()]),
        "Levers": (("Line", "Lever", "Asks for", "Says to hold"), levers),
        "Packages": (("Line", "What", "Package"), packages),
        "Not read": (("Line", "Text", "Reason"), problems),
    }


def stated_text(row: GuidePosition | CompetingOffer) -> str:
    """What a target, a floor or an offer comes to: as it was read, else from the columns that people filled in."""
    names = ("total", "base", "equity_4yr", "signing", "refresh_percent", "acceleration")
    entered = {name: value for name in names if (value := getattr(row, name, None)) not in (None, "")}
    stated = {name: value for name, value in (row.stated or entered).items() if name not in ("company", "companies")}
    return package_text(stated, row.currency)


def _guide_band(band: GuideBand) -> list[Any]:
    quarter = [None if end is None else _short(end / 4) for end in (band.equity_4yr_low, band.equity_4yr_high)]
    check = band.total_check
    return [
        *(band.guide.company, band.guide.role, band.region, band.level, band.currency, band.period),
        *(band.base_low, band.base_high, band.equity_4yr_low, band.equity_4yr_high, *quarter),
        *(band.bonus_percent_low, band.bonus_percent_high, band.bonus_amount_low, band.bonus_amount_high),
        *(band.signing_low, band.signing_high, band.total_low, band.total_high, band.amount_low, band.amount_high),
        band.get_amount_kind_display() if band.amount_kind else "",
        *(*_end(check.low), *_end(check.high), check.agrees, band.guide.file or band.guide.source, band.line),
    ]


def _end(end: EndCheck | None) -> tuple[Any, Any, Any]:
    return (None, None, None) if end is None else (_short(end.least), _short(end.most), _short(end.difference))


def _short(amount: Decimal) -> Decimal:
    """A computed amount without the zeros after the point that multiplying leaves."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
