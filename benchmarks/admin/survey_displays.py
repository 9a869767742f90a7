"""How the rows of surveys are shown: aged percentiles, or that their sample is too small for any figure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from benchmarks import percentiles
from benchmarks.admin.reference import unbroken
from benchmarks.models import MarketPolicy, Period, SurveyRow
from benchmarks.money import NOTHING, amount_text
from benchmarks.percentiles import INSUFFICIENT, Confidence, Percentiles

FIGURES = ("shown_p25", "shown_p50", "shown_p75", "shown_p90")
SIGNS = {Confidence.FIRM: "✓", Confidence.THIN: "△", Confidence.UNKNOWN: "?", Confidence.INSUFFICIENT: "✕"}


def attach(row: SurveyRow, policy: MarketPolicy) -> SurveyRow:
    """The row, with what is shown of it today under a policy."""
    row.shown = percentiles.of_row(row, policy, on=timezone.now().date())
    return row


def shown_of(row: SurveyRow) -> Percentiles:
    """What is shown of a row; worked out here for a page with one row alone."""
    if not hasattr(row, "shown"):
        attach(row, MarketPolicy.current())
    return row.shown


def _figure(name: str) -> Callable[[Any, SurveyRow], str]:
    @admin.display(description=name.upper())
    def figure(self: Any, row: SurveyRow) -> str:
        shown = shown_of(row)
        value: Decimal | None = getattr(shown, name)
        return unbroken(amount_text(value, shown.currency)) if shown.is_sufficient else INSUFFICIENT

    return figure


class PercentileDisplays:
    """Columns of a survey's row. No page shows the columns of the table itself: they know no policy."""

    shown_p25, shown_p50, shown_p75, shown_p90 = (_figure(name) for name in ("p25", "p50", "p75", "p90"))

    @admin.display(description="survey", ordering="survey__name")
    def edition(self, row: SurveyRow) -> str:
        return _on_lines(row.survey.name, *shown_of(row).aging_text.split(", "))

    @admin.display(description="level and region", ordering="level")
    def place(self, row: SurveyRow) -> str:
        return _on_lines(row.level.title, row.region.title)

    @admin.display(description="pay for")
    def paid_for(self, row: SurveyRow) -> str:
        return _on_lines(row.get_measure_display(), Period(row.period).label)

    @admin.display(description="sample", ordering="people")
    def sample(self, row: SurveyRow) -> str:
        shown = shown_of(row)
        return _on_lines(
            f"{SIGNS[shown.confidence]} {shown.confidence}", *shown.sample_text.replace(" in ", ", in ").split(", ")
        )

    @admin.display(description="what is wanted")
    def wanted(self, row: SurveyRow) -> str:
        return shown_of(row).why or "nothing more"

    @admin.display(description="aging")
    def aging(self, row: SurveyRow) -> str:
        return shown_of(row).aging_text

    @admin.display(description="role")
    def printed_role(self, row: SurveyRow) -> str:
        return row.role or NOTHING


def _on_lines(*parts: str) -> str:
    """Parts of a cell, each on a line of its own that does not break."""
    return format_html_join(mark_safe("<br>"), '<span class="whitespace-nowrap">{}</span>', ((part,) for part in parts))
