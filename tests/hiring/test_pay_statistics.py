"""What may be told of many offers."""

from decimal import Decimal

import pytest

from benchmarks.models import Level, Region
from hiring import pay_statistics
from hiring.models import Application, Candidate, Offer, SlaPolicy
from hiring.pay_statistics import Cell, offers_by, rounded
from tests.factories import START, hour, requisition

pytestmark = pytest.mark.django_db


@pytest.fixture
def position():
    return requisition()


def offered(position, number, base, *, currency="EUR", email="", state="extended", **values):
    person = Candidate.objects.create(name=f"P{number}", email=email or f"p{number}@example.com", created_at=START)
    application = Application.objects.create(
        requisition=position,
        candidate=person,
        policy=SlaPolicy.objects.first(),
        **dict.fromkeys(("stage_since", "applied_at", "created_at", "updated_at"), START),
    )
    return Offer.objects.create(
        application=application,
        version=1,
        state=state,
        currency=currency,
        base=Decimal(base),
        extended_at=None if state == "draft" else hour(number),
        drafted_at=START,
        updated_at=START,
        **values,
    )


def test_five_people_make_a_figure(position):
    for number, base in enumerate((100_000, 110_000, 120_000, 130_000, 180_000)):
        offered(position, number, base)
    assert offers_by() == [
        Cell(
            position.level.slug,
            position.region.slug,
            "EUR",
            5,
            Decimal(110_000),
            Decimal(120_000),
            Decimal(130_000),
        )
    ]


def test_four_people_are_withheld(position):
    for number in range(4):
        offered(position, number, 100_000 + number)
    [cell] = offers_by()
    assert (cell.people, cell.low_quartile, cell.median, cell.high_quartile) == (None, None, None, None)
    assert cell.withheld == "fewer than five people"
    assert cell.median_text == "—"


def test_people_count_and_not_offers(position):
    for number in range(4):
        offered(position, number, 100_000)
    offered(position, 4, 200_000, email="P3@example.com")  # the fourth again, as another candidate
    assert offers_by()[0].people is None
    offered(position, 5, 100_000)
    cell = offers_by()[0]
    assert (cell.people, cell.median) == (5, Decimal(100_000))


def test_the_newest_offer_of_a_person_counts(position):
    for number in range(4):
        offered(position, number, 100_000)
    first = offered(position, 4, 900_000, state="superseded")
    newer = Offer.objects.get(pk=first.pk)
    newer.pk, newer.version, newer.state, newer.base, newer.extended_at = (
        None,
        2,
        "extended",
        Decimal(100_000),
        hour(99),
    )
    newer.save()
    assert offers_by()[0].high_quartile == Decimal(100_000)


def test_what_did_not_go_out_does_not_count(position):
    for number in range(4):
        offered(position, number, 100_000)
    offered(position, 4, 100_000, state="draft")
    assert offers_by()[0].people is None


def test_cells_are_apart_without_any_total(position):
    other = Level.objects.exclude(pk=position.level_id).first()
    for number in range(5):
        offered(position, number, 100_000)
    offered(position, 5, 200_000, currency="USD")
    offered(position, 6, 300_000, level=other)
    cells = {(cell.level, cell.currency): cell.people for cell in offers_by()}
    assert cells == {(position.level.slug, "EUR"): 5, (position.level.slug, "USD"): None, (other.slug, "EUR"): None}


def test_a_level_or_region_is_asked_for(position):
    other, place = (
        Level.objects.exclude(pk=position.level_id).first(),
        Region.objects.exclude(pk=position.region_id).first(),
    )
    offered(position, 0, 100_000)
    offered(position, 1, 100_000, level=other)
    assert [cell.level for cell in offers_by(other)] == [other.slug]
    assert [cell.level for cell in offers_by(position.level)] == [position.level.slug]
    assert offers_by(None, place) == []
    assert len(offers_by(None, position.region)) == 2


def test_it_takes_one_query(position, django_assert_num_queries):
    for number in range(7):
        offered(position, number, 100_000)
    with django_assert_num_queries(1):
        offers_by()


@pytest.mark.parametrize(
    ("amount", "told"), [("123456.78", "123000"), ("123500", "124000"), ("12345678", "12300000"), ("99.5", "100")]
)
def test_figures_are_rounded_to_three_digits(amount, told):
    assert rounded(Decimal(amount)) == Decimal(told)


def test_quartiles_lie_between_neighbours():
    amounts = [Decimal(each) for each in (10, 20, 30, 40)]
    assert pay_statistics.quartile(amounts, Decimal("0.25")) == Decimal("17.5")
    assert pay_statistics.quartile(amounts, Decimal("0.5")) == Decimal(25)
