"""How amounts of money are read."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from benchmarks.money_forms import AmountField


@pytest.mark.parametrize(
    ("text", "amount"),
    [("150000", 150_000), ("150,000.50", Decimal("150000.5")), ("150\u202f000", 150_000), (" 150k ", 150_000), ("", 0)],
)
def test_amount_is_read_from_digits(text: str, amount: Decimal):
    assert AmountField("Base").clean(text) == amount


@pytest.mark.parametrize("text", ["1e9", "1E9", "15e+4", "1.5e5", "1_500", "١٥٠"])
def test_amount_that_is_not_written_out_is_refused(text: str):
    with pytest.raises(ValidationError) as caught:
        AmountField("Base").clean(text)
    assert [error.code for error in caught.value.error_list] == ["not_in_digits"]
    assert caught.value.messages == ["Write the amount in digits, such as 150,000 or 150k."]
