"""What the words of vendors mean here: verdicts there and back, statuses with the unknown ones kept as they came."""

from collections.abc import Mapping
from typing import Any, NamedTuple

UNKNOWN = "unknown"
"""What a value is shown as that nobody here has heard of."""
NO_DECISION = "no_decision"
OVERALL = ("strong_no", "no", "yes", "strong_yes", NO_DECISION)
ATTRIBUTE = ("strong_no", "no", "mixed", "yes", "strong_yes", NO_DECISION)
"""Only the rating of one attribute may be mixed."""

Words = Mapping[str, str | int | None]

VERDICTS: dict[str, Words] = {
    "greenhouse_v1_overall": {
        "strong_no": "definitely_not",
        "no": "no",
        "yes": "yes",
        "strong_yes": "strong_yes",
        NO_DECISION: NO_DECISION,
    },
    "greenhouse_v1_attribute": {
        "strong_no": "definitely_not",
        "no": "no",
        "mixed": "mixed",
        "yes": "yes",
        "strong_yes": "strong_yes",
        NO_DECISION: NO_DECISION,
    },
    "greenhouse_v3_candidate_rating": {verdict: verdict for verdict in OVERALL},
    "greenhouse_v3_candidate_attribute_rating": {
        "strong_no": "definitely_not",
        "no": "no",
        "mixed": "mixed",
        "yes": "yes",
        "strong_yes": "strong_yes",
        NO_DECISION: NO_DECISION,
    },
    "merge": {
        "strong_no": "DEFINITELY_NO",
        "no": "NO",
        "yes": "YES",
        "strong_yes": "STRONG_YES",
        NO_DECISION: "NO_DECISION",
    },
    "ashby_score": {"strong_no": 1, "no": 2, "yes": 3, "strong_yes": 4, NO_DECISION: None},
    "lever_default_score_system": {
        "strong_no": "1 - Strong No Hire",
        "no": "2 - No Hire",
        "yes": "3 - Hire",
        "strong_yes": "4 - Strong Hire",
        NO_DECISION: None,
    },
}
"""By system: our verdict, and theirs. None: nothing is sent."""


def _same(*statuses: str) -> Words:
    return {status: status for status in statuses}


STATUSES: dict[str, dict[str, Words]] = {
    "application": {
        "greenhouse_v1": _same("active", "rejected", "hired", "converted"),
        "greenhouse_webhook": _same("active", "rejected", "hired"),
        "greenhouse_v3_response": {"active": "in_process", **_same("rejected", "hired", "converted")},
        "ashby": {"hired": "Hired", "archived": "Archived", "active": "Active", "lead": "Lead"},
    },
    "interview": {
        "greenhouse_v1_scheduled": _same("scheduled", "awaiting_feedback", "complete"),
        "greenhouse_stage_interview": _same(
            "to_be_scheduled",
            "scheduled",
            "awaiting_feedback",
            "complete",
            "skipped",
            "collect_feedback",
            "to_be_sent",
            "sent",
            "received",
        ),
        "ashby_schedule": {
            "to_be_scheduled": "NeedsScheduling",
            "awaiting_booking": "WaitingOnCandidateBooking",
            "awaiting_availability": "WaitingOnCandidateAvailability",
            "availability_submitted": "CandidateAvailabilitySubmitted",
            "scheduled": "Scheduled",
            "awaiting_feedback": "WaitingOnFeedback",
            "complete": "Complete",
            "cancelled": "Cancelled",
            "on_hold": "OnHold",
            UNKNOWN: "Unknown",
        },
        "merge": {"scheduled": "SCHEDULED", "awaiting_feedback": "AWAITING_FEEDBACK", "complete": "COMPLETE"},
    },
    "offer": {
        "greenhouse_v1": _same("unresolved", "accepted", "rejected", "deprecated"),
        "greenhouse_v3": {
            "unresolved": "Created",
            "accepted": "Accepted",
            "rejected": "Rejected",
            "deprecated": "Deprecated",
        },
        "merge": {
            "draft": "DRAFT",
            "approval_sent": "APPROVAL-SENT",
            "approved": "APPROVED",
            "sent": "SENT",
            "sent_manually": "SENT-MANUALLY",
            "opened": "OPENED",
            "rejected": "DENIED",
            "accepted": "SIGNED",
            "deprecated": "DEPRECATED",
        },
    },
    "job": {
        "greenhouse": _same("open", "closed", "draft"),
        "merge": {"open": "OPEN", "closed": "CLOSED", "draft": "DRAFT", "archived": "ARCHIVED", "pending": "PENDING"},
    },
    "invitation_response": {"greenhouse": _same("needs_action", "declined", "tentative", "accepted")},
}
"""By kind and system: our status, and theirs."""


class Read(NamedTuple):
    """A value as it was read: what it means here, and how it came."""

    meaning: str
    raw: Any

    @property
    def is_known(self) -> bool:
        return self.meaning != UNKNOWN


def verdict_from(system: str, value: Any) -> Read:
    """What a vendor's verdict means. One that nobody knows stays as it came: it never raises."""
    return _read(VERDICTS[system], value)


def verdict_to(system: str, verdict: str) -> str | int | None:
    """How a vendor says our verdict. Raises KeyError for one that it has no word for, such as an overall `mixed`."""
    return VERDICTS[system][verdict]


def status_from(kind: str, system: str, value: Any) -> Read:
    """What a vendor's status of an application, interview, offer or job means; `unknown` keeps it as it came."""
    return _read(STATUSES[kind][system], value)


def status_to(kind: str, system: str, read: Read) -> Any:
    """How a vendor says a status: one that was not understood goes back as it came."""
    return STATUSES[kind][system].get(read.meaning, read.raw) if read.is_known else read.raw


def _read(words: Words, value: Any) -> Read:
    for meaning, theirs in words.items():
        if type(value) is type(theirs) and value == theirs:  # True is 1 to Python, not to a vendor
            return Read(meaning, value)
    return Read(UNKNOWN, value)
