"""Decides which rows of the company guides speak of a level in a market."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError

from benchmarks import guide_figures, level_mapping, places
from benchmarks.guide_figures import Figures
from benchmarks.models import CompanyGuide, GuideBand, GuideLevel, GuidePosition, Region
from benchmarks.places import Market, Rank
from benchmarks.role_nearness import nearness

BAND = "guide"
NAMED_PARTS = 2
"""Of a file's path so many parts are named: the folder is the company where all files are called after roles."""


@dataclass(frozen=True)
class Match:
    """A row of a table (`kind` “guide”), or a guide's “target” or “floor”, with what it stands for a year.

    `why` is the text that puts it at the level; `place` is empty for targets and floors, which name none. `spans` are
    the slugs of all our levels that the figures stand for, where they are more than this one.
    """

    kind: str
    company: str
    role: str
    currency: str
    figures: Figures
    why: str
    place: str
    rank: Rank
    source: str
    spans: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Guide:
    """`why` is empty where only some rows of the guide are at the level; `near` is how near its role is. `spans` are
    the levels of its role, where they are several."""

    pk: int
    company: str
    role: str
    file: str
    pays_equity: bool
    why: str
    near: int
    spans: tuple[str, ...]


Choice = dict[int, _Guide]
"""The guides that `choose` chose, by their keys, the nearest role first."""


def matches(
    level_slug: str,
    region_slug: str | None,
    role_words: str = "",
    *,
    most: int | None = None,
    chosen: Choice | None = None,
) -> list[Match]:
    """Rows of the current guides at one of our levels, in the region's places and currencies; in any without a region.

    The roles nearest to `role_words` come first; with `most` only so many guides, the nearest, are looked at. Of each
    guide those rows count that fit the region best, so a guide that names the place is not asked for others. Six
    queries, however many guides there are; three with `chosen`, what `choose` answers to the same. Raises
    ValidationError with code "unknown_region".
    """
    market = _market(region_slug)
    guides = choose(level_slug, role_words, most=most) if chosen is None else chosen
    found = [*_bands(guides, level_slug, market), *_positions(guides, market)]
    order = {pk: at for at, pk in enumerate(guides)}
    return [match for _, match in sorted(found, key=lambda one: (-guides[one[0]].near, one[1].rank, order[one[0]]))]


def guides_at(
    level_slug: str, role_words: str = "", *, most: int | None = None, chosen: Choice | None = None
) -> list[CompanyGuide]:
    """The current guides whose role is at one of our levels, with their levers, nearest role first: five queries, two
    with `chosen`."""
    guides = choose(level_slug, role_words, most=most) if chosen is None else chosen
    at = [guide.pk for guide in guides.values() if guide.why]
    found = CompanyGuide.objects.current().prefetch_related("levers").in_bulk(at)
    return [found[pk] for pk in at if pk in found]


def source_of(file: str, line: int | None) -> str:
    """Such as `coreweave/infrastructure-engineer.md:14`, without the folders above it."""
    name = "/".join(PurePath(file).parts[-NAMED_PARTS:]) if file else ""
    return f"{name}:{line}" if name and line else name


def _market(region_slug: str | None) -> Market | None:
    if region_slug is None:
        return None
    region = Region.objects.filter(slug=region_slug).first()
    if region is None:
        raise ValidationError(f"There is no region “{region_slug}”.", code="unknown_region")
    return Market.of(region)


def choose(level_slug: str, role_words: str = "", *, most: int | None = None) -> Choice:
    """The current guides that are at that level, or some of whose rows are; the nearest role first, then by company."""
    mapping: dict[int, list[str]] = defaultdict(list)
    levels = GuideLevel.objects.filter(guide__retired_at=None).order_by("guide", "position", "id")
    for pk, text in levels.values_list("guide_id", "text"):
        mapping[pk].append(text)
    rows: dict[int, set[str]] = defaultdict(set)
    own = GuideBand.objects.filter(guide__retired_at=None).exclude(level="").order_by()
    for pk, text in own.values_list("guide_id", "level").distinct():
        rows[pk].add(text)
    found = []
    for pk, company, role, file, source, equity_kind in CompanyGuide.objects.current().values_list(
        "pk", "company", "role", "file", "source", "equity_kind"
    ):
        levels_of_role = level_mapping.levels_of_role(role, mapping[pk])
        why = levels_of_role.get(level_slug, "")
        if why or any(level_mapping.level_at(company, text) == level_slug for text in rows[pk]):
            pays_equity = equity_kind != CompanyGuide.Equity.NONE
            near = nearness(role, role_words)
            spans = tuple(levels_of_role) if len(levels_of_role) > 1 else ()
            found.append(_Guide(pk, company, role, file or source, pays_equity, why, near, spans))
    found.sort(key=lambda guide: (-guide.near, guide.company.casefold(), guide.role.casefold(), guide.pk))
    return {guide.pk: guide for guide in found[:most]}


def _bands(guides: Choice, level_slug: str, market: Market | None) -> Iterator[tuple[int, Match]]:
    bands = GuideBand.objects.filter(guide__in=list(guides))
    if market is not None:
        bands = bands.filter(currency__in=market.currencies)
    by_guide: dict[int, list[Match]] = defaultdict(list)
    for band in bands.defer("sources", "others", "text").order_by("guide", "position", "id"):
        if match := _band(guides[band.guide_id], band, level_slug, market):
            by_guide[band.guide_id].append(match)
    for pk, found in by_guide.items():
        best = min(match.rank for match in found)
        yield from ((pk, match) for match in found if match.rank == best)


def _band(guide: _Guide, band: GuideBand, level_slug: str, market: Market | None) -> Match | None:
    why, spans = guide.why, guide.spans
    if band.level:
        spans = ()
        why = band.level if level_mapping.level_at(guide.company, band.level) == level_slug else ""
    rank = Rank.HERE if market is None else places.fit(band.region, band.currency, market)
    if not why or rank is None:
        return None
    figures = guide_figures.of_band(band, pays_equity=guide.pays_equity)
    if figures.is_empty and not figures.notes:
        return None
    source = source_of(guide.file, band.line)
    return Match(BAND, guide.company, guide.role, band.currency, figures, why, band.region, rank, source, spans)


def _positions(guides: Choice, market: Market | None) -> Iterator[tuple[int, Match]]:
    at = [pk for pk, guide in guides.items() if guide.why]
    positions = GuidePosition.objects.filter(guide__in=at)
    if market is not None:
        positions = positions.filter(currency=market.currency)
    for position in positions.defer("text").order_by("guide", "position", "id"):
        guide = guides[position.guide_id]
        figures = guide_figures.of_position(position)
        if not figures.is_empty:
            currency, source = position.currency, source_of(guide.file, position.line)
            yield (
                guide.pk,
                Match(
                    position.kind,
                    guide.company,
                    guide.role,
                    currency,
                    figures,
                    guide.why,
                    "",
                    Rank.HERE,
                    source,
                    guide.spans,
                ),
            )
