from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hiring import endpoints
from hiring.models import Message, WebhookEndpoint
from hiring.outbox import signing
from tests import factories
from tests.factories import hour, people
from tests.refusals import codes_of

pytestmark = pytest.mark.django_db

URL = "https://example.com/hooks/twelve"


@pytest.fixture
def admin():
    return factories.user("root", is_superuser=True)


def refused(verb, **given) -> set[str]:
    with pytest.raises(ValidationError) as refusal:
        verb(**given)
    return codes_of(refusal.value)


def test_endpoint_is_registered_with_a_secret_of_its_own(admin):
    endpoint, secret = endpoints.register(
        url=f" {URL} ", description=" ATS ", events=["sla.breached"], by=admin, now=hour(1)
    )
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.description, endpoint.events) == (URL, "ATS", ["sla.breached"])
    assert (endpoint.secret, endpoint.is_active, endpoint.created_at, endpoint.created_by) == (
        secret,
        True,
        hour(1),
        admin,
    )
    assert len(signing.key_of(secret)) == 32
    assert endpoints.register(url=URL, by=admin)[1] != secret


def test_registering_refuses_what_it_must(admin):
    assert refused(endpoints.register, url="https://169.254.169.254/", by=admin) == {"address_not_allowed"}
    assert refused(endpoints.register, url="http://example.com/", by=admin) == {"address_not_allowed"}
    assert refused(endpoints.register, url=URL, events=["sla.broken"], by=admin) == {"unknown_event"}
    assert refused(endpoints.register, url=URL, description="x" * 201, by=admin) == {"too_long"}
    assert refused(endpoints.register, url=URL + "x" * 500, by=admin) == {"too_long"}
    assert WebhookEndpoint.objects.count() == 0


