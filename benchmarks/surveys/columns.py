"""Decides which columns the file of a survey has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column as the template explains it; `is_needed` where no cell of it may be empty."""

    name: str
    is_needed: bool
    holds: str
    example: str | int


# The template's example row says so in its role, so that it is never taken for a figure of the market.
EXAMPLE = "EXAMPLE"

COLUMNS = (
    Column("role", False, "The role as the survey prints it. May be empty.", f"{EXAMPLE}: delete this row"),
    Column("level", True, "A level of this installation, by its key or its title.", "senior"),
    Column("region", True, "A region of this installation, by its key or its title.", "germany"),
    Column("measure", True, "base for base pay, total for base, bonus and a year's equity together.", "base"),
    Column("currency", True, "Three capital letters of ISO 4217.", "EUR"),
    Column("period", True, "What the amounts are for: year, month or hour.", "year"),
    Column("p25", False, "A quarter earn less. Whole units: 130000 or 130,000, never 130K.", 128_000),
    Column("p50", False, "The median. One percentile of the four at least must be given.", 141_000),
    Column("p75", False, "Three quarters earn less.", 156_000),
    Column("p90", False, "Nine tenths earn less.", 171_000),
    Column("people", False, "How many people the figures rest on. Empty where the survey does not say.", 64),
    Column("companies", False, "How many companies reported. Empty where the survey does not say.", 12),
)
NAMES = tuple(column.name for column in COLUMNS)
PERCENTILES = ("p25", "p50", "p75", "p90")
COUNTS = ("people", "companies")
