"""Which chance falls to a person for an act: the same in every run with the same seed, whatever happens around it."""

import random
from dataclasses import dataclass
from math import exp

from interviews.rehearsal.assumptions import Assumptions, Habit


@dataclass(frozen=True)
class Chance:
    """Draws that depend on the seed with what they are for, on nothing else. Hours are working hours."""

    seed: int
    assumptions: Assumptions

    def own_hours(self, habit: Habit, what: str) -> float:
        """How long somebody takes without being reminded."""
        draw = self._draw(f"{what}:own")
        if draw.random() < habit.forgets:
            return draw.expovariate(1 / habit.comes_across_after_hours)
        return habit.median_hours * exp(draw.gauss(0, habit.spread))

    def reaction_hours(self, what: str, *, reads_it: bool) -> float | None:
        """How long until a reminder moves whoever blocks; None when it does not. `reads_it`: they got it themselves."""
        draw = self._draw(f"{what}:reminded")
        share = self.assumptions.reacts_to_reminder if reads_it else self.assumptions.passes_reminder_on
        if draw.random() >= share:
            return None
        return self.assumptions.reaction_median_hours * exp(draw.gauss(0, self.assumptions.reaction_spread))

    def between(self, limits: tuple[float, float], what: str) -> float:
        """A length between two limits."""
        return self._draw(f"{what}:between").uniform(*limits)

    def _draw(self, what: str) -> random.Random:
        return random.Random(f"{self.seed}:{what}")
