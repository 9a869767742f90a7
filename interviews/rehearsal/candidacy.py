"""What one application of a rehearsal waits for: tasks of people, each done through the real verbs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from hiring import offers, pipeline
from hiring.models import Candidate, Decision, Requisition, RoundResult, User
from hiring.stages import ROUNDS, Round, Stage
from interviews import rounds, scheduling, scorecards
from interviews.models import Interview, Scorecard
from interviews.rehearsal import working_time
from interviews.rehearsal.assumptions import Habit
from interviews.rehearsal.chance import Chance

MINUTES = {Round.SCREENING: 30, Round.LIVE_DEBUGGING: 60, Round.SCALE_ARCHITECTURE: 45}
EVIDENCE = "Answered with a figure and where it came from."


@dataclass(frozen=True, eq=False)
class Task:
    """Something that waits for a person, or (person None) for time to pass."""

    candidacy: "Candidacy"
    name: str
    person: User | None
    habit: Habit | None
    not_before: datetime
    act: Callable[[datetime], list["Task"]]

    def due_unreminded(self, now: datetime, chance: Chance) -> datetime:
        """When it gets done if nobody reminds."""
        start = max(now, self.not_before)
        if self.habit is None:
            return start
        return working_time.after(start, chance.own_hours(self.habit, f"{self.candidacy.number}:{self.name}"))

    def do(self, now: datetime) -> list["Task"]:
        """Do it; returns what waits next."""
        return self.act(now)


class Candidacy:
    """One application with the tasks that move it. `milestones` are the instants that the report shows."""

    def __init__(
        self, number: int, requisition: Requisition, people: dict[str, User], chance: Chance, *, starts: datetime
    ) -> None:
        self.number, self.people, self.chance, self.starts = number, people, chance, starts
        self.reminders = 0
        self.milestones: dict[str, datetime] = {}
        candidate = Candidate.objects.create(
            name=f"Candidate {number}", email=f"candidate{number}@example.com", created_at=starts
        )
        self.application = pipeline.open_application(requisition, candidate, by=people["jonas"], now=starts)

    def first_tasks(self) -> list[Task]:
        """The coordinator accepts the candidate, booking the first call."""
        return [self._coordinator("accept and book screening", self._accept)]

    def _accept(self, now: datetime) -> list[Task]:
        self.application = pipeline.advance(self.application, by=self.people["jonas"], now=now)
        return self._book(Round.SCREENING, now)

    def _book(self, round: Round, now: datetime) -> list[Task]:
        what = f"{self.number}:{round}"
        if round == Round.TAKE_HOME:
            back = now + timedelta(hours=self.chance.between(self.chance.assumptions.take_home_back_after_hours, what))
            interview = self._interview(round, now, now + timedelta(hours=96), now)
            return [self._time(f"{round} comes back", back, lambda at: self._finish(interview, at))]
        hours = self.chance.between(self.chance.assumptions.slot_after_hours, what)
        begins = working_time.after(now, hours)
        ends = begins + timedelta(minutes=MINUTES[round])
        interview = self._interview(round, begins, ends, now)
        return [self._time(f"{round} ends", ends, lambda at: self._finish(interview, at))]

    def _interview(self, round: Round, begins: datetime, ends: datetime, now: datetime) -> Interview:
        seats = [self.people["priya"], self.people["tomas"]]
        return scheduling.book(
            self.application,
            round,
            starts_at=begins,
            ends_at=ends,
            interviewers=seats,
            by=self.people["jonas"],
            now=now,
        )

    def _finish(self, interview: Interview, now: datetime) -> list[Task]:
        scheduling.finish(interview, by=self.people["jonas"], ended_at=now, now=now)
        self.milestones[interview.round] = now
        cards = list(interview.scorecards.select_related("interviewer"))
        habit = self.chance.assumptions.interviewer
        return [
            Task(
                self,
                f"{interview.round} scorecard of {card.interviewer.username}",
                card.interviewer,
                habit,
                now,
                self._filling(card, interview),
            )
            for card in cards
        ]

    def _filling(self, card: Scorecard, interview: Interview) -> Callable[[datetime], list[Task]]:
        def fill(now: datetime) -> list[Task]:
            ratings = tuple(
                scorecards.RatingEntry(competency.code, level=3, evidence=EVIDENCE)
                for competency in scorecards.competencies_of(card)
            )
            content = scorecards.Content(verdict=Scorecard.Verdict.YES, ratings=ratings)
            scorecards.submit(card, by=card.interviewer, content=content, now=now)
            if interview.scorecards.exclude(state=Scorecard.State.SUBMITTED).exists():
                return []
            round = Round(interview.round)
            if round == Round.SCALE_ARCHITECTURE:
                return [self._manager("decide", self._decide)]
            return [self._coordinator(f"conclude {round} and go on", lambda at: self._go_on(round, at))]

        return fill

    def _conclude(self, round: Round, now: datetime) -> None:
        verdict = RoundResult.Verdict.YES
        rounds.conclude(
            self.application, round, verdict=verdict, passed=True, onward=True, by=self.people["jonas"], now=now
        )

    def _go_on(self, round: Round, now: datetime) -> list[Task]:
        self._conclude(round, now)
        following = ROUNDS[ROUNDS.index(Stage(round.value)) + 1]
        return self._book(Round(following.value), now)

    def _decide(self, now: datetime) -> list[Task]:
        self._conclude(Round.SCALE_ARCHITECTURE, now)
        manager = self.people["mara"]
        outcome = Decision.Outcome.HIRE
        pipeline.decide(self.application, outcome=outcome, reason="Solid in all rounds.", by=manager, now=now)
        self.milestones["decision"] = now
        return [self._manager("make the offer", self._offer)]

    def _offer(self, now: datetime) -> list[Task]:
        offers.make_offer(
            self.application,
            currency="EUR",
            base=Decimal(150_000),
            exception_reason="Rehearsed without a band.",
            by=self.people["mara"],
            now=now,
        )
        self.milestones["offer"] = now
        return []

    def _coordinator(self, name: str, act: Callable[[datetime], list[Task]]) -> Task:
        return Task(self, name, self.people["jonas"], self.chance.assumptions.coordinator, self.starts, act)

    def _manager(self, name: str, act: Callable[[datetime], list[Task]]) -> Task:
        return Task(self, name, self.people["mara"], self.chance.assumptions.hiring_manager, self.starts, act)

    def _time(self, name: str, at: datetime, act: Callable[[datetime], list[Task]]) -> Task:
        return Task(self, name, None, None, at, act)
