"""Lever: only a token with a time is signed, so nothing else of an event is believed; the opportunity is read anew."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from hiring.outbox import posting
from hiring.outbox.addresses import NotAllowed
from interviews.ats import connections, reporting
from interviews.ats.inbound import payloads, signatures
from interviews.ats.inbound.changes import (
    ApplicationIs,
    Change,
    Later,
    Nothing,
    NotUnderstood,
    PersonErased,
    Place,
    Status,
    Who,
)
from interviews.ats.inbound.identity import ACTION, EVENT_ID, Identity
from interviews.ats.inbound.payloads import at
from interviews.models import AtsConnection

KEPT_HEADERS = ("user-agent", "content-type")
WRONG_WHILE_ROTATING = 401
WINDOW = timedelta(minutes=5)
"""How long after its time a token is taken: what is stolen later is worth nothing."""
API = "https://api.lever.co/v1"
HOSTS = ("lever.co",)
DELETED = "candidateDeleted"
APPLICATIONS = frozenset(
    {"applicationCreated", "candidateHired", "candidateStageChange", "candidateArchiveChange", DELETED}
)
HIRED = "hired"


def verify(connection: AtsConnection, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> bool:
    """`signature` in the body over `token` and `triggeredAt`, not older than `WINDOW`."""
    body = payloads.parsed(raw)
    token, triggered, brought = body.get("token"), body.get("triggeredAt"), body.get("signature")
    if not (isinstance(token, str) and token and isinstance(brought, str)) or isinstance(triggered, bool):
        return False
    at_that_time = payloads.instant(triggered) if isinstance(triggered, int) else None
    if at_that_time is None or abs(now - at_that_time) > WINDOW:
        return False
    signed = f"{token}{triggered}".encode(errors="replace")
    return signatures.is_signed(connection, signed, brought, now=now)


def identify(headers: Mapping[str, str], raw: bytes) -> Identity:
    """By the token alone: whatever comes with it a second time is not looked at."""
    body = payloads.parsed(raw)
    token = body.get("token")
    event_id = f"token:{token}"
    if not isinstance(token, str) or len(event_id) > EVENT_ID:
        event_id = payloads.digest(str(token).encode(errors="replace"))
    action = payloads.text(body.get("event"), at_most=ACTION)
    return Identity(event_id, action, "", payloads.instant(body.get("triggeredAt")))


def fetch(connection: AtsConnection, body: dict[str, Any]) -> dict[str, Any]:
    """The event's name with the opportunity as Lever has it now. Raises Later, NotUnderstood."""
    event = body.get("event")
    found: dict[str, Any] = {"event": event}
    if not isinstance(event, str) or event not in APPLICATIONS:
        return found
    data = body.get("data")
    ref = payloads.needed(at(data, "opportunityId") or at(data, "candidateId"), "the opportunity")
    if not ref.replace("-", "").isalnum():  # it becomes a part of an address
        raise NotUnderstood("It does not name the opportunity.")
    found["ref"] = ref
    found["opportunity"] = _read(connection, f"opportunities/{ref}?expand=applications&expand=stage")
    reason = payloads.ref(at(found["opportunity"], "archived", "reason"))
    if reason.replace("-", "").isalnum():
        found["archive_reason"] = _read(connection, f"archive_reasons/{reason}")
    return found


def understand(found: dict[str, Any]) -> Change:
    """What the opportunity says, not the event. One that Lever does not have any more was deleted."""
    event, opportunity = found.get("event"), found.get("opportunity")
    if not isinstance(event, str) or not event:
        raise NotUnderstood("It names no event.")
    if event not in APPLICATIONS:
        return Nothing(f"Nothing is done about “{payloads.text(event, at_most=80)}”.")
    if opportunity is None:
        if event == DELETED:
            return PersonErased("", (found["ref"],))
        return Nothing("Lever does not have this opportunity any more.")
    if event == DELETED:
        return Nothing("Lever still has this opportunity: nothing is removed.")
    return _application(opportunity, found.get("archive_reason"))


def _application(opportunity: Any, archive_reason: Any) -> ApplicationIs:
    contact, stage = at(opportunity, "contact"), at(opportunity, "stage")
    posting_of = at(opportunity, "applications", 0, "posting")
    archived = at(opportunity, "archived")
    status = Status.ACTIVE
    if archived is not None:
        status = Status.UNKNOWN if archive_reason is None else Status.REJECTED
        if HIRED in (at(archive_reason, "type"), str(at(archive_reason, "text")).strip().lower()):
            status = Status.HIRED
    return ApplicationIs(
        ref=payloads.needed(at(opportunity, "id"), "the opportunity"),
        who=Who(
            ref=payloads.needed(at(contact, "id") or contact, "the contact"),
            name=payloads.text(at(opportunity, "name"), at_most=payloads.NAME),
            email=payloads.email(at(opportunity, "emails")),
            phone=payloads.fitting(at(opportunity, "phones", 0, "value"), at_most=payloads.PHONE),
            location=payloads.text(at(opportunity, "location"), at_most=payloads.LOCATION),
            profile_url=payloads.url(at(opportunity, "urls", "show")),
        ),
        place=Place(
            job_id=payloads.identifier(at(posting_of, "id") or posting_of),
            job_name=payloads.text(at(posting_of, "text"), at_most=payloads.MAPPING_NAME),
            stage_id=payloads.identifier(at(stage, "id") or stage),
            stage_name=payloads.text(at(stage, "text"), at_most=payloads.MAPPING_NAME),
        ),
        status=status,
        raw_status="archived" if status == Status.UNKNOWN else "",
        reason=payloads.text(at(archive_reason, "text"), at_most=200),
        applied_at=payloads.instant(at(opportunity, "createdAt")),
        is_current=True,
    )


def _read(connection: AtsConnection, path: str) -> dict[str, Any] | None:
    """What Lever has there; None where it has nothing. Raises Later, NotUnderstood.

    Refuses with `no_key`, `host_not_allowed`.
    """
    if not connection.remote_key:
        raise connections.wrong_key()
    address = f"{(connection.remote_url or API).rstrip('/')}/{path}"
    reporting.refuse_stranger(address, remote_url=connection.remote_url, hosts=HOSTS)
    try:
        answer = posting.post(
            address,
            b"",
            {"authorization": connections.basic(connection.remote_key), "accept": "application/json"},
            method="GET",
            public_only=not settings.WEBHOOK_ALLOW_PRIVATE,
        )
    except NotAllowed as refusal:
        raise NotUnderstood(f"Lever cannot be asked: {refusal}.") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise Later(f"Lever does not answer: {type(error).__name__}.") from error
    if answer.status in (404, 410):
        return None
    if answer.status != 200:
        asked = answer.retry_after
        raise Later(f"Lever answered {answer.status}.", wait_seconds=asked.total_seconds() if asked else 0)
    data = payloads.parsed(answer.text.encode(errors="replace")).get("data")
    if not isinstance(data, dict):
        raise Later("Lever's answer is not an opportunity.")
    return data
