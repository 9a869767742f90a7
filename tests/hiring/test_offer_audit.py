"""Whoever was told the amount of an offer stands in the audit, whichever way they came."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from hiring.models import ApplicationEvent, Offer, OfferRead, User
from hiring.stages import Stage
from tests.factories import at_stage, candidate, people
from tests.hiring.api_world import API, caller
from tests.hiring.pay_world import addresses, told

pytestmark = pytest.mark.django_db

AMOUNT = re.compile(r"123[,.]?457\b")


@pytest.fixture
def offer() -> Offer:
    found = at_stage(Stage.OFFER).offers.get()
    found.base, found.note = Decimal(123_457), "123457 in all"
    found.save()
    return found


def readers(client: Client, paths: list[str], reader: User, offer: Offer) -> tuple[list[str], list[str]]:
    """The addresses that told the amount, and those of them that left no row of this reader."""
    telling, unrecorded = [], []
    for path in paths:
        OfferRead.objects.all().delete()
        if not AMOUNT.search(told(client.get(path, follow=True))):
            continue
        telling.append(path)
        if not OfferRead.objects.filter(offer=offer, reader=reader).exists():
            unrecorded.append(path)
    return telling, unrecorded


@pytest.mark.slow
def test_every_address_that_tells_the_amount_records_who_read_it(client, offer):
    manager = people().manager
    manager.is_staff = manager.is_superuser = True
    manager.save()
    client.force_login(manager)
    telling, unrecorded = readers(client, addresses(), manager, offer)
    assert unrecorded == []
    assert {f"/admin/hiring/offer/{offer.pk}/change/", "/admin/hiring/offer/", f"{API}/offers/"} <= set(telling)
    assert f"/admin/hiring/offer/{offer.pk}/letter/" in telling
    assert f"/applications/{offer.application_id}/offer/" in telling
    assert all("/offerread/" not in path for path in telling)


@pytest.mark.slow
def test_every_address_of_the_api_records_the_key_as_well(offer):
    manager = people().manager
    client = caller(manager)
    paths = [path for path in addresses() if path.startswith(API)]
    telling, unrecorded = readers(client, paths, manager, offer)
    assert unrecorded == []
    assert set(telling) == {f"{API}/offers/", f"{API}/offers/{offer.pk}/", f"{API}/offers/{offer.pk}/letter/"}
    client.get(f"{API}/offers/{offer.pk}/")
    assert OfferRead.objects.latest("pk").token == manager.api_tokens.get()


def test_a_page_of_the_admin_records_the_offers_that_it_shows_and_no_others(client, offer):
    other = at_stage(
        Stage.OFFER, on=offer.application.requisition, of=candidate("Bela Novak", email="bela@example.com")
    )
    manager = people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    client.get("/admin/hiring/offer/", {"q": "Ada"})
    assert list(OfferRead.objects.values_list("offer", "reader", "door")) == [(offer.pk, manager.pk, "admin")]
    OfferRead.objects.all().delete()
    client.get("/admin/hiring/offer/")
    assert set(OfferRead.objects.values_list("offer", flat=True)) == {offer.pk, other.offers.get().pk}


def test_an_amount_is_not_found_by_asking_for_it(client, offer):
    manager = people().manager
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    of_offers = ("base__gte=123457", "note__contains=123", "exception_reason__contains=1", "answer_reason__contains=1")
    for asked in (*(f"offer/?{one}" for one in of_offers), "offerread/?offer__base__gte=1"):
        answer = client.get(f"/admin/hiring/{asked}")
        assert answer.status_code in (302, 400), asked
    assert not OfferRead.objects.exists()


def test_no_line_of_history_holds_an_amount(offer):
    told = " ".join(str(event.data) for event in ApplicationEvent.objects.all())
    assert "150000" not in told
    assert not AMOUNT.search(told)
