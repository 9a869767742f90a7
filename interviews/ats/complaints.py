"""What is kept of a vendor's complaint about an answer of ours."""

import contextlib
import hashlib
import json
import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from hiring import clock
from interviews.models import AssessmentOrder, AtsConnection, InboundEvent

ACTION = "response_error"
PERSONAL = "candidate_email"
OUTCOME_LENGTH = 300
State = InboundEvent.State

log = logging.getLogger(__name__)


@transaction.atomic
def keep(
    connection: AtsConnection, body: dict[str, Any], *, about: str, said: str, now: datetime | None = None
) -> InboundEvent:
    """Write a complaint down for people to see to: the same one once, with how often it came. It sets nothing off.

    One that was set aside waits for them again when it comes once more.
    """
    now = now or clock.database_now()
    body = {name: value for name, value in body.items() if name != PERSONAL}
    raw = json.dumps(body, sort_keys=True).encode()
    AtsConnection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
    order = _order(connection, about)
    event, is_new = InboundEvent.objects.get_or_create(
        connection=connection,
        event_id=f"{ACTION}:{hashlib.sha256(raw).hexdigest()}",
        defaults={
            "action": ACTION,
            "subject": about[:120],
            "application": order.application if order else None,
            "body": raw,
            "received_at": now,
            "next_at": now,
            "processed_at": now,
            "state": State.COMPLAINT,
            "outcome": said[:OUTCOME_LENGTH],
        },
    )
    if is_new or event.state != State.COMPLAINT:
        log.error("%s complains about an answer of ours: %s", connection, said)
    if not is_new:
        again = {"state": State.COMPLAINT, "outcome": said[:OUTCOME_LENGTH], "processed_at": now}
        InboundEvent.objects.filter(pk=event.pk).update(times_received=F("times_received") + 1, **again)
        event.refresh_from_db()
    return event


def _order(connection: AtsConnection, about: str) -> AssessmentOrder | None:
    with contextlib.suppress(ValueError):
        return connection.orders.filter(public_id=UUID(about)).select_related("application").first()
    return None


def about(order: AssessmentOrder) -> QuerySet[InboundEvent]:
    """The complaints about an order, the latest first."""
    return InboundEvent.objects.filter(
        connection=order.connection_id, action=ACTION, subject=str(order.public_id)
    ).order_by("-received_at", "-pk")
