"""Which amounts of money can be offered, or named as expected."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from benchmarks import currencies

MOST = Decimal(10) ** 10
"""Amounts lie below it: the columns' ten digits before the point."""
MOST_OF_WIDE = Decimal(10) ** 12
WIDE = ("equity_4yr", "total")
"""Amounts whose columns have twelve digits before the point."""


def problem_of_currency(currency: str) -> ValidationError | None:
    """What is wrong with the code of a currency: `unknown_currency`."""
    if currencies.is_currency(currency):
        return None
    return ValidationError(
        f"“{currency}” is not a currency; write the three letters of ISO 4217, such as EUR.", code="unknown_currency"
    )


def problem_of_amount(name: str, amount: Decimal) -> ValidationError | None:
    """What is wrong with an amount of that name: `amount_not_positive`, `amount_too_large`, `amount_too_precise`."""
    most = MOST_OF_WIDE if name in WIDE else MOST
    if not amount.is_finite() or amount < 0 or (name == "base" and amount == 0):
        return ValidationError(f"{amount} is not an amount that can be offered.", code="amount_not_positive")
    if amount >= most:
        return ValidationError(f"{amount} is too large: less than {most:,}.", code="amount_too_large")
    if amount != round(amount, 2):
        return ValidationError(f"{amount} has more than two places after the point.", code="amount_too_precise")
    return None
