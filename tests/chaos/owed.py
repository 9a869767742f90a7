"""What is owed to whom and when: written as the rows that planning makes, and kept beside them in plain numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from hiring import endpoints, policies, reminders
from hiring.models import Application, Candidate, Deadline, Requisition, SlaPolicy, User, WorkCalendar
from hiring.stages import Stage
from tests import factories
from tests.chaos.ground import Ground

BREACHED = "sla.breached"
RUNGS = {"at risk", "due", "1 h after the interview", "scorecard due"}
BATCH = 25
"""Deadlines on one application: a panel that is late with its scorecards."""


@dataclass
class Debts:
    """What has to arrive, in seconds since 1970: nothing here is read from the rows of the engine."""

    letters: dict[str, float] = field(default_factory=dict)
    """When each person may be written to, by address. Each is owed one message on each channel."""
    breaches: dict[int, float] = field(default_factory=dict)
    """When each of these applications breaks a date, by its number: its webhook is owed one event."""
    courtesies: set[str] = field(default_factory=set)
    """Who is only told what is to come: better once too few than twice."""


def opening() -> Requisition:
    """A requisition, under a policy with the first rungs alone: the later ones would be rows that nobody waits for."""
    policy = policies.current(now=datetime.now(UTC))
    short = [rung for rung in policy.ladder if rung["name"] in RUNGS]
    SlaPolicy.objects.create(
        version=policy.version + 1, figures=policy.figures, ladder=short, created_at=policy.created_at
    )
    return factories.requisition()


def always_reachable() -> dict[str, object]:
    """The columns of a person who is at work at any time, so that due times are the plain arithmetic."""
    calendar, _made = WorkCalendar.objects.get_or_create(
        slug="always",
        defaults={
            "title": "Every day",
            "days": list(range(7)),
            "opens": time(0),
            "closes": time(23, 59, 59, 999999),
            "origin": "manual",
        },
    )
    return {"calendar": calendar, "time_zone": "UTC", "quiet_from": time(0), "quiet_until": time(0)}


def listen(ground: Ground) -> None:
    """Register an endpoint at the receiver that is told of every broken date."""
    endpoints.register(url=f"http://127.0.0.1:{ground.http_port}/hook", events=[BREACHED], by=None)


def owe(on: Requisition, dues: Sequence[datetime], *, each: int = 1, breaches: int = 0, courtesies: int = 0) -> Debts:
    """Owe one person for each due time the first reminder of so many scorecards.

    The first ones instead own a step that is late by then, of which the webhook is told as well; the next ones a step
    that is only at risk: their reminder is a courtesy, not to be repeated.
    """
    columns, first = always_reachable(), User.objects.count()
    people = User.objects.bulk_create(
        (
            User(username=f"p{n}", first_name=f"P{n}", email=f"p{n}@owed.example.com", password="!", **columns)
            for n in range(first, first + len(dues))
        ),
        batch_size=2000,
    )
    pairs = list(zip(people, dues, strict=True))
    debts = Debts({person.email: due.timestamp() for person, due in pairs})
    for number, (person, due) in enumerate(pairs[: breaches + courtesies]):
        application, late = _application(on), number < breaches
        _plan(application, [_step(application, person, due, late=late)])
        if late:
            debts.breaches[application.pk] = due.timestamp()
        else:
            debts.courtesies.add(person.email)
    awaited = pairs[breaches + courtesies :]
    scorecards = ((person, due, f"{person.pk}-{n}") for n in range(each) for person, due in awaited)
    while batch := list(islice(scorecards, BATCH)):
        application = _application(on)
        _plan(application, [_scorecard(application, *one) for one in batch])
    return debts


def _plan(application: Application, deadlines: list[Deadline]) -> None:
    reminders.plan(Deadline.objects.bulk_create(deadlines), application)


def _application(on: Requisition) -> Application:
    now = datetime.now(UTC)
    candidate = Candidate.objects.create(name="Ada Kovacs", email="ada@example.com", created_at=now)
    return Application.objects.create(
        requisition=on,
        candidate=candidate,
        stage=Stage.SCREENING,
        policy=policies.current(now=now),
        stage_since=now,
        applied_at=now,
        created_at=now,
        updated_at=now,
    )


def _scorecard(application: Application, owner: User, due: datetime, subject: str) -> Deadline:
    """Its first reminder comes one hour after the interview."""
    ended = due - timedelta(hours=1)
    return Deadline(
        application=application,
        kind=Deadline.Kind.SCORECARD,
        subject=subject,
        party=Deadline.Party.INTERVIEWER,
        owner=owner,
        begins_at=ended,
        at_risk_at=ended + timedelta(hours=18),
        due_at=ended + timedelta(hours=24),
    )


def _step(application: Application, owner: User, at: datetime, *, late: bool) -> Deadline:
    """A step of the process that is late from then on, and was not at risk before; or at risk from then on."""
    return Deadline(
        application=application,
        kind=Deadline.Kind.SCREENING_HELD,
        party=Deadline.Party.COORDINATOR,
        owner=owner,
        begins_at=at - timedelta(hours=48),
        at_risk_at=at,
        due_at=at if late else at + timedelta(hours=16),
    )
