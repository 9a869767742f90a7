from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from benchmarks.models import Level, Region
from benchmarks.packages import Package
from benchmarks.vesting import Vesting
from hiring import approvals, offer_drafts, offer_terms, offers
from hiring.models import Offer
from hiring.offer_terms import Terms
from tests.factories import hour, people
from tests.hiring.offer_world import draft, terms
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

WHOLE = {
    "currency": "EUR",
    "base": Decimal("150000.50"),
    "bonus": Decimal(15_000),
    "equity_kind": "rsu",
    "equity_4yr": Decimal(200_000),
    "vesting": (Decimal("12.5"), Decimal("27.5"), Decimal(30), Decimal(30)),
    "cliff_months": 6,
    "refresh_percent": Decimal("12.25"),
    "discount_percent": Decimal(30),
    "signing": Decimal(20_000),
    "relocation": Decimal(8_000),
    "premiums": ("gpu_scale_1000_plus",),
    "starts_on": date(2026, 12, 1),
    "expires_at": datetime(2026, 9, 20, 12, 0, tzinfo=UTC),
    "note": "By Friday.",
    "exception_reason": "The only one who ran 4,000 GPUs.",
}


def refused(**values) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as found:
        offer_terms.check(terms(**values), now=hour(222))
    return {field: [each.code for each in errors] for field, errors in found.value.error_dict.items()}


def test_what_is_drafted_comes_back_exactly():
    given = Terms(level=Level.objects.get(slug="mid"), region=Region.objects.get(slug="us_remote"), **WHOLE)
    offer = draft(**{**WHOLE, "level": given.level, "region": given.region})
    assert offer_terms.of(Offer.objects.get(pk=offer.pk)) == given


def test_without_level_and_region_an_offer_has_those_of_its_requisition():
    offer = draft(note="  By Friday. ")
    found = offer_terms.of(Offer.objects.get(pk=offer.pk))
    assert (str(found.level.slug), str(found.region.slug), found.note) == ("senior", "germany", "By Friday.")
    assert (found.vesting, found.cliff_months) == ((Decimal(25),) * 4, 12)


def test_package_is_the_money_of_the_terms():
    assert offer_terms.package(Terms(**WHOLE)) == Package(
        currency="EUR",
        base=Decimal("150000.50"),
        bonus=Decimal(15_000),
        equity_kind="rsu",
        equity_4yr=Decimal(200_000),
        vesting=Vesting((Decimal("12.5"), Decimal("27.5"), Decimal(30), Decimal(30)), 6),
        refresh_percent=Decimal("12.25"),
        signing=Decimal(20_000),
        relocation=Decimal(8_000),
        discount_percent=Decimal(30),
    )
    offer = draft()
    assert offer_terms.package(offer) == offer_terms.package(terms())


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"currency": "EURO"}, {"currency": ["unknown_currency"]}),
        ({"base": Decimal(0)}, {"base": ["amount_not_positive"]}),
        ({"base": Decimal("NaN")}, {"base": ["amount_not_positive"]}),
        ({"base": Decimal(10) ** 10}, {"base": ["amount_too_large"]}),
        ({"equity_4yr": Decimal(10) ** 12}, {"equity_4yr": ["amount_too_large"]}),
        ({"signing": Decimal("0.001")}, {"signing": ["amount_too_precise"]}),
        ({"relocation": Decimal(-1)}, {"relocation": ["amount_not_positive"]}),
        ({"discount_percent": Decimal("100.5")}, {"discount_percent": ["percent_out_of_range"]}),
        ({"refresh_percent": Decimal(-1)}, {"refresh_percent": ["percent_out_of_range"]}),
        ({"refresh_percent": Decimal("1.005")}, {"refresh_percent": ["percent_out_of_range"]}),
        ({"vesting": (Decimal(25), Decimal(25), Decimal(25), Decimal(24))}, {"vesting": ["vesting_not_whole"]}),
        ({"vesting": (Decimal(-10), Decimal(60), Decimal(25), Decimal(25))}, {"vesting": ["vesting_not_whole"]}),
        ({"vesting": (Decimal(50), Decimal(50))}, {"vesting": ["vesting_not_whole"]}),
        ({"cliff_months": 49}, {"cliff_months": ["cliff_out_of_range"]}),
        ({"equity_kind": "tulips"}, {"equity_kind": ["unknown_equity_kind"]}),
        ({"premiums": ("charm",)}, {"premiums": ["unknown_premium"]}),
        ({"premiums": ("gpu_scale_1000_plus",) * 2}, {"premiums": ["premium_twice"]}),
        ({"premiums": ("ai_lab_or_hyperscaler", "traditional_enterprise")}, {"premiums": ["two_employers"]}),
        ({"note": "x" * 301}, {"note": ["too_long"]}),
        ({"exception_reason": "x" * 301}, {"exception_reason": ["too_long"]}),
        ({"expires_at": hour(222)}, {"expires_at": ["expires_in_the_past"]}),
        (
            {"currency": "€", "bonus": Decimal(-1), "cliff_months": -1},
            {
                "currency": ["unknown_currency"],
                "bonus": ["amount_not_positive"],
                "cliff_months": ["cliff_out_of_range"],
            },
        ),
    ],
)
def test_what_is_no_offer_is_named_by_field(values, wrong):
    assert refused(**values) == wrong


