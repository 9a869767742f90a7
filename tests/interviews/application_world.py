"""Builders of applications as their page finds them now, on top of `tests.factories`."""

from datetime import datetime, timedelta

from django.utils import timezone

from hiring.models import Application, User
from hiring.stages import Round, Stage
from interviews import scheduling, scorecards
from interviews.models import Flag, FlagDefinition, Interview, Scorecard
from tests.factories import HOURS, at_stage, people
from tests.interviews.rounds_world import card_of, content


def ago(hours: float) -> datetime:
    """The instant so many hours before now."""
    return timezone.now() - timedelta(hours=hours)


def at_now(stage: Stage, **values: object) -> Application:
    """An application that has reached a stage an hour ago; an application that was only opened began two hours ago."""
    return at_stage(stage, started_at=ago(HOURS.get(stage, 10) + 2), **values)  # type: ignore[arg-type]


def booked(
    application: Application, round: Round, *, starts_in: float = 2, interviewers: list[User] | None = None
) -> Interview:
    """A round of an hour that begins so many hours from now; a negative number lies behind."""
    return scheduling.book(
        application,
        round,
        starts_at=ago(-starts_in),
        ends_at=ago(-starts_in - 1),
        interviewers=interviewers or [people().interviewer, people().second],
        by=people().coordinator,
    )


def held(application: Application, round: Round, **values: object) -> Interview:
    """A round that ended an hour ago."""
    interview = booked(application, round, starts_in=-2, **values)  # type: ignore[arg-type]
    return scheduling.finish(interview, by=people().coordinator, ended_at=interview.ends_at)


def handed_in(interview: Interview, *who: User, **changes: object) -> list[Scorecard]:
    """The complete cards of these interviewers, of both unless named."""
    cards = [card_of(interview, person) for person in who or (people().interviewer, people().second)]
    return [
        scorecards.submit(card, by=card.interviewer, content=content(card, **changes))  # type: ignore[arg-type]
        for card in cards
    ]


def critical_code() -> str:
    """A red flag of the reference data that stops the process."""
    found = FlagDefinition.objects.filter(colour="red", severity="critical").order_by("code").first()
    assert found
    return found.code


def flagged(interview: Interview, who: User) -> Flag:
    """A critical red flag on the card of somebody, which is handed in with it."""
    raised = (scorecards.FlagEntry(critical_code(), "Claimed a cluster that the former employer never had."),)
    [card] = handed_in(interview, who, flags=raised)
    return card.flags.get()
