"""The signature of webhooks, held to the vector of the standard and to the library of the other side."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hiring.outbox import signing

# The vector that the libraries of Standard Webhooks share, in C#, Go, Java, JavaScript, PHP and Python.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE_ID, TIMESTAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_signature_is_that_of_the_standards_vector():
    assert signing.signature(SECRET, message_id=MESSAGE_ID, timestamp=TIMESTAMP, body=BODY) == SIGNATURE


def test_headers_carry_a_signature_for_each_secret():
    other = "whsec_" + base64.b64encode(b"x" * 24).decode()
    at = datetime.fromtimestamp(TIMESTAMP, UTC)
    headers = signing.headers([SECRET, other], message_id=MESSAGE_ID, at=at, body=BODY)
    assert headers["webhook-id"] == MESSAGE_ID
    assert headers["webhook-timestamp"] == "1614265330"
    first, second = headers["webhook-signature"].split(" ")
    assert first == SIGNATURE
    assert second == signing.signature(other, message_id=MESSAGE_ID, timestamp=TIMESTAMP, body=BODY)


def test_other_side_believes_either_secret_and_no_other():
    old, new = signing.new_secret(), signing.new_secret()
    body = b'{"type":"ping"}'
    headers = signing.headers([new, old], message_id="a1", at=datetime.now(UTC), body=body)
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers) == {"type": "ping"}
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(b'{"type":"pong"}', headers)
    stale = signing.headers([new], message_id="a1", at=datetime.now(UTC) - timedelta(minutes=6), body=body)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(body, stale)


def test_timestamp_is_the_same_instant_in_every_time_zone():
    east = datetime.fromisoformat("2026-09-08T21:00:00+09:00")
    headers = signing.headers([SECRET], message_id="a", at=east, body=b"")
    assert headers["webhook-timestamp"] == "1788868800"


def test_new_secrets_are_random_and_as_the_standard_has_them():
    made = {signing.new_secret() for _number in range(50)}
    assert len(made) == 50
    assert {len(signing.key_of(secret)) for secret in made} == {32}


@pytest.mark.parametrize(
    "secret",
    ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_abc$%^&*", "whsec_c2hvcnQ=", "whsec_" + "QUFB" * 22],
)
def test_what_is_no_secret_is_refused(secret: str):
    with pytest.raises(ValueError, match=r"secret"):
        signing.key_of(secret)


def test_id_with_a_dot_is_refused():
    with pytest.raises(ValueError, match="dot"):
        signing.signature(SECRET, message_id="a.1", timestamp=TIMESTAMP, body=BODY)
