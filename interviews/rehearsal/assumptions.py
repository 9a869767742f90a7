"""What a rehearsal assumes about people. Every figure is ours, none is measured: change it, and see what happens."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Habit:
    """How somebody comes to act without being reminded.

    Either they think of it, after a log-normal time around a median (in working hours), or they forget, and come
    across it after an exponential time around a mean (in working hours).
    """

    median_hours: float
    spread: float
    forgets: float
    comes_across_after_hours: float


@dataclass(frozen=True)
class Assumptions:
    """All that a rehearsal assumes. Hours of people who work here are working hours, Monday to Friday, 9 to 18 UTC."""

    coordinator: Habit = Habit(median_hours=1.5, spread=0.8, forgets=0.15, comes_across_after_hours=27.0)
    interviewer: Habit = Habit(median_hours=2.0, spread=0.9, forgets=0.20, comes_across_after_hours=27.0)
    hiring_manager: Habit = Habit(median_hours=2.0, spread=0.8, forgets=0.15, comes_across_after_hours=27.0)
    reacts_to_reminder: float = 0.75
    passes_reminder_on: float = 0.50
    reaction_median_hours: float = 1.5
    reaction_spread: float = 0.7
    slot_after_hours: tuple[float, float] = (4.0, 12.0)
    take_home_back_after_hours: tuple[float, float] = (24.0, 60.0)
    sweep_every_minutes: int = 30

    def in_words(self) -> list[str]:
        """The assumptions as sentences, one for each line."""
        lines = [
            f"The {name.replace('_', ' ')} acts after {habit.median_hours:g} working hours (median, log-normal, "
            f"spread {habit.spread:g}); in {habit.forgets:.0%} of cases forgets, and comes across it after "
            f"{habit.comes_across_after_hours:g} working hours on average."
            for name, habit in (
                ("coordinator", self.coordinator),
                ("interviewer", self.interviewer),
                ("hiring_manager", self.hiring_manager),
            )
        ]
        low, high = self.slot_after_hours
        soonest, latest = self.take_home_back_after_hours
        return [
            *lines,
            f"A reminder makes its reader act in {self.reacts_to_reminder:.0%} of cases, or pass the word to whoever "
            f"blocks in {self.passes_reminder_on:.0%}, after {self.reaction_median_hours:g} working hours (median).",
            f"A call takes place {low:g} to {high:g} working hours after somebody books it.",
            f"Candidates return the take-home after {soonest:g} to {latest:g} hours, weekends included.",
            f"The sweep looks every {self.sweep_every_minutes} simulated minutes (in operation: every 15 seconds).",
            "Everybody passes every round, and nobody runs out of interviewers: what is rehearsed is time.",
            "Both runs share their chances: a person who forgets in one forgets in the other.",
        ]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)
