"""How a webhook is signed, or its signature checked: as Standard Webhooks 1.0.0 has it."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from hiring.outbox import ed25519

PREFIX, PUBLIC_PREFIX = "whsec_", "whpk_"
TOLERANCE = timedelta(minutes=5)
"""How old a message may be, or how far ahead of our clock, to be believed."""
SECRET_BYTES = 32
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, by the standard."""


def new_secret() -> str:
    """A random secret: `whsec_` with the base64 of 32 bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a secret, with its prefix or, as the libraries of the standard take it too, without.

    Raises ValueError for one that is not as the standard has it.
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as error:
        raise ValueError("the secret is no base64, or of another kind") from error
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(f"a secret has {SHORTEST} to {LONGEST} bytes, this one has {len(key)}")
    return key


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` with the base64 of the HMAC-SHA256 over id, timestamp (seconds since 1970) and body, joined by dots."""
    if "." in message_id:
        raise ValueError("an id with a dot could be read in two ways")
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()


def headers(secrets_in_use: Iterable[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of one attempt, made at that instant: signed with each secret that is in use."""
    timestamp = int(at.timestamp())
    signatures = [signature(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in secrets_in_use]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def verify(
    keys: Iterable[str],
    *,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> bool:
    """Whether a message is signed by one of these keys, and fresh. Whatever is malformed is not believed.

    A key is a secret (`whsec_…`, signatures of version v1) or a public key (`whpk_…`, v1a). `headers` by names in any
    case; `body` is the bytes as they came. One signature that fits is enough, whatever stands beside it.
    """
    named = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = named.get("webhook-id", ""), named.get("webhook-timestamp", "")
    if not message_id or "." in message_id or not re.fullmatch(r"[0-9]{1,11}", timestamp):
        return False
    if abs(now.timestamp() - int(timestamp)) > tolerance.total_seconds():
        return False
    signed = f"{message_id}.{timestamp}.".encode(errors="replace") + body
    given = [one.partition(",") for one in named.get("webhook-signature", "").split(" ")]
    return any(_fits(key, version, signature, signed) for key in keys for version, _comma, signature in given)


def _fits(key: str, version: str, signature: str, signed: bytes) -> bool:
    try:
        given = base64.b64decode(signature, validate=True)
        if version == "v1":
            return hmac.compare_digest(given, hmac.new(key_of(key), signed, hashlib.sha256).digest())
        if version == "v1a" and key.startswith(PUBLIC_PREFIX):
            public = base64.b64decode(key.removeprefix(PUBLIC_PREFIX), validate=True)
            return ed25519.fits(given, signed, key=public)
    except ValueError:  # no base64, or no key
        return False
    return False
