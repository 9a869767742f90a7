"""Builders that go through the verbs, so that no test lives in an impossible world. Times are given, none is read."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import Group

from benchmarks.models import Level, Region
from hiring import access, offers, pipeline, requisitions
from hiring.models import (
    Application,
    Candidate,
    ChecklistAnswer,
    ChecklistPoint,
    Decision,
    Offer,
    Panelist,
    Requisition,
    RoleScope,
    RoundResult,
    User,
    WorkCalendar,
)
from hiring.stages import ROUNDS, Round, Stage

START = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
"""A Monday, far from any change of summer time."""

HOURS = {
    Stage.SCREENING: 4,
    Stage.TAKE_HOME: 24,
    Stage.LIVE_DEBUGGING: 120,
    Stage.SCALE_ARCHITECTURE: 168,
    Stage.DECISION: 216,
    Stage.OFFER: 232,
    Stage.HIRED: 250,
}
"""When `at_stage` lets each stage begin, in hours from the start. A round ends when the stage after it begins."""


class People(NamedTuple):
    """Those who hire: each may what the role of that name may."""

    manager: User
    coordinator: User
    interviewer: User
    second: User


def hour(hours: float, start: datetime = START) -> datetime:
    """The instant so many elapsed hours after the start."""
    return start + timedelta(hours=hours)


def always_open() -> WorkCalendar:
    """A calendar without a closed minute. People and requisitions of tests keep it unless a test gives another one,
    so that the hours that a test counts stay what they are."""
    hours = {"opens": time.min, "closes": time.max, "days": list(range(7))}
    return WorkCalendar.objects.get_or_create(slug="always-open", defaults={"title": "Always open", **hours})[0]


def in_office(person: User, **values: Any) -> User:
    """The same person with ordinary hours: Monday to Friday, quiet from 19 to 8, or as given."""
    for name, value in {"calendar": None, "quiet_from": time(19), "quiet_until": time(8), **values}.items():
        setattr(person, name, value)
    person.save()
    return person


def user(username: str, role: str = "", **values: Any) -> User:
    """Somebody who works here at all hours, with e-mail and first name after the username."""
    made = _user(username, **values)
    made.save()
    if role:
        made.groups.add(Group.objects.get(name=role))
    return made


def _user(username: str, **values: Any) -> User:
    names = {"email": f"{username}@twelve.example.com", "first_name": username.capitalize()}
    hours = {"calendar": always_open(), "quiet_from": time.min, "quiet_until": time.min}
    return User(username=username, password="!", **names | hours | values)


def people() -> People:
    """The people of the tests, made once."""
    roles = {
        "mara": access.HIRING_MANAGER,
        "jonas": access.COORDINATOR,
        "priya": access.INTERVIEWER,
        "tomas": access.INTERVIEWER,
    }
    known = {each.username: each for each in User.objects.filter(username__in=roles)}
    if not known:
        made = User.objects.bulk_create(_user(name, production_gpu_experience=name == "priya") for name in roles)
        groups = {group.name: group for group in Group.objects.filter(name__in=roles.values())}
        User.groups.through.objects.bulk_create(
            User.groups.through(user=each, group=groups[roles[each.username]]) for each in made
        )
        known = {each.username: each for each in made}
    return People(*(known[name] for name in roles))


def draft(**values: Any) -> Requisition:
    """A requisition that could open: every point answered, a scope chosen, somebody on the panel for each round.

    Written at once and not by the verbs of `hiring.drafting`, which would take half the time of a test.
    """
    team = people()
    fields = {
        "title": "AI infrastructure engineer",
        "hiring_manager": team.manager,
        "coordinator": team.coordinator,
        "scope": RoleScope.objects.get(slug="ai_infrastructure"),
        "level": Level.objects.order_by("pk").first(),
        "region": Region.objects.order_by("pk").first(),
        "calendar": always_open(),
        "created_at": START - timedelta(days=3),
        "updated_at": START - timedelta(days=3),
    }
    made = Requisition.objects.create(**fields | values)
    Panelist.objects.bulk_create(
        Panelist(requisition=made, user=person, round=round)
        for round in Round
        for person in (team.interviewer, team.second)
    )
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(requisition=made, point=point, answer="Settled.")
        for point in ChecklistPoint.objects.filter(retired_at=None)
    )
    return made


def requisition(**values: Any) -> Requisition:
    """An open requisition."""
    return requisitions.open_requisition(draft(**values), by=people().manager, now=START - timedelta(days=2))


def candidate(name: str = "Ada Kovacs", **values: Any) -> Candidate:
    values = {"email": "ada@example.com", "created_at": START - timedelta(days=1)} | values
    return Candidate.objects.create(**{"name": name, "updated_at": values["created_at"]} | values)


def application(
    *, on: Requisition | None = None, of: Candidate | None = None, started_at: datetime = START, **values: Any
) -> Application:
    """An application whose clock starts then, unless the requisition says otherwise."""
    by = values.pop("by", None) or people().coordinator
    return pipeline.open_application(on or requisition(), of or candidate(), by=by, now=started_at, **values)


def passed(application: Application, round: Round, *, now: datetime, by: User | None = None) -> RoundResult:
    """A round that went well."""
    by = by or people().coordinator
    return pipeline.record_result(application, round, verdict=RoundResult.Verdict.YES, passed=True, by=by, now=now)


def offer(application: Application, *, now: datetime, base: int = 150_000, by: User | None = None) -> Offer:
    """An offer in EUR; the requisition may have no band to hold it against."""
    by, why = by or people().manager, "There is no band."
    return offers.make_offer(application, currency="EUR", base=Decimal(base), exception_reason=why, by=by, now=now)


def at_stage(stage: Stage, *, started_at: datetime = START, **values: Any) -> Application:
    """An application that went up to a stage, step by step, at the `HOURS` from its start.

    Rejected and withdrawn ones left from screening, an hour after it began.
    """
    team = people()
    made = application(started_at=started_at, by=team.coordinator, **values)
    if stage in (Stage.REJECTED, Stage.WITHDRAWN):
        made = pipeline.advance(made, by=team.coordinator, now=hour(HOURS[Stage.SCREENING], started_at))
        leave = pipeline.reject if stage == Stage.REJECTED else pipeline.withdraw
        return leave(made, by=team.coordinator, reason="Too far away.", now=hour(5, started_at))
    for there in HOURS:
        if made.stage == stage:
            break
        now = hour(HOURS[there], started_at)
        if made.stage in ROUNDS:
            passed(made, Round(made.stage), now=now, by=team.coordinator)
        if there == Stage.OFFER:
            pipeline.decide(made, outcome=Decision.Outcome.HIRE, reason="Solid.", by=team.manager, now=now)
            offer(made, now=now, by=team.manager)
            made.refresh_from_db()
        elif there == Stage.HIRED:
            made = offers.accept(made, by=team.manager, now=now)
        else:
            made = pipeline.advance(made, by=team.coordinator, now=now)
    return made
