import pytest
from django.core.exceptions import ValidationError

from hiring import history
from tests.refusals import codes_of


def test_reason_given_takes_a_reason_without_the_white_space_around_it():
    assert history.reason_given("  Too far\naway. ") == "Too far\naway."
    assert history.reason_given("x" * 300) == "x" * 300


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_required"), (" \n\t", "reason_required"), ("x" * 301, "too_long")]
)
def test_reason_given_refuses_under_the_field_reason(reason, code):
    with pytest.raises(ValidationError) as refused:
        history.reason_given(reason)
    assert codes_of(refused.value) == {code}
    assert set(refused.value.error_dict) == {"reason"}


def test_fitting_says_how_long_a_text_may_be_and_is():
    with pytest.raises(ValidationError) as refused:
        history.fitting("abcdef", "note", at_most=5)
    assert refused.value.message_dict == {"note": ["Say it in 5 characters; these are 6."]}


def test_fitting_counts_characters_and_not_bytes():
    assert history.fitting("ÄÖÜßé", "note", at_most=5) == "ÄÖÜßé"
