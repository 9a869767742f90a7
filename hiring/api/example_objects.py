"""What the examples of the API's document are about: one candidate on one requisition, as plain data.

`WORDS` says what a field of that name holds anywhere; `OBJECTS` what is special of a component. Everything else follows
from the schema, and a test holds what comes of it against the schema.
"""

from typing import Any

from hiring.api.examples import SAME

MARA = {"id": 2, "username": "mara", "name": "Mara Lindqvist"}
JONAS = {"id": 3, "username": "jonas", "name": "Jonas Weber"}
PRIYA = {"id": 4, "username": "priya", "name": "Priya Raman"}
APPLIED, CHANGED, DUE = "2026-11-16T08:00:00Z", "2026-11-18T09:30:00Z", "2026-11-28T08:00:00Z"

WORDS: dict[str, Any] = {
    "id": 42,
    "application": 42,
    "endpoint": 3,
    "external_id": "A-1001",
    "source_system": "greenhouse",
    "username": "mara",
    "title": "Senior AI Infrastructure Engineer",
    "name": "Grace Kim",
    "email": "grace@example.com",
    "time_zone": "America/New_York",
    "level": "senior",
    "region": "germany",
    "currency": "EUR",
    "period": "year",
    "stage_since": CHANGED,
    "created_at": APPLIED,
    "updated_at": CHANGED,
    "applied_at": APPLIED,
    "at": CHANGED,
    "begins_at": APPLIED,
    "at_risk_at": "2026-11-25T08:00:00Z",
    "due_at": DUE,
    "starts_at": "2026-11-19T14:00:00Z",
    "ends_at": "2026-11-19T14:30:00Z",
    "drafted_at": CHANGED,
    "headcount": 1,
    "revision": 3,
    "reason": "Found a position closer to home.",
    "next_cursor": None,
    "has_more": False,
}

OBJECTS: dict[str, dict[str, Any]] = {
    "Colleague": MARA,
    "User": {**MARA, "email": "mara@example.com"},
    "NameInput": {"external_id": "R-7", "source_system": "greenhouse"},
    # candidates
    "Candidate": {"id": 31, "external_id": "C-815", "phone": "+1 555 0100", "location": "Boston"},
    "CandidateBrief": {"id": 31, "external_id": "C-815"},
    "CandidateInput": {"external_id": "C-815", "source_system": "greenhouse"},
    "KnownCandidateInput": {"phone": "+1 555 0100"},
    "PatchedCandidateInput": {"location": "Oslo"},
    "EraseInput": {"reason": "Asked for it in writing."},
    # requisitions
    "Requisition": {
        "id": 7,
        "external_id": "R-7",
        "status": "open",
        "scope": "ai_infrastructure",
        "coordinator": JONAS,
        "created_at": "2026-11-10T09:00:00Z",
        "opened_at": "2026-11-12T10:00:00Z",
        "time_zone": "Europe/Berlin",
    },
    "RequisitionBrief": {"id": 7, "external_id": "R-7"},
    "ChecklistAnswer": {"point": "scope", "answer": "Owns the training clusters."},
    "Seat": {"user": PRIYA},
    "NewRequisitionInput": {
        "hiring_manager": "mara",
        "coordinator": "jonas",
        "level": "senior",
        "region": "germany",
        "external_id": "R-7",
        "source_system": "greenhouse",
    },
    "KnownRequisitionInput": {"headcount": 2},
    "PatchedRequisitionInput": {"headcount": 2},
    "SeatInput": {"user": "priya"},
    "AnswerInput": {"point": "scope", "answer": "Owns the training clusters."},
    # applications
    "Application": {"stage": "screening", "forecast": SAME, "results": []},
    "ApplicationInput": {
        "requisition": {"external_id": "R-7", "source_system": "greenhouse"},
        "candidate": {"name": "Grace Kim", "email": "grace@example.com", "external_id": "C-815"},
        "external_id": "A-1001",
        "source_system": "greenhouse",
    },
    "KnownApplicationInput": {
        "requisition": 7,
        "candidate": {"name": "Grace Kim", "email": "grace@example.com", "external_id": "C-815"},
    },
    "Clock": {
        "standing": "in_time",
        "started_at": APPLIED,
        "day": 3,
        "of_days": 12,
        "elapsed_days": 2.06,
        "counted_days": 2.06,
        "promise_due_at": DUE,
        "next_deadline": SAME,
    },
    "NextDeadline": {"kind": "screening_held", "due_at": "2026-11-19T16:00:00Z", "owner": "Jonas"},
    "Forecast": {
        "done_at": "2026-11-26T15:00:00Z",
        "probability": 0.86,
        "outlook": "likely",
        "expected_loss": 0.07,
        "vacancy_days": 0.4,
        "draws": 2000,
        "seed": 12,
    },
    "ForecastStep": {"basis": "history", "finished": 18, "typical_hours": 26.5, "lasted_hours": 4.0},
    "ClockSheet": {"paused_seconds": 0},
    "Result": {"verdict": "yes", "passed": True, "reason": None},
    "AdvanceInput": {"stage": "screening"},
    "PauseInput": {"reason": "On holiday.", "review_at": "2026-11-21T08:00:00Z"},
    "DecideInput": {"outcome": "hire", "reason": "All four rounds passed, with the panel of one mind."},
    "Deadline": {"id": 305, "kind": "screening_held", "owner": JONAS},
    "Decision": {"reason": "All four rounds passed, with the panel of one mind."},
    "DecisionRow": {"id": 12, "reason": "All four rounds passed, with the panel of one mind."},
    "Event": {"id": 2210, "verb": "advance", "from_stage": "applied", "to_stage": "screening", "by": JONAS}
    | {"reason": None, "details": {}},
    # webhook endpoints
    "WebhookEndpoint": {
        "id": 3,
        "url": "https://ats.example.com/hooks/twelve",
        "events": ["application.advanced"],
        "is_active": True,
    },
    "EndpointWithSecret": {"secret": "whsec_bm90IGEgcmVhbCBzZWNyZXQsIG9ubHkgYW4gZXhhbXBsZQ=="},
    "EndpointInput": {"url": "https://ats.example.com/hooks/twelve", "events": ["application.advanced"]},
    "PatchedEndpointInput": {"description": "Production"},
    "DisableInput": {"reason": "The trial is over."},
    "Delivery": {
        "id": 981,
        "webhook_id": "3f0a1c",
        "type": "application.advanced",
        "state": "sent",
        "attempts": 1,
        "payload": {"type": "application.advanced", "timestamp": CHANGED, "data": {"version": 1, "application_id": 42}},
        "delivered_at": "2026-11-18T09:30:05Z",
    },
}
