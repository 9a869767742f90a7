"""How the demo takes one application through its rounds, at instants relative to its start."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from hiring import pipeline
from hiring.models import Application, RoundResult, User
from hiring.stages import Round
from interviews import rounds, scheduling, scorecards
from interviews.demo.evidence import EVIDENCE
from interviews.models import Interview, Scorecard

MINUTES = {Round.SCREENING: 30, Round.TAKE_HOME: 3 * 24 * 60, Round.LIVE_DEBUGGING: 60, Round.SCALE_ARCHITECTURE: 45}


class Process:
    """One application with the hand that moves it. Days count from the start of its clock, and never pass now."""

    def __init__(
        self,
        application: Application,
        *,
        started: datetime,
        now: datetime,
        people: dict[str, User],
        panel: dict[Round, tuple[str, ...]],
        seed: int,
    ) -> None:
        self.application = application
        self.started, self.now = started, now
        self.people, self.panel = people, panel
        self.random = random.Random(seed)

    def at(self, day: float) -> datetime:
        """The instant of a day of this application, not later than now."""
        return min(self.started + timedelta(days=day), self.now)

    def accept(self, day: float) -> None:
        """Move on from “applied”."""
        self.application = pipeline.advance(self.application, by=self.people["jonas"], now=self.at(day))

    def book(self, round: Round, day: float, *, starts_at: datetime | None = None) -> Interview:
        """Book a round on that day, or for another instant."""
        starts_at = starts_at or self.started + timedelta(days=day)
        return scheduling.book(
            self.application,
            round,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=MINUTES[round]),
            interviewers=[self.people[name] for name in self.panel[round]],
            location="" if round == Round.TAKE_HOME else "https://meet.example.org/" + round.value.replace("_", "-"),
            by=self.people["jonas"],
            now=min(self.at(day), starts_at),
        )

    def fill(self, card: Scorecard, at: datetime, *, level: int = 3, flags: Sequence[str] = ()) -> None:
        """Submit a card around a level."""
        ratings = tuple(
            scorecards.RatingEntry(
                competency.code,
                level=min(4, max(1, level + self.random.choice((-1, 0, 0, 0, 1)))),
                evidence=EVIDENCE.get(competency.code, "Gave a figure and where it came from."),
            )
            for competency in scorecards.competencies_of(card)
        )
        verdict = {1: "strong_no", 2: "no", 3: "yes", 4: "strong_yes"}[level]
        evidence = "Said it before being asked, with a figure; see the notes on the ratings."
        content = scorecards.Content(
            verdict=verdict,
            summary="Clear in numbers, calm when contradicted."
            if level > 2
            else "Knows the words; no run of their own.",
            ratings=ratings,
            flags=tuple(scorecards.FlagEntry(code, evidence) for code in flags),
        )
        scorecards.submit(card, by=card.interviewer, content=content, now=min(at, self.now))

    def hold(self, round: Round, day: float, *, level: int = 3, flags: Sequence[str] = ()) -> None:
        """Take a round from its booking to its scorecards."""
        begin = day - (3 if round == Round.TAKE_HOME else 0.5)
        interview = self.book(round, begin, starts_at=None if round == Round.TAKE_HOME else self.at(day))
        ended = self.at(day) + timedelta(0 if round == Round.TAKE_HOME else MINUTES[round] / 1440)
        scheduling.finish(interview, by=self.people["jonas"], ended_at=min(ended, self.now), now=min(ended, self.now))
        for number, card in enumerate(interview.scorecards.select_related("interviewer")):
            self.fill(card, ended + timedelta(hours=2 + number), level=level, flags=flags if number == 0 else ())

    def conclude(self, round: Round, day: float, *, passed: bool = True) -> None:
        """End a round, moving on where it is passed."""
        verdict = RoundResult.Verdict.YES if passed else RoundResult.Verdict.NO
        rounds.conclude(
            self.application,
            round,
            verdict=verdict,
            passed=passed,
            onward=True,
            by=self.people["mara"],
            now=self.at(day),
        )
        self.application.refresh_from_db()
