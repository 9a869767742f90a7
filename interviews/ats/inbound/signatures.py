"""Which secrets a connection's events may be signed with, whether a signature is right."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime

from interviews.models import AtsConnection


def rotation_is_open(connection: AtsConnection, *, now: datetime) -> bool:
    """Whether the secret before the present one still counts."""
    until = connection.previous_webhook_secret_until
    return bool(connection.previous_webhook_secret) and until is not None and until > now


def secrets(connection: AtsConnection, *, now: datetime) -> list[str]:
    """The secrets that count at that instant, the newest first. None without one: an empty key signs anything."""
    previous = connection.previous_webhook_secret if rotation_is_open(connection, now=now) else ""
    return [secret for secret in (connection.webhook_secret, previous) if secret]


def hex_digest(secret: str, signed: bytes) -> str:
    """HMAC-SHA256 in lower-case hexadecimal."""
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_signed(
    connection: AtsConnection, signed: bytes, brought: str, *, now: datetime, spelled: Callable[[str], str] = str
) -> bool:
    """Whether what was brought is the digest of `signed` by one of the secrets, as the vendor spells it.

    Every secret is tried, whichever fits: it takes as long.
    """
    given = brought.encode(errors="replace")  # compare_digest takes no text beyond ASCII
    tried = [
        hmac.compare_digest(given, spelled(hex_digest(secret, signed)).encode())
        for secret in secrets(connection, now=now)
    ]
    return any(tried)
