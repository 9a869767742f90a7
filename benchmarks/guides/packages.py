"""Decides how a package of pay that a guide states is written for people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from benchmarks.money import NOTHING, amount_text, percent_text, range_text

AMOUNTS = {
    "total": "total",
    "base": "base",
    "equity_4yr": "equity over four years",
    "bonus_amount": "bonus",
    "signing": "signing bonus",
}


def package_text(package: Mapping[str, Any], currency: str) -> str:
    """Such as `total USD 430,000+, equity over four years USD 600,000`; a dash when nothing is stated."""
    parts = [
        f"{words} {_amount(package, name, currency)}"
        for name, words in AMOUNTS.items()
        if name in package or f"{name}_high" in package
    ]
    if "acceleration" in package:
        parts.append(_acceleration(package))
    if "refresh_percent" in package:
        percent = Decimal(str(package["refresh_percent"]))
        parts.append(f"refresh in year 2 of {percent_text(percent, percent)} of the first grant")
    who = " or ".join([package["company"]] if "company" in package else package.get("companies", ()))
    stated = ", ".join(parts)
    return f"{who}: {stated}" if who and stated else who or stated or NOTHING


def _amount(package: Mapping[str, Any], name: str, currency: str) -> str:
    low, high = (Decimal(str(package[key])) if key in package else None for key in (name, f"{name}_high"))
    if high is not None:
        return range_text(low, high, currency)
    return amount_text(low, currency, open_top=name in package.get("open", ()))


def _acceleration(package: Mapping[str, Any]) -> str:
    words = str(package["acceleration"]).replace("_", "-") + " acceleration"
    if "acceleration_percent" in package:
        words += f" of {package['acceleration_percent']} %"
    if "acceleration_months" in package:
        words += f" within {package['acceleration_months']} months"
    return words
