"""How a webhook is signed: as Standard Webhooks 1.0.0 has it, version v1."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32
SHORTEST, LONGEST = 24, 64
"""Bytes of a secret, by the standard."""


def new_secret() -> str:
    """A random secret: `whsec_` with the base64 of 32 bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a secret. Raises ValueError for one that is not as the standard has it."""
    if not secret.startswith(PREFIX):
        raise ValueError(f"a secret begins with {PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is no base64") from error
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
