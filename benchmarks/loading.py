"""Brings the app's reference files into the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from benchmarks import band_changes, reference
from benchmarks.guides import files as guide_files
from benchmarks.guides.rows import Currency, GuideRow, Span
from benchmarks.models import Level, Origin, Premium, Region, SalaryBand
from benchmarks.reference import Counts, Problem, ReferenceFileError

DATA = Path(__file__).parent / "data"

RowT = TypeVar("RowT", bound=reference.Row)


@reference.row
class LevelRow(reference.Row):
    slug: str
    title: str
    years_min: int | None = None
    years_max: int | None = None


@reference.row
class RegionRow(reference.Row):
    slug: str
    title: str
    currency: Currency


@reference.row
class BandRow(reference.Row):
    """Base pay a year in whole currency units."""

    level: str
    region: str
    currency: Currency
    low: reference.Amount
    high: reference.Amount
    open_top: bool = False
    source: str
    effective_from: date


@reference.row
class PremiumRow(reference.Row):
    slug: str
    title: str
    kind: Premium.Kind
    description: str
    percent: Span | None = None
    no_ceiling: bool = False
    relation: str = ""
    companies: tuple[str, ...] = ()
    currency: Currency | None = None
    example_base: reference.Amount | None = None
    total_above: reference.Amount | None = None
    source: str


def load(now: datetime | None = None, *, folder: Path = DATA) -> list[str]:
    """Read every file first, then write in one transaction; answers one line of numbers for each kind of row.

    Raises ReferenceFileError (code "reference_file") with the mistakes of all files, and writes nothing then.
    A second run changes nothing.
    """
    now = now or timezone.now()
    content = read_all(folder)
    with transaction.atomic():
        return [
            reference.upsert(Level, content.levels, fields=("title", "years_min", "years_max"), now=now).summary(
                "levels"
            ),
            reference.upsert(Region, content.regions, fields=("title", "currency"), now=now).summary("regions"),
            _bring_bands(content.bands, now=now).summary("salary bands"),
            reference.upsert(Premium, content.premiums, fields=_premium, now=now).summary("premiums"),
            guide_files.bring(content.guides, now=now).summary("company guides"),
        ]


@dataclass(frozen=True)
class Content:
    """What the files say."""

    levels: list[LevelRow]
    regions: list[RegionRow]
    bands: list[BandRow]
    premiums: list[PremiumRow]
    guides: list[GuideRow]


def read_all(folder: Path = DATA) -> Content:
    """Read every file of a folder, or refuse with the mistakes of all of them."""
    problems: list[Problem] = []
    levels = _read(problems, folder / "levels.toml", "level", LevelRow)
    regions = _read(problems, folder / "regions.toml", "region", RegionRow)
    bands = _read(problems, folder / "bands.toml", "band", BandRow, key=("level", "region"))
    premiums = _read(problems, folder / "premiums.toml", "premium", PremiumRow)
    guides = _read(problems, sorted((folder / "guides").glob("*.toml")), "guide", GuideRow)
    problems.extend(_disagreements(bands, {row.slug for row in levels}, {row.slug: row.currency for row in regions}))
    if problems:
        raise ReferenceFileError(problems)
    return Content(levels, regions, bands, premiums, guides)


def _read(
    problems: list[Problem],
    paths: Path | list[Path],
    table: str,
    row_type: type[RowT],
    key: str | tuple[str, ...] = "slug",
) -> list[RowT]:
    try:
        return reference.read(paths, table, row_type, key=key)
    except ReferenceFileError as refusal:
        problems.extend(refusal.problems)
        return []


def _disagreements(bands: list[BandRow], levels: set[str], currencies: dict[str, str]) -> Iterator[Problem]:
    """Bands that name a level, a region or a currency which the other files do not know."""
    for row in bands:
        if levels and row.level not in levels:
            message = f"there is no level “{row.level}” in levels.toml; known: {', '.join(sorted(levels))}."
            yield Problem(row.file, row.line, message)
        if currencies and row.region not in currencies:
            message = f"there is no region “{row.region}” in regions.toml; known: {', '.join(sorted(currencies))}."
            yield Problem(row.file, row.line, message)
        elif currencies and row.currency != currencies[row.region]:
            message = f"“{row.region}” pays in {currencies[row.region]}, not in {row.currency}."
            yield Problem(row.file, row.line, message)
        if not 0 < row.low < row.high:
            yield Problem(row.file, row.line, f"“low” {row.low} should lie below “high” {row.high}.")


def _premium(row: PremiumRow) -> dict[str, Any]:
    low, high = row.percent or (None, None)
    return {
        "title": row.title,
        "kind": row.kind,
        "description": row.description,
        "percent_low": low,
        "percent_high": high,
        "no_ceiling": row.no_ceiling,
        "relation": row.relation,
        "companies": row.companies,
        "currency": row.currency or "",
        "example_base": row.example_base,
        "total_above": row.total_above,
        "source": row.source,
    }


def _bring_bands(rows: Sequence[BandRow], *, now: datetime) -> Counts:
    """A figure that changed supersedes its band from the file's date on, at the earliest from the day of reading:
    what was quoted until then stays true. A band that left the file ends; bands entered by hand stay as they are."""
    today = now.astimezone(UTC).date()
    tally = {"created": 0, "updated": 0, "retired": 0, "unchanged": 0, "manual": 0}
    levels, regions = Level.objects.in_bulk(field_name="slug"), Region.objects.in_bulk(field_name="slug")
    standing = {
        (band.level.slug, band.region.slug): band
        for band in SalaryBand.objects.open().select_related("level", "region")
    }
    for row in rows:
        band = standing.pop((row.level, row.region), None)
        if band is not None and band.origin == Origin.MANUAL:
            tally["manual"] += 1
        elif band is not None and _says_the_same(band, row):
            tally["unchanged"] += 1
        else:
            begins = row.effective_from if band is None else max(row.effective_from, band.effective_from, today)
            try:
                band_changes.supersede(
                    level=levels[row.level],
                    region=regions[row.region],
                    currency=row.currency,
                    low=row.low,
                    high=row.high,
                    open_top=row.open_top,
                    source=row.source,
                    effective_from=begins,
                    origin=Origin.REFERENCE,
                    by=None,
                    now=now,
                )
            except ValidationError as refusal:
                raise ReferenceFileError(reference.refused(row, refusal)) from refusal
            tally["created" if band is None else "updated"] += 1
    for left in standing.values():
        if left.origin == Origin.REFERENCE:
            band_changes.close(left, on=today)
            tally["retired"] += 1
    return Counts(**tally)


def _says_the_same(band: SalaryBand, row: BandRow) -> bool:
    stored = (band.currency, band.low, band.high, band.open_top, band.source)
    return stored == (row.currency, row.low, row.high, row.open_top, row.source) and (
        band.effective_from >= row.effective_from
    )
