"""Nothing is converted without a rate that somebody entered; its day and source are shown with each figure."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from benchmarks.conversion import Rates, convert
from benchmarks.models import ExchangeRate

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def rate(base: str, quote: str, value: str, on: date = date(2026, 11, 1), source: str = "central bank") -> Any:
    return ExchangeRate.objects.create(base=base, quote=quote, rate=Decimal(value), on=on, source=source)


def test_convert_shows_rate_day_and_source() -> None:
    rate("USD", "EUR", "0.92")
    found = convert(Decimal(100_000), "USD", "EUR", on=DAY)
    assert (found.amount, found.currency, found.rate) == (Decimal(92_000), "EUR", Decimal("0.92"))
    assert (found.on, found.source) == (date(2026, 11, 1), "central bank")
    assert found.text == "USD 100,000 = EUR 92,000 at 0.92 of 1 Nov 2026, central bank"


def test_convert_turns_a_pair_round() -> None:
    rate("USD", "EUR", "0.8")
    found = convert(Decimal(100_000), "EUR", "USD", on=DAY)
    assert (found.amount, found.rate) == (Decimal(125_000), Decimal("1.25"))
    assert found.text == ("EUR 100,000 = USD 125,000 at 1.25 (kept as 1 USD = 0.8 EUR) of 1 Nov 2026, central bank")


def test_convert_divides_exactly_when_a_pair_is_turned_round() -> None:
    """300,000 / 3 is 100,000; times 0.33333333 it would be 99,999.999."""
    rate("EUR", "TND", "3")
    found = convert(Decimal(300_000), "TND", "EUR", on=DAY)
    assert (found.amount, found.rate) == (Decimal(100_000), Decimal("0.33333333"))


def test_convert_keeps_figures_of_a_small_turned_rate() -> None:
    rate("USD", "IRR", "42000.5")
    assert convert(Decimal(42_000_500), "IRR", "USD", on=DAY).rate == Decimal("0.0000238092")


def test_convert_takes_the_newest_rate_of_the_day_or_before() -> None:
    rate("USD", "EUR", "0.90", on=date(2026, 10, 1))
    rate("USD", "EUR", "0.92", on=date(2026, 11, 1))
    rate("USD", "EUR", "0.95", on=date(2026, 12, 1))
    assert convert(Decimal(100), "USD", "EUR", on=DAY).rate == Decimal("0.92")
    assert convert(Decimal(100), "USD", "EUR", on=date(2026, 11, 1)).rate == Decimal("0.92")
    assert convert(Decimal(100), "USD", "EUR", on=date(2026, 10, 31)).rate == Decimal("0.90")


def test_convert_takes_the_newer_of_two_pairs_and_the_straight_one_of_the_same_day() -> None:
    rate("USD", "EUR", "0.90", on=date(2026, 10, 1))
    rate("EUR", "USD", "1.25", on=date(2026, 11, 1))
    assert convert(Decimal(100), "USD", "EUR", on=DAY).amount == Decimal(80)
    rate("USD", "EUR", "0.92", on=date(2026, 11, 1))
    assert convert(Decimal(100), "USD", "EUR", on=DAY).amount == Decimal(92)


@pytest.mark.parametrize("on", [DAY, date(2026, 10, 31)])
def test_convert_refuses_without_a_rate(on: date) -> None:
    """Neither from a later day, nor over a third currency."""
    rate("EUR", "GBP", "0.85")
    rate("USD", "EUR", "0.92", on=date(2026, 12, 1))
    with pytest.raises(ValidationError) as refused:
        convert(Decimal(100), "USD", "GBP", on=on)
    assert refused.value.code == "no_rate"
    assert refused.value.messages == [f"Not compared: no rate from USD to GBP on or before {on.isoformat()}."]


def test_convert_within_one_currency_needs_no_rate() -> None:
    found = convert(Decimal("100.50"), "EUR", "EUR", on=DAY)
    assert (found.amount, found.rate, found.source, found.text) == (Decimal("100.50"), Decimal(1), "", "EUR 100.50")


def test_convert_keeps_a_negative_difference_negative() -> None:
    rate("USD", "EUR", "0.92")
    assert convert(Decimal(-1000), "USD", "EUR", on=DAY).amount == Decimal(-920)


def test_rates_ask_once_for_all(django_assert_num_queries: Any) -> None:
    for day in (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)):
        rate("USD", "EUR", "0.92", on=day)
        rate("GBP", "EUR", "1.15", on=day)
    with django_assert_num_queries(1):
        rates = Rates.at(DAY)
        assert rates.convert(Decimal(100), "GBP", "EUR").amount == Decimal(115)  # type: ignore[union-attr]
        assert rates.convert(Decimal(115), "EUR", "GBP").amount == Decimal(100)  # type: ignore[union-attr]
        assert rates.convert(Decimal(100), "USD", "JPY") is None
    assert len(rates._by_pair) == 2


@pytest.mark.parametrize(
    ("base", "quote", "on", "field", "code"),
    [
        ("XXX", "EUR", "2026-01-01", "base", "unknown_currency"),
        ("EUR", "EUR", "2026-01-01", "quote", "same_currency"),
        ("USD", "EUR", "2999-01-01", "on", "day_to_come"),
    ],
)
def test_rate_that_makes_no_sense_is_refused(base: str, quote: str, on: str, field: str, code: str) -> None:
    wrong = ExchangeRate(base=base, quote=quote, rate=Decimal(1), on=date.fromisoformat(on), source="bank")
    with pytest.raises(ValidationError) as refused:
        wrong.full_clean()
    assert code in [error.code for error in refused.value.error_dict[field]]
