"""What a rehearsal shows: each application's days, the share within the promise, what the delay is expected to cost."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hiring import sla
from hiring.deadlines import ROUND_KINDS
from interviews.rehearsal.run import Course

COLUMNS = (*(str(round) for round in ROUND_KINDS), "decision", "offer")
HEADINGS = ("screen", "home", "live", "scale", "decide", "offer")


@dataclass(frozen=True)
class Summary:
    """One run in figures. Shares are parts of one; the loss is a number of candidates."""

    applications: int
    within: int
    reminders: int
    expected_loss: float
    median_days: float | None

    @property
    def share_within(self) -> float:
        return self.within / self.applications


def summarise(courses: Sequence[Course]) -> Summary:
    """The figures of a run. An application that has not finished is lost at the rate of the days it has been open."""
    finished = sorted(course.finished_day for course in courses if course.finished_day is not None)
    days = [course.finished_day if course.finished_day is not None else course.open_days for course in courses]
    return Summary(
        applications=len(courses),
        within=sum(is_within(course) for course in courses),
        reminders=sum(course.reminders for course in courses),
        expected_loss=round(sum(1 - sla.survival(day) for day in days), 2),
        median_days=finished[len(finished) // 2] if len(finished) * 2 > len(courses) else None,
    )


def is_within(course: Course) -> bool:
    """Whether the offer went out within twelve elapsed days."""
    return course.finished_day is not None and course.finished_day <= sla.PROMISE_DAYS


def table(courses: Sequence[Course]) -> list[str]:
    """The run with reminders, a line for each application: the day on which each step was done."""
    head = f"{'application':>11} " + " ".join(f"{name:>6}" for name in HEADINGS)
    lines = [f"{head} {'reminders':>9} {'finished':>9}  within 12 days"]
    for course in courses:
        days = " ".join(f"{course.days[name]:>6.1f}" if name in course.days else f"{'-':>6}" for name in COLUMNS)
        finished = f"{course.finished_day:.1f}" if course.finished_day is not None else "not yet"
        is_open = course.finished_day is None and course.open_days <= sla.PROMISE_DAYS
        verdict = "yes" if is_within(course) else "still open" if is_open else "no"
        lines.append(f"{course.application:>11} {days} {course.reminders:>9} {finished:>9}  {verdict}")
    return lines


def totals(name: str, summary: Summary) -> str:
    """A run in one line."""
    median = f"median {summary.median_days:.1f} days" if summary.median_days is not None else "most have not finished"
    return (
        f"{name:<18} {summary.within:>3} of {summary.applications} within 12 days ({summary.share_within:.0%}), "
        f"{median}, expected loss {summary.expected_loss:.1f} candidates, {summary.reminders} reminders"
    )


def as_json(
    *, seed: int, days: int, assumptions: dict[str, object], with_them: Sequence[Course], without: Sequence[Course]
) -> dict[str, Any]:
    """Everything that was rehearsed, as plain values."""
    return {
        "seed": seed,
        "days": days,
        "assumptions": assumptions,
        "with_reminders": _run_as_json(with_them),
        "without_reminders": _run_as_json(without),
    }


def _run_as_json(courses: Sequence[Course]) -> dict[str, Any]:
    summary = summarise(courses)
    return {
        "summary": {**asdict(summary), "share_within": round(summary.share_within, 4)},
        "applications": [asdict(course) for course in courses],
    }
