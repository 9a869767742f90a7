"""What has happened to the demo's candidates by now. Everything goes through the verbs, at past instants."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from benchmarks.models import Level, Region
from hiring import clock, pipeline, requisitions
from hiring.models import (
    Application,
    ApprovalStep,
    Candidate,
    ChecklistAnswer,
    ChecklistPoint,
    Panelist,
    Requisition,
    RoleScope,
    SourcingChannel,
    User,
    WorkCalendar,
)
from hiring.stages import Round
from interviews.demo import ats, ends, market
from interviews.demo.logins import make_people
from interviews.demo.process import Process

GPU_SEAT = "priya"
PANEL: dict[Round, tuple[str, ...]] = {
    Round.SCREENING: ("priya", "tomas"),
    Round.TAKE_HOME: ("priya", "tomas"),
    Round.LIVE_DEBUGGING: ("priya", "tomas"),
    Round.SCALE_ARCHITECTURE: ("priya", "mara"),
}

CHAIN = (
    ("Budget", ApprovalStep.Applies.ALWAYS, "nora"),
    ("Exception to the band", ApprovalStep.Applies.OUT_OF_BAND, "henrik"),
)


@dataclass(frozen=True)
class Part:
    """One candidate of the story: started so many days ago, brought to where the function leaves them."""

    name: str
    location: str
    time_zone: str
    requisition: int
    days_ago: float
    play: ends.Play


PARTS = (
    Part("Amara Okafor", "Lagos", "Africa/Lagos", 0, 0.2, ends.just_applied),
    Part("Felix Brandt", "Munich", "Europe/Berlin", 0, 0.9, ends.screening_booked),
    Part("Ingrid Solheim", "Oslo", "Europe/Oslo", 0, 1.5, ends.scorecard_awaited),
    Part("Rahul Menon", "Bengaluru", "Asia/Kolkata", 1, 3.4, ends.take_home_sent),
    Part("Chloé Marchand", "Lyon", "Europe/Paris", 0, 5.6, ends.take_home_sent),
    Part("Diego Salazar Villanueva de la Torre", "Mexico City", "America/Mexico_City", 1, 6.4, ends.live_booked),
    Part("Hana Kobayashi", "Osaka", "Asia/Tokyo", 0, 8.7, ends.live_not_booked),
    Part("Samuel Adeyemi", "Austin", "America/Chicago", 1, 9.3, ends.final_round_running),
    Part("Lucía Fernández", "Valencia", "Europe/Madrid", 0, 9.8, ends.decision_running),
    Part("Marek Nowak", "Kraków", "Europe/Warsaw", 1, 13.4, ends.decision_late),
    Part("Noor Haddad", "Amman", "Asia/Amman", 0, 5.5, ends.paused),
    Part("Ethan Brooks", "Denver", "America/Denver", 1, 10.6, ends.offer_out),
    Part("Zeynep Arslan", "Izmir", "Europe/Istanbul", 0, 10.5, ends.offer_in_approval),
    Part("Sofia Rossi", "Turin", "Europe/Rome", 0, 16.0, ends.hired),
    Part("Viktor Petrov", "Sofia", "Europe/Sofia", 1, 7.0, ends.rejected_after_screening),
    Part("Mei Lin", "Toronto", "America/Toronto", 1, 11.0, ends.withdrew),
    Part("Elif Demir", "Hamburg", "Europe/Berlin", 0, 10.4, ends.offer_awaited),
)

ANSWERS = {
    "scope": "AI infrastructure: multi-node training, and inference below 100 ms for two products.",
    "gpu_fleet": "512 H100 on 64 nodes in one hall, 64 L40S for inference, 71 % used over the last month.",
    "workload": "One 70B training run each quarter; serving 900 requests a second with 1.5 s at p99.",
    "salary_range": "Checked against this month's bands, not against last year's.",
    "serving_stack": "vLLM behind our own gateway; Ray Serve is to go.",
    "panel": "Priya ran production clusters for six years; she sits in all four rounds.",
    "process": "Four rounds within twelve days, the take-home capped at six hours.",
    "success_metrics": "Model FLOPs utilisation above 42 %, p99 below 1.5 s, cost per million tokens down by a fifth.",
    "infrastructure_budget": "Network refresh and monitoring are in this year's plan, apart from salary.",
    "onboarding": "Cluster access and the topology document on day one, pairing for two weeks.",
}


@transaction.atomic
def tell(*, now: datetime | None = None) -> list[Application]:
    """Make the team, two open requisitions and seventeen candidates at every stage. Needs the reference data."""
    now = now or clock.database_now()
    people = make_people()
    make_chain(people)
    market.fill(people, now=now)
    begun = now - timedelta(days=20)
    open_ones = [
        make_requisition(
            "Senior AI Infrastructure Engineer",
            "senior",
            "germany",
            "Europe/Berlin",
            people,
            begun,
            calendar=WorkCalendar.objects.get(slug="germany_berlin"),
        ),
        make_requisition(
            "Staff Inference Platform Engineer",
            "staff_principal",
            "us_remote",
            "America/New_York",
            people,
            begun,
            calendar=WorkCalendar.objects.get(slug="usa_new_york"),
        ),
    ]
    channels = list(SourcingChannel.objects.filter(retired_at=None))
    told = []
    for number, part in enumerate(PARTS):
        started = now - timedelta(days=part.days_ago)
        candidate = Candidate.objects.create(
            name=part.name,
            email=f"candidate{number + 1}@example.com",
            location=part.location,
            time_zone=part.time_zone,
            channel=channels[number % len(channels)] if channels else None,
            created_at=started,
        )
        application = pipeline.open_application(open_ones[part.requisition], candidate, by=people["jonas"], now=started)
        process = Process(application, started=started, now=now, people=people, panel=PANEL, seed=number)
        part.play(process)
        told.append(process.application)
    ats.fill(told, now=now)
    return told


def make_chain(people: dict[str, User]) -> None:
    """Who approves offers: one for each of them, another one for what lies outside the band."""
    for position, (title, applies, name) in enumerate(CHAIN, start=1):
        step = ApprovalStep.objects.create(position=position, title=title, applies=applies)
        step.approvers.set([people[name]])


def make_requisition(
    title: str,
    level: str,
    region: str,
    time_zone: str,
    people: dict[str, User],
    begun: datetime,
    *,
    calendar: WorkCalendar | None = None,
) -> Requisition:
    requisition = Requisition.objects.create(
        title=title,
        scope=RoleScope.objects.get(slug="ai_infrastructure"),
        level=Level.objects.get(slug=level),
        region=Region.objects.get(slug=region),
        hiring_manager=people["mara"],
        coordinator=people["jonas"],
        time_zone=time_zone,
        calendar=calendar,
        created_at=begun,
    )
    for point in ChecklistPoint.objects.filter(retired_at=None):
        ChecklistAnswer.objects.create(
            requisition=requisition, point=point, answer=ANSWERS.get(point.slug, "Agreed with the team.")
        )
    for round, names in PANEL.items():
        for name in names:
            Panelist.objects.create(requisition=requisition, user=people[name], round=round)
    return requisitions.open_requisition(requisition, by=people["mara"], now=begun)
