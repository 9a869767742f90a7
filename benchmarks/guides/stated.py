"""Decides how a package that was read is held in the tables."""

from __future__ import annotations

from typing import Any

from benchmarks.guides.findings import Package
from benchmarks.guides.report import package, plain_number


def stated(part: Package | None) -> dict[str, Any]:
    """A package as the tables hold it: `base` the (lower) amount, `base_high` the upper one of a range, `open` the
    names of amounts that are printed as “or more”."""
    if part is None:
        return {}
    plain = package(part) or {}
    held: dict[str, Any] = {}
    if part.companies:
        key = "company" if len(part.companies) == 1 else "companies"
        held[key] = part.companies[0] if len(part.companies) == 1 else list(part.companies)
    open_ends = []
    for name, (low, high) in part.parts.items():
        if low is not None:
            held[name] = plain_number(low)
        if high is None:
            open_ends.append(name)
        elif high != low:
            held[f"{name}_high"] = plain_number(high)
    held |= {name: value for name, value in plain.items() if name not in part.parts and name != "currency"}
    return held | ({"open": open_ends} if open_ends else {})
