"""What the rounds of an order say: how far they are, their score, their recommendation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hiring import sla
from hiring.models import Application, RoundResult
from hiring.stages import ROUNDS as ALL_ROUNDS
from hiring.stages import Round
from interviews import scoring
from interviews.ats import packages
from interviews.models import AssessmentPackage, Interview, Rating, Scorecard

MAX_SCORE = 100
LOWEST, HIGHEST = 1, 4
"""Levels of a scorecard: the lowest is a score of 0, the highest one of 100. Our own choice."""
WEAKEST_FIRST = (
    RoundResult.Verdict.STRONG_NO,
    RoundResult.Verdict.NO,
    RoundResult.Verdict.YES,
    RoundResult.Verdict.STRONG_YES,
)


@dataclass(frozen=True)
class RoundState:
    """One round of an order. `ended_at` is when its result was recorded, `began_at` when it first took place."""

    round: Round
    began_at: datetime | None = None
    ended_at: datetime | None = None
    verdict: str = ""
    passed: bool | None = None
    score: int | None = None

    @property
    def number(self) -> int:
        """1 for the first of the four rounds."""
        return list(Round).index(self.round) + 1

    @property
    def is_complete(self) -> bool:
        return self.ended_at is not None

    @property
    def recommendation(self) -> str:
        """The verdict in words, empty while there is none."""
        return str(RoundResult.Verdict(self.verdict).label) if self.verdict else ""


def rounds_of(application: Application, kind: str, *, now: datetime) -> list[RoundState]:
    """The rounds that a package of that kind is about, in a fixed number of queries."""
    rounds = packages.ROUNDS[AssessmentPackage.Kind(kind).value]
    results = {result.round: result for result in application.results.filter(round__in=rounds)}
    took_place = Interview.objects.begun(now).filter(application=application, round__in=rounds)
    begun = {interview.round: interview.starts_at for interview in took_place}
    scores = _scores(application, [round for round in rounds if str(round) in results])
    return [_state(round, begun.get(str(round)), results.get(str(round)), scores.get(str(round))) for round in rounds]


def started_at(application: Application, states: Sequence[RoundState], *, kind: str) -> datetime | None:
    """When an order got under way: its first round took place; of the whole process, also once it left the start."""
    times = [at for state in states for at in (state.began_at, state.ended_at) if at]
    if kind == AssessmentPackage.Kind.FULL_PROCESS and application.stage in ALL_ROUNDS:
        times.append(application.stage_since)
    return min(times, default=None)


def score(states: Sequence[RoundState]) -> int | None:
    """0 to 100 over the rounds that are complete, each weighing the same. None where nobody rated anything."""
    found = [state.score for state in states if state.is_complete and state.score is not None]
    return _rounded(sum(found) / len(found)) if found else None


def recommendation(states: Sequence[RoundState]) -> str:
    """The weakest verdict among the rounds that are complete: strong_no, no, yes or strong_yes; empty without any."""
    found = {state.verdict for state in states if state.is_complete}
    return next((verdict.value for verdict in WEAKEST_FIRST if verdict.value in found), "")


def attributes(states: Sequence[RoundState]) -> list[dict[str, Any]]:
    """What is told beside the score: labels with texts, numbers or true and false, nothing nested."""
    complete = [state for state in states if state.is_complete]
    found: dict[str, Any] = {"Recommendation": recommendation(states) or "no_decision"}
    if len(states) == 1:
        found["Round"] = states[0].number
        found["Bar met"] = bool(states[0].passed)
    else:
        found["Rounds passed"] = f"{sum(bool(state.passed) for state in complete)} of {len(states)}"
        for state in complete:
            points = "" if state.score is None else f" ({state.score})"
            found[f"Round {state.number}: {state.round.label}"] = f"{state.verdict}{points}"
    if complete:
        found["Submitted at"] = iso(max(state.ended_at for state in complete if state.ended_at))
    return [{"label": label, "value": value} for label, value in found.items()]


def under_way(application: Application, *, now: datetime) -> list[dict[str, Any]]:
    """What is told while an order is not complete: the day of the clock, no finding of anybody."""
    if application.clock_started_at is None:
        return []
    day = sla.day_number(max(now - application.clock_started_at, timedelta()))
    return [{"label": "SLA day", "value": f"{day} of {application.policy.as_policy().promise_hours // 24}"}]


def iso(at: datetime) -> str:
    """An instant as 2026-11-20T09:15:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _state(round: Round, began_at: datetime | None, result: RoundResult | None, mean_score: int | None) -> RoundState:
    if result is None:
        return RoundState(round, began_at=began_at)
    return RoundState(round, began_at, result.at, result.verdict, result.passed, mean_score)


def _scores(application: Application, rounds: Sequence[Round]) -> dict[str, int]:
    """The score of each of these rounds that anybody rated, from the cards that were submitted."""
    if not rounds:
        return {}
    cards = Scorecard.objects.standing().filter(
        interview__application=application, interview__round__in=rounds, state=Scorecard.State.SUBMITTED
    )
    ratings = list(
        Rating.objects.filter(scorecard__in=cards.order_by().values("pk")).select_related(
            "competency", "scorecard__interview"
        )
    )
    found = {}
    for round in rounds:
        of_round = [rating for rating in ratings if rating.scorecard.interview.round == round]
        competencies = list({rating.competency_id: rating.competency for rating in of_round}.values())
        mean = scoring.score(competencies, of_round).mean
        if mean is not None:
            found[str(round)] = _rounded((mean - LOWEST) / (HIGHEST - LOWEST) * MAX_SCORE)
    return found


def _rounded(number: float) -> int:
    return int(number + 0.5)
