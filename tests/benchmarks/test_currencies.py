import pytest

from benchmarks.currencies import CODES, is_currency
from benchmarks.models import GuideBand, Region, SalaryBand


@pytest.mark.parametrize("code", ["EUR", "USD", "GBP", "INR", "KRW", "CNY", "BRL", "ILS", "PLN", "SGD"])
def test_a_currency_is_known(code: str):
    assert is_currency(code)


@pytest.mark.parametrize("code", ["XYZ", "eur", "EURO", "", "€", "XAU"])
def test_anything_else_is_not(code: str):
    assert not is_currency(code)


def test_codes_are_three_capitals():
    assert {code for code in CODES if len(code) != 3 or not code.isascii() or not code.isupper()} == set()


@pytest.mark.django_db
def test_the_shipped_figures_are_in_known_currencies():
    used = {
        *Region.objects.values_list("currency", flat=True),
        *SalaryBand.objects.values_list("currency", flat=True),
        *GuideBand.objects.values_list("currency", flat=True),
    }
    assert used == {"EUR", "GBP", "USD"}
    assert all(map(is_currency, used))
