import pytest

from hiring.models import InboxItem, Message
from hiring.outbox import delivery
from hiring.outbox.channels import inbox
from hiring.outbox.letters import Letter
from hiring.outbox.outcome import Outcome, Result
from tests import factories
from tests.factories import START, hour

pytestmark = pytest.mark.django_db

LETTER = Letter("Offer decision", "It is due.", "", at=hour(2))


@pytest.fixture
def message() -> Message:
    return Message.objects.create(
        idem_key="a" * 64,
        letter="reminders",
        channel="inbox",
        recipient=factories.user("mara"),
        created_at=START,
        next_at=START,
    )


def test_send_puts_one_item_into_the_inbox_however_often(message):
    first, second = inbox.send(message, LETTER), inbox.send(message, LETTER)
    item = InboxItem.objects.get()
    assert first == second == Outcome(Result.ACCEPTED, provider_message_id=f"inbox:{item.pk}")
    assert (item.message, item.recipient, item.at, item.read_at) == (message, message.recipient, hour(2), None)


def test_message_whose_worker_died_after_sending_is_shown_once(message):
    delivery.lease(now=START, owner="dies")
    inbox.send(message, LETTER)
    InboxItem.objects.update(read_at=hour(1))
    (leased,) = delivery.lease(now=hour(1))
    assert delivery.mark(leased, inbox.send(message, LETTER), now=hour(1)).possible_repeat
    assert InboxItem.objects.get().read_at == hour(1)


def test_inbox_belongs_to_a_person(message):
    message.recipient = None
    assert inbox.send(message, LETTER).result == Result.REFUSED
