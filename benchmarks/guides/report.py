"""Decides how what was read is written as a report in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from benchmarks.guides.findings import Band, Guide, Package, Span


def file_report(path: str, guide: Guide) -> dict[str, Any]:
    """One file of the report: ranges are `[low, high]` in whole currency units, what is not printed is None."""
    return {
        "path": path,
        "company": guide.company,
        "role": guide.role,
        "bands": [_band(band) for band in guide.bands],
        "level_mapping": [source.text for source in guide.level_mapping],
        "levers": [{"title": lever.title, "asks": package(lever.ask) or {}} for lever in guide.levers],
        "target": package(guide.target),
        "floor": package(guide.floor),
        "problems": [{"line": one.line, "text": one.text, "reason": one.reason} for one in guide.problems],
    }


def whole_report(files: Sequence[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """All files with their sum."""
    summary = {
        "files": len(files),
        "bands": sum(len(one["bands"]) for one in files),
        "problems": sum(len(one["problems"]) for one in files),
        "seconds": round(seconds, 3),
    }
    return {"files": list(files), "summary": summary}


def plain_number(value: Decimal) -> int | float:
    """A whole number where it is one."""
    return int(value) if value == value.to_integral_value() else float(value)


def ends(span: Span | None) -> list[int | float | None] | None:
    """`[low, high]`, or None where nothing is printed."""
    return None if span is None else [None if end is None else plain_number(end) for end in span]


def package(stated: Package | None) -> dict[str, Any] | None:
    """What is asked for or walked away from: its currency, its amounts, what protects the equity."""
    if stated is None or not stated.says_something:
        return None
    held: dict[str, Any] = {"currency": stated.currency} if stated.parts else {}
    held |= {name: ends(span) for name, span in stated.parts.items()}
    if stated.acceleration:
        held["acceleration"] = stated.acceleration
    for name in ("acceleration_percent", "acceleration_months"):
        if getattr(stated, name) is not None:
            held[name] = getattr(stated, name)
    if stated.refresh_percent is not None:
        held["refresh_percent"] = plain_number(stated.refresh_percent)
    return held


def _band(band: Band) -> dict[str, Any]:
    return {
        "line": band.line,
        "region": band.region,
        "level": band.level,
        "currency": band.currency,
        "period": band.period,
        "base": ends(band.base),
        "equity_4yr": ends(band.equity_4yr),
        "bonus_percent": ends(band.bonus_percent),
        "bonus_amount": ends(band.bonus_amount),
        "total": ends(band.total),
        "amount": ends(band.amount),
        "amount_kind": band.amount_kind,
    }
