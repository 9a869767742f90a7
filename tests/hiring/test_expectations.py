from decimal import Decimal

import pytest

from benchmarks.conversion import Rates
from benchmarks.packages import Package
from benchmarks.rivals import compare
from hiring import expectations, pipeline
from hiring.models import Expectation
from tests.factories import at_stage, hour, people
from tests.hiring.offer_world import approver, decided
from tests.refusals import forbids, refuses

pytestmark = pytest.mark.django_db


def state(application, kind: str = "competing", *, at: float = 230, **values) -> Expectation:
    values = {"currency": "USD", "company": "CoreWeave" if kind == "competing" else "", **values}
    return expectations.state(application, kind, by=people().manager, now=hour(at), **values)


def test_what_the_candidate_names_is_kept_and_the_rest_stays_empty():
    application = decided()
    made = state(
        application, base=Decimal(210_000), equity_4yr=Decimal(220_000), signing=Decimal(25_000), note=" By mail. "
    )
    made.refresh_from_db()
    assert (made.kind, made.company, made.currency, made.note) == ("competing", "CoreWeave", "USD", "By mail.")
    assert (made.base, made.bonus, made.equity_4yr, made.signing, made.total) == (210_000, None, 220_000, 25_000, None)
    assert (made.stated_at, made.stated_by, made.withdrawn_at) == (hour(230), people().manager, None)


def test_another_target_takes_the_place_of_the_one_before():
    application = decided()
    first = state(application, "target", total=Decimal(430_000))
    second = state(application, "target", total=Decimal(440_000), at=240)
    floor = state(application, "floor", total=Decimal(400_000), at=241)
    first.refresh_from_db()
    assert first.withdrawn_at == hour(240)
    assert expectations.standing(application) == [second, floor]


def test_offers_from_elsewhere_stand_beside_each_other():
    application = decided()
    floor = state(application, "floor", total=Decimal(400_000))
    one, other = state(application, base=Decimal(1)), state(application, base=Decimal(2), company="Hugging Face")
    assert expectations.standing(application) == [one, other, floor]


def test_withdraw_keeps_the_row_and_counts_no_more():
    application = decided()
    made = state(application, base=Decimal(210_000))
    expectations.withdraw(made, by=people().manager, now=hour(240))
    assert expectations.standing(application) == []
    assert Expectation.objects.get().withdrawn_at == hour(240)
    with refuses("already_withdrawn"):
        expectations.withdraw(made, by=people().manager, now=hour(241))


def test_rivals_have_the_annual_total_where_it_can_be_known():
    """CoreWeave's asks: 280K + 600K/4 = 430K, 265K + 540K/4 = 400K; 210K + 220K/4 = 265K a year, 25K once."""
    application = decided()
    state(application, base=Decimal(210_000), equity_4yr=Decimal(220_000), signing=Decimal(25_000), note="Letter.")
    state(application, "target", base=Decimal(280_000), equity_4yr=Decimal(600_000))
    state(application, "floor", base=Decimal(265_000), equity_4yr=Decimal(540_000))
    state(application, equity_4yr=Decimal(80_000), company="Elsewhere")
    found = expectations.as_rivals(application)
    assert [(one.kind, one.name, one.currency, one.total) for one in found] == [
        ("competing", "CoreWeave", "USD", 265_000),
        ("competing", "Elsewhere", "USD", None),
        ("target", "Their aim", "USD", 430_000),
        ("floor", "Their floor", "USD", 400_000),
    ]
    assert (found[0].signing, found[0].detail, found[0].source) == (25_000, "Letter.", "stated on 16 September 2026")


def test_a_base_by_itself_is_no_total():
    """EUR 150,000 with 400,000 of equity makes 250,000 a year, and stays below a base of 200,000 all the same."""
    application = decided()
    state(application, "floor", currency="EUR", base=Decimal(200_000))
    state(application, currency="EUR", base=Decimal(200_000), equity_4yr=Decimal(0))
    cash_only, floor = expectations.as_rivals(application)
    assert (floor.total, cash_only.total) == (None, 200_000)
    package = Package("EUR", Decimal(150_000), equity_4yr=Decimal(400_000))
    against_cash, against_floor = compare(package, [cash_only, floor], Rates(on=hour(230).date()))
    assert (against_floor.difference_base, against_floor.clears) == (-50_000, False)
    assert (against_cash.difference_total, against_cash.clears) == (50_000, True)


def test_a_total_that_the_candidate_names_stands_as_it_is():
    application = decided()
    state(application, "target", base=Decimal(280_000), total=Decimal(431_000))
    assert expectations.as_rivals(application)[0].total == 431_000


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, {"amount_required"}),
        ({"base": Decimal(0)}, {"amount_required", "amount_not_positive"}),
        ({"base": Decimal(-1)}, {"amount_not_positive"}),
        ({"total": Decimal(10) ** 12}, {"amount_too_large"}),
        ({"base": Decimal(1), "currency": "usd"}, {"unknown_currency"}),
        ({"base": Decimal(1), "company": " "}, {"company_required"}),
        ({"base": Decimal(1), "company": "x" * 121}, {"too_long"}),
        ({"base": Decimal(1), "note": "x" * 301}, {"too_long"}),
        ({"base": Decimal(1), "kind": "salary_before"}, {"unknown_kind"}),
    ],
)
def test_what_is_no_expectation_is_refused(values, codes):
    application = decided()
    with refuses(*codes):
        state(application, **values)


def test_expectations_can_be_stated_before_the_decision_and_not_after_the_end():
    application = at_stage("screening")
    made = state(application, base=Decimal(1), at=10)
    pipeline.reject(application, reason="No.", by=people().manager, now=hour(20))
    with refuses("closed_stage"):
        state(application, base=Decimal(1), at=21)
    with refuses("closed_stage"):
        expectations.withdraw(made, by=people().manager, now=hour(21))


def test_expectations_are_for_those_who_set_pay():
    application = decided()
    made = state(application, base=Decimal(1))
    for by in (people().coordinator, people().interviewer, approver("ada")):
        with forbids():
            expectations.state(application, "competing", company="X", currency="EUR", base=Decimal(1), by=by)
        with forbids():
            expectations.withdraw(made, by=by)


def test_a_total_below_its_parts_is_refused():
    application = decided()
    with refuses("total_below_its_parts"):
        state(application, "target", base=Decimal(200_000), total=Decimal(100))
    assert state(application, "target", base=Decimal(200_000), total=Decimal(200_000)).total == 200_000
