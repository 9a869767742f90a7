"""Where an amount stands: over the middle, along the range, inside or out; an open top is no limit."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from benchmarks.bands import Quote
from benchmarks.positions import Standing, position


def _quote(*, open_top: bool = False) -> Quote:
    return Quote(
        level="senior",
        level_title="Senior",
        region="germany",
        region_title="Germany",
        currency="EUR",
        period="year",
        low=Decimal(130_000),
        high=Decimal(170_000),
        open_top=open_top,
        source="Guide",
        effective_from=date(2026, 1, 1),
        on=date(2026, 3, 2),
    )


@pytest.mark.parametrize(
    ("amount", "compa_ratio", "penetration", "standing", "in_band"),
    [
        (150_000, "1.000", "0.500", Standing.INSIDE, True),
        (130_000, "0.867", "0.000", Standing.INSIDE, True),
        (170_000, "1.133", "1.000", Standing.INSIDE, True),
        (120_000, "0.800", "-0.250", Standing.BELOW, False),
        (180_000, "1.200", "1.250", Standing.ABOVE, False),
    ],
)
def test_position_of_an_amount(
    amount: int, compa_ratio: str, penetration: str, standing: Standing, in_band: bool
) -> None:
    found = position(Decimal(amount), "EUR", _quote())
    assert (found.compa_ratio, found.range_penetration) == (Decimal(compa_ratio), Decimal(penetration))
    assert (found.standing, found.in_band) == (standing, in_band)


def test_position_above_an_open_top_is_in_the_band() -> None:
    found = position(Decimal(180_000), "EUR", _quote(open_top=True))
    assert (found.standing, found.in_band, found.range_penetration) == (
        Standing.ABOVE_PRINTED_TOP,
        True,
        Decimal("1.250"),
    )


def test_position_never_compares_two_currencies() -> None:
    with pytest.raises(ValidationError) as refused:
        position(Decimal(150_000), "USD", _quote())
    assert refused.value.code == "currency_mismatch"
