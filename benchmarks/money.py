"""Decides how amounts of money are written for people to read."""

from __future__ import annotations

from decimal import Decimal

NOTHING = "—"
CENT = Decimal("0.01")


def amount_text(amount: Decimal | None, currency: str, *, open_top: bool = False) -> str:
    """An amount in whole units of an ISO 4217 currency, such as `EUR 130,000` or, with an open top, `USD 420,000+`."""
    if amount is None:
        return NOTHING
    return f"{currency} {_figure(amount)}{'+' if open_top else ''}"


def range_text(low: Decimal | None, high: Decimal | None, currency: str, *, open_top: bool = False) -> str:
    """A range such as `EUR 130,000–170,000`; `USD 340,000–500,000+` with an open top; `USD 90,000+` without a top."""
    if low is None:
        return NOTHING if high is None else f"{currency} up to {_figure(high)}"
    if high is None:
        return amount_text(low, currency, open_top=True)
    if low == high:
        return amount_text(low, currency, open_top=open_top)
    return f"{currency} {_figure(low)}–{_figure(high)}{'+' if open_top else ''}"


def percent_text(low: Decimal | None, high: Decimal | None) -> str:
    """Percentages such as `25–40 %`, or `10 %` when both ends are the same."""
    ends = [f"{end.normalize():f}" for end in (low, high) if end is not None]
    return f"{'–'.join(dict.fromkeys(ends))} %" if ends else NOTHING


def ratio_text(ratio: Decimal, *, digits: int = 0) -> str:
    """A ratio as per cent: `52 %` for 0.52 and, with one digit, `−4.5 %` for -0.045."""
    return f"{ratio * 100:.{digits}f} %".replace("-", "−")


def _figure(amount: Decimal) -> str:
    whole = amount == amount.to_integral_value()
    return f"{amount:,.0f}" if whole else f"{amount:,.2f}"
