"""What the interviews remove of a candidate who is erased: everything that people wrote, not what they rated."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from hiring.erasing import ERASED, blank
from hiring.models import Candidate
from interviews.ats.inbound import subjects
from interviews.models import (
    AssessmentOrder,
    AssessmentReport,
    AtsConnection,
    Flag,
    InboundEvent,
    Interview,
    Rating,
    Scorecard,
    ScorecardVersion,
)


def erase(candidate: Candidate, *, now: datetime) -> None:
    """Blank the texts of cards, interviews and orders, and what the ATS sent. It is one of the settings' `ERASERS`."""
    interviews = Interview.objects.filter(application__candidate=candidate)
    blank(interviews, "close_reason", "location")
    interviews.update(updated_at=now)
    cards = Scorecard.objects.filter(interview__in=interviews.values("pk"))
    blank(cards, "summary", "declined_reason")
    cards.update(updated_at=now, revision=F("revision") + 1)
    blank(Rating.objects.filter(scorecard__in=cards.values("pk")), "evidence")
    blank(Flag.objects.filter(scorecard__in=cards.values("pk")), "evidence", "waive_reason")
    for version in ScorecardVersion.objects.filter(scorecard__in=cards.values("pk")):
        version.content, version.reason = _without_texts(version.content), ERASED
        version.save(update_fields=["content", "reason"])
    _erase_orders(AssessmentOrder.objects.filter(application__candidate=candidate))
    _erase_received(candidate)


def _without_texts(content: dict[str, Any]) -> dict[str, Any]:
    """A card as it was, without what was written on it."""
    return {
        **content,
        "summary": ERASED if content.get("summary") else "",
        "ratings": [{**one, "evidence": ERASED if one["evidence"] else ""} for one in content.get("ratings", ())],
        "flags": [{**one, "evidence": ERASED} for one in content.get("flags", ())],
    }


def _erase_orders(orders: QuerySet[AssessmentOrder]) -> None:
    """Of an order its ids stay, by which the ATS asks for it; of what the ATS is told, that it was told."""
    blank(orders, "profile_url", "sent_by", "cancel_reason")
    orders.update(ordered={})
    waiting = AssessmentReport.State.READY
    AssessmentReport.objects.filter(order__in=orders.values("pk")).exclude(state=waiting).update(body=None)


def _erase_received(candidate: Candidate) -> None:
    """What an ATS sent about the candidate, by whichever of their ids, with what was said of it."""
    received = [InboundEvent.objects.filter(application__candidate=candidate)]
    if candidate.external_id:
        accounts = AtsConnection.objects.filter(slug=candidate.source_system)
        received += [subjects.about(connection, candidate.external_id) for connection in accounts]
    for events in received:
        subjects.empty(events)
        blank(events, "outcome")
