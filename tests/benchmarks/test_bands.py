"""A quote says what a level earns in a region on a day, with its source; it refuses what it does not know."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from benchmarks import bands
from benchmarks.bands import Quote

DAY = date(2026, 3, 2)

pytestmark = pytest.mark.usefixtures("market")


def test_quote_gives_the_range_with_its_source() -> None:
    assert bands.quote("senior", "germany", DAY) == Quote(
        level="senior",
        level_title="Senior",
        region="germany",
        region_title="Germany",
        currency="EUR",
        period="year",
        low=Decimal(130_000),
        high=Decimal(170_000),
        open_top=False,
        source="AI infrastructure hiring guide 2026",
        effective_from=date(2026, 1, 1),
        on=DAY,
    )


def test_quote_names_the_middle() -> None:
    found = bands.quote("senior", "germany", DAY)
    assert (found.mid, found.mid_label) == (Decimal(150_000), "middle of the range")
    assert found.range_text == "EUR 130,000–170,000"


def test_quote_keeps_an_open_top_open() -> None:
    found = bands.quote("head_vp", "us_remote", DAY)
    assert (found.low, found.high, found.open_top) == (Decimal(340_000), Decimal(500_000), True)
    assert (found.mid, found.mid_label) == (Decimal(420_000), "middle of the printed range, its top is open")
    assert found.range_text == "USD 340,000–500,000+"


@pytest.mark.parametrize(
    ("level", "region", "on", "code", "message"),
    [
        ("wizard", "germany", DAY, "unknown_level",
         "There is no level “wizard”. Known: junior, mid, senior, staff_principal, head_vp."),
        ("senior", "mars", DAY, "unknown_region",
         "There is no region “mars”. Known: germany, uk_netherlands, us_remote."),
        ("senior", "germany", date(2025, 12, 31), "no_band",
         "No band is in force for Senior in Germany on 2025-12-31."),
    ],
)  # fmt: skip
def test_quote_refuses_what_it_does_not_know(level: str, region: str, on: date, code: str, message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        bands.quote(level, region, on)
    assert (refused.value.code, refused.value.messages) == (code, [message])
