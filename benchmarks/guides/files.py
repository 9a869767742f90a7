"""Brings the company guides of the reference files into the database; a changed guide supersedes the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from pydantic_core import to_jsonable_python

from benchmarks.guides.rows import BandRow, GuideRow, OfferRow, PackageRow, PositionRow
from benchmarks.models import (
    CompanyGuide,
    CompetingOffer,
    GuideBand,
    GuideLevel,
    GuideLever,
    GuidePosition,
    Origin,
)
from benchmarks.reference import Counts, ReferenceFileError, refused

PLACE = {"file", "line"}


@transaction.atomic
def bring(rows: Sequence[GuideRow], *, now: datetime) -> Counts:
    """Make the guides of reference origin equal to the rows. Guides entered by hand, or read from a guide itself,
    stay as they are."""
    tally = {"created": 0, "updated": 0, "retired": 0, "unchanged": 0, "manual": 0}
    standing = {guide.slug: guide for guide in CompanyGuide.objects.current().select_for_update()}
    for position, row in enumerate(rows, start=1):
        before, print_ = standing.pop(row.slug, None), fingerprint(row)
        if before is not None and (before.origin == Origin.MANUAL or before.imported):
            tally["manual"] += 1
        elif before is not None and before.fingerprint == print_:
            tally["unchanged"] += 1
        else:
            if before is not None:
                retire(before, now)
            try:
                _create(row, print_, position)
            except ValidationError as refusal:
                raise ReferenceFileError(refused(row, refusal)) from refusal
            tally["created" if before is None else "updated"] += 1
    for left in standing.values():
        if left.origin == Origin.REFERENCE and not left.imported:
            retire(left, now)
            tally["retired"] += 1
    return Counts(**tally)


def fingerprint(row: GuideRow) -> str:
    """Sixty-four signs that change when anything changes that the guide says, wherever in the file it stands."""
    content = json.dumps(_without_place(to_jsonable_python(row)), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _without_place(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_place(item) for name, item in value.items() if name not in PLACE}
    return [_without_place(item) for item in value] if isinstance(value, list) else value


def retire(guide: CompanyGuide, now: datetime) -> None:
    guide.retired_at = now
    guide.save(update_fields=["retired_at"])


def _create(row: GuideRow, print_: str, position: int) -> CompanyGuide:
    low, high = row.premium_percent or (None, None)
    guide = CompanyGuide(
        slug=row.slug,
        title=f"{row.company}: {row.role}",
        origin=Origin.REFERENCE,
        position=position,
        company=row.company,
        role=row.role,
        currency=row.currency,
        source=row.source,
        effective_from=row.effective_from,
        equity_kind=row.equity_kind,
        signature_role=row.signature_role,
        premium_name=row.premium_name,
        premium_percent_low=low,
        premium_percent_high=high,
        average_total=row.average_total,
        top_decile_total=row.top_decile_total,
        top_decile_open=row.top_decile_open,
        valuation=row.valuation,
        valuation_open=row.valuation_open,
        scarcity_people_below=row.scarcity_people_below,
        file=row.file,
        line=row.line,
        fingerprint=print_,
    )
    guide.full_clean()
    guide.save(force_insert=True)
    GuideBand.objects.bulk_create(_band(guide, number, band) for number, band in enumerate(row.band, start=1))
    GuideLevel.objects.bulk_create(
        GuideLevel(guide=guide, position=number, line=row.line, text=text)
        for number, text in enumerate(row.level_mapping, start=1)
    )
    GuideLever.objects.bulk_create(
        GuideLever(
            guide=guide,
            position=number,
            line=lever.line,
            key=lever.key,
            title=lever.title,
            currency=row.currency,
            ask=_package(lever.ask) if lever.ask else {},
            holding=[_package(held) for held in lever.holding],
            context=lever.context,
        )
        for number, lever in enumerate(row.lever, start=1)
    )
    GuidePosition.objects.bulk_create(
        _position(guide, number, kind, stated)
        for number, (kind, stated) in enumerate((("target", row.target), ("floor", row.floor)), start=1)
        if stated is not None
    )
    CompetingOffer.objects.bulk_create(
        _offer(guide, number, offer) for number, offer in enumerate(row.competing_offer, start=1)
    )
    return guide


def _band(guide: CompanyGuide, number: int, band: BandRow) -> GuideBand:
    nothing = (None, None)
    base, equity, bonus, total = (
        span or nothing for span in (band.base, band.equity_4yr, band.bonus_percent, band.total)
    )
    return GuideBand(
        guide=guide,
        position=number,
        line=band.line,
        region=band.region,
        currency=band.currency,
        base_low=base[0],
        base_high=base[1],
        equity_4yr_low=equity[0],
        equity_4yr_high=equity[1],
        bonus_percent_low=bonus[0],
        bonus_percent_high=bonus[1],
        total_low=total[0],
        total_high=total[1],
    )


def _position(guide: CompanyGuide, number: int, kind: str, stated: PositionRow) -> GuidePosition:
    return GuidePosition(
        guide=guide,
        position=number,
        line=stated.line,
        kind=kind,
        currency=guide.currency,
        total=stated.total,
        base=stated.base,
        equity_4yr=stated.equity_4yr,
        signing=stated.signing,
        acceleration=stated.acceleration or "",
        refresh_percent=stated.refresh_percent,
    )


def _offer(guide: CompanyGuide, number: int, offer: OfferRow) -> CompetingOffer:
    return CompetingOffer(
        guide=guide,
        position=number,
        line=offer.line,
        company=offer.company,
        currency=guide.currency,
        total=offer.total,
        base=offer.base,
        equity_4yr=offer.equity_4yr,
    )


def _package(package: PackageRow) -> dict[str, Any]:
    """What a package states, and nothing else; whole amounts as whole numbers."""
    stated = {name: value for name, value in vars(package).items() if name not in PLACE and value not in (None, ())}
    return {name: _plain(value) for name, value in stated.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value
