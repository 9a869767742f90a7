"""Decides how a salary band gives way to a newer one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from benchmarks.models import Level, Origin, Period, Region, SalaryBand


@transaction.atomic
def supersede(
    *,
    level: Level,
    region: Region,
    currency: str,
    low: Decimal,
    high: Decimal,
    source: str,
    effective_from: date,
    by: Any,
    open_top: bool = False,
    period: str = Period.YEAR,
    origin: str = Origin.MANUAL,
    now: datetime | None = None,
) -> SalaryBand:
    """Close the open band of a level in a region, if there is one, and open a new one from a day on.

    Amounts are whole units of `currency`, which must be the region's. `by` is the user who enters the band, None when
    a reference file does. Raises PermissionDenied, or ValidationError with code "currency_mismatch",
    "low_above_high" or "starts_before_open_band"; the closed band stays, unchanged but for its last day.
    """
    if by is not None and not by.has_perm("benchmarks.add_salaryband"):
        raise PermissionDenied("You may not enter salary bands.")
    standing = SalaryBand.objects.open().select_for_update().filter(level=level, region=region).first()
    check(standing, region=region, currency=currency, low=low, high=high, effective_from=effective_from)
    if standing is not None:
        standing.effective_to = effective_from
        standing.save(update_fields=["effective_to"])
    band = SalaryBand(
        level=level,
        region=region,
        currency=currency,
        period=period,
        low=low,
        high=high,
        open_top=open_top,
        source=source,
        effective_from=effective_from,
        origin=origin,
        entered_by="" if by is None else by.get_username(),
        entered_at=now or timezone.now(),
    )
    band.full_clean()
    band.save(force_insert=True)
    return band


def check(
    standing: SalaryBand | None, *, region: Region, currency: str, low: Decimal, high: Decimal, effective_from: date
) -> None:
    """Refuse what could not take the place of the standing band. Raises ValidationError as `supersede` says."""
    if currency != region.currency:
        raise ValidationError(f"{region} pays in {region.currency}, not in {currency}.", code="currency_mismatch")
    if not 0 < low < high:
        raise ValidationError(
            f"A band runs from a lower to a higher amount, not from {low} to {high}.", code="low_above_high"
        )
    if standing is not None and effective_from < standing.effective_from:
        raise ValidationError(
            f"The band that stands now begins on {standing.effective_from.isoformat()}: a new one cannot begin before.",
            code="starts_before_open_band",
        )


@transaction.atomic
def close(band: SalaryBand, *, on: date) -> SalaryBand:
    """End an open band on a day without a successor; one that had not begun by then never comes into force."""
    band = SalaryBand.objects.select_for_update().get(pk=band.pk)
    if band.effective_to is None:
        band.effective_to = max(on, band.effective_from)
        band.save(update_fields=["effective_to"])
    return band
