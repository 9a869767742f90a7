from datetime import timedelta
from typing import Any

import pytest

from hiring import clock, endpoints
from hiring.models import Message, WebhookEndpoint
from tests import factories
from tests.factories import people

pytestmark = pytest.mark.django_db

URL = "https://example.com/hooks/twelve"
LIST = "/admin/hiring/webhookendpoint/"


@pytest.fixture
def administrator(client: Any) -> Any:
    client.force_login(factories.user("root", is_superuser=True, is_staff=True))
    return client


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_secret_is_shown_once_when_an_endpoint_is_registered(administrator):
    given = {"url": URL, "description": "Our ATS", "events": ["sla.breached"]}
    answer = administrator.post(LIST + "add/", given)
    endpoint = WebhookEndpoint.objects.get()
    assert answer.status_code == 200
    assert endpoint.secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert (endpoint.url, endpoint.description, endpoint.events) == (URL, "Our ATS", ["sla.breached"])
    for path in (LIST, f"{LIST}{endpoint.pk}/change/"):
        assert endpoint.secret not in page(administrator, path)
    assert "Our ATS" in page(administrator, LIST)


def test_refusal_stands_beside_the_field(administrator):
    answer = administrator.post(LIST + "add/", {"url": "https://10.0.0.1/", "description": ""})
    assert "10.0.0.1 is not a public address." in answer.content.decode()
    assert WebhookEndpoint.objects.count() == 0


def test_new_secret_is_asked_for_and_shown_once(administrator):
    endpoint, old = endpoints.register(url=URL, by=None)
    path = f"{LIST}{endpoint.pk}/rotate/"
    assert "For a day" in page(administrator, path)
    endpoint.refresh_from_db()
    assert endpoint.secret == old
    answer = administrator.post(path, {"go": "1"})
    endpoint.refresh_from_db()
    assert (endpoint.previous_secret, endpoint.secret != old) == (old, True)
    body = answer.content.decode()
    assert endpoint.secret in body
    assert old not in body
    assert "no-store" in answer["Cache-Control"]


def test_second_new_secret_within_a_day_is_refused_in_words(administrator):
    endpoint, _old = endpoints.register(url=URL, by=None)
    _endpoint, new = endpoints.rotate(endpoint, by=None)
    answer = administrator.post(f"{LIST}{endpoint.pk}/rotate/", {"go": "1"}, follow=True)
    assert "another one can be made then" in answer.content.decode()
    endpoint.refresh_from_db()
    assert endpoint.secret == new


def test_form_says_which_addresses_are_reached(administrator, settings):
    assert "on the public internet." in page(administrator, LIST + "add/")
    settings.WEBHOOK_ALLOW_PRIVATE = True
    shown = page(administrator, LIST + "add/")
    assert "WEBHOOK_ALLOW_PRIVATE is on here" in shown
    assert "on the public internet." not in shown


def test_endpoint_that_rests_says_so(administrator):
    endpoint, _secret = endpoints.register(url=URL, by=None)
    words = "does not answer, rests until"
    assert words not in page(administrator, LIST)
    WebhookEndpoint.objects.update(rests_until=clock.database_now() + timedelta(minutes=4))
    for path in (LIST, f"{LIST}{endpoint.pk}/change/"):
        assert words in page(administrator, path)


def test_endpoint_is_changed_disabled_enabled_and_tested(administrator):
    endpoint, secret = endpoints.register(url=URL, by=None)
    here = f"{LIST}{endpoint.pk}/"
    administrator.post(here + "change/", {"url": URL + "/2", "description": "Moved", "events": []})
    administrator.post(here + "ping/", {"go": "1"})
    assert Message.objects.get().letter == "ping"
    administrator.post(here + "disable/", {"go": "1", "reason": "It is being rebuilt."})
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.secret, endpoint.is_active) == (URL + "/2", secret, False)
    assert endpoint.disabled_reason == "It is being rebuilt."
    shown = page(administrator, here + "change/")
    assert "It is being rebuilt." in shown
    assert here + "enable/" in shown
    assert here + "ping/" not in shown
    administrator.post(here + "enable/", {"go": "1"})
    endpoint.refresh_from_db()
    assert endpoint.is_active
    assert here + "ping/" in page(administrator, here + "change/")


def test_messages_to_an_endpoint_are_found_from_its_page(administrator):
    endpoint, _secret = endpoints.register(url=URL, description="Our ATS", by=None)
    endpoints.ping(endpoint, by=None)
    listed = page(administrator, f"/admin/hiring/message/?endpoint__id__exact={endpoint.pk}")
    assert "Our ATS" in listed
    message = Message.objects.get()
    assert "Our ATS" in page(administrator, f"/admin/hiring/message/{message.pk}/change/")


def test_coordinators_do_not_see_endpoints(client):
    jonas = people().coordinator
    jonas.is_staff = True
    jonas.save()
    client.force_login(jonas)
    assert client.get(LIST).status_code == 403


def test_page_of_an_endpoint_tells_how_its_last_messages_went(administrator):
    endpoint, _secret = endpoints.register(url=URL, by=None)
    assert "nothing sent yet" in page(administrator, f"{LIST}{endpoint.pk}/change/")
    message = endpoints.ping(endpoint, by=None)
    Message.objects.filter(pk=message.pk).update(state="dead", attempt=10, last_error="it answered 500")
    shown = page(administrator, f"{LIST}{endpoint.pk}/change/")
    for words in (f"/admin/hiring/message/{message.pk}/change/", "given up", "after 10 attempts", "it answered 500"):
        assert words in shown


def test_dead_letter_is_a_task_of_today_and_can_be_sent_again_from_the_admin(administrator):
    endpoint, _secret = endpoints.register(url=URL, description="Our ATS", by=None)
    message = endpoints.ping(endpoint, by=None)
    Message.objects.filter(pk=message.pk).update(state="dead", last_error="it answered 500")
    assert "Our ATS" in page(administrator, "/admin/")
    path = f"/admin/hiring/message/{message.pk}/"
    shown = page(administrator, path + "change/")
    assert "&quot;type&quot;: &quot;ping&quot;" in shown
    assert (path + "retry/" in shown, path + "replay/" in shown) == (True, False)
    Message.objects.filter(pk=message.pk).update(state="sent", accepted_at=message.created_at)
    shown = page(administrator, path + "change/")
    assert (path + "retry/" in shown, path + "replay/" in shown) == (False, True)
    assert "the same body under the same identifier" in page(administrator, path + "replay/")
    administrator.post(path + "replay/", {"go": "1"})
    message.refresh_from_db()
    assert (message.state, message.repeats) == ("ready", 1)
    chosen = {"action": "replay", "_selected_action": [message.pk], "go": "1"}
    answer = administrator.post("/admin/hiring/message/", chosen, follow=True)
    assert "on its way already" in answer.content.decode()
