"""Greenhouse: recruiting webhooks, signed over the raw body, `sha256` and a space before the digest."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hiring import clock
from interviews.ats import vocabulary
from interviews.ats.inbound import payloads, signatures
from interviews.ats.inbound.changes import (
    ApplicationGone,
    ApplicationIs,
    Change,
    Nothing,
    NotUnderstood,
    PeopleMerged,
    PersonBlanked,
    PersonErased,
    PersonIs,
    Place,
    Status,
    Who,
)
from interviews.ats.inbound.identity import ACTION, EVENT_ID, Identity
from interviews.ats.inbound.payloads import at
from interviews.models import AtsConnection

KEPT_HEADERS = ("greenhouse-event-id", "user-agent", "content-type")
WRONG_WHILE_ROTATING = 401
APPLICATIONS = frozenset(
    {
        "new_candidate_application",
        "application_updated",
        "candidate_stage_change",
        "hire_candidate",
        "unhire_candidate",
        "reject_candidate",
        "unreject_candidate",
    }
)
DELETED = "delete_application"
WHOLE_PERSON = frozenset({"full_name", "scorecards_and_interviews"})
"""Anonymized fields without which nothing of a person is left to keep."""
COLUMNS = {
    "email_addresses": "email",
    "phone_numbers": "phone",
    "addresses": "location",
    "location": "location",
    "social_media_links": "profile_url",
    "websites": "profile_url",
}
"""By anonymized field: our column. All other fields are not kept here, save in what was received."""
THEY_WITHDREW = frozenset({"they rejected us", "they_rejected_us"})
"""Types of rejection reasons of which it was the candidate's wish."""
STATUSES = {"active": Status.ACTIVE, "rejected": Status.REJECTED, "hired": Status.HIRED}


def verify(connection: AtsConnection, headers: Mapping[str, str], raw: bytes, *, now: datetime) -> bool:
    """`Signature: sha256 <hex>` over the bytes as they came: they hold escapes that a second writing would lose."""
    brought = headers.get("signature", "")
    return signatures.is_signed(connection, raw, brought, now=now, spelled=lambda digest: f"sha256 {digest}")


def identify(headers: Mapping[str, str], raw: bytes) -> Identity:
    """By the id of the delivery. The envelope says no time, so that of the application's last change counts."""
    body = payloads.parsed(raw)
    action = payloads.text(body.get("action"), at_most=ACTION)
    event_id = headers.get("greenhouse-event-id", "").strip()
    event_id = event_id if 0 < len(event_id) <= EVENT_ID and event_id.isprintable() else payloads.digest(raw)
    try:
        subject = understand(body).subject
    except NotUnderstood:
        subject = ""
    application = at(body, "payload", "application")
    happened_at = payloads.latest(
        at(application, "applied_at"),
        at(application, "last_activity_at"),
        at(application, "rejected_at"),
        at(application, "offer", "resolved_at"),
    )
    if action == DELETED:  # it says no time, and whatever comes after it is older
        happened_at = clock.LATEST
    return Identity(event_id, action, subject, happened_at)


def fetch(connection: AtsConnection, body: dict[str, Any]) -> dict[str, Any]:
    """The body itself: all of it is signed."""
    return body


def understand(found: dict[str, Any]) -> Change:
    """What the event says. An action that is not followed here, such as the ping, changes nothing."""
    action, payload = found.get("action"), at(found, "payload")
    if not isinstance(action, str) or not action:
        raise NotUnderstood("It names no action.")
    if action in APPLICATIONS:
        return _application(at(payload, "application"))
    match action:
        case "delete_application":
            gone = at(payload, "application")
            ref = payloads.needed(at(gone, "id"), "the application")
            return ApplicationGone(ref, payloads.needed(at(gone, "candidate_id"), "the candidate"))
        case "update_candidate":
            return PersonIs(_who(at(payload, "candidate")))
        case "delete_candidate":
            return PersonErased(payloads.needed(at(payload, "person", "id"), "the candidate"))
        case "merge_candidate":
            old = payloads.needed(at(payload, "person", "id"), "the candidate")
            new = at(payload, "person", "new_candidate_id") or at(payload, "new_candidate_id")
            return PeopleMerged(old, payloads.needed(new, "the candidate who stays"))
        case "candidate_anonymized":
            return _anonymized(payload)
    return Nothing(f"Nothing is done about “{payloads.text(action, at_most=80)}”.")


def _application(application: Any) -> Change:
    who = _who(at(application, "candidate"))
    job, stage = at(application, "jobs", 0), at(application, "current_stage")
    raw_status = at(application, "status")
    read = vocabulary.status_from("application", "greenhouse_webhook", raw_status)
    status = STATUSES.get(read.meaning, Status.UNKNOWN)
    if at(application, "prospect") is True:
        status = Status.PROSPECT
    elif status == Status.REJECTED and _is_withdrawn(at(application, "rejection_reason", "type")):
        status = Status.WITHDRAWN
    return ApplicationIs(
        ref=payloads.needed(at(application, "id"), "the application"),
        who=who,
        place=Place(
            job_id=payloads.identifier(at(job, "id")),
            job_name=payloads.text(at(job, "name"), at_most=payloads.MAPPING_NAME),
            stage_id=payloads.identifier(at(stage, "id")),
            stage_name=payloads.text(at(stage, "name"), at_most=payloads.MAPPING_NAME),
        ),
        status=status,
        raw_status=str(raw_status)[:60],
        reason=payloads.text(at(application, "rejection_reason", "name"), at_most=200),
        applied_at=payloads.instant(at(application, "applied_at")),
    )


def _who(person: Any) -> Who:
    names = (payloads.text(at(person, name), at_most=payloads.NAME) for name in ("first_name", "last_name"))
    return Who(
        ref=payloads.needed(at(person, "id"), "the candidate"),
        name=" ".join(filter(None, names))[: payloads.NAME],
        email=payloads.email(at(person, "email_addresses")),
        phone=payloads.fitting(at(person, "phone_numbers", 0, "value"), at_most=payloads.PHONE),
        location=payloads.text(at(person, "addresses", 0, "value"), at_most=payloads.LOCATION),
        profile_url=payloads.url(at(person, "url")),
    )


def _is_withdrawn(kind: Any) -> bool:
    said = (at(kind, "name"), at(kind, "key"))
    return any(isinstance(one, str) and one.strip().lower() in THEY_WITHDREW for one in said)


def _anonymized(payload: Any) -> Change:
    person, fields = payloads.needed(at(payload, "candidate_id"), "the candidate"), at(payload, "anonymized_fields")
    if not isinstance(fields, list):  # it does not say of what, so nothing is kept
        return PersonErased(person)
    named = {field for field in fields if isinstance(field, str)}
    if named & WHOLE_PERSON:
        return PersonErased(person)
    return PersonBlanked(person, tuple(sorted({COLUMNS[field] for field in named if field in COLUMNS})))
