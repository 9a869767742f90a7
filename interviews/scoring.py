"""The arithmetic of a round: means of ratings, minima for must-haves. Weights are equal, nothing is learned."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from hiring.stages import Round
from interviews.models import Competency, Rating

PASS_MEAN = 2.5
"""Our default: the composite from which a round counts as passed. Source: the screening's rule in our rubric."""
STRONG_ONE_OF: dict[str, tuple[frozenset[str], int]] = {Round.SCREENING: (frozenset({"R1.2", "R1.6"}), 3)}
"""By round: competencies of which at least one must reach a level in the mean, where any was observed."""
SPLIT = 2
"""Raters this many levels apart have seen different things: talk about it first."""


@dataclass(frozen=True)
class CompetencyScore:
    """One competency over its raters. `mean` is None where nobody observed it."""

    competency: Competency
    levels: tuple[int, ...]
    mean: float | None
    is_split: bool
    is_below_minimum: bool

    @property
    def is_gap(self) -> bool:
        return self.mean is None


@dataclass(frozen=True)
class RoundScore:
    """A round over its competencies: the mean of their means, `n` of them observed."""

    competencies: tuple[CompetencyScore, ...]
    mean: float | None
    n: int

    @property
    def broken_minima(self) -> tuple[CompetencyScore, ...]:
        return tuple(score for score in self.competencies if score.is_below_minimum)

    @property
    def suggests_pass(self) -> bool | None:
        """What the arithmetic says; None where nothing was observed. People decide."""
        if self.mean is None:
            return None
        return self.mean >= PASS_MEAN and not self.broken_minima and not self.lacks_strength

    @property
    def lacks_strength(self) -> bool:
        """Whether none of the round's core competencies reaches the level that one of them must."""
        for round, (codes, level) in STRONG_ONE_OF.items():
            core = [one.mean for one in self.competencies if one.competency.code in codes and one.mean is not None]
            if core and self.competencies[0].competency.round == round and max(core) < level:
                return True
        return False


def score(competencies: Sequence[Competency], ratings: Iterable[Rating]) -> RoundScore:
    """Combine the ratings of a round: first over raters, then over competencies. “Not observed” counts nowhere."""
    levels: dict[int, list[int]] = defaultdict(list)
    for rating in ratings:
        if rating.level is not None:
            levels[rating.competency_id].append(rating.level)
    scores = tuple(_competency(competency, tuple(levels[competency.pk])) for competency in competencies)
    means = [one.mean for one in scores if one.mean is not None]
    return RoundScore(competencies=scores, mean=fmean(means) if means else None, n=len(means))


def _competency(competency: Competency, levels: tuple[int, ...]) -> CompetencyScore:
    return CompetencyScore(
        competency=competency,
        levels=levels,
        mean=fmean(levels) if levels else None,
        is_split=bool(levels) and max(levels) - min(levels) >= SPLIT,
        is_below_minimum=bool(levels) and min(levels) < competency.minimum,
    )