def test_the_limits_themselves_can_be_offered():
    offer_terms.check(
        terms(
            base=Decimal("9999999999.99"),
            equity_4yr=Decimal("999999999999.99"),
            discount_percent=Decimal(100),
            refresh_percent=Decimal(1000),
            cliff_months=48,
            note="x" * 300,
            vesting=(Decimal(0), Decimal(0), Decimal(0), Decimal(100)),
        )
    )


def test_an_offer_at_the_limits_is_kept():
    offer = draft(base=Decimal("9999999999.99"), equity_4yr=Decimal("999999999999.99"), refresh_percent=Decimal(1000))
    found = Offer.objects.get(pk=offer.pk)
    assert (found.base, found.equity_4yr) == (Decimal("9999999999.99"), Decimal("999999999999.99"))


def test_changed_names_the_fields_that_differ():
    before = terms(level=Level.objects.get(slug="mid"))
    after = terms(level=Level.objects.get(slug="senior"), base=Decimal(1), note="Soon.")
    assert offer_terms.changed(before, after) == {"level", "base", "note"}
    assert offer_terms.changed(before, terms(level=Level.objects.get(slug="mid"), base=Decimal("150000.00"))) == set()


def test_what_approvers_answer_for_is_all_but_start_expiry_and_note():
    everything = set(Terms.__dataclass_fields__)
    assert everything - offer_terms.APPROVED_FIELDS == {"starts_on", "expires_at", "note"}


def test_what_is_no_equity_has_no_amount():
    assert refused(equity_kind="none", equity_4yr=Decimal(1)) == {"equity_kind": ["equity_of_no_kind"]}
    offer_terms.check(terms(equity_kind="none", equity_4yr=Decimal(0)), now=hour(222))
    offer_terms.check(terms(equity_kind="", equity_4yr=Decimal(1)), now=hour(222))


def test_no_year_vests_less_than_nothing():
    shares = (Decimal(-25), Decimal(75), Decimal(25), Decimal(25))
    assert refused(vesting=shares) == {"vesting": ["vesting_not_whole"]}


def test_the_first_day_lies_ahead_and_not_two_years_ahead():
    noon = datetime(2026, 9, 17, 11, tzinfo=UTC)  # still the 16th where the day ends last
    for day, code in [
        (date(2026, 9, 15), "starts_in_the_past"),
        (date(2026, 9, 16), None),
        (date(2028, 9, 16), None),
        (date(2028, 9, 17), "starts_too_late"),
        (date(2206, 10, 1), "starts_too_late"),
    ]:
        problem = offer_terms.problem_of_start(day, noon)
        assert (problem.code if problem else None) == code
    assert refused(starts_on=date(2026, 9, 1)) == {"starts_on": ["starts_in_the_past"]}


def test_a_first_day_that_has_passed_since_is_no_obstacle_to_other_changes():
    offer = draft(starts_on=date(2026, 9, 20))
    later = offer_drafts.edit(
        offer, replace(offer_terms.of(offer), note="Call first."), by=people().manager, now=hour(2400)
    )
    assert (later.note, later.starts_on) == ("Call first.", date(2026, 9, 20))
    approved = approvals.submit(later, by=people().manager, now=hour(2401))
    with refuses("starts_in_the_past"):
        offers.extend(approved, by=people().manager, now=hour(2402))
