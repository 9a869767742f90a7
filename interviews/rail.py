"""How far an application has come on its way through the rounds to an offer."""

from dataclasses import dataclass
from enum import StrEnum

from hiring.models import Decision, Offer
from hiring.stages import OPEN, Stage
from interviews.models import Interview
from interviews.situation import RoundSituation, Situation


class Progress(StrEnum):
    """How one stop looks: behind, lost, where the candidate is, arranged, to come, never reached."""

    DONE = "done"
    FAILED = "failed"
    HERE = "here"
    BOOKED = "booked"
    AHEAD = "ahead"
    NEVER = "never"


@dataclass(frozen=True)
class Stop:
    """One of the six stops: a round, the decision, the offer. `words` says what colour and sign say."""

    stage: Stage
    progress: Progress
    words: str


def rail(situation: Situation) -> list[Stop]:
    """The stops in the order of the process."""
    rounds = [_round(situation, one) for one in situation.rounds]
    return [*rounds, _decision(situation), _offer(situation)]


def _round(situation: Situation, one: RoundSituation) -> Stop:
    stage = Stage(one.round.value)
    if one.result is not None:
        return Stop(stage, *((Progress.DONE, "passed") if one.result.passed else (Progress.FAILED, "not passed")))
    if situation.stage == stage:
        return Stop(stage, Progress.HERE, _words(one))
    if situation.application.is_closed:
        return Stop(stage, Progress.NEVER, "not reached" if one.view.interview is None else "not concluded")
    if OPEN.index(situation.stage) > OPEN.index(stage):
        return Stop(stage, Progress.DONE, "behind")
    if one.view.interview is not None:
        return Stop(stage, Progress.BOOKED, "booked")
    return Stop(stage, Progress.AHEAD, "to come")


def _words(one: RoundSituation) -> str:
    if one.view.interview is None:
        return "here, not booked"
    if one.view.interview.state == Interview.State.PLANNED:
        return "here, booked"
    return "here, scorecards awaited" if one.awaited else "here, held"


def _decision(situation: Situation) -> Stop:
    decision = situation.decision
    if decision is not None:
        hire = decision.outcome == Decision.Outcome.HIRE
        return Stop(Stage.DECISION, *((Progress.DONE, "hire") if hire else (Progress.FAILED, "not to hire")))
    return _last(situation, Stage.DECISION, "here, open")


def _offer(situation: Situation) -> Stop:
    if situation.stage == Stage.HIRED:
        return Stop(Stage.OFFER, Progress.DONE, "accepted")
    state = Offer.State.EXTENDED if situation.is_extended else situation.offer_state
    words = str(Offer.State(state).label).lower() if state else ""
    if situation.stage == Stage.OFFER:
        return Stop(Stage.OFFER, Progress.HERE, f"here, {words}" if words else "here")
    if words:
        return Stop(Stage.OFFER, Progress.FAILED if situation.application.is_closed else Progress.AHEAD, words)
    return _last(situation, Stage.OFFER, "here")


def _last(situation: Situation, stage: Stage, words: str) -> Stop:
    if situation.stage == stage:
        return Stop(stage, Progress.HERE, words)
    if situation.application.is_closed:
        return Stop(stage, Progress.NEVER, "not reached")
    return Stop(stage, Progress.AHEAD, "to come")
