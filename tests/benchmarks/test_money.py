from decimal import Decimal

import pytest

from benchmarks.money import amount_text, percent_text, range_text, ratio_text


@pytest.mark.parametrize(
    ("low", "high", "open_top", "text"),
    [
        (130000, 170000, False, "EUR 130,000–170,000"),
        (340000, 500000, True, "EUR 340,000–500,000+"),
        (90000, 90000, False, "EUR 90,000"),
        (90000, None, False, "EUR 90,000+"),
        (None, 90000, False, "EUR up to 90,000"),
        (None, None, False, "—"),
        ("85.50", "90", False, "EUR 85.50–90"),
    ],
)
def test_range_text_keeps_open_and_missing_ends(low: object, high: object, open_top: bool, text: str) -> None:
    ends = [None if end is None else Decimal(str(end)) for end in (low, high)]
    assert range_text(*ends, "EUR", open_top=open_top) == text


def test_amount_text_names_the_currency() -> None:
    assert amount_text(Decimal(420000), "USD", open_top=True) == "USD 420,000+"
    assert amount_text(None, "USD") == "—"


def test_percent_text_drops_what_says_nothing() -> None:
    assert percent_text(Decimal("25.000"), Decimal("40.000")) == "25–40 %"
    assert percent_text(Decimal("10.000"), Decimal("10.000")) == "10 %"
    assert percent_text(Decimal("7.500"), None) == "7.5 %"
    assert percent_text(None, None) == "—"


def test_ratio_text_has_a_minus_sign() -> None:
    assert [ratio_text(Decimal(one)) for one in ("0.5", "-0.04", "1")] == ["50 %", "−4 %", "100 %"]
    assert ratio_text(Decimal("-0.045"), digits=1) == "−4.5 %"
