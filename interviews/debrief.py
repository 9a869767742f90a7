"""What a reader may see of an application's scorecards, laid side by side."""

from dataclasses import dataclass
from itertools import groupby

from hiring.models import Application, User
from hiring.stages import Round
from interviews import scoring
from interviews.models import Competency, Interview, Rating, Scorecard


@dataclass(frozen=True)
class Cell:
    """One interviewer's rating of one competency; None where there is none to see."""

    card: Scorecard
    rating: Rating | None


@dataclass(frozen=True)
class Row:
    """One competency: its score over the readable cards, with a cell for each."""

    score: scoring.CompetencyScore
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class RoundView:
    """One round as this reader sees it. `hidden` cards are submitted but not readable yet; `awaited` are drafts."""

    round: Round
    interview: Interview | None
    readable: tuple[Scorecard, ...]
    hidden: int
    awaited: tuple[Scorecard, ...]
    score: scoring.RoundScore
    rows: tuple[Row, ...]

    @property
    def is_complete(self) -> bool:
        return bool(self.readable) and not self.hidden and not self.awaited


def rounds_for(application: Application, user: User) -> list[RoundView]:
    """The four rounds of an application as this user may read them, in a fixed number of queries.

    Scores are computed from the readable cards alone: what is hidden shows in no average.
    """
    standing = list(
        Scorecard.objects.standing()
        .filter(interview__application=application)
        .select_related("interviewer", "interview")
        .order_by("interview__starts_at", "pk")
    )
    readable = {
        card.pk: card
        for card in Scorecard.objects.readable_by(user)
        .filter(pk__in=[card.pk for card in standing], state=Scorecard.State.SUBMITTED)
        .select_related("interviewer", "interview")
        .prefetch_related("ratings__competency", "flags__definition", "flags__waived_by")
    }
    interviews = {
        interview.round: interview
        for interview in application.interviews.filter(state__in=["planned", "held"]).order_by("pk")
    }
    rated = Competency.objects.filter(retired_at=None).order_by("round", "position", "code")
    competencies = {name: list(group) for name, group in groupby(rated, key=lambda competency: competency.round)}
    return [
        _view(
            round,
            interviews.get(str(round)),
            [c for c in standing if c.interview.round == round],
            readable,
            competencies,
        )
        for round in Round
    ]


def _view(
    round: Round,
    interview: Interview | None,
    standing: list[Scorecard],
    readable: dict[int, Scorecard],
    competencies: dict[str, list[Competency]],
) -> RoundView:
    seen = tuple(readable[card.pk] for card in standing if card.pk in readable)
    ratings = {card.pk: {rating.competency_id: rating for rating in card.ratings.all()} for card in seen}
    score = scoring.score(competencies.get(str(round), []), [r for by_id in ratings.values() for r in by_id.values()])
    rows = tuple(
        Row(one, tuple(Cell(card, ratings[card.pk].get(one.competency.pk)) for card in seen))
        for one in score.competencies
    )
    return RoundView(
        round=round,
        interview=interview,
        readable=seen,
        hidden=sum(card.is_submitted and card.pk not in readable for card in standing),
        awaited=tuple(card for card in standing if not card.is_submitted),
        score=score,
        rows=rows,
    )
