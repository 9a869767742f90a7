import pytest

from hiring import endpoints
from hiring.models import Message
from hiring.outbox import announcing
from hiring.outbox.announcing import News
from tests import factories
from tests.factories import hour

pytestmark = pytest.mark.django_db

URL = "https://example.com/"


def test_news_goes_to_each_active_endpoint_that_wants_it():
    everything, _secret = endpoints.register(url=URL + "all", by=None)
    late, _secret = endpoints.register(url=URL + "late", events=["sla.breached"], by=None)
    endpoints.register(url=URL + "soon", events=["sla.at_risk"], by=None)
    gone, _secret = endpoints.register(url=URL + "gone", by=None)
    endpoints.disable(gone, reason="Gone.", by=None)
    application = factories.application()
    announcing.announce("sla.breached", application=application, data={"deadline_id": 3}, now=hour(5))
    messages = Message.objects.order_by("endpoint_id")
    assert [message.endpoint for message in messages] == [everything, late]
    first = messages[0]
    assert (first.letter, first.channel, first.recipient, first.state) == ("sla.breached", "webhook", None, "ready")
    assert (first.created_at, first.next_at, first.give_up_at) == (hour(5), hour(5), hour(77))
    assert first.payload == {
        "type": "sla.breached",
        "timestamp": "2026-09-07T14:00:00Z",
        "data": {"application_id": application.pk, "requisition_id": application.requisition_id, "deadline_id": 3},
    }


def test_same_news_is_written_once():
    endpoints.register(url=URL, by=None)
    application = factories.application()
    for at, deadline, written in ((1, 3, 1), (2, 3, 1), (3, 4, 2)):
        announcing.announce("sla.at_risk", application=application, data={"deadline_id": deadline}, now=hour(at))
        assert Message.objects.count() == written
    announcing.announce("sla.breached", application=application, data={"deadline_id": 3}, now=hour(3))
    assert Message.objects.count() == 3


def test_no_endpoint_no_message():
    announcing.announce("sla.at_risk", application=factories.application(), data={}, now=hour(1))
    assert Message.objects.count() == 0


def test_event_that_nobody_knows_is_a_mistake():
    with pytest.raises(KeyError):
        announcing.announce("sla.broken", application=factories.application(), data={}, now=hour(1))


def test_the_same_number_of_queries_for_one_and_for_many(django_assert_num_queries):
    for number in range(3):
        endpoints.register(url=f"{URL}{number}", by=None)
    application = factories.application()
    with django_assert_num_queries(2):
        announcing.announce_all([News("sla.at_risk", application, {"deadline_id": 1})], now=hour(1))
    with django_assert_num_queries(2):
        news = [News("sla.at_risk", application, {"deadline_id": number}) for number in range(1, 11)]
        announcing.announce_all(news, now=hour(1))
    assert Message.objects.count() == 30
    with django_assert_num_queries(0):
        announcing.announce_all([], now=hour(1))
