"""By which name a reviewer knows a candidate: take-homes are reviewed without one."""

from hiring.stages import Round
from interviews.models import Scorecard


def candidate_name(card: Scorecard) -> str:
    """The name, or “Candidate A17” while a take-home's reviewer has not submitted."""
    if is_nameless(card):
        return f"Candidate A{card.interview.application_id}"
    return card.interview.application.candidate.name


def is_nameless(card: Scorecard) -> bool:
    """Whether the reviewer must not learn whose work this is."""
    return card.interview.round == Round.TAKE_HOME and not card.is_submitted
