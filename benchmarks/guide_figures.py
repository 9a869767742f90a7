"""Decides which figures a year a row of a company's guide stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from benchmarks.guides.totals import YEARS_OF_EQUITY, Ends
from benchmarks.models import GuideBand, GuidePosition
from benchmarks.models.columns import Period
from benchmarks.money import range_text

UNKNOWN: Ends = (None, None)
MONTHS = 12


@dataclass(frozen=True)
class Figures:
    """Ranges in whole units of a currency: a year, but for equity over four years and signing once.

    `is_open` says that the total, or where none is printed any part of it, has no upper end. `notes` says in words what
    was reckoned and what could not be.
    """

    base: Ends
    bonus: Ends
    equity_4yr: Ends
    signing: Ends
    total: Ends
    is_open: bool
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to compare with."""
        return all(ends == UNKNOWN for ends in (self.base, self.bonus, self.equity_4yr, self.signing, self.total))


def mid(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """The middle of a range; the one end that is known where the other is open or not printed."""
    if low is None or high is None:
        return low if low is not None else high
    return (low + high) / 2


def of_band(band: GuideBand, *, pays_equity: bool = True) -> Figures:
    """What a row of a table pays a year. The total is the printed one, else base, bonus and a quarter of the equity.

    Where the row prints no equity, the total stays unknown, unless the company pays none. Amounts a month are taken
    twelve times; what is paid by the hour is not reckoned, because guides do not say of how many hours.
    """
    if band.period == Period.HOUR:
        return Figures(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, False, ("printed by the hour",))
    times = Decimal(MONTHS if band.period == Period.MONTH else 1)
    notes = ["printed a month, taken twelve times"] if times != 1 else []
    kind = band.amount_kind
    amount = _times((band.amount_low, band.amount_high), times)
    base = amount if kind == GuideBand.AmountKind.BASE else _times((band.base_low, band.base_high), times)
    printed = amount if kind == GuideBand.AmountKind.TOTAL else _times((band.total_low, band.total_high), times)
    if kind == GuideBand.AmountKind.UNSPECIFIED:
        notes.append(f"{range_text(*amount, band.currency)}, without saying of what")
    equity = (band.equity_4yr_low, band.equity_4yr_high)
    bonus = _bonus(band, base, times)
    none = (Decimal(0), Decimal(0))
    return _figures(
        base=base,
        bonus=bonus,
        equity=equity,
        signing=(band.signing_low, band.signing_high),
        printed=printed,
        assumed=equity if pays_equity or equity != UNKNOWN else none,
        notes=notes,
    )


def of_position(position: GuidePosition) -> Figures:
    """What a target or a floor asks a year, in the same way; ranges and open ends as far as they were read."""
    stated = position.stated
    times = Decimal(MONTHS if position.period == Period.MONTH else 1)
    base, equity, signing, total = (
        _stated(stated, name, getattr(position, name)) for name in ("base", "equity_4yr", "signing", "total")
    )
    return _figures(
        base=_times(base, times),
        bonus=_stated(stated, "bonus_amount", None),
        equity=equity,
        signing=signing,
        printed=_times(total, times),
        assumed=equity,
        notes=[],
    )


def _figures(
    *, base: Ends, bonus: Ends, equity: Ends, signing: Ends, printed: Ends, assumed: Ends, notes: list[str]
) -> Figures:
    total = printed
    if total == UNKNOWN and (total := _total(base, bonus, assumed)) != UNKNOWN:
        notes = [*notes, "total reckoned from its parts"]
    parts = (total,) if total != UNKNOWN else (base, equity)
    is_open = any(low is not None and high is None for low, high in parts)
    return Figures(base, bonus, equity, signing, total, is_open, tuple(notes))


def _total(base: Ends, bonus: Ends, equity: Ends) -> Ends:
    """Base, bonus where one is printed, a quarter of the equity, end by end; unknown where a part is."""
    if base[0] is None or equity[0] is None:
        return UNKNOWN
    extra = (bonus[0] or Decimal(0), bonus[1] or bonus[0] or Decimal(0))
    high = None if base[1] is None or equity[1] is None else base[1] + equity[1] / YEARS_OF_EQUITY + extra[1]
    return base[0] + equity[0] / YEARS_OF_EQUITY + extra[0], high


def _bonus(band: GuideBand, base: Ends, times: Decimal) -> Ends:
    """The bonus as an amount; where only a percentage is printed, that of the base, end by end."""
    amount: Ends = (band.bonus_amount_low, band.bonus_amount_high)
    if amount != UNKNOWN:
        return _times(amount, times)
    low, high = (
        None if end is None or percent is None else end * percent / 100
        for end, percent in zip(base, (band.bonus_percent_low, band.bonus_percent_high), strict=True)
    )
    return low, high


def _times(ends: Ends, times: Decimal) -> Ends:
    low, high = (None if end is None else end * times for end in ends)
    return low, high


def _stated(stated: Mapping[str, Any], name: str, column: Decimal | None) -> Ends:
    low = Decimal(str(stated[name])) if name in stated else column
    if f"{name}_high" in stated:
        return low, Decimal(str(stated[f"{name}_high"]))
    return low, None if name in stated.get("open", ()) else low
