"""Builders of what an ATS sends: events of each vendor with a right signature."""

import copy
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from hiring.models import Application, Candidate, Requisition
from hiring.stages import Round
from interviews.ats.inbound import mapping, processing
from interviews.models import AtsConnection, AtsMapping, InboundEvent
from tests import factories
from tests.factories import people
from tests.interviews.ats.ats_world import cases, connection

SIGNATURES = cases("greenhouse_webhooks/signature.json")
EVENTS: dict[str, Any] = cases("greenhouse_webhooks/events.json")["events"]
SECRET: str = SIGNATURES["secret"]
CANDIDATE, APPLICATION, JOB, STAGE = "880011", "990022", "323753", "71416"
"""The ids of the contract's events."""


def account(vendor: str = "greenhouse", **given: Any) -> AtsConnection:
    """An account whose events are signed with `SECRET`."""
    return connection(vendor, **{"webhook_secret": SECRET, **given})


def mapped(
    of: AtsConnection,
    *,
    stages: dict[str, str] | None = None,
    job: str = JOB,
    on: Requisition | None = None,
) -> Requisition:
    """An open requisition for a job of the ATS, its stages being these here."""
    on = on or factories.requisition()
    now = timezone.now()
    row, _new = AtsMapping.objects.get_or_create(
        connection=of, job_id=job, stage_id="", defaults={"first_seen_at": now}
    )
    mapping.fill(row, {"requisition": on}, by=None, now=now)
    for stage_id, stage in (stages or {}).items():
        row, _new = AtsMapping.objects.get_or_create(
            connection=of, job_id=job, stage_id=stage_id, defaults={"first_seen_at": now}
        )
        mapping.fill(row, {"stage": stage}, by=None, now=now)
    return on


def greenhouse(action: str, *, like: str = "", at: str = "", **changes: Any) -> dict[str, Any]:
    """The contract's event of that name (or like another one), with other values in its application."""
    body = copy.deepcopy(EVENTS[like or action])
    body["action"] = action
    application = body["payload"].get("application")
    if application is not None:
        if at:
            application["last_activity_at"] = at
        application.update(changes)
    return body


def stage(stage_id: str | int, name: str = "") -> dict[str, Any]:
    return {"id": stage_id, "name": name or f"Stage {stage_id}", "interviews": []}


def digest(signed: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def raw(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def signed(vendor: str, body: Any, *, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    """The bytes with the headers that go with them."""
    if vendor == "lever" and isinstance(body, dict) and "signature" not in body:
        text = f"{body.get('token')}{body.get('triggeredAt')}".encode()
        body = {**body, "signature": digest(text, secret)}
    sent = raw(body)
    spelled = {
        "greenhouse": {"Signature": f"sha256 {digest(sent, secret)}"},
        "ashby": {"Ashby-Signature": f"sha256={digest(sent, secret)}"},
        "workable": {"X-Workable-Signature": digest(sent, secret)},
        "lever": {},
    }
    return sent, spelled[vendor]


def send(
    body: Any,
    *,
    vendor: str = "greenhouse",
    slug: str = "acme",
    event_id: str = "",
    secret: str = SECRET,
    **headers: str,
) -> Any:
    """Deliver an event by HTTP; headers given replace the right ones."""
    sent, right = signed(vendor, body, secret=secret)
    if event_id:
        right["Greenhouse-Event-ID"] = event_id
    given = {**right, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Client().post(f"/ats/{vendor}/{slug}/webhook", sent, content_type="application/json", headers=given)


def arrive(body: Any, **how: Any) -> InboundEvent:
    """Deliver an event, and have everything that is due processed. The event, as it is then."""
    answer = send(body, **how)
    assert answer.status_code == 200, answer.content
    event = InboundEvent.objects.latest("pk")
    processing.process_due()
    event.refresh_from_db()
    return event


def known(event_id: str = APPLICATION) -> Application:
    """The application, as the ATS names it."""
    return Application.objects.select_related("candidate").get(source_system="acme", external_id=event_id)


def candidate(ref: str = CANDIDATE) -> Candidate:
    return Candidate.objects.get(source_system="acme", external_id=ref)


def pass_round(application: Application) -> None:
    """The round in which the candidate stands went well; they stay there until somebody moves them on."""
    application.refresh_from_db()
    factories.passed(application, Round(application.stage), now=timezone.now(), by=people().coordinator)


def milliseconds(instant: datetime, *, after: timedelta = timedelta()) -> int:
    return int((instant + after).timestamp() * 1000)
