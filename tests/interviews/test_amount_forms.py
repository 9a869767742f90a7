"""How amounts of an offer are read."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from interviews.amount_forms import OfferAmountField
from interviews.offer_forms import ExpectationForm, SearchForm, TermsForm


@pytest.mark.parametrize(
    ("text", "amount"),
    [("150000", 150_000), ("150,000.50", Decimal("150000.5")), ("150\u202f000", 150_000), (" 150k ", 150_000), ("", 0)],
)
def test_amount_is_read_from_digits(text: str, amount: Decimal):
    assert OfferAmountField("Base").clean(text) == amount


@pytest.mark.parametrize("text", ["1e9", "1E9", "15e+4", "1.5e5", "1_500", "١٥٠"])
def test_amount_that_is_not_written_out_is_refused(text: str):
    with pytest.raises(ValidationError) as caught:
        OfferAmountField("Base").clean(text)
    assert [error.code for error in caught.value.error_list] == ["not_in_digits"]
    assert caught.value.messages == ["Write the amount in digits, such as 150,000 or 150k."]


@pytest.mark.parametrize("form", [TermsForm, SearchForm, ExpectationForm])
def test_every_amount_of_an_offer_is_read_this_way(form: type):
    amounts = [one for one in form.base_fields.values() if one.widget.attrs.get("class") == "amount"]
    assert amounts
    assert all(isinstance(one, OfferAmountField) for one in amounts)


def test_limits_of_the_search_are_not_below_nothing():
    form = SearchForm({"equity_most": "-5000", "signing_most": "-1", "on_cost_percent": "-5"})
    assert {name: [error.code for error in errors] for name, errors in form.errors.as_data().items()} == {
        "equity_most": ["min_value"],
        "signing_most": ["min_value"],
        "on_cost_percent": ["min_value"],
    }