def test_private_addresses_are_for_development(admin, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    endpoint, _secret = endpoints.register(url="http://127.0.0.1:9000/hook", by=admin)
    endpoints.disable(endpoint, reason="Done.", by=admin)
    settings.WEBHOOK_ALLOW_PRIVATE = False
    assert refused(endpoints.enable, endpoint=endpoint, by=admin) == {"address_not_allowed"}


@pytest.mark.parametrize("role", ["coordinator", "interviewer", "manager"])
def test_endpoints_are_for_administrators(admin, role):
    somebody = getattr(people(), role)
    endpoint, _secret = endpoints.register(url=URL, by=admin)
    for verb in (
        lambda: endpoints.register(url=URL, by=somebody),
        lambda: endpoints.change(endpoint, url=URL, description="", events=[], by=somebody),
        lambda: endpoints.disable(endpoint, reason="No.", by=somebody),
        lambda: endpoints.enable(endpoint, by=somebody),
        lambda: endpoints.rotate(endpoint, by=somebody),
        lambda: endpoints.ping(endpoint, by=somebody),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_disabled_endpoint_keeps_why_and_since_when(admin):
    endpoint, _secret = endpoints.register(url=URL, by=admin, now=hour(1))
    endpoint = endpoints.disable(endpoint, reason="Moves house.", by=admin, now=hour(2))
    again = endpoints.disable(endpoint, reason="Again.", by=admin, now=hour(3))
    assert (again.is_active, again.disabled_at, again.disabled_reason) == (False, hour(2), "Moves house.")
    assert refused(endpoints.ping, endpoint=again, by=admin) == {"endpoint_disabled"}
    assert refused(endpoints.disable, endpoint=again, reason=" ", by=admin) == {"reason_required"}
    back = endpoints.enable(again, by=admin, now=hour(4))
    assert (back.is_active, back.disabled_at, back.disabled_reason) == (True, None, "")


def test_rotation_leaves_the_old_secret_good_for_a_day(admin):
    endpoint, old = endpoints.register(url=URL, by=admin, now=hour(1))
    assert endpoints.secrets_in_use(endpoint, now=hour(1)) == [old]
    endpoint, new = endpoints.rotate(endpoint, by=admin, now=hour(2))
    assert new != old
    assert endpoints.secrets_in_use(endpoint, now=hour(2)) == [new, old]
    assert endpoints.secrets_in_use(endpoint, now=hour(26) - timedelta(seconds=1)) == [new, old]
    assert endpoints.secrets_in_use(endpoint, now=hour(26)) == [new]


def test_second_rotation_within_the_day_is_refused_and_cuts_nobody_off(admin):
    endpoint, old = endpoints.register(url=URL, by=admin, now=hour(1))
    endpoint, new = endpoints.rotate(endpoint, by=admin, now=hour(2))
    for at in (hour(2), hour(26) - timedelta(seconds=1)):
        assert refused(endpoints.rotate, endpoint=endpoint, by=admin, now=at) == {"rotation_open"}
    endpoint.refresh_from_db()
    assert endpoints.secrets_in_use(endpoint, now=hour(3)) == [new, old]
    endpoint, newest = endpoints.rotate(endpoint, by=admin, now=hour(26))
    assert endpoints.secrets_in_use(endpoint, now=hour(26)) == [newest, new]


def test_change_keeps_the_secret(admin):
    endpoint, secret = endpoints.register(url=URL, by=admin)
    changed = endpoints.change(endpoint, url=URL + "/2", description="New", events=["sla.at_risk"], by=admin)
    assert (changed.url, changed.description, changed.events, changed.secret) == (
        URL + "/2",
        "New",
        ["sla.at_risk"],
        secret,
    )
    with pytest.raises(ValidationError):
        endpoints.change(endpoint, url="https://10.0.0.1/", description="", events=[], by=admin)


def test_change_writes_only_what_it_is_given(admin):
    """Two who read the same row and change another field each: neither takes back what the other wrote."""
    endpoint, _secret = endpoints.register(url=URL, by=admin, now=hour(1))
    stale = WebhookEndpoint.objects.get()
    endpoints.change(endpoint, description="ATS", by=admin, now=hour(2))
    changed = endpoints.change(stale, events=["sla.at_risk"], by=admin, now=hour(3))
    assert (changed.url, changed.description, changed.events) == (URL, "ATS", ["sla.at_risk"])


def test_change_says_when_unless_nothing_differs_and_refuses_who_saw_another_state(admin):
    endpoint, _secret = endpoints.register(url=URL, by=admin, now=hour(1))
    seen = endpoint.updated_at
    assert endpoints.change(endpoint, url=URL, by=admin, now=hour(2)).updated_at == seen == hour(1)
    assert endpoints.change(endpoint, description="A", by=admin, now=hour(2), believed=seen).updated_at == hour(2)
    with pytest.raises(ValidationError) as refusal:
        endpoints.change(endpoint, description="B", by=admin, now=hour(3), believed=seen)
    assert refusal.value.code == "changed_meanwhile"
    assert endpoints.rotate(endpoint, by=admin, now=hour(4))[0].updated_at == hour(4)
    assert endpoints.disable(endpoint, reason="Done.", by=admin, now=hour(5)).updated_at == hour(5)
    assert endpoints.enable(endpoint, by=admin, now=hour(6)).updated_at == hour(6)


def test_another_address_a_ping_and_enabling_end_a_rest(admin):
    def resting(endpoint: WebhookEndpoint) -> bool:
        return WebhookEndpoint.objects.filter(pk=endpoint.pk, rests_until__gt=hour(2)).exists()

    endpoint, _secret = endpoints.register(url=URL, by=admin, now=hour(1))
    for wakes in (
        lambda: endpoints.change(endpoint, url=URL + "/2", by=admin),
        lambda: endpoints.ping(endpoint, by=admin),
        lambda: endpoints.disable(endpoint, reason="Done.", by=admin),
    ):
        WebhookEndpoint.objects.update(rests_until=hour(9), unheard=3)
        endpoints.change(endpoint, description=f"{wakes}", by=admin)
        assert resting(endpoint)
        wakes()
        assert not resting(endpoint)


def test_each_ping_is_a_message_of_its_own(admin):
    endpoint, _secret = endpoints.register(url=URL, events=["sla.at_risk"], by=admin)
    first, second = (endpoints.ping(endpoint, by=admin, now=at) for at in (hour(1), hour(2)))
    assert first.idem_key != second.idem_key
    assert Message.objects.filter(endpoint=endpoint, letter="ping", channel="webhook", state="ready").count() == 2
    assert first.payload == {
        "type": "ping",
        "timestamp": "2026-09-07T10:00:00Z",
        "data": {"version": 1, "endpoint_id": endpoint.pk, "at": "2026-09-07T10:00:00Z"},
    }
