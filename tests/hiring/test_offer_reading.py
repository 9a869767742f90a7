"""Who reads an offer leaves a row."""

import pytest

from hiring import access, offer_reading, tokens
from hiring.models import Offer, OfferRead
from hiring.stages import Stage
from tests.factories import at_stage, candidate, hour, offer, people, requisition, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    on = requisition()
    first = at_stage(Stage.OFFER, on=on)
    second = at_stage(Stage.OFFER, on=on, of=candidate("Bela Novak", email="bela@example.com"))
    offer(first, now=hour(240))
    return sorted([*first.offers.all(), *second.offers.all()], key=lambda each: each.pk)


def test_reading_writes_a_row_for_each_offer_that_is_seen(offers, django_assert_num_queries):
    manager = people().manager
    manager.has_perm("hiring.view_offer")  # its permissions are fetched once for all of a request
    with django_assert_num_queries(3):
        seen = offer_reading.read(manager, Offer.objects.order_by("pk"), door="page", now=hour(300))
    assert seen == offers
    rows = OfferRead.objects.order_by("pk").values_list("offer", "reader", "token", "door", "at")
    assert list(rows) == [(each.pk, manager.pk, None, "page", hour(300)) for each in offers]


def test_the_key_of_a_call_stands_in_the_row(offers):
    manager = people().manager
    token, _key = tokens.issue(manager, name="ATS", scopes=["pay:read"])
    offer_reading.read(manager, Offer.objects.filter(pk=offers[0].pk), door="api", token=token)
    assert OfferRead.objects.get().token == token


def test_who_may_not_view_offers_reads_none(offers):
    for reader in (people().coordinator, people().interviewer):
        assert offer_reading.read(reader, Offer.objects.all(), door="page") == []
    assert not OfferRead.objects.exists()


def test_nobody_reads_the_offer_to_themselves(offers):
    manager = people().manager
    own = offers[0].application.candidate
    own.employee = manager
    own.save()
    theirs = [each for each in offers if each.application.candidate != own]
    assert offer_reading.read(manager, Offer.objects.all(), door="admin") == theirs
    assert [row.offer for row in OfferRead.objects.all()] == theirs


def test_a_door_that_does_not_exist_is_a_mistake(offers):
    with pytest.raises(ValueError, match="known are page, admin, api, letter, export"):
        offer_reading.read(people().manager, Offer.objects.all(), door="window")


def looks() -> list[tuple]:
    return list(OfferRead.objects.order_by("pk").values_list("door", "at", "last_at", "times"))


def test_looks_of_one_sitting_are_counted_in_one_row(offers):
    one = Offer.objects.filter(pk=offers[0].pk)
    for minutes in (0, 4, 9.9, 10, 12):
        offer_reading.read(people().manager, one, door="page", now=hour(300 + minutes / 60))
    assert looks() == [
        ("page", hour(300), hour(300 + 9.9 / 60), 3),
        ("page", hour(300 + 10 / 60), hour(300 + 12 / 60), 2),
    ]


def test_another_door_reader_or_key_has_a_row_of_its_own(offers):
    one, manager = Offer.objects.filter(pk=offers[0].pk), people().manager
    token, _key = tokens.issue(manager, name="ATS", scopes=["pay:read"])
    approver = user("nora", access.APPROVER)
    for reader, door, key in [
        (manager, "page", None),
        (manager, "letter", None),
        (manager, "api", None),
        (manager, "api", token),
        (approver, "page", None),
    ]:
        offer_reading.read(reader, one, door=door, token=key, now=hour(300))
    assert [times for _door, _at, _last, times in looks()] == [1, 1, 1, 1, 1]


def test_a_look_at_changed_amounts_has_a_row_of_its_own(offers):
    one, manager = Offer.objects.filter(pk=offers[0].pk), people().manager
    offer_reading.read(manager, one, door="page", now=hour(300))
    one.update(base=1, updated_at=hour(300.05))
    offer_reading.read(manager, one, door="page", now=hour(300.1))
    assert looks() == [("page", hour(300), hour(300), 1), ("page", hour(300.1), hour(300.1), 1)]


def test_a_list_counts_each_of_its_offers(offers, django_assert_num_queries):
    manager = people().manager
    offer_reading.read(manager, Offer.objects.filter(pk=offers[0].pk), door="page", now=hour(300))
    with django_assert_num_queries(4):
        offer_reading.read(manager, Offer.objects.all(), door="page", now=hour(300.1))
    rows = OfferRead.objects.order_by("offer").values_list("offer", "times")
    assert list(rows) == [(offers[0].pk, 2), (offers[1].pk, 1), (offers[2].pk, 1)]
