"""The signature of webhooks, held to the vector of the standard and to the library of the other side."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from hiring.outbox import ed25519, signing

CASES = Path(__file__).parent.parent / "fixtures" / "contract_cases" / "standard_webhooks"
VECTORS = json.loads((CASES / "vectors.json").read_text())
KEYS = VECTORS["secrets"]

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
    [
        "",
        "whsec_",
        "whsec_abc$%^&*",
        "whsec_c2hvcnQ=",
        "whsec_" + "QUFB" * 22,
        KEYS["whpk"],
        KEYS["whsk_seed_form"],
        "Zoë",
    ],
)
def test_what_is_no_secret_is_refused(secret: str):
    with pytest.raises(ValueError, match=r"secret"):
        signing.key_of(secret)


def test_id_with_a_dot_is_refused():
    with pytest.raises(ValueError, match="dot"):
        signing.signature(SECRET, message_id="a.1", timestamp=TIMESTAMP, body=BODY)


def test_secret_is_the_same_without_its_prefix():
    bare = SECRET.removeprefix("whsec_")
    assert signing.key_of(bare) == signing.key_of(SECRET)
    assert signing.signature(bare, message_id=MESSAGE_ID, timestamp=TIMESTAMP, body=BODY) == SIGNATURE


# Our own verifier ----------------------------------------------------------------------------------------------------


def verified(case: dict[str, Any], **changes: Any) -> bool:
    key = KEYS[case["secret"] if "secret" in case else case["public_key"]]
    given = {"headers": case["headers"], "body": case["body"].encode(), "now": datetime.fromtimestamp(case["now"], UTC)}
    return signing.verify([key], **{**given, **changes})


@pytest.mark.parametrize("case", VECTORS["vectors"], ids=lambda case: case["name"])
def test_verifier_holds_to_every_vector(case: dict[str, Any]):
    assert verified(case) is case["valid"]


SIGNED = [case for case in VECTORS["vectors"] if case["valid"] and "secret" in case]


@pytest.mark.parametrize("case", SIGNED, ids=lambda case: case["name"])
def test_signer_makes_one_of_the_signatures_of_every_valid_vector(case: dict[str, Any]):
    headers = case["headers"]
    made = signing.signature(
        KEYS[case["secret"]],
        message_id=headers["webhook-id"],
        timestamp=int(headers["webhook-timestamp"]),
        body=case["body"].encode(),
    )
    assert made in headers["webhook-signature"].split(" ")


def test_official_vector_is_believed():
    official = VECTORS["official_vector"]
    headers = {
        "Webhook-Id": official["id"],
        "Webhook-Timestamp": str(official["timestamp"]),
        "Webhook-Signature": official["signature"],
    }
    at = datetime.fromtimestamp(official["timestamp"], UTC)
    assert signing.verify([official["secret"]], headers=headers, body=official["body"].encode(), now=at)


def test_instant_of_another_zone_is_converted_where_the_library_replaces_it():
    trap = VECTORS["signing_trap"]
    official = VECTORS["official_vector"]
    east = datetime.fromtimestamp(official["timestamp"], UTC).astimezone(timezone(timedelta(hours=8)))
    headers = signing.headers([official["secret"]], message_id=official["id"], at=east, body=official["body"].encode())
    assert headers["webhook-signature"] == trap["correct"] != trap["result"]


def test_ours_believes_what_the_library_signs():
    secret, now = signing.new_secret(), datetime.now(UTC)
    body = '{"type":"ping","data":{"name":"Zoë"}}'
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    assert signing.verify([signing.new_secret(), secret], headers=headers, body=body.encode(), now=now)
    assert not signing.verify([signing.new_secret()], headers=headers, body=body.encode(), now=now)
    assert not signing.verify([], headers=headers, body=body.encode(), now=now)


BAD_HEADERS = [
    {"webhook-timestamp": "-5"},
    {"webhook-timestamp": " 1763629200"},
    {"webhook-timestamp": "1763629200\n"},
    {"webhook-timestamp": "+1763629200"},
    {"webhook-timestamp": "1_763_629_200"},
    {"webhook-timestamp": "١٧٦٣٦٢٩٢٠٠"},
    {"webhook-timestamp": "9" * 5000},
    {"webhook-timestamp": ""},
    {"webhook-id": ""},
    {"webhook-id": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W.1763629200"},
    {"webhook-id": "\ud800"},
    {"webhook-signature": ""},
    {"webhook-signature": ","},
    {"webhook-signature": "v1,"},
    {"webhook-signature": "v1,Zoë"},
    {"webhook-signature": "v1," + "A" * 44},
    {"webhook-signature": "v1,,gTOOb03ufMG32iHeVtJIOZ0ygxUyJ4q57Nk52WTIpU0="},
    {"webhook-signature": "V1,gTOOb03ufMG32iHeVtJIOZ0ygxUyJ4q57Nk52WTIpU0="},
    {"webhook-signature": "v1,gTOOb03ufMG32iHeVtJIOZ0ygxUyJ4q57Nk52WTIpU0=,v1"},
]


@pytest.mark.parametrize("bad", BAD_HEADERS, ids=lambda bad: repr(bad)[:60])
def test_malformed_header_is_refused_without_an_exception(bad: dict[str, str]):
    case = VECTORS["vectors"][0]
    assert verified(case)
    assert not verified(case, headers={**case["headers"], **bad})


def sent(
    body: bytes = BODY, *, at: int = TIMESTAMP, message_id: str = MESSAGE_ID, secrets: tuple[str, ...] = (SECRET,)
) -> dict[str, str]:
    return signing.headers(secrets, message_id=message_id, at=datetime.fromtimestamp(at, UTC), body=body)


def at(seconds: float) -> datetime:
    """So long after the message was sent."""
    return datetime.fromtimestamp(TIMESTAMP, UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "fresh"),
    [(0, True), (300, True), (300.5, False), (301, False), (-300, True), (-300.5, False), (-301, False), (1e9, False)],
)
def test_message_is_believed_five_minutes_to_either_side(seconds: float, fresh: bool):
    assert signing.verify([SECRET], headers=sent(), body=BODY, now=at(seconds)) is fresh


BODIES = [
    b"",
    b" ",
    b"{}",
    b'{"a":1}\n',
    b'\r\n{ "a" : 1 }\t',
    b"\xef\xbb\xbf{}",
    '{"name":"Zoë Ọkafọr 王 🤖"}'.encode(),
    b'{"name":"Zo\\u00eb"}',
    b"\xff\xfe\x00",
    b"a.b.c",
    b"x" * 20_000,
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:20]))
def test_bytes_are_signed_as_they_are(body: bytes):
    headers = sent(body)
    assert signing.verify([SECRET], headers=headers, body=body, now=at(0))
    for other in (body + b" ", b" " + body, body.replace(b"\\u00eb", "ë".encode()) + b"\n"):
        assert not signing.verify([SECRET], headers=headers, body=other, now=at(0))


GOOD = SIGNATURE
OTHER = "v1," + base64.b64encode(b"?" * 32).decode()


@pytest.mark.parametrize(
    ("signatures", "believed"),
    [
        (f"{OTHER} {GOOD}", True),
        (f"{GOOD} {OTHER}", True),
        (f"  {GOOD}  ", True),
        (" ".join([OTHER] * 50 + [GOOD]), True),
        (f"v2,AAAA v1a,AAAA v1,abc v1 , ,, {GOOD}", True),
        (f"{OTHER} {OTHER}", False),
        (f"{OTHER},{GOOD}", False),
        (f"{GOOD},", False),
        (GOOD.replace("v1,", "v1="), False),
        (GOOD.replace("v1,", "v1, "), False),
        (GOOD.replace("v1,", "v2,"), False),
        (GOOD.removeprefix("v1,"), False),
        (GOOD[:-1], False),
        (GOOD + "=", False),
        (GOOD.replace("/", "_").replace("+", "-"), False),
        (GOOD.swapcase(), False),
        ("v1," + base64.b64decode(GOOD[3:]).hex(), False),
    ],
)
def test_one_signature_of_the_list_that_fits_is_enough(signatures: str, believed: bool):
    headers = {**sent(), "webhook-signature": signatures}
    assert signing.verify([SECRET], headers=headers, body=BODY, now=at(0)) is believed


@pytest.mark.parametrize("spelled", [str.lower, str.upper, str.title], ids=lambda spelled: spelled.__name__)
def test_names_of_headers_are_read_in_any_case(spelled: Any):
    headers = {spelled(name): value for name, value in sent().items()}
    assert signing.verify([SECRET], headers=headers, body=BODY, now=at(0))


@pytest.mark.parametrize("key", ["", "whsec_", "whsec_abc$%^&*", "whpk_", "whpk_c2hvcnQ=", "whsk_AAAA", "Zoë"])
def test_key_that_is_none_believes_nothing(key: str):
    case = VECTORS["vectors"][4]
    now = datetime.fromtimestamp(case["now"], UTC)
    assert not signing.verify([key], headers=case["headers"], body=case["body"].encode(), now=now)


@given(
    headers=st.dictionaries(
        st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]),
        st.text() | st.sampled_from(["1763629200", "v1,AAAA", "v1a,AAAA v1"]),
    ),
    body=st.binary(),
)
def test_whatever_comes_it_is_refused_without_an_exception(headers: dict[str, str], body: bytes):
    now = datetime.fromtimestamp(1763629200, UTC)
    assert not signing.verify([KEYS["s1"], KEYS["whpk"]], headers=headers, body=body, now=now)


# RFC 8032, 7.1: public key, message, signature.
ED25519 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
        "55141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
        "00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), ED25519)
def test_ed25519_as_its_standard_has_it(key: str, message: str, signature: str):
    key, body, given = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519.fits(given, body, key=key)
    assert not ed25519.fits(given, body + b"!", key=key)
    for place in (0, 31, 32, 63):
        changed = bytearray(given)
        changed[place] ^= 1
        assert not ed25519.fits(bytes(changed), body, key=key)
    larger = given[:32] + (int.from_bytes(given[32:], "little") + ed25519.ORDER).to_bytes(32, "little")
    assert not ed25519.fits(larger, body, key=key)
    assert not ed25519.fits(given, body, key=b"\xff" * 32)
    assert not ed25519.fits(given[:63], body, key=key)
