"""Which accounts at vendors call here, by which keys."""

import base64
import binascii
import hmac
import re
import secrets
import string
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock, history
from hiring.models import User
from interviews.models import AtsConnection

LONGEST_KEY = 170
"""Greenhouse takes keys of less than 171 characters."""
KEY_START, KEY_LETTERS = "twa_", 43
OVERLAP = timedelta(hours=24)
"""How long a key, or a secret, goes on opening after another one took its place."""
_KEY = re.compile(r"[!-9;-~]+")  # printable ASCII without a colon, at which Basic would cut it
_ALPHABET = string.ascii_letters + string.digits
FIELDS = ("name", "acts_as", "remote_url", "remote_key", "webhook_secret", "is_active")


class Attempt(NamedTuple):
    """One attempt to call a vendor back. The first has the number 1."""

    connection: AtsConnection
    number: int
    now: datetime


def source_system(connection: AtsConnection) -> str:
    """The name under which the candidates and applications of that account are known here."""
    return connection.slug


@transaction.atomic
def register(
    *,
    vendor: str,
    slug: str,
    given: dict[str, Any],
    by: User | None,
    api_key: str = "",
    now: datetime | None = None,
) -> tuple[AtsConnection, str]:
    """A new connection with its key, which is shown this once; `given` holds values of `FIELDS`.

    Refuses with `key_not_possible`, `key_taken`, `not_a_service_account`, and what the model refuses.
    """
    access.require(by, "interviews.add_atsconnection")
    connection = AtsConnection(vendor=vendor, slug=slug, created_at=now or clock.database_now())
    connection.api_key = possible_key(api_key) if api_key else new_key()
    if AtsConnection.objects.filter(vendor=vendor, api_key=connection.api_key).exists():
        raise history.refusal("api_key", "Another connection has this key.", code="key_taken")
    _describe(connection, given, now=connection.created_at)
    return connection, connection.api_key


@transaction.atomic
def change(
    connection: AtsConnection, given: dict[str, Any], *, by: User | None, now: datetime | None = None
) -> AtsConnection:
    """Give a connection other values of `FIELDS`. An old webhook secret holds for a day more. Refuses as `register`."""
    connection = _locked(connection, by=by)
    _describe(connection, given, now=now or clock.database_now())
    return connection


@transaction.atomic
def rotate_key(connection: AtsConnection, *, by: User | None, now: datetime | None = None) -> tuple[AtsConnection, str]:
    """A new key, shown this once. The old one opens for a day more. Refuses with `rotation_open` within that day."""
    connection = _locked(connection, by=by)
    now = now or clock.database_now()
    history.refuse_open_rotation(connection.previous_api_key_until, what="key", now=now)
    connection.previous_api_key, connection.previous_api_key_until = connection.api_key, now + OVERLAP
    connection.api_key = new_key()
    connection.save()
    return connection, connection.api_key


def new_key() -> str:
    """A key that nobody guesses: 256 bits."""
    return KEY_START + "".join(secrets.choice(_ALPHABET) for _ in range(KEY_LETTERS))


def possible_key(key: str) -> str:
    """A key that people bring along. Refuses with `key_not_possible` what Basic, or Greenhouse, would not carry."""
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        message = f"A key has at most {LONGEST_KEY} printable ASCII characters, no space and no colon among them."
        raise history.refusal("api_key", message, code="key_not_possible")
    return key


def keys_in_use(connection: AtsConnection, *, now: datetime) -> list[str]:
    """The keys that open the connection at that instant, the newest first."""
    until = connection.previous_api_key_until
    overlapping = until is not None and until > now
    keys = (connection.api_key, connection.previous_api_key if overlapping else "")
    return [key for key in keys if key]


def opens(connection: AtsConnection, authorization: str, *, schemes: tuple[str, ...], now: datetime) -> bool:
    """Whether an Authorization header brings a key of the connection, by one of the schemes. Takes always as long."""
    scheme, _space, rest = authorization.strip().partition(" ")
    scheme = scheme.lower()
    brought = "" if scheme not in schemes else _of_basic(rest.strip()) if scheme == "basic" else rest.strip()
    known = [hmac.compare_digest(brought.encode(), key.encode()) for key in keys_in_use(connection, now=now)]
    return connection.is_active and bool(brought) and any(known)


def basic(key: str) -> str:
    """The Authorization header with which a key is brought as the user of Basic, its password empty."""
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def _of_basic(encoded: str) -> str:
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    key, colon, password = text.partition(":")
    return key if colon and not password else ""


def _locked(connection: AtsConnection, *, by: User | None) -> AtsConnection:
    access.require(by, "interviews.change_atsconnection")
    return AtsConnection.objects.select_for_update(of=("self",)).get(pk=connection.pk)


def _describe(connection: AtsConnection, given: dict[str, Any], *, now: datetime) -> None:
    old_secret = connection.webhook_secret
    for name in FIELDS:
        if name in given:
            setattr(connection, name, given[name])
    if old_secret and connection.webhook_secret != old_secret:
        connection.previous_webhook_secret, connection.previous_webhook_secret_until = old_secret, now + OVERLAP
    if connection.acts_as_id is not None and not connection.acts_as.is_service:
        message = "A person does not act for an ATS: choose a service account, with the role Integration."
        raise history.refusal("acts_as", message, code="not_a_service_account")
    connection.full_clean()
    connection.save()


def wrong_key() -> ValidationError:
    """What is said of a report that cannot be sent for want of a key."""
    return ValidationError("The vendor's key for us is missing: enter it on the connection's page.", code="no_key")
