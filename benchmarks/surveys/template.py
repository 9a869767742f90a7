"""Decides what the template of a survey's file looks like."""

from __future__ import annotations

from benchmarks import exports
from benchmarks.models import Level, Region
from benchmarks.surveys.columns import COLUMNS, NAMES
from benchmarks.surveys.limits import LARGEST_FILE, MOST_ROWS
from benchmarks.surveys.workbooks import NOTES, SHEET

_EXAMPLE = [column.example for column in COLUMNS]


def csv_template() -> bytes:
    """The heading and one example row, which is refused until somebody deletes it. UTF-8 with its mark."""
    return exports.csv_file(NAMES, [_EXAMPLE])


def xlsx_template() -> bytes:
    """The same as a workbook, with a sheet of notes that names the levels and regions in use; two queries."""
    return exports.xlsx_file({SHEET: (NAMES, [_EXAMPLE]), NOTES: (("column", "cells", "what it holds"), _notes())})


def _notes() -> list[tuple[str, str, str]]:
    notes = [(column.name, "needed" if column.is_needed else "may be empty", column.holds) for column in COLUMNS]
    known = [
        ("level", level.slug, f"{level.title}{f', {level.years_text}' if level.years_text else ''}")
        for level in Level.objects.current()
    ]
    places = [(region.slug, f"{region.title}, pays in {region.currency}") for region in Region.objects.current()]
    size = f"{MOST_ROWS:,} rows and {LARGEST_FILE // 1_000_000} MB"
    rules = [
        ("rows", f"At most {size}; one row for each role, level, region and measure."),
        ("rows", "All columns are there, in any order. One wrong row, and nothing of the file is stored."),
        ("amounts", "Figures, not formulas. Percentiles rise from p25 to p90."),
    ]
    nothing = ("", "", "")
    regions = [("region", slug, title) for slug, title in places]
    return [*notes, nothing, *known, *regions, nothing, *((what, "", rule) for what, rule in rules)]
