"""Builders of an ATS at the other end, on top of `tests.factories`."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from config.env import BASE_DIR
from hiring import access, pipeline
from hiring.models import Requisition, RoundResult, User
from hiring.stages import Round
from interviews import rounds, scheduling
from interviews.ats import connections, packages
from interviews.models import AssessmentOrder, AssessmentPackage, AtsConnection
from tests import factories
from tests.factories import hour, people
from tests.interviews.application_world import handed_in

KEY = "aih_gh_test_4f0c2b7d9e1a"
"""The key of the contract's examples."""
CASES = BASE_DIR / "tests" / "fixtures" / "contract_cases"
URL = "https://app.greenhouse.io/integrations/testing_partners/take_home_tests/700123"


def cases(path: str) -> dict[str, Any]:
    """One file of the contract's cases."""
    found: dict[str, Any] = json.loads(Path(CASES / path).read_text())
    return found


def service() -> User:
    """The account that acts for the ATS."""
    known = User.objects.filter(username="ats").first()
    return known or factories.user("ats", access.INTEGRATION, kind=User.Kind.SERVICE)


def connection(vendor: str = "greenhouse", *, slug: str = "acme", **given: Any) -> AtsConnection:
    """An account at a vendor, which calls with `KEY`; further ones with a key of their own."""
    values = {"name": f"Acme at {vendor}", "acts_as": service()} | given
    key = KEY if slug == "acme" else f"key-of-{slug}"
    made, _key = connections.register(vendor=vendor, slug=slug, given=values, api_key=key, by=None, now=hour(-1))
    return made


def package(
    of: AtsConnection, kind: str = "take_home", *, key: str = "aih-r2", on: Requisition | None = None
) -> AssessmentPackage:
    """Something that it may order."""
    given = {"name": f"Package {key}", "requisition": on or factories.requisition()}
    return packages.offer(of, key=key, kind=kind, given=given, by=None)


def greenhouse_order(**changes: Any) -> dict[str, Any]:
    """The contract's order, with other values at its top."""
    body: dict[str, Any] = cases("greenhouse_assessment/send_test.json")["request"]["body"]
    return body | changes


def ashby_order(of: AssessmentPackage, application: str = "app-1") -> dict[str, Any]:
    """An order as Ashby sends it."""
    return {
        "assessment_type_id": str(of.public_id),
        "candidate": {
            "ashby_id": "cand-1",
            "first_name": "Mira",
            "last_name": "Okafor",
            "email": "mira.okafor@example.com",
            "ashby_profile_url": "https://app.ashbyhq.com/candidates/cand-1",
        },
        "application": {"ashby_id": application, "status": "Active"},
        "job": {"ashby_id": "job-1", "name": "AI infrastructure engineer", "hiringTeam": []},
    }


def basic(key: str = KEY) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


class Ats:
    """The vendor's side of the HTTP, without a network."""

    def __init__(self, start: str, *, authorization: str | None = None) -> None:
        self.start = start
        self.authorization = basic() if authorization is None else authorization
        self.client = Client()

    def get(self, place: str, **query: str) -> Any:
        return self.client.get(self.start + place, query, headers=self._headers())

    def post(self, place: str, body: Any) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(self.start + place, raw, content_type="application/json", headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": self.authorization} if self.authorization else {}


def ordered(of: AssessmentPackage, **changes: Any) -> AssessmentOrder:
    """What Greenhouse ordered by HTTP."""
    here = of.connection
    ats = Ats(f"/ats/greenhouse/{here.slug}/", authorization=basic(here.api_key))
    answer = ats.post("send_test", greenhouse_order(partner_test_id=of.key, **changes))
    assert answer.status_code == 200, answer.content
    return AssessmentOrder.objects.get(public_id=answer.json()["partner_interview_id"])


def concluded(order: AssessmentOrder, round: Round, *, verdict: str = "yes", level: int = 3) -> None:
    """A round of the order's application that takes place now, with both cards in and its result."""
    application, now = order.application, timezone.now()
    assert application is not None
    interview = scheduling.book(
        application,
        round,
        starts_at=now,
        ends_at=now + timedelta(minutes=45),
        interviewers=[people().interviewer, people().second],
        by=people().coordinator,
    )
    interview = scheduling.finish(interview, by=people().coordinator)
    handed_in(interview, level=level, verdict=verdict)
    passed = verdict in ("yes", "strong_yes")
    rounds.conclude(
        application,
        round,
        verdict=RoundResult.Verdict(verdict),
        passed=passed,
        by=people().coordinator,
        onward=passed,
    )
    order.refresh_from_db()


def up_to(order: AssessmentOrder, round: Round) -> None:
    """Every round before this one is passed, and the candidate stands there."""
    assert order.application is not None
    pipeline.advance(order.application, by=people().coordinator)
    for earlier in list(Round)[: list(Round).index(round)]:
        concluded(order, earlier)
    order.application.refresh_from_db()
