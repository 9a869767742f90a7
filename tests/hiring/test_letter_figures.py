from decimal import Decimal

import pytest

from benchmarks.packages import Package
from hiring import letter_figures, offer_terms
from tests.hiring.offer_world import terms


def package(**values: object) -> Package:
    return offer_terms.package(terms(**values))


@pytest.mark.parametrize(
    ("kind", "label"),
    [("rsu", "Equity: restricted stock units"), ("options", "Equity: stock options"), ("", "Equity")],
)
def test_equity_is_named_by_its_kind_where_one_is_stated(kind: str, label: str):
    rows = letter_figures.package_table(package(equity_kind=kind)).rows
    assert [row[0] for row in rows] == ["Base salary", label, "Signing bonus"]


def test_what_is_nothing_has_no_row():
    rows = letter_figures.package_table(package(equity_4yr=Decimal(0), signing=Decimal(0))).rows
    assert rows == (("Base salary", "EUR 150,000", "a year"),)
