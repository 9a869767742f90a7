import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring import parcels
from hiring.models import Message, Reminder
from tests import factories
from tests.factories import hour, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def reminders() -> list[Reminder]:
    factories.application()
    return list(Reminder.objects.order_by("pk"))


def waits(**values) -> Message:
    usual = {"letter": "reminders", "recipient": people().manager, "created_at": hour(1), "next_at": hour(1)}
    return Message.objects.create(idem_key=f"key {Message.objects.count()}", **{**usual, **values})


def test_what_waits_is_a_letter_of_reminders_that_nobody_has_tried_to_send():
    mine = waits()
    waits(attempt=1)
    waits(state="dropped")
    waits(letter="welcome")
    waits(recipient=people().coordinator)
    inbox = waits(channel="inbox")
    address = people().manager.pk
    assert parcels.waiting([address]) == {(address, "email"): mine, (address, "inbox"): inbox}
    assert parcels.waiting([]) == {}


def test_pack_makes_a_message_for_each_address_that_has_none(reminders):
    mine, manager, coordinator = waits(give_up_at=hour(2)), people().manager.pk, people().coordinator.pk
    made = parcels.pack(
        {(manager, "email"): reminders[:2], (coordinator, "email"): reminders[2:3]},
        parcels.waiting([manager, coordinator]),
        now=hour(1),
    )
    fresh = Message.objects.exclude(pk=mine.pk).get()
    assert made == {(manager, "email"): mine.pk, (coordinator, "email"): fresh.pk}
    assert (fresh.recipient_id, fresh.channel, fresh.letter, fresh.state) == (
        coordinator,
        "email",
        "reminders",
        "ready",
    )
    assert fresh.idem_key == parcels.key_of(reminders[2:3])
    mine.refresh_from_db()
    assert mine.give_up_at == hour(25)


def test_pack_leaves_alone_what_waits_for_somebody_else(reminders):
    other = waits(give_up_at=hour(2))
    parcels.pack({(people().coordinator.pk, "email"): reminders}, parcels.waiting([people().manager.pk]), now=hour(1))
    other.refresh_from_db()
    assert other.give_up_at == hour(2)


def test_pack_asks_as_often_for_many_as_for_one(reminders):
    everybody = [each.pk for each in people()]
    counts = []
    for start, addresses in ((0, everybody[:1]), (10, everybody)):
        packed = {(person, "email"): [reminders[start + n]] for n, person in enumerate(addresses)}
        with CaptureQueriesContext(connection) as captured:
            parcels.pack(packed, {}, now=hour(1))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_key_is_that_of_the_reminders_whatever_their_order(reminders):
    assert parcels.key_of(reminders[:3]) == parcels.key_of(reminders[2::-1])
    assert parcels.key_of(reminders[:3]) != parcels.key_of(reminders[:2])
    assert len(parcels.key_of(reminders)) == 64
