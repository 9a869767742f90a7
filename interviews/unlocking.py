"""When a submitted scorecard may be opened again, and what is kept of it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock, deadlines, history
from hiring.models import User
from interviews import blinding, scheduling
from interviews.models import Scorecard, ScorecardVersion


@transaction.atomic
def unlock(card: Scorecard, *, reason: str, by: User, now: datetime | None = None) -> Scorecard:
    """Make a submitted card a draft again, keeping it as it was. Refuses with `not_submitted`, `reason_required`."""
    access.require(by, "interviews.unlock_scorecard")
    now = now or clock.database_now()
    card = (
        Scorecard.objects.select_for_update(of=("self",))
        .select_related("interview__application", "interviewer")
        .get(pk=card.pk)
    )
    reason = history.reason_given(reason)
    if card.submitted_at is None or not card.is_submitted:
        raise ValidationError("Only a submitted scorecard can be unlocked.", code="not_submitted")
    application = history.locked_open(card.interview.application)
    ScorecardVersion.objects.create(
        scorecard=card,
        content=content_of(card),
        submitted_at=card.submitted_at,
        unlocked_at=now,
        unlocked_by=by,
        reason=reason,
    )
    card.state, card.submitted_at, card.updated_at = Scorecard.State.DRAFT, None, now
    card.revision += 1
    card.save()
    scheduling.seats_changed(card.interview, now=now)
    subject = scheduling.card_subject(card)
    deadlines.open_scorecard(
        application,
        subject=subject,
        owner=card.interviewer,
        interview_ended_at=now,
        nameless=blinding.is_nameless(card),
        by=by,
        now=now,
    )
    data = {"scorecard": card.pk, "round": card.interview.round}
    history.write(application, "unlock_scorecard", by=by, now=now, reason=reason, data=data)
    return card


def content_of(card: Scorecard) -> dict[str, Any]:
    """All that a card says, as plain values."""
    return {
        "verdict": card.verdict,
        "summary": card.summary,
        "ratings": [
            {
                "competency": rating.competency.code,
                "level": rating.level,
                "not_observed": rating.not_observed,
                "evidence": rating.evidence,
            }
            for rating in card.ratings.select_related("competency")
        ],
        "flags": [
            {"flag": flag.definition.code, "severity": flag.severity, "evidence": flag.evidence}
            for flag in card.flags.select_related("definition")
        ],
    }
