"""Decides how a package of pay that a guide states is written for people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from benchmarks.money import NOTHING, amount_text, percent_text

AMOUNTS = {"total": "total", "base": "base", "equity_4yr": "equity over four years", "signing": "signing bonus"}


def package_text(package: Mapping[str, Any], currency: str) -> str:
    """Such as `total USD 430,000+, equity over four years USD 600,000`; a dash when nothing is stated."""
    open_amounts = package.get("open", ())
    parts = [
        f"{words} {amount_text(Decimal(str(package[name])), currency, open_top=name in open_amounts)}"
        for name, words in AMOUNTS.items()
        if name in package
    ]
    if "acceleration" in package:
        parts.append(_acceleration(package))
    if "refresh_percent" in package:
        percent = Decimal(str(package["refresh_percent"]))
        parts.append(f"refresh in year 2 of {percent_text(percent, percent)} of the first grant")
    who = " or ".join([package["company"]] if "company" in package else package.get("companies", ()))
    stated = ", ".join(parts)
    return f"{who}: {stated}" if who and stated else who or stated or NOTHING


def _acceleration(package: Mapping[str, Any]) -> str:
    words = str(package["acceleration"]).replace("_", "-") + " acceleration"
    if "acceleration_percent" in package:
        words += f" of {package['acceleration_percent']} %"
    if "acceleration_months" in package:
        words += f" within {package['acceleration_months']} months"
    return words
