"""Builders of interviews with their scorecards, on top of `tests.factories`."""

from datetime import datetime, timedelta

from hiring.models import Application, User
from hiring.stages import Round
from interviews import scheduling, scorecards
from interviews.models import Interview, Scorecard
from tests.factories import hour, people

EVIDENCE = "“We lost eleven minutes, not the run.”"


def booked(
    application: Application,
    round: Round = Round.SCREENING,
    *,
    starts_at: datetime | None = None,
    interviewers: list[User] | None = None,
) -> Interview:
    """A round booked for the thirtieth hour, with both interviewers."""
    starts_at = starts_at or hour(30)
    return scheduling.book(
        application,
        round,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        interviewers=interviewers or [people().interviewer, people().second],
        by=people().coordinator,
        now=hour(10),
    )


def held(application: Application, round: Round = Round.SCREENING, **values: object) -> Interview:
    """A booked round that has ended as planned."""
    interview = booked(application, round, **values)  # type: ignore[arg-type]
    return scheduling.finish(interview, by=people().coordinator, ended_at=interview.ends_at, now=interview.ends_at)


def card_of(interview: Interview, user: User) -> Scorecard:
    return interview.scorecards.get(interviewer=user)


def content(card: Scorecard, *, level: int = 3, verdict: str = "yes", **changes: object) -> scorecards.Content:
    """A complete card at one level."""
    ratings = tuple(
        scorecards.RatingEntry(competency.code, level=level, evidence=EVIDENCE)
        for competency in scorecards.competencies_of(card)
    )
    values = {"verdict": verdict, "summary": "Calm under doubt.", "ratings": ratings} | changes
    return scorecards.Content(**values)  # type: ignore[arg-type]


def submitted(interview: Interview, user: User, *, now: datetime, **changes: object) -> Scorecard:
    card = card_of(interview, user)
    return scorecards.submit(card, by=user, content=content(card, **changes), now=now)  # type: ignore[arg-type]
