"""Workable: webhooks with the candidate as they are now, signed over the raw body with the account's token."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from interviews.ats.inbound import payloads, signatures
from interviews.ats.inbound.changes import (
    ApplicationIs,
    Change,
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
APPLICATIONS = frozenset({"candidate_created", "candidate_moved"})
SOURCED = "sourced"
"""The kind of stage of those who never applied."""


def verify(connection: AtsConnection, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> bool:
    """`X-Workable-Signature: <hex>` over the bytes as they came."""
    return signatures.is_signed(connection, raw, headers.get("x-workable-signature", ""), now=now)


def identify(headers: Mapping[str, str], raw: bytes) -> Identity:
    """By the event's own id; without one, by its bytes."""
    body = payloads.parsed(raw)
    shared = payloads.identifier(body.get("id"))
    try:
        subject = understand(body).subject
    except NotUnderstood:
        subject = ""
    happened_at = payloads.latest(body.get("fired_at"), at(_candidate(body), "updated_at"))
    event_id = f"{shared}:{_action(body)}" if shared else payloads.digest(raw)
    return Identity(event_id[:EVENT_ID], _action(body), subject, happened_at)


def fetch(connection: AtsConnection, body: dict[str, Any]) -> dict[str, Any]:
    """The body itself: all of it is signed."""
    return body


def understand(found: dict[str, Any]) -> Change:
    """What the event says. Rejections, too, come as moves: what the candidate is now decides."""
    action, candidate = _action(found), _candidate(found)
    if not action:
        raise NotUnderstood("It names no event.")
    if action == "candidate_deleted":
        return PersonErased(payloads.needed(at(candidate, "id"), "the candidate"))
    if action not in APPLICATIONS:
        return Nothing(f"Nothing is done about “{action[:80]}”.")
    ref, stage = payloads.needed(at(candidate, "id"), "the candidate"), at(candidate, "stage")
    stage_name = at(stage, "name") if isinstance(stage, dict) else stage
    stage_id = at(candidate, "stage_slug") or at(stage, "slug") or stage_name
    return ApplicationIs(
        ref=ref,  # a candidate of Workable is one person on one job
        who=Who(
            ref=ref,
            name=_name(candidate),
            email=payloads.email(at(candidate, "email")),
            phone=payloads.fitting(at(candidate, "phone"), at_most=payloads.PHONE),
            location=payloads.text(at(candidate, "address"), at_most=payloads.LOCATION),
            profile_url=payloads.url(at(candidate, "profile_url")),
        ),
        place=Place(
            job_id=payloads.identifier(at(candidate, "job", "shortcode")),
            job_name=payloads.text(at(candidate, "job", "title"), at_most=payloads.MAPPING_NAME),
            stage_id=payloads.identifier(stage_id),
            stage_name=payloads.text(stage_name, at_most=payloads.MAPPING_NAME),
        ),
        status=_status(candidate),
        reason=payloads.text(at(candidate, "disqualification_reason"), at_most=200),
        applied_at=payloads.instant(at(candidate, "created_at")),
    )


def _status(candidate: Any) -> Status:
    if at(candidate, "hired_at"):
        return Status.HIRED
    if at(candidate, "withdrew") is True:
        return Status.WITHDRAWN
    if at(candidate, "disqualified") is True:
        return Status.REJECTED
    return Status.PROSPECT if at(candidate, "stage_kind") == SOURCED else Status.ACTIVE


def _name(candidate: Any) -> str:
    whole = payloads.text(at(candidate, "name"), at_most=payloads.NAME)
    parts = (payloads.text(at(candidate, part), at_most=payloads.NAME) for part in ("firstname", "lastname"))
    return whole or " ".join(filter(None, parts))[: payloads.NAME]


def _action(body: dict[str, Any]) -> str:
    return payloads.text(body.get("event_type") or body.get("action") or body.get("type"), at_most=ACTION)


def _candidate(body: dict[str, Any]) -> Any:
    """The candidate is the data, or lies in it."""
    data = body.get("data")
    inner = at(data, "candidate")
    return inner if isinstance(inner, dict) and "id" in inner else data
