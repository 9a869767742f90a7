"""How an ATS's event is taken: verified, kept as it came, answered; nothing is done about it yet."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from hiring import clock
from interviews.ats.calls import LARGEST
from interviews.ats.inbound import signatures
from interviews.ats.inbound.identity import ACTION, EVENT_ID, Identity
from interviews.ats.inbound.senders import SENDERS, Sender
from interviews.models import AtsConnection, InboundEvent

HEADER_LENGTH = 500
TAKEN = 200
"""For Greenhouse and Workable no other status is a success."""

log = logging.getLogger(__name__)


class Answer(NamedTuple):
    """What the vendor is told: a status, with a code and a sentence."""

    status: int
    code: str
    said: str


NO_SUCH = Answer(404, "not_found", "There is no such connection.")
TOO_LARGE = Answer(413, "too_large", f"The body is larger than {LARGEST} bytes.")
WRONG = "The signature is not right."
EMPTY = "It came without a body: there is nothing in it."


def receive(
    *,
    vendor: str,
    slug: str,
    headers: Mapping[str, str],
    raw: bytes,
    too_large: bool = False,
    now: datetime | None = None,
) -> Answer:
    """Keep one delivery and say so. The same event once more is only counted.

    `headers` by their names in lower case; `too_large`: the body was not even read. The address alone says by which
    connection's secrets the signature is judged.
    """
    sender = SENDERS.get(vendor)
    connection = AtsConnection.objects.filter(vendor=vendor, slug=slug, is_active=True).first()
    if sender is None or connection is None:
        return NO_SUCH
    if too_large or len(raw) > LARGEST:
        return TOO_LARGE
    now = now or clock.database_now()
    if not sender.verify(connection, headers, raw, now=now):
        log.warning("an event for %s is not signed as it has to be", connection)
        if signatures.rotation_is_open(connection, now=now) and sender.WRONG_WHILE_ROTATING != 401:
            return Answer(
                sender.WRONG_WHILE_ROTATING, "signature_wrong", f"{WRONG} Secrets are being changed: try again."
            )
        return Answer(401, "signature_wrong", WRONG)
    is_new = _keep(connection, sender, headers, raw, now=now)
    return Answer(TAKEN, "received" if is_new else "known", "Kept." if is_new else "Known already.")


@transaction.atomic
def _keep(connection: AtsConnection, sender: Sender, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> bool:
    identity = sender.identify(headers, raw)
    event, is_new = InboundEvent.objects.get_or_create(
        connection=connection,
        event_id=_text(identity.event_id, EVENT_ID),
        defaults={
            "action": _text(identity.action, ACTION),
            "subject": identity.subject,
            "happened_at": _happened(identity, now),
            "headers": {name: _text(headers[name], HEADER_LENGTH) for name in sender.KEPT_HEADERS if name in headers},
            "body": raw,
            "received_at": now,
            "next_at": now,
            **({} if raw else {"state": InboundEvent.State.IGNORED, "outcome": EMPTY, "processed_at": now}),
        },
    )
    if not is_new:
        InboundEvent.objects.filter(pk=event.pk).update(times_received=F("times_received") + 1)
    return is_new


def _happened(identity: Identity, now: datetime) -> datetime | None:
    """Never in the future: such a time would make all that follows look old."""
    return None if identity.happened_at is None else min(identity.happened_at, now)


def _text(value: str, at_most: int) -> str:
    return value.replace("\0", "").encode(errors="replace").decode()[:at_most]
