"""Ashby: webhooks signed over the raw body, `sha256=` before the digest; several actions share one id."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from interviews.ats import vocabulary
from interviews.ats.inbound import payloads, signatures
from interviews.ats.inbound.changes import (
    ApplicationIs,
    Change,
    Nothing,
    NotUnderstood,
    PeopleMerged,
    PersonErased,
    Place,
    Status,
    Who,
)
from interviews.ats.inbound.identity import ACTION, EVENT_ID, Identity
from interviews.ats.inbound.payloads import at
from interviews.models import AtsConnection

KEPT_HEADERS = ("user-agent", "content-type")
WRONG_WHILE_ROTATING = 503
"""After a 401 Ashby never tries again, and the event would be lost."""
APPLICATIONS = frozenset({"applicationSubmit", "applicationUpdate", "candidateStageChange", "candidateHire"})
STATUSES = {
    "active": Status.ACTIVE,
    "lead": Status.PROSPECT,
    "archived": Status.REJECTED,
    "hired": Status.HIRED,
}
THEY_WITHDREW = "RejectedByCandidate"


def verify(connection: AtsConnection, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> bool:
    """`Ashby-Signature: sha256=<hex>` over the bytes as they came."""
    brought = headers.get("ashby-signature", "")
    return signatures.is_signed(connection, raw, brought, now=now, spelled=lambda digest: f"sha256={digest}")


def identify(headers: Mapping[str, str], raw: bytes) -> Identity:
    """By the id together with the action: what one click sets off comes under one id."""
    body = payloads.parsed(raw)
    action = payloads.text(body.get("action"), at_most=ACTION)
    shared = payloads.identifier(body.get("webhookActionId"))
    event_id = f"{shared}:{action}" if shared else payloads.digest(raw)
    try:
        subject = understand(body).subject
    except NotUnderstood:
        subject = ""
    application = at(body, "data", "application")
    happened_at = payloads.latest(at(application, "createdAt"), at(application, "updatedAt"))
    return Identity(event_id[:EVENT_ID], action, subject, happened_at)


def fetch(connection: AtsConnection, body: dict[str, Any]) -> dict[str, Any]:
    """The body itself: all of it is signed."""
    return body


def understand(found: dict[str, Any]) -> Change:
    """What the event says. An action that is not followed here, such as the ping, changes nothing."""
    action, data = found.get("action"), at(found, "data")
    if not isinstance(action, str) or not action:
        raise NotUnderstood("It names no action.")
    if action in APPLICATIONS:
        return _application(at(data, "application"))
    match action:
        case "candidateDelete":
            return PersonErased(payloads.needed(at(data, "candidate", "id"), "the candidate"))
        case "candidateMerge":
            old = payloads.needed(at(data, "deletedCandidate", "id"), "the candidate who went")
            return PeopleMerged(old, payloads.needed(at(data, "mergedCandidate", "id"), "the candidate who stays"))
    return Nothing(f"Nothing is done about “{payloads.text(action, at_most=80)}”.")


def _application(application: Any) -> ApplicationIs:
    person, job = at(application, "candidate"), at(application, "job")
    stage, archived = at(application, "currentInterviewStage"), at(application, "archiveReason")
    raw_status = at(application, "status")
    read = vocabulary.status_from("application", "ashby", raw_status)
    status = STATUSES.get(read.meaning, Status.UNKNOWN)
    if status == Status.REJECTED and at(archived, "reasonType") == THEY_WITHDREW:
        status = Status.WITHDRAWN
    return ApplicationIs(
        ref=payloads.needed(at(application, "id"), "the application"),
        who=Who(
            ref=payloads.needed(at(person, "id"), "the candidate"),
            name=payloads.text(at(person, "name"), at_most=payloads.NAME),
            email=payloads.email(at(person, "primaryEmailAddress")),
            phone=payloads.fitting(at(person, "primaryPhoneNumber", "value"), at_most=payloads.PHONE),
        ),
        place=Place(
            job_id=payloads.identifier(at(job, "id")),
            job_name=payloads.text(at(job, "title"), at_most=payloads.MAPPING_NAME),
            stage_id=payloads.identifier(at(stage, "id")),
            stage_name=payloads.text(at(stage, "title"), at_most=payloads.MAPPING_NAME),
        ),
        status=status,
        raw_status=str(raw_status)[:60],
        reason=payloads.text(at(archived, "text"), at_most=200),
        applied_at=payloads.instant(at(application, "createdAt")),
    )
