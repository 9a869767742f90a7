"""What the result page of an order shows to whoever has its address."""

from dataclasses import dataclass
from datetime import datetime

from hiring.models import RoundResult
from interviews.ats import results
from interviews.ats.results import RoundState
from interviews.models import AssessmentOrder

State = AssessmentOrder.State
SIGNS = {
    State.ORDERED.value: "not_started",
    State.STARTED.value: "in_time",
    State.COMPLETED.value: "closed",
    State.CANCELLED.value: "paused",
    State.REJECTED.value: "paused",
}
"""With which sign of a standing each state is shown."""


@dataclass(frozen=True)
class RoundLine:
    """One round: its state always, what was found once the whole order is complete."""

    state: RoundState
    sign: str
    words: str
    score: int | None
    recommendation: str


@dataclass(frozen=True)
class ResultPage:
    """All that the page says: no e-mail address, no amount, nothing out of a scorecard, no more than a first name."""

    title: str
    first_name: str
    sign: str
    words: str
    reason: str
    score: int | None
    max_score: int
    recommendation: str
    ordered_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    rounds: tuple[RoundLine, ...]


def of(order: AssessmentOrder, *, now: datetime) -> ResultPage:
    """The page of an order as of now.

    Scores and recommendations wait for the order's end: an interviewer who still owes a card might come by.
    """
    application, final = order.application, order.state == State.COMPLETED
    states = results.rounds_of(application, order.package.kind, now=now) if application else []
    candidate = application.candidate if application else None
    known = candidate is not None and candidate.erased_at is None
    said = results.recommendation(states) if final else ""
    return ResultPage(
        title=order.package.name,
        first_name=(candidate.name.split() or [""])[0] if known and candidate else "",
        sign=SIGNS[order.state],
        words=str(order.get_state_display()).lower(),
        reason=order.cancel_reason if order.state == State.CANCELLED else "",
        score=None if order.score is None or not final else int(order.score),
        max_score=results.MAX_SCORE,
        recommendation=str(RoundResult.Verdict(said).label) if said else "",
        ordered_at=order.ordered_at,
        started_at=order.started_at,
        ended_at=order.completed_at or order.cancelled_at,
        rounds=tuple(_line(state, final=final) for state in states),
    )


def _line(state: RoundState, *, final: bool) -> RoundLine:
    sign, words = "not_started", "not begun"
    if state.is_complete:
        sign, words = "closed", "complete"
    elif state.began_at is not None:
        sign, words = "in_time", "under way"
    score, recommendation = (state.score, state.recommendation) if final else (None, "")
    return RoundLine(state, sign, words, score, recommendation)
