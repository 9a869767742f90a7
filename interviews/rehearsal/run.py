"""What happens in one run: people act when their time has come, or when a reminder moves them."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hiring import sweep
from hiring.models import Reminder
from interviews.demo.logins import make_people
from interviews.demo.story import make_requisition
from interviews.rehearsal import working_time
from interviews.rehearsal.candidacy import Candidacy, Task
from interviews.rehearsal.chance import Chance

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Course:
    """What became of one application: days are elapsed days from the start of its clock."""

    application: int
    days: dict[str, float]
    reminders: int
    finished_day: float | None
    open_days: float


@dataclass(order=True)
class Appointment:
    """A task that somebody will get done at an instant, unless a reminder brings it forward."""

    at: datetime
    number: int
    task: Task = field(compare=False)
    version: int = field(compare=False)


class Run:
    """One world: a team, a requisition, applications that begin within its first day."""

    def __init__(self, *, applications: int, days: int, chance: Chance, with_reminders: bool) -> None:
        self.chance, self.with_reminders = chance, with_reminders
        self.start, self.end = MONDAY, MONDAY + timedelta(days=days)
        self.people = make_people()
        begun = self.start - timedelta(days=1)
        self.requisition = make_requisition("Rehearsal", "senior", "germany", "UTC", self.people, begun)
        self.appointments: list[Appointment] = []
        self.versions: dict[Task, int] = {}
        self.numbers = 0
        self.candidacies: dict[int, Candidacy] = {}
        for number in range(1, applications + 1):
            starts = self.start + timedelta(hours=24 * (number - 1) / applications)
            candidacy = Candidacy(number, self.requisition, self.people, chance, starts=starts)
            self.candidacies[candidacy.application.pk] = candidacy
            self.schedule(candidacy.first_tasks(), starts)

    def go(self, progress: Callable[[int], object]) -> list[Course]:
        """Play the world to its end. `progress` is told of each simulated hour."""
        step = timedelta(minutes=self.chance.assumptions.sweep_every_minutes)
        now, hours = self.start, 0
        while now < self.end:
            now += step
            self.act_until(now)
            if self.with_reminders:
                sweep.sweep(by="rehearsal", now=now)
                self.hear_of_reminders(now)
            passed = int((now - self.start) / timedelta(hours=1))
            if passed > hours:
                progress(passed - hours)
                hours = passed
        return [self.course(candidacy) for candidacy in self.candidacies.values()]

    def schedule(self, tasks: list[Task], now: datetime) -> None:
        """Give each task the time at which its person would do it unreminded."""
        for task in tasks:
            self.appoint(task, task.due_unreminded(now, self.chance))

    def appoint(self, task: Task, at: datetime) -> None:
        self.numbers += 1
        self.versions[task] = self.numbers
        heapq.heappush(self.appointments, Appointment(at, self.numbers, task, self.numbers))

    def act_until(self, now: datetime) -> None:
        while self.appointments and self.appointments[0].at <= now:
            appointment = heapq.heappop(self.appointments)
            if self.versions.get(appointment.task) == appointment.version:
                del self.versions[appointment.task]
                self.schedule(appointment.task.do(appointment.at), appointment.at)

    def hear_of_reminders(self, now: datetime) -> None:
        """Let the readers of what has just been sent react: those who block act, the others pass the word on.

        What comes by mail and lies in the inbox as well is read once.
        """
        mails = Reminder.objects.filter(sent_at=now, channel="email")
        sent = mails.select_related("deadline").order_by("pk")
        for reminder in sent:
            candidacy = self.candidacies[reminder.deadline.application_id]
            candidacy.reminders += 1
            for task in [task for task in self.versions if task.candidacy is candidacy and task.habit is not None]:
                reads_it = task.person is not None and task.person.pk == reminder.recipient_id
                what = f"{candidacy.number}:{task.name}:{reminder.deadline.kind}:{reminder.rung}"
                hours = self.chance.reaction_hours(what, reads_it=reads_it)
                if hours is not None:
                    self.bring_forward(task, working_time.after(now, hours))

    def bring_forward(self, task: Task, at: datetime) -> None:
        version = self.versions[task]
        planned = next(one.at for one in self.appointments if one.version == version)
        if at < planned:
            self.appoint(task, at)

    def course(self, candidacy: Candidacy) -> Course:
        started = candidacy.starts
        days = {name: round((at - started) / timedelta(days=1), 2) for name, at in candidacy.milestones.items()}
        return Course(
            application=candidacy.number,
            days=days,
            reminders=candidacy.reminders,
            finished_day=days.get("offer"),
            open_days=round((self.end - started) / timedelta(days=1), 2),
        )
