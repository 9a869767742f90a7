"""The forms of the page of an offer."""

import pytest

from benchmarks.money_forms import AmountField
from interviews.offer_forms import ExpectationForm, SearchForm, TermsForm


@pytest.mark.parametrize("form", [TermsForm, SearchForm, ExpectationForm])
def test_every_amount_of_an_offer_is_read_this_way(form: type):
    amounts = [one for one in form.base_fields.values() if one.widget.attrs.get("class") == "amount"]
    assert amounts
    assert all(isinstance(one, AmountField) for one in amounts)


def test_limits_of_the_search_are_not_below_nothing():
    form = SearchForm({"equity_most": "-5000", "signing_most": "-1", "on_cost_percent": "-5"})
    assert {name: [error.code for error in errors] for name, errors in form.errors.as_data().items()} == {
        "equity_most": ["min_value"],
        "signing_most": ["min_value"],
        "on_cost_percent": ["min_value"],
    }
