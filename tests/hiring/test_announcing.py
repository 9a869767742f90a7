import pytest

from hiring import endpoints
from hiring.models import Application, Message
from hiring.outbox import announcing
from hiring.outbox.announcing import News
from tests import factories
from tests.factories import hour

pytestmark = pytest.mark.django_db

URL = "https://example.com/"


@pytest.fixture
def application() -> Application:
    """It is older than the endpoints: that it was opened is news as well."""
    return factories.application()


def late(deadline: int) -> dict[str, object]:
    """What is told of a deadline."""
    return {"deadline_id": deadline, "kind": "promise", "due_at": hour(5)}


def test_news_goes_to_each_active_endpoint_that_wants_it(application):
    everything, _secret = endpoints.register(url=URL + "all", by=None)
    breaches, _secret = endpoints.register(url=URL + "late", events=["sla.breached"], by=None)
    endpoints.register(url=URL + "soon", events=["sla.at_risk"], by=None)
    gone, _secret = endpoints.register(url=URL + "gone", by=None)
    endpoints.disable(gone, reason="Gone.", by=None)
    announcing.announce("sla.breached", application=application, data=late(3), now=hour(5))
    messages = Message.objects.order_by("endpoint_id")
    assert [message.endpoint for message in messages] == [everything, breaches]
    first = messages[0]
    assert (first.letter, first.channel, first.recipient, first.state) == ("sla.breached", "webhook", None, "ready")
    assert (first.created_at, first.next_at, first.give_up_at) == (hour(5), hour(5), hour(125))
    assert first.payload == {
        "type": "sla.breached",
        "timestamp": "2026-09-07T14:00:00Z",
        "data": {
            "version": 1,
            "application_id": application.pk,
            "requisition_id": application.requisition_id,
            "external_id": None,
            "source_system": None,
            "deadline_id": 3,
            "kind": "promise",
            "due_at": "2026-09-07T14:00:00Z",
        },
    }


def test_same_news_is_written_once(application):
    endpoints.register(url=URL, by=None)
    for at, deadline, written in ((1, 3, 1), (2, 3, 1), (3, 4, 2)):
        announcing.announce("sla.at_risk", application=application, data=late(deadline), now=hour(at))
        assert Message.objects.count() == written
    announcing.announce("sla.breached", application=application, data=late(3), now=hour(3))
    assert Message.objects.count() == 3


def test_no_endpoint_no_message(application):
    announcing.announce("sla.at_risk", application=application, data=late(1), now=hour(1))
    assert Message.objects.count() == 0


def test_event_that_nobody_knows_is_a_mistake(application):
    with pytest.raises(KeyError):
        announcing.announce("sla.broken", application=application, data={}, now=hour(1))


WRONG = [
    {"deadline_id": 1, "kind": "promise"},
    {**late(1), "candidate": "Ada Kovacs"},
    {**late(1), "deadline_id": "1"},
    {**late(1), "deadline_id": True},
    {**late(1), "kind": "lunch"},
    {**late(1), "due_at": "2026-09-07T14:00:00Z"},
    {**late(1), "due_at": None},
]


@pytest.mark.parametrize("data", WRONG, ids=str)
def test_what_the_catalogue_does_not_list_is_a_mistake_though_nobody_listens(application, data):
    with pytest.raises(TypeError, match="catalogue"):
        announcing.announce("sla.breached", application=application, data=data, now=hour(1))


def test_the_same_number_of_queries_for_one_and_for_many(application, django_assert_num_queries):
    for number in range(3):
        endpoints.register(url=f"{URL}{number}", by=None)
    with django_assert_num_queries(2):
        announcing.announce_all([News("sla.at_risk", application, late(1))], now=hour(1))
    with django_assert_num_queries(2):
        news = [News("sla.at_risk", application, late(number)) for number in range(1, 11)]
        announcing.announce_all(news, now=hour(1))
    assert Message.objects.count() == 30
    with django_assert_num_queries(0):
        announcing.announce_all([], now=hour(1))


def test_without_an_endpoint_that_wants_it_one_query_is_all(application, django_assert_num_queries):
    with django_assert_num_queries(1):
        announcing.announce("sla.at_risk", application=application, data=late(1), now=hour(1))
    endpoints.register(url=URL, events=["sla.breached"], by=None)
    with django_assert_num_queries(1):
        announcing.announce("sla.at_risk", application=application, data=late(1), now=hour(1))
    with django_assert_num_queries(1):
        assert not announcing.is_wanted("sla.at_risk", "offer.created")
    assert announcing.is_wanted("offer.created", "sla.breached")


def test_what_was_said_before_is_looked_up_and_not_written(application, django_assert_num_queries):
    endpoints.register(url=URL, by=None)
    news = [News("sla.at_risk", application, late(1))]
    for queries in (3, 2):
        with django_assert_num_queries(queries):
            announcing.announce_all(news, now=hour(1), said_before=True)
    assert Message.objects.count() == 1
