"""What stands beside an offer in its charts."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from benchmarks.models import CompanyGuide, ExchangeRate
from hiring import expectations
from hiring.models import Expectation
from interviews import offer_charts
from interviews.offer_figures import figures
from tests.factories import people
from tests.hiring.offer_world import terms
from tests.interviews.offer_pages import decided

pytestmark = pytest.mark.django_db


def beside(**said: Any) -> tuple[str, list[tuple[str, str]]]:
    """The bar of an offer from elsewhere: its name and its parts; EUR 1 is USD 1.25."""
    CompanyGuide.objects.update(retired_at=timezone.now())
    today, manager = timezone.now().date(), people().manager
    ExchangeRate.objects.create(base="EUR", quote="USD", rate=Decimal("1.25"), on=today, source="Bank")
    application = decided()
    expectations.state(application, Expectation.Kind.COMPETING, company="CoreWeave", by=manager, **said)
    found = figures(application, terms(), None, authors=set(), user=manager, on=today)
    bar = offer_charts.charts(found).years.stacks[-1]
    return bar.label, [(part.kind, part.text) for part in bar.segments]


def test_converted_parts_that_add_up_are_stacked():
    parts = {"base": Decimal(250_000), "bonus": Decimal(25_000), "equity_4yr": Decimal(500_000)}
    assert beside(currency="USD", signing=Decimal(40_000), **parts) == (
        "CoreWeave, converted",
        [("cash", "Cash: EUR 220,000"), ("equity", "Equity: EUR 100,000")],
    )


def test_converted_total_whose_parts_are_not_stated_is_one_block():
    assert beside(currency="USD", total=Decimal(400_000), base=Decimal(250_000)) == (
        "CoreWeave, converted",
        [("total", "Total, parts not stated: EUR 320,000")],
    )


def test_parts_in_our_currency_stay_as_they_are():
    assert beside(currency="EUR", base=Decimal(200_000), equity_4yr=Decimal(400_000)) == (
        "CoreWeave",
        [("cash", "Cash: EUR 200,000"), ("equity", "Equity: EUR 100,000")],
    )
