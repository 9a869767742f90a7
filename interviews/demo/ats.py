"""What the demo has of an ATS: a connection, its mapping, events, an order. Nothing in it leads to another machine."""

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hiring import endpoints, service_accounts
from hiring.models import Application, Candidate
from hiring.outbox.outcome import Outcome, Result
from hiring.stages import Round, Stage
from interviews.ats import connections, orders, packages, reporting
from interviews.ats.inbound import mapping, processing, receiving
from interviews.ats.inbound.changes import Place
from interviews.models import AssessmentOrder, AssessmentPackage, AssessmentReport, AtsConnection, Interview

ACCOUNT = "greenhouse"
SLUG = "demo-greenhouse"
NOWHERE = "http://127.0.0.1:9"
"""Where reports would go: a port of this machine at which nobody listens."""
RECEIVER = "https://ats.example.com/webhooks/twelve"
"""A name that is nobody's (RFC 2606), at an endpoint that is disabled at once."""

FOLLOWED = "Hana Kobayashi"
PERSON, APPLICATION = 7740183, 8851902
JOB, OTHER_JOB = 323753, 323801
STAGES = {71410: ("Recruiter call", Stage.SCREENING), 71416: ("Take-home", Stage.TAKE_HOME)}


def fill(told: list[Application], *, now: datetime) -> None:
    """Connect the demo's team to a Greenhouse that followed one of its candidates."""
    followed = next(one for one in told if one.candidate.name == FOLLOWED)
    _known_by_the_ats(followed)
    connection = _connection(now=now - timedelta(days=19))
    _map(connection, followed, now=now - timedelta(days=18))
    _order(connection, followed)
    with _without_alarm():
        _receive(connection, followed.candidate.email, now=now)
    endpoint, _secret = endpoints.register(
        url=RECEIVER, description="Our ATS", events=["application.advanced", "offer.accepted"], by=None, now=now
    )
    endpoints.disable(endpoint, reason="Off in the demo: enable it once it leads to a receiver.", by=None, now=now)


def _known_by_the_ats(application: Application) -> None:
    Candidate.objects.filter(pk=application.candidate_id).update(external_id=str(PERSON), source_system=SLUG)
    Application.objects.filter(pk=application.pk).update(external_id=str(APPLICATION), source_system=SLUG)
    application.refresh_from_db()


def _connection(*, now: datetime) -> AtsConnection:
    account, _new = service_accounts.account(ACCOUNT, by=None)
    given = {
        "name": "Demo company",
        "acts_as": account,
        "remote_url": NOWHERE,
        "webhook_secret": secrets.token_hex(24),
    }
    made, _key = connections.register(vendor="greenhouse", slug=SLUG, given=given, by=None, now=now)
    return made


def _map(connection: AtsConnection, application: Application, *, now: datetime) -> None:
    place = Place(job_id=str(JOB), job_name="AI Infrastructure Engineer", stage_id="", stage_name="")
    mapping.fill(mapping.job(connection, place, now=now), {"requisition": application.requisition}, by=None, now=now)
    for number, (name, stage) in STAGES.items():
        row = mapping.stage(connection, replace(place, stage_id=str(number), stage_name=name), now=now)
        mapping.fill(row, {"stage": stage.value}, by=None, now=now)


def _order(connection: AtsConnection, application: Application) -> None:
    """The take-home as a test: ordered when it was sent, complete since it was rated, told a minute later."""
    kind = AssessmentPackage.Kind.TAKE_HOME
    about = {
        "name": "Take-home",
        "description": "A written design in 4 to 6 hours.",
        "requisition": application.requisition,
    }
    package = packages.offer(connection, key="take-home", kind=kind, given=about, by=None)
    begun = Interview.objects.get(application=application, round=Round.TAKE_HOME)
    rated_at = application.results.get(round=Round.TAKE_HOME).at
    url = f"{NOWHERE}/integrations/testing_partners/take_home_tests/700123"
    person, changed_at = application.candidate, application.updated_at
    order = orders.receive(
        connection,
        orders.Wanted(
            package=package,
            reference=url,
            name=person.name,
            email=person.email,
            candidate_ref=str(PERSON),
            application_ref=str(APPLICATION),
            callback_url=url,
            sent_by="recruiting@example.org",
        ),
        now=begun.starts_at,
    )
    AssessmentOrder.objects.filter(pk=order.pk).update(completed_at=rated_at)
    AssessmentReport.objects.filter(order=order).update(created_at=rated_at, next_at=rated_at)
    Application.objects.filter(pk=application.pk).update(updated_at=changed_at)  # the order is older than that
    leased = reporting.lease(now=rated_at)
    if leased is not None:
        reporting.mark(leased, Outcome(Result.ACCEPTED, "it answered 200"), now=rated_at + timedelta(minutes=1))


def _receive(connection: AtsConnection, email: str, *, now: datetime) -> None:
    """One event that changed something, one that was known already, one that waits, one that failed."""
    told = (
        (5.0, "candidate_stage_change", _application(APPLICATION, PERSON, "Hana", "Kobayashi", stage=71416)),
        (
            2.0,
            "update_candidate",
            {"candidate": _person(PERSON, "Hana", "Kobayashi", email=email, phone="+81 6 5550 0142")},
        ),
        (0.4, "new_candidate_application", _application(8852077, 7740301, "Tariq", "Aziz", job=OTHER_JOB)),
        (0.1, "new_candidate_application", _application(8852110, 7740355, "Olga", "Lind", email="")),
    )
    for days_ago, action, payload in told:
        at = now - timedelta(days=days_ago)
        raw = json.dumps({"action": action, "payload": payload}).encode()
        digest = hmac.new(connection.webhook_secret.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"signature": f"sha256 {digest}", "greenhouse-event-id": secrets.token_hex(8)}
        receiving.receive(vendor=connection.vendor, slug=connection.slug, headers=headers, raw=raw, now=at)
        processing.process_due(now=at)


def _application(
    number: int, person: int, first: str, last: str, *, job: int = JOB, stage: int = 71410, **contact: str
) -> dict[str, Any]:
    name = "AI Infrastructure Engineer" if job == JOB else "ML Platform Engineer"
    return {
        "application": {
            "id": number,
            "status": "active",
            "prospect": False,
            "current_stage": {"id": stage, "name": STAGES[stage][0]},
            "candidate": _person(person, first, last, **contact),
            "jobs": [{"id": job, "name": name}],
        }
    }


def _person(number: int, first: str, last: str, *, email: str | None = None, phone: str = "") -> dict[str, Any]:
    address = f"{first}.{last}@example.com".lower() if email is None else email
    return {
        "id": number,
        "first_name": first,
        "last_name": last,
        "email_addresses": [{"value": address, "type": "personal"}] if address else [],
        "phone_numbers": [{"value": phone, "type": "mobile"}] if phone else [],
    }


@contextmanager
def _without_alarm() -> Iterator[None]:
    """One of the events is to fail: that is no news for whoever starts the demo."""
    log = logging.getLogger(processing.__name__)
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before
