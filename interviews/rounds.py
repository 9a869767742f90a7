"""When a round is over: what its scorecards allow to conclude, handed to hiring in one call."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import clock, history, pipeline
from hiring.models import Application, RoundResult, User
from hiring.stages import Round
from interviews.ats import orders, unscored
from interviews.models import Scorecard


def cards_of(application: Application, round: Round) -> list[Scorecard]:
    """The cards that count for a round, submitted or not."""
    cards = Scorecard.objects.standing().filter(interview__application=application, interview__round=round)
    return list(cards.select_related("interviewer"))


@transaction.atomic
def conclude(
    application: Application,
    round: Round,
    *,
    verdict: RoundResult.Verdict,
    passed: bool,
    by: User | None,
    reason: str = "",
    onward: bool = False,
    now: datetime | None = None,
) -> RoundResult:
    """Record how a round ended; with `onward`, take a passed candidate one stage further at once.

    An ATS that ordered the round is told of it, once all of this is committed.
    A round without all its scorecards is concluded only with a reason (`scorecards_missing`). Further refusals:
    `pipeline.record_result`, `pipeline.advance`, among them `critical_flag`, which `interviews.flags` brings.
    """
    now = now or clock.database_now()
    application = history.locked_running(application)
    cards = cards_of(application, round)
    waiting = [card for card in cards if not card.is_submitted]
    if (waiting or not cards) and not reason.strip():
        whose = ", ".join(str(card.interviewer) for card in waiting) or "anybody"
        said = f"There is no scorecard yet from {whose}: wait for it, or give a reason to go on without it."
        said = " ".join((said, *unscored.warnings(application, round)))
        raise ValidationError({"reason": ValidationError(said, code="scorecards_missing")})
    result = pipeline.record_result(application, round, verdict=verdict, passed=passed, by=by, reason=reason, now=now)
    if onward and passed:
        pipeline.advance(application, by=by, now=now)
    orders.notice(history.locked(application), now=now)
    return result
