"""`manage.py quote` prints the calculation, or says what it does not know."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.usefixtures("market")


def test_quote_prints_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    call_command(
        "quote", "senior", "germany", on=date(2026, 3, 2), premium=["gpu_scale_1000_plus"], amount="150000",
        industry="traditional_enterprise",
    )  # fmt: skip
    assert capsys.readouterr().out.splitlines() == [
        "Senior, Germany: EUR 130,000–170,000",
        "Has run clusters of 1,000 GPUs or more: +25–40 % of the band: +EUR 32,500 … +EUR 68,000 = EUR 162,500–238,000",
        "Industry: Traditional enterprise: at or slightly below market: adds no amount = EUR 162,500–238,000",
        "Range: EUR 162,500–238,000",
        "Mid: EUR 200,250 (middle of the range with premiums)",
        "Source: AI infrastructure hiring guide 2026, in force from 2026-01-01. "
        "Each percentage is taken of the band itself; the amounts are added, not multiplied with one another.",
        "EUR 150,000: below the range; compa-ratio 0.749; -16.6 % of the way from the lower to the upper end",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"premium": ["charm"]}, "There is no premium “charm”."),
        ({"amount": "lots"}, "“lots” is no amount."),
        ({"amount": "-1"}, "“-1” is no amount."),
    ],
)
def test_quote_says_what_it_does_not_know(options: dict[str, object], message: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("quote", "senior", "germany", on=date(2026, 3, 2), **options)
    assert str(refused.value).startswith(message)
