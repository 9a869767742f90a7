"""Decides which guide that was read takes the place of which in the database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from benchmarks.guides.files import retire
from benchmarks.guides.findings import Band, Guide, Lever, Package, Span
from benchmarks.guides.report import plain_number
from benchmarks.guides.stated import stated
from benchmarks.models import (
    CompanyGuide,
    CompetingOffer,
    GuideBand,
    GuideLevel,
    GuideLever,
    GuidePosition,
    GuideProblem,
    Origin,
)

COLUMNS = ("base", "equity_4yr", "bonus_percent", "bonus_amount", "total", "signing", "amount")


class Outcome(StrEnum):
    """What became of one guide."""

    NEW = "new"
    SUPERSEDED = "superseded"
    UNCHANGED = "unchanged"
    KEPT = "kept as entered by hand"
    TWICE = "in another file of the same import"
    UNUSABLE = "without company, role or pay"


def slug_of(guide: Guide) -> str:
    """The key under which a guide stands: its company and its role; empty when the title does not name both."""
    return slugify(f"{guide.company} {guide.role}")[:120].strip("-") if guide.company and guide.role else ""


@transaction.atomic
def store(path: str, guide: Guide, *, seen: set[str] | None = None, now: datetime | None = None) -> Outcome:
    """Store what was read from a file under its company and role.

    The same content changes nothing; other content retires the guide of that key and takes its place; a guide that
    people entered stays. `seen` holds the keys of this import: a second file with the same key is not stored, else
    the two would supersede each other for ever. Raises ValidationError when the tables refuse a value.
    """
    now = now or timezone.now()
    slug = slug_of(guide)
    if not slug or not (guide.bands or guide.levers):
        return Outcome.UNUSABLE
    if seen is not None:
        if slug in seen:
            return Outcome.TWICE
        seen.add(slug)
    before = CompanyGuide.objects.current().select_for_update().filter(slug=slug).first()
    print_ = fingerprint(guide)
    if before is not None and before.origin == Origin.MANUAL:
        return Outcome.KEPT
    if before is not None and before.fingerprint == print_:
        return Outcome.UNCHANGED
    if before is not None:
        retire(before, now)
    _create(path, slug, guide, print_, before.position if before else 0)
    return Outcome.NEW if before is None else Outcome.SUPERSEDED


def fingerprint(guide: Guide) -> str:
    """Sixty-four signs that change when anything changes that was read, or the line that it stands in."""
    content = json.dumps(asdict(guide), sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def _create(path: str, slug: str, guide: Guide, print_: str, position: int) -> None:
    facts = guide.facts
    premium = facts.premium_percent or (None, None)
    made = CompanyGuide(
        slug=slug,
        title=f"{guide.company}: {guide.role}"[:250],
        origin=Origin.REFERENCE,
        imported=True,
        position=position,
        company=guide.company or "",
        role=guide.role or "",
        currency=_main_currency(guide),
        equity_kind=facts.equity_kind,
        signature_role=facts.signature_role,
        premium_name=facts.premium_name[:80],
        premium_percent_low=premium[0],
        premium_percent_high=premium[1],
        average_total=_low(facts.average_total),
        top_decile_total=_low(facts.top_decile_total),
        top_decile_open=_is_open(facts.top_decile_total),
        valuation=_low(facts.valuation),
        valuation_open=_is_open(facts.valuation),
        scarcity_people_below=facts.scarcity_people_below,
        source=path[-250:],
        file=path[-250:],
        line=guide.title_line,
        fingerprint=print_,
        summary=facts.summary,
        summary_line=facts.summary_line,
        evidence=[{"line": one.line, "text": one.text} for one in facts.evidence],
    )
    made.full_clean()
    made.save(force_insert=True)
    bands = [_band(made, number, band) for number, band in enumerate(guide.bands, start=1)]
    for band in bands:
        _fits(band.region)
        _fits(band.level)
    GuideBand.objects.bulk_create(bands)
    GuideLevel.objects.bulk_create(
        GuideLevel(guide=made, position=number, line=level.line, text=level.text)
        for number, level in enumerate(guide.level_mapping, start=1)
    )
    keys: set[str] = set()
    GuideLever.objects.bulk_create(
        _lever(made, number, lever, keys) for number, lever in enumerate(guide.levers, start=1)
    )
    GuidePosition.objects.bulk_create(
        _position(made, number, kind, part)
        for number, (kind, part) in enumerate((("target", guide.target), ("floor", guide.floor)), start=1)
        if part is not None
    )
    offers = [(name, part) for part in guide.competing for name in part.companies]
    CompetingOffer.objects.bulk_create(
        _offer(made, number, name, part) for number, (name, part) in enumerate(offers, start=1)
    )
    GuideProblem.objects.bulk_create(
        GuideProblem(guide=made, position=number, line=one.line, text=one.text, reason=one.reason[:250])
        for number, one in enumerate(guide.problems, start=1)
    )


def _fits(name: str, limit: int = 120) -> None:
    MaxLengthValidator(limit)(name)


def _main_currency(guide: Guide) -> str:
    """The currency that the guide speaks in outside its tables, else that of its first band."""
    packages = [guide.target, guide.floor, *(lever.ask for lever in guide.levers)]
    spoken = [part.currency for part in packages if part is not None and part.currency]
    return next(iter(spoken), guide.bands[0].currency if guide.bands else "")


def _low(span: Span | None) -> Decimal | None:
    return None if span is None else span[0] if span[0] is not None else span[1]


def _is_open(span: Span | None) -> bool:
    return span is not None and span[1] is None


def _band(guide: CompanyGuide, number: int, band: Band) -> GuideBand:
    ends = {}
    for name in COLUMNS:
        ends[f"{name}_low"], ends[f"{name}_high"] = getattr(band, name) or (None, None)
    text = next((band.sources[name].text for name in ("base", "amount") if name in band.sources), "")
    return GuideBand(
        guide=guide,
        position=number,
        line=band.line,
        text=text,
        region=band.region or "",
        level=band.level or "",
        currency=band.currency,
        period=band.period,
        amount_kind=band.amount_kind or "",
        others={
            name: [None if end is None else plain_number(end) for end in span] for name, span in band.others.items()
        },
        sources={name: {"line": source.line, "text": source.text} for name, source in band.sources.items()},
        **ends,
    )


def _lever(guide: CompanyGuide, number: int, lever: Lever, keys: set[str]) -> GuideLever:
    key = stem = slugify(lever.title)[:72].strip("-") or "lever"
    again = 1
    while key in keys:
        again += 1
        key = f"{stem}-{again}"
    keys.add(key)
    currency = next((part.currency for part in (lever.ask, *lever.holding) if part and part.currency), "")
    return GuideLever(
        guide=guide,
        position=number,
        line=lever.line,
        text=lever.text,
        key=key,
        title=lever.title[:250],
        currency=currency,
        ask=stated(lever.ask),
        holding=[stated(part) for part in lever.holding],
        context=lever.context,
    )


def _position(guide: CompanyGuide, number: int, kind: str, part: Package) -> GuidePosition:
    return GuidePosition(
        guide=guide,
        position=number,
        line=part.line,
        text=part.text,
        kind=kind,
        currency=part.currency,
        **{name: _low(part.parts.get(name)) for name in ("total", "base", "equity_4yr", "signing")},
        acceleration=part.acceleration,
        refresh_percent=part.refresh_percent,
        stated=stated(part),
    )


def _offer(guide: CompanyGuide, number: int, name: str, part: Package) -> CompetingOffer:
    return CompetingOffer(
        guide=guide,
        position=number,
        line=part.line,
        text=part.text,
        company=name,
        currency=part.currency,
        **{column: _low(part.parts.get(column)) for column in ("total", "base", "equity_4yr")},
        stated=stated(part),
    )
